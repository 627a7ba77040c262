"""An initiative's own clock: school days at whose close it was not paused (TASKS.md, "Clocks").

Due days, ladder steps and gaps are positions on that clock, so a pause conserves what remained. Check-ins, meetings and
`again_on` are dates and stay where they are.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import CalendarState
from domain.facts import Facts
from domain.initiative.state import InitiativeState, Stop

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Turns dates of the organiser's calendar into positions of one initiative, and back."""

    calendar: CalendarState
    today: date
    lost: int
    stops: tuple[Stop, ...]
    stopped_at: int | None
    """The position the clock stands still at, while paused."""

    def position(self, day: date) -> int:
        """The clock at the close of `day`."""
        if self.stopped_at is not None:
            return self.stopped_at
        return self.calendar.school.index(day) - self.lost

    def then(self, day: date) -> int:
        """The clock as it was at the close of a day gone by, which may lie before or within a pause that is over."""
        position = self.calendar.school.index(day)
        for stop in self.stops:
            if position > stop.position:
                position = max(stop.position, position - stop.lost)
        return position if self.stopped_at is None else min(position, self.stopped_at)

    @property
    def now(self) -> int:
        """The clock at the close of today, if nothing stops it before."""
        return self.position(self.today)

    @property
    def closed(self) -> int:
        """The clock at the last close there was."""
        return self.position(self.today - _DAY)

    @property
    def last_school_day(self) -> date:
        """The one whose close that was."""
        return self.calendar.school.day(self.calendar.school.index(self.today - _DAY))

    def date_of(self, position: int) -> date:
        """The school day at whose close the clock comes to `position` (as if it went on today, while paused)."""
        lost = self.lost if self.stopped_at is None else self.calendar.school.index(self.today - _DAY) - self.stopped_at
        return self.calendar.school.day(position + lost)

    def start_of(self, position: int) -> datetime:
        return self.calendar.start_of(self.date_of(position))

    def close_of(self, position: int) -> datetime:
        return self.calendar.close_of(self.date_of(position))

    def next_school_day(self, day: date) -> date:
        return self.calendar.school.next_school_day(day)


def timing(state: InitiativeState, facts: Facts) -> Timing:
    """The clock of `state` as of `facts.now`."""
    calendar = calendar_of(facts).of_unit(state.unit)
    return Timing(
        calendar=calendar,
        today=facts.today,
        lost=state.lost,
        stops=state.stops,
        stopped_at=state.pause.position if state.pause else None,
    )


def calendar_of(facts: Facts) -> CalendarState:
    """The organiser's calendar; a decision on an initiative always relies on it."""
    if facts.calendar is None:
        raise LookupError("decisions on initiatives need the calendar among their facts")
    return facts.calendar


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
