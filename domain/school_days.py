"""School days: which days count. Every due date, gap and clock is counted in them.

Default by rule, without an end date (TASKS, "Clocks"): Monday of week 34 to the last Friday before 22 December; first
weekday from 8 January to Thursday of week 24; without weeks 44 and 8, Holy Week and public holidays.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from domain.holidays import easter, public_holidays
from domain.messages import N_
from domain.refusals import Unmet

FIRST_MONTH: Final = 7
"""A school year runs from 1 July to 30 June."""

YEARS: Final = range(1900, 2200)
"""School years that are counted. The rule has no end; a date outside is a slip of the pen, and tables cost time."""

_EPOCH_YEAR: Final = 2010
"""School days are numbered from 1 July of this year; earlier ones have numbers of 0 and below."""

_DAY: Final = timedelta(days=1)
_FRIDAY: Final = 5
_SATURDAY: Final = 6
_MID_YEAR_WEEK: Final = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """From `start` to `end`, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term (termin), first and last day included."""

    start: date
    end: date
    name: Literal["autumn", "spring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarContent:
    """What an organiser's calendar says beyond the rule."""

    time_zone: str = "Europe/Stockholm"
    study_days: tuple[date, ...] = ()
    """No school days, but meetings may be held (TASKS, "Clocks")."""
    extra_breaks: tuple[DateRange, ...] = ()
    terms: tuple[Term, ...] = ()
    """Replace the rule, its breaks included, for the school years they start in; public holidays stay free."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The school days of one school year, as ordinals, and how many came before it."""

    before: int
    days: tuple[int, ...]

    @property
    def last(self) -> int:
        return self.before + len(self.days)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Answers about school days. A value; the table of a school year is made when first asked for, and kept.

    Whatever counts refuses (Unmet) a date outside `YEARS`.
    """

    content: CalendarContent = field(default_factory=CalendarContent)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_school_day(self, day: date) -> bool:
        days = self._year(school_year(day)).days
        at = bisect_left(days, day.toordinal())
        return at < len(days) and days[at] == day.toordinal()

    def may_meet(self, day: date) -> bool:
        """Whether a meeting may be planned on `day`: a school day or a study day."""
        return day in self.content.study_days or self.is_school_day(day)

    def index(self, day: date) -> int:
        """The number of the last school day up to and including `day`. Never falls as `day` grows."""
        year = self._year(school_year(day))
        return year.before + bisect_right(year.days, day.toordinal())

    def day(self, number: int) -> date:
        """The school day with this number: `index(day(n)) == n`."""
        at = _EPOCH_YEAR + number // 190
        while number > self._year(at).last:
            at += 1
        while number <= self._year(at).before:
            at -= 1
        year = self._year(at)
        return date.fromordinal(year.days[number - year.before - 1])

    def next_school_day(self, day: date) -> date:
        """`day` itself if it is a school day, else the next."""
        return self.day(self.index(day - _DAY) + 1)

    def add(self, day: date, number: int) -> date:
        """The `number`-th school day after `day`, before it if negative, `next_school_day(day)` if 0."""
        return self.day((self.index(day) if number > 0 else self.index(day - _DAY) + 1) + number)

    def between(self, after: date, until: date) -> int:
        """School days after `after`, up to and including `until`; negative the other way round."""
        return self.index(until) - self.index(after)

    def terms(self, year: int) -> tuple[Term, ...]:
        """The terms of the school year that starts in `year`, in order."""
        stated = tuple(term for term in self.content.terms if school_year(term.start) == year)
        return tuple(sorted(stated, key=lambda term: term.start)) or terms_by_rule(year)

    def term_at(self, day: date) -> Term:
        """The term `day` lies in, between two terms the coming one."""
        year = school_year(day)
        ahead = (term for y in (year, year + 1) for term in self.terms(y) if term.end >= day)
        return next(ahead)

    def term_end(self, day: date) -> date:
        """The last day of `term_at(day)`."""
        return self.term_at(day).end

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._fill(year)
        return self._years[year]

    def _fill(self, year: int) -> None:
        """Number the years from the epoch to this one."""
        if year not in YEARS:
            raise Unmet("date_far_away", N_("The year {year} is too far away to count school days."), year=year)
        for at in range(_EPOCH_YEAR, year + 1):
            if at not in self._years:
                self._years[at] = _Year(self._years[at - 1].last if at > _EPOCH_YEAR else 0, self._days(at))
        for at in range(_EPOCH_YEAR - 1, year - 1, -1):
            if at not in self._years:
                days = self._days(at)
                self._years[at] = _Year(self._year(at + 1).before - len(days), days)

    def _days(self, year: int) -> tuple[int, ...]:
        """The rule, or the stated terms, without holidays, breaks and study days. Ordinals, ascending."""
        stated = any(school_year(term.start) == year for term in self.content.terms)
        free = public_holidays(year) | public_holidays(year + 1) | set(self.content.study_days)
        if not stated:
            free |= breaks_by_rule(year)
        weekdays = {day for term in self.terms(year) for day in _days_in(term) if day.isoweekday() < _SATURDAY}
        breaks = self.content.extra_breaks
        days = (day for day in weekdays - free if not any(gap.start <= day <= gap.end for gap in breaks))
        return tuple(sorted(day.toordinal() for day in days))


@lru_cache(maxsize=1024)
def school_calendar(content: CalendarContent) -> SchoolCalendar:
    """The one calendar of this content, so that its tables are made once per process."""
    return SchoolCalendar(content)


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
    autumn_end = max(day for day in (date(year, 12, n) for n in range(15, 22)) if day.isoweekday() == _FRIDAY)
    spring_start = min(day for day in (date(year + 1, 1, n) for n in range(8, 11)) if day.isoweekday() < _SATURDAY)
    return (
        Term(start=date.fromisocalendar(year, 34, 1), end=autumn_end, name="autumn"),
        Term(start=spring_start, end=date.fromisocalendar(year + 1, 24, 4), name="spring"),
    )


def breaks_by_rule(year: int) -> set[date]:
    """The default breaks of that school year: weeks 44 and 8, and Holy Week."""
    holy_monday = easter(year + 1) - timedelta(days=6)
    mondays = (date.fromisocalendar(year, 44, 1), date.fromisocalendar(year + 1, 8, 1), holy_monday)
    return {monday + timedelta(days=n) for monday in mondays for n in range(5)}


def _days_in(span: DateRange | Term) -> Iterator[date]:
    return (span.start + timedelta(days=n) for n in range((span.end - span.start).days + 1))
