"""Whose day it was: the one cause every school day in a stage is attributed to (TASKS.md, "Whose day it was")."""

from enum import StrEnum
from typing import Final

from domain.messages import N_


class Cause(StrEnum):
    """In order of precedence: the first that applies."""

    PAUSED = "paused"
    VACANCY = "vacancy"
    HANDOVER = "handover"
    LAPSED_CADENCE = "lapsed_cadence"
    WAITING_ORGANISER = "waiting_organiser"
    WAITING_PRINCIPAL = "waiting_principal"
    WAITING_FACILITATOR = "waiting_facilitator"
    PROGRESSING = "progressing"


CAUSE_NAMES: Final = {
    Cause.PAUSED: N_("paused"),
    Cause.VACANCY: N_("nobody holds the role"),
    Cause.HANDOVER: N_("a new principal is taking over"),
    Cause.LAPSED_CADENCE: N_("the meetings have become too rare"),
    Cause.WAITING_ORGANISER: N_("waiting for the organiser"),
    Cause.WAITING_PRINCIPAL: N_("waiting for the principal"),
    Cause.WAITING_FACILITATOR: N_("waiting for the facilitator"),
    Cause.PROGRESSING: N_("work is going on"),
}
