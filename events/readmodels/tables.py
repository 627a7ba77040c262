"""The read models' tables, twice: as they are, and beside them while they are rebuilt."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import MetaData, Table

from events.records import HandoverRow, HoldingRow, InitiativeRow, PersonRow, ProgrammeRow, TaskRow
from events.replay import StreamRows
from events.tables import handovers, holdings, initiatives, metadata, persons, programmes, tasks

BESIDE: Final = "rebuilding"
"""The schema of the new tables: names of indexes and constraints are per schema, so they come out the same."""

READ_MODELS: Final = (tasks, initiatives, persons, programmes, handovers, holdings)

_beside = MetaData(naming_convention=metadata.naming_convention)
NEW: Final[Mapping[str, Table]] = {table.name: table.to_metadata(_beside, schema=BESIDE) for table in READ_MODELS}

_FIELDS: Final = {
    tasks.name: TaskRow._fields,
    initiatives.name: InitiativeRow._fields,
    persons.name: PersonRow._fields,
    programmes.name: ProgrammeRow._fields,
    handovers.name: HandoverRow._fields,
    holdings.name: HoldingRow._fields,
}
COLUMNS: Final = {name: ("stream", "organiser", "version", *fields) for name, fields in _FIELDS.items()}
"""The columns of each, in the order of `values_of`."""


def values_of(stream: str, organiser: Any, rows: StreamRows) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """A stream's rows by the name of their table, as values of COLUMNS."""
    for name, version, row in _rows(rows):
        yield name, (stream, organiser, version, *row)


def _rows(rows: StreamRows) -> Iterator[tuple[str, int, Any]]:
    yield from ((tasks.name, *held) for held in rows.tasks.values())
    for name, held in (
        (initiatives.name, rows.initiative),
        (persons.name, rows.person),
        (programmes.name, rows.programme),
        (handovers.name, rows.handover),
    ):
        if held is not None:
            yield name, *held
    version, held_so = rows.holdings
    yield from ((holdings.name, version, row) for row in held_so)
