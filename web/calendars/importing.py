"""What a file would make of a calendar: every row's effect, and the content that would be published.

What the file states of a kind for a school year replaces what the calendar states of it; other kinds and years stay.
Where it states terms, the public holidays of that school year are proposed and kept too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final
from uuid import UUID

from domain.calendar import overlaps
from domain.calendar_content import CalendarContent, terms_of
from domain.messages import N_
from domain.school_year import SATURDAY, DateRange, school_year
from web.calendars.entries import Entry, entries_of, in_force, own_of, with_entries
from web.calendars.holidays import holidays_in
from web.calendars.rows import Kind, Passed, Read, Row, file_refused
from web.calendars.terms import stated_terms


class Effect(StrEnum):
    """What a row does to the calendar."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"
    PROPOSED = "proposed"
    IGNORED = "ignored"


EFFECTS: Final = {
    Effect.NEW: N_("New"),
    Effect.CHANGED: N_("Changed"),
    Effect.SAME: N_("As before"),
    Effect.GONE: N_("Goes away"),
    Effect.PROPOSED: N_("Proposed holiday"),
    Effect.IGNORED: N_("Not used"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row's effect, or that of something the file has not."""

    effect: Effect
    kind: Kind | None
    span: DateRange | None
    name: str = ""
    line: int | None = None
    was: DateRange | None = None
    """Its days before."""
    why: str = ""
    """Why it is not used: a sentence, marked for translation, filled with `line`."""
    of_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What a file comes to."""

    content: CalendarContent
    findings: Sequence[Finding]


_OUTSIDE: Final = N_("takes no school day: it lies outside the terms")
_TWICE: Final = N_("stands in line {line} already")
_OF_ORGANISER: Final = N_("a unit follows its organiser's holidays")
_WEEKEND: Final = N_("a weekend")


def imported(current: CalendarContent, read: Read, unit: UUID | None = None) -> Import:
    """`unit`: the file is that unit's own. Raises Unmet."""
    rows, passed = _once(read.rows)
    terms = list(_terms(rows))
    said, unused = _said(rows, terms, current.of_unit(unit) if unit else current, unit)
    replaced = {entry.place for entry in said}
    stated = entries_of(own_of(current, unit) if unit else current)
    kept = [entry for entry in stated if entry.place not in replaced]
    proposed = [] if unit else _proposed({entry.place[1] for entry in terms}, [*kept, *said])
    content = with_entries(current, [*kept, *said, *proposed], unit)
    _check_terms(content.of_unit(unit) if unit else content, terms)
    years = sorted({year for _, year in replaced})
    before, after = (list(in_force(each, unit, years)) for each in (current, content))
    found = [*_stated(said, before), *_gone(said, before, after), *_new(proposed, before, content)]
    found += [_ignored(row) for row in (*read.passed, *passed, *unused)]
    return Import(content=content, findings=sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, date]:
    """By line; what has none comes last, by date."""
    return (finding.line or 1_000_000, finding.span.start if finding.span else date.min)


def _once(rows: Iterable[Row]) -> tuple[list[Row], list[Passed]]:
    """The rows, and apart those that say again what another has said."""
    first: dict[tuple[Kind, DateRange], Row] = {}
    again = [
        _pass(row, _TWICE, of_line=before.line)
        for row in rows
        if (before := first.setdefault((row.kind, row.span), row)) is not row
    ]
    return list(first.values()), again


def _pass(row: Row, why: str, *, of_line: int | None = None) -> Passed:
    return Passed(line=row.line, name=row.name, why=why, span=row.span, of_line=of_line)


def _terms(rows: Sequence[Row]) -> Iterator[Entry]:
    for term, row in stated_terms(rows):
        kind = Kind.AUTUMN if term.name == "autumn" else Kind.SPRING
        yield Entry(kind=kind, span=DateRange(start=term.start, end=term.end), row=row)


def _said(
    rows: Sequence[Row], terms: Sequence[Entry], current: CalendarContent, unit: UUID | None
) -> tuple[list[Entry], list[Passed]]:
    """What the rows say, and those that say nothing that counts."""
    said, unused = list(terms), []
    for row in rows:
        days = [day for day in row.span.days() if row.kind is Kind.HOLIDAY or day.isoweekday() < SATURDAY]
        match row.kind:
            case Kind.BREAK if _takes_a_day(row.span, terms, current):
                said.append(Entry(kind=row.kind, span=row.span, row=row))
            case Kind.BREAK:
                unused.append(_pass(row, _OUTSIDE))
            case Kind.HOLIDAY if unit:
                unused.append(_pass(row, _OF_ORGANISER))
            case Kind.STUDY_DAY | Kind.HOLIDAY if not days:
                unused.append(_pass(row, _WEEKEND))
            case Kind.STUDY_DAY | Kind.HOLIDAY:
                said += [Entry(kind=row.kind, span=DateRange(start=day, end=day), row=row) for day in days]
            case _:
                continue
    return list(dict.fromkeys(said)), unused


def _takes_a_day(span: DateRange, terms: Sequence[Entry], current: CalendarContent) -> bool:
    """Whether a weekday of a term lies in it, terms being those of the file where it states them."""
    year = school_year(span.start)
    stated = [entry.span for entry in terms if entry.place[1] == year]
    in_force = stated or [DateRange(start=term.start, end=term.end) for term in terms_of(current, year)]
    days = (day for day in span.days() if day.isoweekday() < SATURDAY)
    return any(term.start <= day <= term.end for day in days for term in in_force)


def _proposed(years: set[int], known: Sequence[Entry]) -> list[Entry]:
    """The public holidays of these school years that are not stated."""
    stated = {entry.span.start for entry in known if entry.kind is Kind.HOLIDAY}
    days = [day for year in sorted(years) for day in holidays_in(year) if day not in stated]
    return [Entry(kind=Kind.HOLIDAY, span=DateRange(start=day, end=day)) for day in days]


def _check_terms(content: CalendarContent, terms: Sequence[Entry]) -> None:
    """Where the file states terms. Raises Unmet."""
    line_of = {entry.span.start: entry.row.line for entry in terms if entry.row}
    for before, after in overlaps(content.terms):
        raise file_refused(
            N_("Line {line}: the terms overlap: one lasts until {end}, the next begins {start}."),
            line=line_of.get(after.start) or line_of.get(before.start, 1),
            end=before.end,
            start=after.start,
        )
    for entry in terms:
        year = entry.place[1]
        if {term.name for term in terms_of(content, year)} != {"autumn", "spring"}:
            raise file_refused(
                N_("Line {line}: the other term of the school year {year} is missing. State both."),
                line=line_of[entry.span.start],
                year=f"{year}/{year + 1}",
            )


def _stated(said: Sequence[Entry], before: Sequence[Entry]) -> Iterator[Finding]:
    """One finding a row, though it may give several days."""
    by_row = groupby(sorted(said, key=_line), key=_line)
    for line, entries in by_row:
        held = list(entries)
        first, last, row = held[0], held[-1], held[0].row
        span = DateRange(start=first.span.start, end=last.span.end)
        was = next((old.span for old in before if _was(old, first, said)), None)
        effect = Effect.SAME if all(entry in before for entry in held) else Effect.CHANGED if was else Effect.NEW
        name = row.name if row else ""
        yield Finding(effect=effect, kind=first.kind, span=span, name=name, line=line,
                      was=was if effect is Effect.CHANGED else None)  # fmt: skip


def _line(entry: Entry) -> int:
    return entry.row.line if entry.row else 0


def _was(old: Entry, new: Entry, said: Sequence[Entry]) -> bool:
    """Whether `new` is `old` on other days: the same term, or a break that overlaps it."""
    if old.kind is not new.kind or old in said or old.place != new.place:
        return False
    overlap = old.span.start <= new.span.end and new.span.start <= old.span.end
    return new.kind in {Kind.AUTUMN, Kind.SPRING} or (new.kind is Kind.BREAK and overlap)


def _gone(said: Sequence[Entry], before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[Finding]:
    """What counted, stated or not, and no longer would."""
    for old in before:
        if old not in after and not any(_was(old, new, said) for new in said):
            yield Finding(effect=Effect.GONE, kind=old.kind, span=old.span)


def _new(proposed: Sequence[Entry], before: Sequence[Entry], content: CalendarContent) -> Iterator[Finding]:
    """The proposed holidays that take a weekday of a term."""
    for entry in proposed:
        day = entry.span.start
        in_term = any(term.start <= day <= term.end for term in terms_of(content, school_year(day)))
        if entry not in before and in_term and day.isoweekday() < SATURDAY:
            name = holidays_in(school_year(day))[day]
            yield Finding(effect=Effect.PROPOSED, kind=entry.kind, span=entry.span, name=name)


def _ignored(row: Passed) -> Finding:
    return Finding(
        effect=Effect.IGNORED, kind=None, span=row.span, name=row.name, line=row.line, why=row.why, of_line=row.of_line
    )
