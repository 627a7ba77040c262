"""The meetings of learning groups and of the working group, and their rhythm."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeeting:
    meeting: UUID
    group: int
    on: date
    slot: int | None = None
    """Which meeting of the template's parts it is, from 1; `None` where there are no parts, or all are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPlanned:
    meetings: tuple[PlannedMeeting, ...]
    kind: Literal["meetings_planned"] = "meetings_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved:
    meeting: UUID
    to: date
    kind: Literal["meeting_moved"] = "meeting_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsCancelled:
    meetings: tuple[UUID, ...]
    kind: Literal["meetings_cancelled"] = "meetings_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceLapsed:
    group: int
    on: date
    kind: Literal["cadence_lapsed"] = "cadence_lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRestored:
    group: int
    position: int
    kind: Literal["cadence_restored"] = "cadence_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesClosedEarly:
    reason: Sealed
    kind: Literal["series_closed_early"] = "series_closed_early"
