"""What can be asked of a programme: by the organiser's staff, and by its own launch."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.forms.programme import Checklist, NetworkMeeting, ProgrammeDecision, UnitChoice
from domain.programme.events import Known
from domain.sealed import Sealed

# By the organiser's staff


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProgramme:
    programme: UUID
    form: ProgrammeDecision
    known: tuple[Known, ...] = ()
    """What they were shown."""
    kind: Literal["start_programme"] = "start_programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseUnits:
    choices: tuple[UnitChoice, ...]
    kind: Literal["choose_units"] = "choose_units"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChecklist:
    form: Checklist
    kind: Literal["answer_checklist"] = "answer_checklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNetworkMeeting:
    form: NetworkMeeting
    kind: Literal["hold_network_meeting"] = "hold_network_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseProgramme:
    reason: Sealed
    kind: Literal["close_programme"] = "close_programme"


# By its own workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """A unit that was not started, and why."""

    known: Known
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUnits:
    """What became of some units whose turn had come."""

    started: tuple[UUID, ...]
    held_back: tuple[HeldBack, ...] = ()
    kind: Literal["record_units"] = "record_units"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNetworkMeeting:
    term_end: date
    units: tuple[UUID, ...]
    kind: Literal["open_network_meeting"] = "open_network_meeting"


Command = (
    StartProgramme
    | ChooseUnits
    | AnswerChecklist
    | HoldNetworkMeeting
    | CloseProgramme
    | RecordUnits
    | OpenNetworkMeeting
)
