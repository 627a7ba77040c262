"""Which units a programme is started at: those its file names, all, or those of a column."""

import csv as comma_separated
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from uuid import UUID

from domain.forms.programme import ProgrammeDecision, UnitInvited
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.refusals import Refusal, Unmet
from styrkedjan.cli.references import codes_of, meant, units_of
from styrkedjan.files import FileError


def with_units(
    form: ProgrammeDecision, organisation: OrganiserState, *, every: bool, csv: str | None, column: str | None
) -> ProgrammeDecision:
    """The decision with more units; those it names keep what it says of them."""
    added: list[UUID] = list(_listed(csv, column, organisation)) if csv is not None else []
    if every:
        added += [unit for unit, held in organisation.units.items() if held.unit_kind != "organiser"]
    named = {row.unit for row in (form.units)} | {row.unit for row in form.not_taking_part}
    return replace(
        form, units=(*form.units, *(UnitInvited(unit=unit) for unit in dict.fromkeys(added) if unit not in named))
    )


def _listed(text: str, column: str | None, organisation: OrganiserState) -> Iterable[UUID]:
    """The units of a CSV file's column. Raises FileError, naming the line."""
    sample = text[:4096]
    try:
        dialect = comma_separated.Sniffer().sniff(sample, ";,\t") if column else comma_separated.excel
    except comma_separated.Error:
        dialect = comma_separated.excel
    rows = comma_separated.reader(StringIO(text.removeprefix("\ufeff")), dialect)
    header = next(rows, [])
    if column is not None and column not in header:
        raise Unmet("column_unknown", N_("There is no column “{column}”. There are: {columns}."), column=column,
                    columns=", ".join(header))  # fmt: skip
    at = header.index(column) if column is not None else 0
    names, codes = units_of(organisation), codes_of(organisation)
    for row in rows:
        if any(cell.strip() for cell in row):
            try:
                yield meant(row[at] if at < len(row) else "", names, codes)
            except Refusal:
                said = row[at] if at < len(row) else ""
                raise FileError(
                    N_("Line {line}: there is no unit “{said}” here."), line=rows.line_num, said=said
                ) from None
