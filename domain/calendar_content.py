"""What a published calendar says, and what follows from it for one school year.

What the organiser states of a kind for a school year stands instead of the rule; what a unit states of a kind for a
school year stands instead of the organiser's. Where terms are stated the rule's breaks are gone with the rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.holidays import public_holidays
from domain.school_year import SATURDAY, DateRange, Term, breaks_by_rule, school_year, terms_by_rule

S = TypeVar("S", bound=DateRange)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCalendar:
    """What a unit's calendar says otherwise than its organiser's."""

    unit: UUID
    study_days: tuple[date, ...] = ()
    breaks: tuple[DateRange, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarContent:
    """What an organiser's calendar says beyond the rule."""

    time_zone: str = "Europe/Stockholm"
    study_days: tuple[date, ...] = ()
    """No school days, but meetings may be held (TASKS, "Clocks")."""
    breaks: tuple[DateRange, ...] = ()
    """Beside the rule's, in school years without stated terms."""
    terms: tuple[Term, ...] = ()
    """Replace the rule, its breaks included, for the school years they start in."""
    holidays: tuple[date, ...] = ()
    """Replace the rule's for their school years: kept here, so that no list of holidays ever changes what was."""
    units: tuple[UnitCalendar, ...] = ()

    def of_unit(self, unit: UUID) -> "CalendarContent":
        """The same as it is for one unit, every school year in which the unit differs stated in full."""
        own = next((each for each in self.units if each.unit == unit), None)
        whole = replace(self, units=())
        for year in sorted(years_of(own)) if own else ():
            whole = _deviating(whole, own, year)
        return whole


def years_of(content: CalendarContent | UnitCalendar | None) -> set[int]:
    """The school years that something but holidays is stated for."""
    if content is None:
        return set()
    spans = (*content.terms, *content.breaks)
    return {school_year(day) for day in (*content.study_days, *(span.start for span in spans))}


def _deviating(content: CalendarContent, own: UnitCalendar | None, year: int) -> CalendarContent:
    if own is None:
        return content
    study_days = _of_year(own.study_days, year) or _of_year(content.study_days, year)
    breaks = _starting(own.breaks, year) or breaks_of(content, year)
    terms = _starting(own.terms, year) or terms_of(content, year)
    return replace(
        content,
        study_days=(*(day for day in content.study_days if school_year(day) != year), *study_days),
        breaks=(*_not_starting(content.breaks, year), *breaks),
        terms=(*_not_starting(content.terms, year), *terms),
    )


def terms_of(content: CalendarContent, year: int) -> tuple[Term, ...]:
    """The terms of the school year that starts in `year`, in order."""
    return _starting(content.terms, year) or terms_by_rule(year)


def breaks_of(content: CalendarContent, year: int) -> tuple[DateRange, ...]:
    """Its breaks, in order."""
    by_rule = () if _starting(content.terms, year) else breaks_by_rule(year)
    return tuple(sorted({*by_rule, *_starting(content.breaks, year)}, key=lambda gap: (gap.start, gap.end)))


def holidays_of(content: CalendarContent, year: int) -> frozenset[date]:
    """Its public holidays, and the eves no school is open on."""
    by_rule = public_holidays(year) | public_holidays(year + 1)
    return frozenset(_of_year(content.holidays, year) or _of_year(by_rule, year))


def school_days_of(content: CalendarContent, year: int) -> frozenset[date]:
    """Its school days: what is left of the terms' weekdays."""
    free = holidays_of(content, year) | set(content.study_days)
    # A break may begin in the school year before, so all of them are looked at.
    breaks = (*breaks_of(content, year), *content.breaks)
    weekdays = {day for term in terms_of(content, year) for day in term.days() if day.isoweekday() < SATURDAY}
    return frozenset(day for day in weekdays - free if not any(gap.start <= day <= gap.end for gap in breaks))


def _of_year(days: Iterable[date], year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day in days if school_year(day) == year))


def _starting(spans: Iterable[S], year: int) -> tuple[S, ...]:
    return tuple(sorted((span for span in spans if school_year(span.start) == year), key=lambda span: span.start))


def _not_starting(spans: Iterable[S], year: int) -> tuple[S, ...]:
    return tuple(span for span in spans if school_year(span.start) != year)
