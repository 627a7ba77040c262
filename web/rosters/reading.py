"""A file of units and posts in CSV: with Swedish or English headings, separated by semicolons, commas or tabs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domain.messages import N_
from domain.organiser import UnitKind
from domain.post.decide import ENDS_FAR_AWAY, FAR_AWAY
from domain.school_days import is_far_away
from web.calendars.dates import date_of
from web.entering import NO_ADDRESS, is_address
from web.rosters.rows import EMPTY, HEADINGS, Column, Flaw, Read, Row, file_refused

KINDS: Final[Mapping[str, UnitKind]] = {
    **dict.fromkeys(("skola", "skolenhet", "grundskola", "gymnasium", "gymnasieskola", "school"), "school"),
    **dict.fromkeys(("förskola", "förskoleenhet", "forskola", "preschool"), "preschool"),
    **dict.fromkeys(("huvudman", "organiser"), "organiser"),
}
YES: Final = frozenset({"ja", "j", "x", "1", "tf", "sant", "yes", "y", "true"})
NO: Final = frozenset({"nej", "n", "0", "-", "falskt", "no", "false"})
_COMMENT: Final = "#"


def read_roster(held: bytes | str) -> Read:
    """Raises Unmet where nothing of it can be used; what is wrong with a row stands with it."""
    text, old_letters = (held, False) if isinstance(held, str) else _text(held)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise file_refused(EMPTY)
    if "\0" in text or text.startswith(("PK", "%PDF", "{", "[")) or text.lstrip()[:1] == "<":
        raise file_refused(N_("This is not CSV. Save or export it as CSV (UTF-8)."))
    rows = list(_rows(text))
    if not rows:
        raise file_refused(N_("There is no row under the headings."))
    return Read(rows=rows, old_letters=old_letters)


def _text(held: bytes) -> tuple[str, bool]:
    """UTF-8, UTF-16 with its mark, or else what Windows and older systems write, which is said."""
    if held.startswith((b"\xff\xfe", b"\xfe\xff")):
        return held.decode("utf-16", errors="replace"), False
    try:
        return held.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return held.decode("cp1252"), True
    except UnicodeDecodeError:
        raise file_refused(N_("The letters of the file cannot be read. Save it as CSV UTF-8.")) from None


def _rows(text: str) -> Iterator[Row]:
    headings: dict[Column, str] = {}
    places: list[Column] = []
    for line, cells in _lines(text):
        if not headings:
            places, headings = _headed(cells, line)
            continue
        yield _row(line, cells, places, headings)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line it begins in; a quoted cell may go over several. Empty ones and comments are left out."""
    first = next((line for line in text.splitlines() if line.strip(" ;,\t") and not line.startswith(_COMMENT)), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith(_COMMENT):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        raise file_refused(
            N_("Line {line}: a quotation mark is not closed, or stands within a cell. Mend it there."), line=begins
        ) from None


def _headed(cells: Sequence[str], line: int) -> tuple[list[Column], dict[Column, str]]:
    unknown = [cell for cell in cells if cell.casefold() not in HEADINGS]
    if unknown:
        one = N_("Line {line}: there is no column “{unknown}”. The columns are {columns}.")
        several = N_("Line {line}: these are no columns: {unknown}. The columns are {columns}.")
        said = one if len(unknown) == 1 else several
        raise file_refused(said, line=line, unknown=", ".join(unknown), columns=", ".join(Column))
    places = [HEADINGS[cell.casefold()] for cell in cells]
    twice = next((cell for cell, column in zip(cells, places, strict=True) if places.count(column) > 1), None)
    if twice is not None:
        raise file_refused(N_("Line {line}: the column “{column}” stands there twice."), line=line, column=twice)
    if not {Column.UNIT, Column.CODE} & set(places):
        raise file_refused(N_("Line {line}: the first row has the headings; “enhet” or “kod” is needed."), line=line)
    return places, dict(zip(places, cells, strict=True))


def _row(line: int, cells: Sequence[str], places: Sequence[Column], headings: Mapping[Column, str]) -> Row:
    row = Row(line=line, headings=headings)
    if any(cells[len(places) :]):
        more = N_("There are more cells than headings. Put quotation marks round a cell that has a separator in it.")
        return replace(row, flaws=(Flaw(column="", sentence=more, details={}),))
    said = dict(zip(places, cells, strict=False))
    flaws: list[Flaw] = []
    row = replace(
        row,
        unit=said.get(Column.UNIT, ""),
        code=said.get(Column.CODE, ""),
        kind=_kind(row, said.get(Column.KIND, ""), flaws),
        principal=" ".join(said.get(Column.PRINCIPAL, "").split()),
        email=_email(row, Column.EMAIL, said, flaws),
        since=_date(row, Column.SINCE, said, flaws),
        until=_date(row, Column.UNTIL, said, flaws),
        acting=_yes_or_no(row, said.get(Column.ACTING, ""), flaws),
        manager=" ".join(said.get(Column.MANAGER, "").split()),
        manager_email=_email(row, Column.MANAGER_EMAIL, said, flaws),
        reason=said.get(Column.REASON, ""),
    )
    return replace(_with_address(row), flaws=tuple(flaws))


def _with_address(row: Row) -> Row:
    """A manager may be named by their address in the one column."""
    if "@" in row.manager and not row.manager_email:
        return replace(row, manager="", manager_email=row.manager)
    return row


def _kind(row: Row, said: str, flaws: list[Flaw]) -> UnitKind | None:
    found = KINDS.get(said.casefold())
    if said and found is None:
        what = N_("“{said}” is no kind of unit. Write skola, förskola or huvudman.")
        flaws.append(row.flaw(Column.KIND, what, said=said))
    return found


def _email(row: Row, column: Column, said: Mapping[Column, str], flaws: list[Flaw]) -> str:
    found = said.get(column, "")
    if found and not is_address(found):
        flaws.append(row.flaw(column, NO_ADDRESS, said=found))
    return found


def _date(row: Row, column: Column, said: Mapping[Column, str], flaws: list[Flaw]) -> date | None:
    text = said.get(column, "")
    found = date_of(text) if text else None
    if text and found is None:
        flaws.append(row.flaw(column, N_("“{said}” is no date. Write it as 2026-08-17 or 17/8 2026."), said=text))
    if found is not None and is_far_away(found):
        what = ENDS_FAR_AWAY if column is Column.UNTIL else FAR_AWAY
        flaws.append(row.flaw(column, what, year=found.year))
    return found


def _yes_or_no(row: Row, said: str, flaws: list[Flaw]) -> bool | None:
    word = said.casefold()
    if said and word not in YES | NO:
        flaws.append(row.flaw(Column.ACTING, N_("“{said}” is neither yes nor no. Write ja or nej."), said=said))
    return word in YES if said else None
