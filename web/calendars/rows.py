"""What stands in a calendar file, row by row, and how a file is refused: `calendar_file`, with one sentence, and with
its line where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.messages import N_
from domain.refusals import Unmet
from domain.school_year import DateRange


class Kind(StrEnum):
    """What a row of a file is."""

    AUTUMN = "autumn"
    SPRING = "spring"
    BEGINS = "begins"
    """A term's first day, in files that give its last day in another row."""
    ENDS = "ends"
    BREAK = "break"
    STUDY_DAY = "study_day"
    HOLIDAY = "holiday"


KINDS: Final = {
    Kind.AUTUMN: N_("Autumn term"),
    Kind.SPRING: N_("Spring term"),
    Kind.BEGINS: N_("First day of term"),
    Kind.ENDS: N_("Last day of term"),
    Kind.BREAK: N_("Break"),
    Kind.STUDY_DAY: N_("Study day"),
    Kind.HOLIDAY: N_("Holiday"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that says something a calendar can hold."""

    line: int
    """From 1."""
    kind: Kind
    span: DateRange
    name: str
    """As it stands in the file. Shown, never kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One row that is not used, and why."""

    line: int
    name: str
    why: str
    """English, marked for translation, filled with `line`."""
    span: DateRange | None = None
    of_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file, read."""

    rows: Sequence[Row]
    passed: Sequence[Passed]


def file_refused(sentence: str, **details: object) -> Unmet:
    """The file cannot be used as it is."""
    return Unmet("calendar_file", sentence, **details)


UNKNOWN: Final = N_("not recognised: name it as a term, break, study day or holiday")


def span_of(line: int, start: date, end: date) -> DateRange:
    """Raises Unmet for one that no calendar can hold."""
    if end < start:
        raise file_refused(N_("Line {line}: it ends {end}, before it starts {start}."),
                                  line=line, start=start, end=end)  # fmt: skip
    if (end - start).days >= _YEAR:
        raise file_refused(N_("Line {line}: from {start} to {end} is more than a year."),
                                  line=line, start=start, end=end)  # fmt: skip
    return DateRange(start=start, end=end)


_YEAR: Final = 366
