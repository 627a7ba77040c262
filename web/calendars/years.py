"""A school year as people look at it: terms with their school days, breaks, study days and holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import CalendarState
from domain.calendar_content import breaks_of, holidays_of, school_days_of, terms_of
from domain.messages import N_
from domain.refusals import Unmet
from domain.school_days import YEARS
from domain.school_year import SATURDAY, DateRange, school_year
from web.calendars.holidays import holidays_in


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """A term."""

    name: str
    start: date
    end: date
    school_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """One school year as the calendar in force states it."""

    year: int
    """The calendar year it starts in."""
    by_rule: bool
    """Nobody has stated its terms."""
    terms: tuple[TermView, ...]
    school_days: int
    breaks: tuple[DateRange, ...]
    study_days: tuple[date, ...]
    holidays: Mapping[date, str]
    """Those on weekdays within the terms, with their names; empty for one the list does not have."""


def year_of(calendar: CalendarState, year: int, language: str = "sv") -> YearView:
    """What the version in force says of the school year that starts in `year`; of a unit, if the state is a unit's.

    Raises Unmet for a year whose school days are not counted.
    """
    if year not in YEARS:
        raise Unmet("year_not_counted", N_("Give a year from {first} to {last}."), first=YEARS[0], last=YEARS[-1])
    content = calendar.content
    days, terms = school_days_of(content, year), terms_of(content, year)
    named = holidays_in(year, language)
    in_term = {day for term in terms for day in term.days() if day.isoweekday() < SATURDAY}
    counted = [(term, sum(term.start <= day <= term.end for day in days)) for term in terms]
    return YearView(
        year=year,
        by_rule=not any(school_year(term.start) == year for term in content.terms),
        terms=tuple(TermView(name=t.name, start=t.start, end=t.end, school_days=count) for t, count in counted),
        school_days=len(days),
        breaks=breaks_of(content, year),
        study_days=tuple(sorted(day for day in content.study_days if school_year(day) == year)),
        holidays={day: named.get(day, "") for day in sorted(holidays_of(content, year) & in_term)},
    )
