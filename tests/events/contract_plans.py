"""What is read per command does not grow with the tables."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from events.batch import APPEND, arguments
from events.clock import SystemClock
from events.records import Rows
from events.sequencer import MOST, SEQUENCE
from events.store import LOG_PAGE, TAIL
from tests.events.appends import an_append, initiative, stream, task

FLUSH = text("SELECT pg_stat_force_next_flush()")
ENTRIES = text(
    """SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname <> 'pending')
       + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
       + (SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'pending')"""
)
"""Of `pending` the rows that are there: how long removed ones keep their entries is up to every transaction of the
whole server, other tests' too."""
ROUNDS = 20


class PlanContract:
    """Everything a command costs: append, sequence, follow, load."""

    async def test_entries_read_per_command_do_not_grow_with_the_tables(self, engine: AsyncEngine) -> None:
        # One connection for everything, since others report what they read seconds later.
        async with engine.connect() as connection:
            small = await self._entries_read(connection)
            for _ in range(20):
                await connection.execute(APPEND, arguments([life() for _ in range(128)]))
            await connection.execute(SEQUENCE, {"most": 10_000, "at": SystemClock().now()})
            large = await self._entries_read(connection)
        assert large <= small * 1.1, f"{large} against {small}"

    async def _entries_read(self, connection: AsyncConnection) -> float:
        """Per command, as the server counts them."""
        await connection.execute(FLUSH)
        before = (await connection.execute(ENTRIES)).scalar_one()
        for _ in range(ROUNDS):
            await self._one(connection)
        await connection.execute(FLUSH)
        read: Any = (await connection.execute(ENTRIES)).scalar_one() - before
        return float(read) / ROUNDS

    async def _one(self, connection: AsyncConnection) -> None:
        append = life()
        await connection.execute(APPEND, arguments([append]))
        await connection.execute(SEQUENCE, {"most": MOST, "at": SystemClock().now()})
        head = (await connection.execute(text("SELECT position FROM log_head"))).scalar_one()
        await connection.execute(LOG_PAGE, {"start": head - 3, "limit": 3})
        await connection.execute(TAIL, {"stream": append.stream, "after": 0})


def life() -> Any:
    """A command with all that belongs to one."""
    guards = {f"organiser:{n}": 0 for n in range(3)}
    return an_append(stream(), count=3, guards=guards, rows=Rows(tasks=(task(), task()), initiative=initiative()))
