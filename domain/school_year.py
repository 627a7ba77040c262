"""School years by rule, without an end date: their terms and breaks (TASKS, "Clocks").

Monday of week 34 to the last Friday before 22 December; first weekday from 8 January to Thursday of week 24; without
weeks 44 and 8, and Holy Week. Public holidays: `domain.holidays`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from domain.holidays import easter

FIRST_MONTH: Final = 7
"""A school year runs from 1 July to 30 June."""

FRIDAY: Final = 5
SATURDAY: Final = 6
_MID_YEAR_WEEK: Final = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """From `start` to `end`, both included."""

    start: date
    end: date

    def days(self) -> Iterator[date]:
        """Every day of it, in order."""
        return (self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(DateRange):
    """A term (termin)."""

    name: Literal["autumn", "spring"]


def school_year(day: date) -> int:
    """The calendar year in which the school year of `day` starts."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def school_week_day(year: int, week: int, weekday: int) -> date:
    """The day of an ISO week and weekday (1 to 7) within the school year that starts in `year`.

    Raises ValueError where there is no such day, as week 53 in most years.
    """
    return date.fromisocalendar(year if week >= _MID_YEAR_WEEK else year + 1, week, weekday)


def terms_by_rule(year: int) -> tuple[Term, Term]:
    """The default terms of the school year that starts in `year`."""
    autumn_end = max(day for day in (date(year, 12, n) for n in range(15, 22)) if day.isoweekday() == FRIDAY)
    spring_start = min(day for day in (date(year + 1, 1, n) for n in range(8, 11)) if day.isoweekday() < SATURDAY)
    return (
        Term(start=date.fromisocalendar(year, 34, 1), end=autumn_end, name="autumn"),
        Term(start=spring_start, end=date.fromisocalendar(year + 1, 24, 4), name="spring"),
    )


def breaks_by_rule(year: int) -> tuple[DateRange, ...]:
    """The default breaks of that school year: weeks 44 and 8, and Holy Week. Monday to Friday."""
    holy_monday = easter(year + 1) - timedelta(days=6)
    mondays = sorted((date.fromisocalendar(year, 44, 1), date.fromisocalendar(year + 1, 8, 1), holy_monday))
    return tuple(DateRange(start=monday, end=monday + timedelta(days=4)) for monday in mondays)
