"""A batch of appends as `append_batch` takes it (`events/sql/append.sql`): arrays of rows."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.types import UserDefinedType

from events.records import Append

Row = tuple[Any, ...]


class RowArray(UserDefinedType[list[Row]]):
    """An array of one of the append's composite types, which asyncpg takes as a list of tuples."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, of: str) -> None:
        self.of = of

    def get_col_spec(self, **_: Any) -> str:
        return f"{self.of}[]"


APPEND: Final = select(
    func.append_batch(
        bindparam("streams", type_=RowArray("append_stream")),
        bindparam("commands", type_=RowArray("append_command")),
        bindparam("guards", type_=RowArray("append_guard")),
        bindparam("entries", type_=RowArray("append_entry")),
        bindparam("tasks", type_=RowArray("append_task")),
        bindparam("initiatives", type_=RowArray("append_initiative")),
        bindparam("persons", type_=RowArray("append_person")),
        bindparam("programmes", type_=RowArray("append_programme")),
        bindparam("handovers", type_=RowArray("append_handover")),
        bindparam("holdings", type_=RowArray("append_holding")),
    )
)


def arguments(batch: Sequence[Append]) -> dict[str, list[Row]]:
    """APPEND's parameters. No stream may be in `batch` twice, nor be both a target and a guard."""
    touched = _touched(batch)
    place = {stream: n for n, (stream, _) in enumerate(touched, 1)}
    commands: list[Row] = []
    guards: list[Row] = []
    entries: list[Row] = []
    tasks: list[Row] = []
    initiatives: list[Row] = []
    persons: list[Row] = []
    programmes: list[Row] = []
    handovers: list[Row] = []
    holdings: list[Row] = []
    for n, a in enumerate(batch, 1):
        becomes = a.expected + len(a.entries)
        of = (n, a.stream, a.organiser, becomes)
        commands.append(
            (n, place[a.stream], a.command_id, *of[1:3], a.expected, becomes, a.digest, a.payload, a.answer)
        )
        guards.extend([(n, place[stream], version) for stream, version in a.guards.items()])
        for e in a.entries:
            entries.append((len(entries) + 1, *of[:3], e.version, e.envelope, e.payload, e.leaf))
        tasks.extend([of + row for row in a.rows.tasks])
        if initiative := a.rows.initiative:
            initiatives.append(of + initiative)
        if person := a.rows.person:
            persons.append(of + person)
        if programme := a.rows.programme:
            programmes.append(of + programme)
        if handover := a.rows.handover:
            handovers.append(of + handover)
        holdings.extend([of + row for row in a.rows.holdings])
    return {
        "streams": touched,
        "commands": commands,
        "guards": guards,
        "entries": entries,
        "tasks": tasks,
        "initiatives": initiatives,
        "persons": persons,
        "programmes": programmes,
        "handovers": handovers,
        "holdings": holdings,
    }


def _touched(batch: Sequence[Append]) -> list[Row]:
    """Every stream to lock, in the order in which everybody locks, and whether it is a target."""
    guards = {stream for append in batch for stream in append.guards}
    return sorted([(append.stream, True) for append in batch] + [(stream, False) for stream in guards])
