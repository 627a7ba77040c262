"""What an organiser fills in about a programme (DOMAIN, "Initiative, programme, template"; TASKS, stage 0)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.checklist import ItemAnswer
from domain.fields import asked
from domain.forms.start import TakingPart
from domain.messages import N_
from domain.sealed import Sealed
from domain.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInvited:
    """A unit that is to take part."""

    unit: UUID | None = asked(N_("Unit"), required=True)
    manager: UUID | None = asked(N_("The principal's manager, where another than the programme's"))
    facilitators: tuple[UUID, ...] = asked(N_("Facilitators, if known"), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLeftOut:
    """A unit that stays outside, and why."""

    unit: UUID | None = asked(N_("Unit"), required=True)
    reason: Sealed | None = asked(N_("Reason"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDecision:
    """Beslut om satsning: one decision, shared by every unit's initiative."""

    title: Sealed | None = asked(N_("What the programme is called"), required=True)
    template: str | None = asked(N_("Template"), required=True)
    track: Track = asked(
        N_("Track"), Track.FULL, required=True, help=N_("full, or light for small units and small things")
    )
    manager: UUID | None = asked(
        N_("The principals' manager"), required=True, help=N_("gets what is escalated; a unit may have another")
    )
    decision_body: Sealed | None = asked(N_("Who took the decision"), required=True, help=N_("board or committee"))
    decided_on: date | None = asked(N_("Decided on"), required=True)
    decision_ref: Sealed | None = asked(N_("Reference of the decision"))
    organiser_answers_for: Sealed | None = asked(N_("What the organiser answers for"), required=True)
    unit_answers_for: Sealed | None = asked(N_("What the unit answers for"), required=True)
    evidence: Sealed | None = asked(
        N_("Evidence for the method"),
        required=True,
        prefilled=N_("the template"),
        help=N_("or: missing, and why it is tried all the same"),
    )
    takes_part: tuple[TakingPart, ...] = asked(
        N_("Who takes part at each unit"), (), required=True, help=N_("after-school care and the library too")
    )
    units: tuple[UnitInvited, ...] = asked(N_("Units that are to take part"), (), required=True)
    not_taking_part: tuple[UnitLeftOut, ...] = asked(N_("Units that do not take part"), ())
    kind: Literal["programme_decision"] = "programme_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """The organiser's choice for a unit that was held back."""

    unit: UUID | None = asked(N_("Unit"), required=True)
    takes_part: bool | None = asked(N_("Takes part"), required=True)
    reason: Sealed | None = asked(N_("Reason"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoices:
    """Many choices at once."""

    choices: tuple[UnitChoice, ...] = asked(N_("Units and what was chosen"), (), required=True)
    kind: Literal["unit_choices"] = "unit_choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Checklista för satsningen: all ten items are rated."""

    answers: tuple[ItemAnswer, ...] = asked(N_("The ten items"), (), required=True)
    kind: Literal["checklist"] = "checklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeeting:
    """Nätverk mellan enheter: when the eager met across units."""

    held_on: date | None = asked(N_("Held on"), required=True)
    units: tuple[UUID, ...] = asked(
        N_("Units that met"), (), required=True, prefilled=N_("the plans' support for the eager")
    )
    note: Sealed | None = asked(N_("What came of it"))
    kind: Literal["network_meeting"] = "network_meeting"
