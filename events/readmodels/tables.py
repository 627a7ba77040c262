"""The read models' tables, twice: as they are, and beside them while they are rebuilt."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import MetaData, Table

from events.replay import StreamRows
from events.tables import initiatives, metadata, persons, programmes, tasks

BESIDE: Final = "rebuilding"
"""The schema of the new tables: names of indexes and constraints are per schema, so they come out the same."""

READ_MODELS: Final = (tasks, initiatives, persons, programmes)

_beside = MetaData(naming_convention=metadata.naming_convention)
NEW: Final[Mapping[str, Table]] = {table.name: table.to_metadata(_beside, schema=BESIDE) for table in READ_MODELS}


def values_of(stream: str, organiser: Any, rows: StreamRows) -> Iterator[tuple[str, dict[str, Any]]]:
    """A stream's rows by the name of their table, as columns."""
    common = {"stream": stream, "organiser": organiser}
    for version, task in rows.tasks.values():
        yield tasks.name, {**common, "version": version, **_columns(task)}
    if rows.initiative is not None:
        version, initiative = rows.initiative
        yield initiatives.name, {**common, "version": version, **_columns(initiative)}
    if rows.person is not None:
        version, person = rows.person
        yield persons.name, {**common, "version": version, **_columns(person)}
    if rows.programme is not None:
        version, programme = rows.programme
        yield programmes.name, {**common, "version": version, **_columns(programme)}


def _columns(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
