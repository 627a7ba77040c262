"""Who follows, and how far they are: `events/sql/followers.sql` for Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Float, Select, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from events import tables as t
from events.records import LoggedEvent
from events.store import logged_events

LEASE: Final = 15.0
"""Seconds of the server's clock that a silent holder keeps its lease."""

NAME, HOLDER, STREAM = bindparam("name", type_=Text), bindparam("holder", type_=Uuid), bindparam("stream", type_=Text)
TAKE: Final = select(
    func.lease_follower(NAME, HOLDER, bindparam("seconds", type_=Float(53)), bindparam("at_end", type_=Boolean))
)
LEAVE: Final = select(func.leave_follower(NAME, HOLDER))
MOVE: Final = select(
    func.move_follower(NAME, HOLDER, bindparam("was", type_=BigInteger), bindparam("becomes", type_=BigInteger))
)
PARK: Final = select(func.park_stream(NAME, STREAM, bindparam("at", type_=BigInteger), bindparam("error", type_=Text)))
RELEASE: Final = select(func.release_stream(NAME, STREAM))
UNPARK: Final = select(func.unpark_stream(NAME, STREAM))
PARKED: Final = (
    select(*t.parked.c["stream", "position", "error", "released"])
    .where(t.parked.c.follower == bindparam("name"))
    .order_by(t.parked.c.position)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A stream set aside by a follower."""

    stream: str
    position: int
    """The first one not handled."""
    error: str
    """The type of what was raised, never its text."""
    released: bool
    """Somebody asked for it to be tried again."""


class Leases:
    """One holder's view of one follower. Everything raises FAILURES."""

    def __init__(self, engine: AsyncEngine, name: str, holder: UUID) -> None:
        self._engine = engine
        self._who = {"name": name, "holder": holder}
        self._name = {"name": name}

    async def take(self, *, at_end: bool) -> int | None:
        """Take or renew the lease for LEASE: the position, or None if somebody else has it."""
        position: int | None = await self._call(TAKE, **self._who, seconds=LEASE, at_end=at_end)
        return position

    async def leave(self) -> None:
        """Give the lease back."""
        await self._call(LEAVE, **self._who)

    async def move(self, was: int, becomes: int) -> bool:
        """Whether the position was still `was`, and ours to move."""
        moved: bool = await self._call(MOVE, **self._who, was=was, becomes=becomes)
        return moved

    async def park(self, stream: str, at: int, error: str) -> None:
        """Set `stream` aside from position `at` on."""
        await self._call(PARK, **self._name, stream=stream, at=at, error=error)

    async def release(self, stream: str) -> bool:
        """Ask whoever holds the lease to try `stream` again. False if it is not parked."""
        released: bool = await self._call(RELEASE, **self._name, stream=stream)
        return released

    async def unpark(self, stream: str) -> None:
        """`stream` has caught up."""
        await self._call(UNPARK, **self._name, stream=stream)

    async def parked(self) -> list[Parked]:
        """Every stream this follower has set aside, oldest first."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(PARKED, self._name)).all()
        return [Parked(stream=s, position=p, error=e, released=r) for s, p, e, r in rows]

    async def backlog(self, parked: Parked, until: int) -> Sequence[LoggedEvent]:
        """The stream's events from where it was parked up to position `until`, which is not included."""
        return await logged_events(self._engine, BACKLOG, stream=parked.stream, start=parked.position, until=until)

    async def _call(self, statement: Select[Any], **values: object) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, values)).scalar_one()


def _backlog() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *t.log.c["position", "organiser", "organiser_index", "logged_at"],
            *t.events.c["stream", "version", "envelope", "payload"],
        )
        .join_from(t.events, t.log, t.log.c.seq == t.events.c.seq)
        .where(
            t.events.c.stream == bindparam("stream"),
            t.log.c.position >= bindparam("start"),
            t.log.c.position < bindparam("until"),
        )
        .order_by(t.log.c.position)
    )


BACKLOG: Final = _backlog()
