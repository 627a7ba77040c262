"""What works beside the measured process, each in its own: `python -m benchmarks.beside sequencer|follower DSN`.

Both run until their standard input ends. The follower then reads to the log's end and prints what it has seen.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from events.clock import SystemClock
from events.engine import connect
from events.followers import Following
from events.listening import Bell, listen
from events.records import LoggedEvent
from events.sequencer import Sequencer
from events.store import Store

WAIT: Final = 0.05


class Counting:
    """A follower that notes what it is given."""

    def __init__(self, *, at_end: bool) -> None:
        self.name = "counting_from_end" if at_end else "counting"
        self.at_end = at_end
        self.position: int | None = None if at_end else 0
        self.seen = 0
        self.out_of_order = 0
        self._versions: dict[str, int] = {}

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Positions are to be dense, and a stream's versions too, from 1 where the beginning is seen."""
        for event in events:
            unknown = event.version - 1 if self.at_end else 0
            ordered = event.version == self._versions.get(event.stream, unknown) + 1
            self.out_of_order += not (ordered and event.position == (self.position or event.position))
            self._versions[event.stream] = event.version
            self.position = event.position + 1
        self.seen += len(events)


async def _until_told() -> None:
    await asyncio.to_thread(sys.stdin.read)


async def _sequence(dsn: str) -> None:
    engine = connect(dsn, connections=1)
    running = asyncio.create_task(Sequencer(engine, SystemClock()).run())
    await _until_told()
    running.cancel()
    await asyncio.wait([running])
    await engine.dispose()


async def _follow(dsn: str, follower: Counting) -> None:
    engine = connect(dsn, connections=4)
    bell = Bell()
    running = [
        asyncio.create_task(Following(engine, follower, bell).run()),
        asyncio.create_task(listen(engine, bell)),
    ]
    print(flush=True)
    await _until_told()
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while (follower.position or 0) < await Store(engine).head():  # noqa: ASYNC110  another process's deed
                await asyncio.sleep(WAIT)
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    await engine.dispose()
    print(json.dumps({"seen": follower.seen, "out_of_order": follower.out_of_order}))


@dataclass(slots=True)
class Beside:
    """A sequencer and a follower at work on one database."""

    dsn: str
    before: int = 0
    """Events there were when they began, if the follower began at the end."""
    missed: int = 0
    """Known once they have ended: events that the follower never got, or got twice or in the wrong order."""


@asynccontextmanager
async def beside(dsn: str, *, at_end: bool = False) -> AsyncIterator[Beside]:
    """Start both; at the end wait until all is logged and followed, and count what was missed."""
    held = Beside(dsn, before=await _count(dsn) if at_end else 0)
    sequencer = spawn("benchmarks.beside", "sequencer", dsn)
    follower = spawn("benchmarks.beside", "follower_at_end" if at_end else "follower", dsn)
    try:
        await asyncio.to_thread(follower.stdout.readline)
        yield held
        while await _count(dsn, "pending"):  # noqa: ASYNC110  another process's deed
            await asyncio.sleep(WAIT)
        said = json.loads(await asyncio.to_thread(finish, follower))
        held.missed = abs(await _count(dsn) - held.before - said["seen"]) + said["out_of_order"]
    finally:
        finish(sequencer)
        finish(follower)


def spawn(module: str, *arguments: str) -> Any:
    """Another Python of ours, which ends when its standard input does."""
    return subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def finish(process: Any) -> str:
    """Let it end; what it said last. Nothing if it ended before."""
    if process.stdin.closed:
        return ""
    process.stdin.close()
    said: str = process.stdout.read()
    process.wait(60)
    return said


async def _count(dsn: str, table: str = "events") -> int:
    connection = await asyncpg.connect(dsn)
    try:
        counted: int = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  our own words
    finally:
        await connection.close()
    return counted


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sequencer", dsn]:
            asyncio.run(_sequence(dsn))
        case ["follower", dsn]:
            asyncio.run(_follow(dsn, Counting(at_end=False)))
        case ["follower_at_end", dsn]:
            asyncio.run(_follow(dsn, Counting(at_end=True)))
