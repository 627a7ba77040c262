"""What a decision may know beside its own state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from domain.actors import Standing

if TYPE_CHECKING:
    from domain.calendar import CalendarState
    from domain.organiser import OrganiserState
    from domain.post.state import PostState
    from domain.programme.state import ProgrammeState
    from domain.template import TemplateState


@dataclass(frozen=True, kw_only=True)  # no slots: the date is found once
class Facts:
    """Immutable; the versions of the streams behind them travel in the envelope. `None` where not relied on."""

    now: datetime
    """Aware, UTC."""
    standing: Standing
    seen: int | None = None
    """The version of the stream the actor saw when deciding to act."""
    organiser: OrganiserState | None = None
    calendar: CalendarState | None = None
    template: TemplateState | None = None
    post: PostState | None = None
    programme: ProgrammeState | None = None

    @cached_property
    def today(self) -> date:
        """The organiser's date. Decisions on an initiative always rely on the calendar."""
        if self.calendar is None:
            raise LookupError("these decisions need the calendar among their facts")
        return self.calendar.local_date(self.now)
