"""One programme: how far its launch has come, and how its units fare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from web.views.initiative import CheckInView
from web.views.named import Coded


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One programme of the overview."""

    programme: UUID
    title: str
    template: str
    status: Coded
    started: date
    waiting: int
    held_back: int
    initiatives: int
    not_taking_part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownView:
    """What speaks for thinking twice about one more initiative at a unit."""

    live: tuple[UUID, ...]
    low_capacity: UUID | None
    vacant: bool
    """Nobody is principal there."""
    refused: str | None
    """The code of the rule that refused to start it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeUnitView:
    """A unit's place in a programme."""

    unit: UUID
    unit_name: str
    place: Coded
    why: KnownView
    reason: str
    """Why it takes part all the same, or does not."""
    initiative: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item of the checklist."""

    item: Coded
    rating: Coded
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkView:
    """One term's meeting of the eager."""

    term_end: date
    due: date
    units: tuple[UUID, ...]
    held_on: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """One programme: how far its launch has come, over the units whose place the reader may see."""

    programme: UUID
    version: int
    title: str
    template: str
    template_version: int
    track: Coded
    status: Coded
    started: date
    launched: date | None
    counts: Mapping[str, int]
    """Units by place."""
    a_minute: int | None
    """Units started a minute, so far."""
    checklist: tuple[ItemView, ...]
    checklist_on: date | None
    networks: tuple[NetworkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedView:
    """How one unit's initiative fares, beside the others'."""

    unit: UUID
    unit_name: str
    initiative: UUID
    stage: Coded
    status: Coded
    stalled: Coded | None
    days: Mapping[str, int]
    """School days in the stage, by whose they were."""
    overdue: int
    """Open tasks past their due day."""
    next_meeting: date | None
    check_ins: tuple[CheckInView, ...]
