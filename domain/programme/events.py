"""What can have happened to a programme: past tense, closed, every one of them stored for good."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.forms.programme import Checklist, NetworkMeeting, ProgrammeDecision
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What speaks for thinking twice about one more initiative at a unit."""

    unit: UUID
    live: tuple[UUID, ...] = ()
    """Initiatives that go on, or are paused, there."""
    low_capacity: UUID | None = None
    """The latest initiative there that rated its receiving capacity, if it was low."""
    vacant: bool = False
    """Nobody is principal there."""

    @property
    def speaks(self) -> bool:
        """Whether there is something that the organiser should think about."""
        return bool(self.live) or self.low_capacity is not None or self.vacant


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStarted:
    programme: UUID
    form: ProgrammeDecision
    template_version: int
    """Every unit's initiative has this one, so that they can be compared."""
    known: tuple[Known, ...]
    """What was shown of the units that something was known about."""
    on: date
    kind: Literal["programme_started"] = "programme_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHeldBack:
    """The organiser is to choose."""

    known: Known
    refused: str | None = None
    """The code of the rule that refused to start it, where one did."""
    kind: Literal["unit_held_back"] = "unit_held_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChosen:
    """It takes part all the same; its initiative is started next."""

    unit: UUID
    reason: Sealed
    kind: Literal["unit_chosen"] = "unit_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStarted:
    unit: UUID
    initiative: UUID
    kind: Literal["unit_started"] = "unit_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNotTakingPart:
    unit: UUID
    reason: Sealed
    kind: Literal["unit_not_taking_part"] = "unit_not_taking_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLaunched:
    """Every unit has been started or does not take part."""

    on: date
    kind: Literal["programme_launched"] = "programme_launched"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistAnswered:
    form: Checklist
    on: date
    kind: Literal["checklist_answered"] = "checklist_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeetingOpened:
    """Once a term: the eager are to meet across units."""

    term_end: date
    units: tuple[UUID, ...]
    """Those whose plans have support for the eager."""
    on: date
    due: date
    kind: Literal["network_meeting_opened"] = "network_meeting_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeetingHeld:
    term_end: date
    form: NetworkMeeting
    on: date
    kind: Literal["network_meeting_held"] = "network_meeting_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeClosed:
    reason: Sealed
    on: date
    kind: Literal["programme_closed"] = "programme_closed"


Event = (
    ProgrammeStarted
    | UnitHeldBack
    | UnitChosen
    | UnitStarted
    | UnitNotTakingPart
    | ProgrammeLaunched
    | ChecklistAnswered
    | NetworkMeetingOpened
    | NetworkMeetingHeld
    | ProgrammeClosed
)
