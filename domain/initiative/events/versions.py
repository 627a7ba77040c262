"""What an initiative goes by has another version: its school calendar, its template."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChanged:
    task: UUID
    was: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged:
    """Another version of the school calendar: dates have followed, positions have not moved."""

    calendar: int
    """The version its dates come from now."""
    on: date
    dues: tuple[DueChanged, ...]
    meetings: tuple[UUID, ...]
    """Planned on days when nobody may meet now; they stay until somebody moves them."""
    kind: Literal["calendar_changed"] = "calendar_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCounted:
    """An open task's due day, counted again by the days another version of the template gives."""

    task: UUID
    was: date | None
    due: date
    due_position: int
    given: int
    """School days the new version gives."""
    spared: int
    """School days it got beyond that, so as not to be due within five days of the move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMoved:
    """It lives by another version of its template from now on."""

    before: int
    after: int
    last_check_in: int
    """Months after stage 5 closed: the initiative closes with it."""
    dues: tuple[DueCounted, ...]
    on: date
    kind: Literal["template_moved"] = "template_moved"
