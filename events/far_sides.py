"""Which far side a follower has acted on, where that can lose its memory; kept beside its position."""

from typing import Final

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from events.tables import followers

NOTED: Final = select(followers.c.far_side).where(followers.c.name == bindparam("name"))
NOTE: Final = select(func.note_far_side(bindparam("name", type_=Text), bindparam("far_side", type_=Text)))


async def noted(engine: AsyncEngine, follower: str) -> str | None:
    """The one noted last, if any."""
    async with engine.connect() as connection:
        far_side: str | None = (await connection.execute(NOTED, {"name": follower})).scalar()
        return far_side


async def note(engine: AsyncEngine, follower: str, far_side: str) -> bool:
    """Note it. False while the follower has never run."""
    async with engine.connect() as connection:
        done: bool = (await connection.execute(NOTE, {"name": follower, "far_side": far_side})).scalar_one()
        return done
