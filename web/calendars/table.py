"""Calendar files in CSV: with Swedish or English headings, separated by semicolons, commas or tabs."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from domain.messages import N_
from web.calendars.dates import date_of
from web.calendars.rows import UNKNOWN, Passed, Read, Row, file_refused, span_of
from web.calendars.words import kind_of

_HEADINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("typ", "slag", "kind", "type"), "kind"),
    **dict.fromkeys(
        ("från", "fran", "start", "startdatum", "första dag", "datum", "from", "date", "start date"), "start"
    ),
    **dict.fromkeys(
        ("till", "slut", "slutdatum", "sista dag", "t.o.m.", "tom", "to", "until", "end", "end date"), "end"
    ),
    **dict.fromkeys(("namn", "benämning", "rubrik", "ämne", "name", "summary", "subject", "title"), "name"),
}
_COMMENT: Final = "#"


def read_table(text: str) -> Read:
    """Raises Unmet."""
    # What is left out keeps its line, so that a sentence can name it.
    lines = ["" if line.lstrip().startswith(_COMMENT) else line for line in text.splitlines()]
    heading = next((line for line in lines if line.strip(" ;,\t")), "")
    reader = csv.reader(lines, delimiter=max(";\t,", key=heading.count), strict=False)
    columns: dict[str, int] = {}
    rows: list[Row] = []
    passed: list[Passed] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, reader.line_num)
            continue
        row = _row(_named(cells, columns), reader.line_num)
        (rows if isinstance(row, Row) else passed).append(row)  # type: ignore[arg-type]  # each to its own
    return Read(rows=rows, passed=passed)


def _columns(cells: list[str], line: int) -> dict[str, int]:
    columns = dict(_headed(cells))
    if "start" not in columns or not {"kind", "name"} & columns.keys():
        raise file_refused(
            N_("Line {line}: the headings must be kind, from, to and name (or typ, från, till, namn)."), line=line
        )
    return columns


def _headed(cells: list[str]) -> Iterator[tuple[str, int]]:
    for place, cell in enumerate(cells):
        meaning = _HEADINGS.get(cell.strip().casefold())
        if meaning:
            yield meaning, place


def _named(cells: list[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}


def _row(cells: Mapping[str, str], line: int) -> Row | Passed:
    start = _date(cells["start"], line)
    end = _date(cells.get("end") or cells["start"], line)
    span = span_of(line, start, end)
    name, said = cells.get("name", ""), cells.get("kind", "")
    kind = kind_of(f"{said} {name}" if said.casefold() in {"termin", "term"} else said or name, start)
    if kind is None:
        return Passed(line=line, name=name or said, why=UNKNOWN, span=span)
    return Row(line=line, kind=kind, span=span, name=name)


def _date(said: str, line: int) -> date:
    found = date_of(said)
    if found is None:
        raise file_refused(
            N_("Line {line}: “{said}” is no date. Write it as 2026-08-17 or 17/8 2026."), line=line, said=said
        )
    return found
