"""What several processes at once may not break."""

import asyncio
import json
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process

from sqlalchemy.ext.asyncio import AsyncEngine

from events.batch import APPEND, arguments
from events.clock import SystemClock
from events.engine import connect
from events.sequencer import Sequencer
from events.store import Store
from tests.events.appends import an_append, stream
from tests.events.reading import Remembering, check_log, following

PROCESSES = 4


class ProcessContract:
    """Sixteen writers in four processes; `commands` each, for at most `seconds`."""

    commands = 25
    seconds = 60.0
    held = 1.0
    kills = 3

    async def test_a_follower_of_sixteen_writers_misses_nothing_and_sees_nothing_twice(
        self, store: Store, engine: AsyncEngine, database: str
    ) -> None:
        shared = [stream() for _ in range(4)]
        follower = Remembering()
        sequencers = [await spawn("sequencing", database) for _ in range(2)]
        writers = [
            await spawn("writer", database, str(seed), str(self.commands), str(self.seconds), *shared)
            for seed in range(PROCESSES)
        ]
        async with following(engine, follower):
            late = await self._hold_open(database)
            acknowledged = await results(writers) | late
            await stop(sequencers)
            await Sequencer(engine, SystemClock()).drain()
            await follower.reaches(await store.head())
        await check_log(store, follower.seen, acknowledged)
        assert {event.stream for event in follower.seen} >= set(shared)

    async def _hold_open(self, database: str) -> dict[str, tuple[str, int, int]]:
        """The append in an open transaction for seconds: its numbers are taken long before it commits."""
        append = an_append(stream(), count=3)
        engine = connect(database)
        async with engine.connect() as connection:
            held = await connection.execution_options(isolation_level="READ COMMITTED")
            await held.execute(APPEND, arguments([append]))
            await asyncio.sleep(self.held)
            await held.commit()
        await engine.dispose()
        return {str(append.command_id): (append.stream, 1, 3)}

    async def test_sequencers_may_be_killed_in_the_middle(
        self, store: Store, engine: AsyncEngine, database: str
    ) -> None:
        """Two at once, one after the other killed at some moment, while four callers write."""
        chance = random.Random(11)
        follower = Remembering()
        sequencers = [await spawn("sequencing", database) for _ in range(2)]
        writer = await spawn("writer", database, "9", str(10_000), str(0.7 * self.kills + 1), stream(), stream())
        async with following(engine, follower):
            for _ in range(self.kills):
                await asyncio.sleep(0.5 + 0.2 * chance.random())
                killed = sequencers.pop(0)
                killed.send_signal(signal.SIGKILL)
                await killed.wait()
                sequencers.append(await spawn("sequencing", database))
            acknowledged = await results([writer])
            await stop(sequencers)
            await Sequencer(engine, SystemClock()).drain()
            await follower.reaches(await store.head())
        await check_log(store, follower.seen, acknowledged)

    async def test_only_one_sequencer_works_at_a_time(self, store: Store, engine: AsyncEngine) -> None:
        """The others return at once with -1, while one holds the head in an open transaction."""
        await store.append(an_append(stream()))
        async with engine.connect() as connection:
            held = await connection.execution_options(isolation_level="READ COMMITTED")
            await held.exec_driver_sql("SELECT sequence_batch(10, now())")
            assert await Sequencer(engine, SystemClock()).once() == -1
            await held.rollback()
        assert await Sequencer(engine, SystemClock()).once() == 1
        assert await Sequencer(engine, SystemClock()).once() == 0


async def spawn(module: str, *arguments: str) -> Process:
    """A Python process of this checkout, less important than anybody else's."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.events.{module}", *arguments, stdout=PIPE, preexec_fn=lambda: os.nice(5)
    )


async def results(writers: list[Process]) -> dict[str, tuple[str, int, int]]:
    """What all of them were told is done."""
    acknowledged: dict[str, tuple[str, int, int]] = {}
    for out, _ in await asyncio.gather(*(writer.communicate() for writer in writers)):
        acknowledged |= json.loads(out)
    assert not any(writer.returncode for writer in writers)
    return acknowledged


async def stop(processes: list[Process]) -> None:
    """Kill, and wait."""
    for process in processes:
        process.kill()
        await process.wait()
