"""A calendar as a list of entries, as files have it, and back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.calendar_content import CalendarContent, UnitCalendar, breaks_of, terms_of
from domain.school_year import DateRange, Term, school_year
from web.calendars.rows import Kind, Row

_TERMS = (Kind.AUTUMN, Kind.SPRING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a calendar says."""

    kind: Kind
    """Neither `begins` nor `ends`."""
    span: DateRange
    """One day, for study days and holidays."""
    row: Row | None = field(default=None, compare=False)
    """Of the file that says it."""

    @property
    def place(self) -> tuple[str, int]:
        """What is replaced as a whole: a kind in a school year."""
        return ("term" if self.kind in _TERMS else self.kind.value, school_year(self.span.start))


def entries_of(said: CalendarContent | UnitCalendar) -> Iterator[Entry]:
    """Everything a calendar says; of an organiser's, what it says for all units."""
    for term in said.terms:
        kind = Kind.AUTUMN if term.name == "autumn" else Kind.SPRING
        yield Entry(kind=kind, span=DateRange(start=term.start, end=term.end))
    for gap in said.breaks:
        yield Entry(kind=Kind.BREAK, span=gap)
    for day in said.study_days:
        yield Entry(kind=Kind.STUDY_DAY, span=DateRange(start=day, end=day))
    for day in said.holidays if isinstance(said, CalendarContent) else ():
        yield Entry(kind=Kind.HOLIDAY, span=DateRange(start=day, end=day))


def in_force(content: CalendarContent, unit: UUID | None, years: Iterable[int]) -> Iterator[Entry]:
    """What counts in these school years, whether stated, by rule, or a unit's from its organiser; holidays as kept."""
    whole = content.of_unit(unit) if unit else content
    for year in years:
        study_days = tuple(day for day in whole.study_days if school_year(day) == year)
        holidays = tuple(day for day in whole.holidays if school_year(day) == year)
        terms, breaks = terms_of(whole, year), breaks_of(whole, year)
        yield from entries_of(CalendarContent(terms=terms, breaks=breaks, study_days=study_days, holidays=holidays))


def own_of(content: CalendarContent, unit: UUID) -> UnitCalendar:
    """What a unit says otherwise, empty if nothing."""
    return next((own for own in content.units if own.unit == unit), UnitCalendar(unit=unit))


def with_entries(content: CalendarContent, entries: Iterable[Entry], unit: UUID | None) -> CalendarContent:
    """`content` saying these for all units, or for the one."""
    ordered = sorted(entries, key=lambda entry: (entry.span.start, entry.span.end))
    of_kind = {kind: [entry.span for entry in ordered if entry.kind is kind] for kind in Kind}
    terms = tuple(
        Term(start=entry.span.start, end=entry.span.end, name="autumn" if entry.kind is Kind.AUTUMN else "spring")
        for entry in ordered
        if entry.kind in _TERMS
    )
    breaks = tuple(of_kind[Kind.BREAK])
    study_days = tuple(span.start for span in of_kind[Kind.STUDY_DAY])
    if unit is None:
        holidays = tuple(span.start for span in of_kind[Kind.HOLIDAY])
        return replace(content, terms=terms, breaks=breaks, study_days=study_days, holidays=holidays)
    own = UnitCalendar(unit=unit, terms=terms, breaks=breaks, study_days=study_days)
    others = tuple(each for each in content.units if each.unit != unit)
    return replace(content, units=(*others, own))
