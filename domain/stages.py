"""The stages of an initiative (insatsens steg), in order. Source: DOMAIN, "The stages"."""

from enum import IntEnum
from typing import Final

from domain.messages import N_


class Stage(IntEnum):
    """Where an initiative is."""

    START = 0
    NEEDS = 1
    CURRENT_STATE = 2
    EFFECT_CHAIN = 3
    PLAN = 4
    IMPLEMENTATION = 5
    EVALUATION = 6
    CONTINUATION = 7


NAMES: Final = {
    Stage.START: N_("Start"),
    Stage.NEEDS: N_("Needs inventory"),
    Stage.CURRENT_STATE: N_("Current-state analysis"),
    Stage.EFFECT_CHAIN: N_("Effect chain"),
    Stage.PLAN: N_("Development plan"),
    Stage.IMPLEMENTATION: N_("Implementation"),
    Stage.EVALUATION: N_("Evaluation"),
    Stage.CONTINUATION: N_("Continued work"),
}
