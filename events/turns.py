"""Turns among processes: what only one of them may do at a time, whoever else would like to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

NAME: Final = func.hashtextextended(bindparam("name", type_=Text), 0)
TAKE: Final = select(func.pg_advisory_lock(NAME))
GIVE: Final = select(func.pg_advisory_unlock(NAME))


@asynccontextmanager
async def turn(engine: AsyncEngine, name: str) -> AsyncIterator[None]:
    """Wait for the turn called `name`, and give it up in the end; it is given up, too, where the connection is lost.

    Belongs to the connection, not to a transaction: an open one would slow the sequencer. Raises what the database
    raises where the wait is longer than a statement may take.
    """
    async with engine.connect() as connection:
        try:
            await connection.execute(TAKE, {"name": name})
            yield
        finally:
            await _give(connection, name)


async def _give(connection: AsyncConnection, name: str) -> None:
    try:
        await connection.execute(GIVE, {"name": name})
    except BaseException:
        await connection.invalidate()  # with the connection goes the turn
        raise
