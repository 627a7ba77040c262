"""School days: which days count. Every due date, gap and clock is counted in them.

A calendar never changes the past: its first version counts by rule, and each later one counts from the day it was
published, while the days before stay counted as they were. So the number of a day that has passed never changes.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from domain.calendar_content import CalendarContent, school_days_of, terms_of
from domain.messages import N_
from domain.refusals import Unmet
from domain.school_year import FIRST_MONTH, Term, school_year

YEARS: Final = range(1900, 2200)
"""School years that are counted. The rule has no end; a date outside is a slip of the pen, and tables cost time."""

_EPOCH_YEAR: Final = 2010
"""School days are numbered from 1 July of this year; earlier ones have numbers of 0 and below."""

_DAY: Final = timedelta(days=1)


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
    since: date | None = None
    """The first day that `content` counts; `None`: all."""
    earlier: "SchoolCalendar | None" = None
    """What counted the days before."""
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_school_day(self, day: date) -> bool:
        days = self.counted(school_year(day))
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
        return terms_of(self.content, year)

    def term_at(self, day: date) -> Term:
        """The term `day` lies in, between two terms the coming one."""
        year = school_year(day)
        ahead = (term for y in (year, year + 1) for term in self.terms(y) if term.end >= day)
        return next(ahead)

    def term_end(self, day: date) -> date:
        """The last day of `term_at(day)`."""
        return self.term_at(day).end

    def counted(self, year: int) -> tuple[int, ...]:
        """The school days of a school year, as ordinals, ascending."""
        return self._year(year).days

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
        """Ordinals, ascending: until `since` as they were counted then."""
        first, following = date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)
        if self.earlier is None or self.since is None or self.since <= first:
            return tuple(sorted(day.toordinal() for day in school_days_of(self.content, year)))
        before = self.earlier.counted(year)
        if self.since >= following:
            return before
        after = school_days_of(self.content, year)
        passed = before[: bisect_left(before, self.since.toordinal())]
        return (*passed, *sorted(day.toordinal() for day in after if day >= self.since))


def is_far_away(day: date) -> bool:
    """Whether no school days are counted around it."""
    return day.year not in YEARS or school_year(day) not in YEARS


@lru_cache(maxsize=1024)
def school_calendar(
    content: CalendarContent, since: date | None = None, earlier: SchoolCalendar | None = None
) -> SchoolCalendar:
    """The one calendar of this content and what came before, so that its tables are made once per process."""
    return SchoolCalendar(content, since, earlier)
