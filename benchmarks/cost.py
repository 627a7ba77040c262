"""`python -m benchmarks.cost [--lives N]`: microseconds of CPU a human command of the life costs without a database.

No line of `make bench` and held to no bound: it says where a command's time goes. Keys and events stay in memory, one
caller, one command at a time. Every figure is the least of several turns, since what else a machine does only adds.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from time import process_time
from typing import Final
from uuid import UUID

from rich.console import Console
from rich.table import Table

from benchmarks.life import MODEL, script
from benchmarks.population import CallersClock, Population
from domain.changing import changed
from domain.initiative.decide import AGGREGATE
from domain.initiative.state import InitiativeState
from events.batch import arguments
from events.folds import fold, nothing
from events.keys import Keys, MasterKey, NewKey
from events.ledger import Ledger
from events.records import Append, Outcome, StoredCommand, StoredEvent
from events.rows import project
from events.sealing import SubjectKey
from events.store import Store

TURNS: Final = 10


class MemoryStore(Store):
    """Takes every append, as far as what asyncpg would be given."""

    def __init__(self) -> None:
        self.events: dict[str, list[StoredEvent]] = {}

    async def append(self, append: Append) -> Outcome:
        arguments([append])
        kept = self.events.setdefault(append.stream, [])
        kept += [StoredEvent(append.stream, e.version, e.envelope, e.payload) for e in append.entries]
        return Outcome.DONE

    async def command(self, id_: UUID) -> StoredCommand | None:  # noqa: ARG002  nothing here is done twice
        return None

    async def tail(self, stream: str, after: int = 0) -> list[StoredEvent]:
        return self.events.get(stream, [])[after:]

    async def versions(self, streams: Sequence[str]) -> dict[str, int]:
        return {stream: len(self.events.get(stream, [])) for stream in streams}


class MemoryKeys(Keys):
    """Every key is kept in this process, and nowhere else."""

    async def ensure(self, organiser: UUID, subject: str, new: NewKey) -> SubjectKey:
        self._keep(organiser, subject, new.wrapped, erased=True, new=new)
        return new.key


class _InMemory(Population):
    """Lives played through a ledger that reaches nothing."""

    def __init__(self) -> None:
        master = MasterKey(bytes(32), "memory")
        super().__init__("postgresql://nowhere", master)  # connects to nothing until asked
        self.kept = MemoryStore()
        self.ledger = Ledger(self.kept, MemoryKeys(self.engine, master, fresh_for=inf), CallersClock())


async def _whole(lives: int) -> dict[str, float]:
    """Per human command: everything; per event: a replay."""
    people = _InMemory()
    await people.found()
    commands, replays = [], []
    for _ in range(TURNS):
        played = people.lives(lives)
        spent = 0.0
        for part in script().parts():
            began = process_time()
            await people.play_part(played, part, 1)
            spent += process_time() - began if script().acts[part.start].human else 0.0
        commands.append(spent / lives / _human())
        replays.append(_replay([people.kept.events[life.stream] for life in played]))
    return {"whole": min(commands[1:]), "replay": min(replays)}


def _replay(streams: Sequence[Sequence[StoredEvent]]) -> float:
    began = process_time()
    for events in streams:
        fold(events[0].stream, nothing(events[0].stream), events)
    return (process_time() - began) / sum(len(events) for events in streams)


def _parts(lives: int) -> dict[str, float]:
    """Per human command: deciding it, to the state it leads to, and its read-model rows, each by itself."""
    turns = [_turn(lives) for _ in range(TURNS)]
    return {part: min(turn[part] for turn in turns) for part in turns[0]}


def _turn(lives: int) -> dict[str, float]:
    spent = {"decide, events folded": 0.0, "rows": 0.0}
    for _ in range(lives):
        state = InitiativeState()
        for act in script().acts:
            facts = replace(act.facts)  # new ones, as every command's are
            began = process_time()
            _, after = AGGREGATE.settle(act.command, state, facts)
            decided = process_time()
            project(f"initiative:{MODEL}", state, after)
            if act.human:
                spent["decide, events folded"] += decided - began
                spent["rows"] += process_time() - decided
            state = after
    return {part: seconds / lives / _human() for part, seconds in spent.items()}


def _copies() -> tuple[float, float]:
    """A state with one field changed, by `changed` and by `dataclasses.replace`."""
    state, number, found = script().last, 1_000, []
    for copy in (changed, replace):
        turns = []
        for _ in range(TURNS):
            began = process_time()
            for version in range(number):
                copy(state, version=version)
            turns.append((process_time() - began) / number)
        found.append(min(turns))
    return found[0], found[1]


def _human() -> int:
    """Human commands of a life."""
    return sum(act.human for act in script().acts)


def _table(whole: float, parts: Mapping[str, float]) -> Table:
    shown = Table("of a human command", "µs", "share")
    rest = whole - sum(parts.values())
    for name, seconds in [*parts.items(), ("sealing, entries and the rest", rest), ("the whole", whole)]:
        shown.add_row(name, f"{seconds * 1e6:.0f}", f"{seconds / whole:.0%}")
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("--lives", type=int, default=8, help="initiatives in each turn")
    lives = parser.parse_args().lives
    parts, whole = _parts(lives), asyncio.run(_whole(lives))
    console = Console()
    console.print(_table(whole["whole"], parts))
    console.print(f"A replay, codec and fold: {whole['replay'] * 1e6:.1f} µs per event.")
    quick, plain = _copies()
    console.print(f"A changed copy of a state: {quick * 1e6:.1f} µs, by dataclasses.replace {plain * 1e6:.1f} µs.")


if __name__ == "__main__":
    main()
