"""A stream's history, one command at a time: what was so before, what happened, what was so after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from events.envelope import command_of
from events.folds import Fold, fold, nothing
from events.records import HandoverRow, HoldingRow, InitiativeRow, PersonRow, ProgrammeRow, Rows, StoredEvent, TaskRow
from events.rows import project


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one command did to a stream."""

    before: Fold
    after: Fold
    events: Sequence[StoredEvent]

    @property
    def command(self) -> UUID:
        return UUID(command_of(self.events[0].envelope))


def steps(stream: str, events: Iterable[StoredEvent]) -> Iterator[Step]:
    """Every command's events in order, folded. Whatever a fold raises, this raises."""
    before = nothing(stream)
    for _, group in groupby(events, key=lambda event: command_of(event.envelope)):
        held = list(group)
        after = fold(stream, before, held)
        yield Step(before=before, after=after, events=held)
        before = after


@dataclass(slots=True)
class StreamRows:
    """A stream's rows in the read models, each with the version it has there."""

    tasks: dict[UUID, tuple[int, TaskRow]] = field(default_factory=dict)
    initiative: tuple[int, InitiativeRow] | None = None
    person: tuple[int, PersonRow] | None = None
    programme: tuple[int, ProgrammeRow] | None = None
    handover: tuple[int, HandoverRow] | None = None
    holdings: tuple[int, Sequence[HoldingRow]] = (0, ())

    def add(self, version: int, rows: Rows) -> None:
        """Write what an append at this version wrote."""
        self.tasks.update({row.task: (version, row) for row in rows.tasks})
        if rows.initiative is not None:
            self.initiative = (version, rows.initiative)
        if rows.person is not None:
            self.person = (version, rows.person)
        if rows.programme is not None:
            self.programme = (version, rows.programme)
        if rows.handover is not None:
            self.handover = (version, rows.handover)
        if rows.holdings:
            self.holdings = (version, rows.holdings)


def rows_of(stream: str, history: Iterable[Step]) -> StreamRows:
    """The rows that the stream's commands have left."""
    held = StreamRows()
    for step in history:
        held.add(step.after.version, project(stream, step.before.state, step.after.state))
    return held
