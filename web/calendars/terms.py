"""The terms that rows state: in one row, or by their first and last days."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from domain.messages import N_
from domain.school_year import FIRST_MONTH, Term, school_year
from web.calendars.rows import Kind, Row, file_refused, span_of

_WHOLE = (Kind.AUTUMN, Kind.SPRING)
_ENDS = (Kind.BEGINS, Kind.ENDS)


def stated_terms(rows: Sequence[Row]) -> list[tuple[Term, Row]]:
    """In order, each with the row that states it. Raises Unmet."""
    whole = [(_term(row, row), row) for row in rows if row.kind in _WHOLE]
    return sorted([*whole, *_paired(rows)], key=lambda pair: pair[0].start)


def _paired(rows: Sequence[Row]) -> list[tuple[Term, Row]]:
    """A first day and the last day that comes next."""
    ends = sorted((row for row in rows if row.kind in _ENDS), key=lambda row: row.span.start)
    found = [(_term(one, two), one) for one, two in pairwise(ends) if (one.kind, two.kind) == _ENDS]
    used = {row.line for one, two in pairwise(ends) if (one.kind, two.kind) == _ENDS for row in (one, two)}
    for row in ends:
        if row.line not in used:
            raise file_refused(_ALONE[row.kind], line=row.line, name=row.name)
    return found


_ALONE = {
    Kind.BEGINS: N_("Line {line}: “{name}” begins a term whose last day is not in the file."),
    Kind.ENDS: N_("Line {line}: “{name}” ends a term whose first day is not in the file."),
}


def _term(first: Row, last: Row) -> Term:
    span = span_of(first.line, first.span.start, last.span.end)
    if school_year(span.start) != school_year(span.end):
        raise file_refused(N_("Line {line}: the term goes on past 30 June. Divide it."), line=first.line)
    return Term(start=span.start, end=span.end, name=_name(first, span.start.month))


def _name(first: Row, month: int) -> Literal["autumn", "spring"]:
    if first.kind in _WHOLE:
        return "autumn" if first.kind is Kind.AUTUMN else "spring"
    return "autumn" if month >= FIRST_MONTH else "spring"
