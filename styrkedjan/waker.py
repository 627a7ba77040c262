"""The follower that wakes workflows: one poke per initiative and batch, whatever happened to it."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError, RPCStatusCode

from activities.poking import Poker
from events.envelope import read
from events.followers import Away
from events.records import LoggedEvent
from events.watching import going_on, going_on_of

AT_ONCE: Final = 16
"""Pokes under way."""
ENDS: Final = frozenset({"initiative_closed", "initiative_cancelled"})
PREFIX: Final = "initiative:"

POKES: Final = Counter("styrkedjan_workflow_pokes", "Workflows woken or started by the waker.")


class Waker:
    """What the log has to say to Temporal."""

    name = "waker"
    at_end = False

    def __init__(self, poker: Poker, engine: AsyncEngine) -> None:
        self._poker = poker
        self._engine = engine

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Poke every initiative in `events` that has something to learn. Raises Away while Temporal is.

        What its own clock did its workflow knows. One that is over is told so once.
        """
        concerned: dict[str, UUID] = {}
        ended: set[str] = set()
        for event in events:
            if event.stream.startswith(PREFIX):
                envelope = read(event.envelope)
                if envelope.origin.actor.kind != "clock":
                    concerned[event.stream] = event.organiser
                    ended.update({event.stream} if envelope.type in ENDS else ())
        going = {watched.stream for watched in await going_on_of(self._engine, list(concerned))}
        await self._poke((whose, _id(stream)) for stream, whose in concerned.items() if stream in going | ended)

    async def poke_everyone(self) -> None:
        """Every initiative that is going on, from the read model: Temporal has lost its memory. Raises Away."""
        async for page in going_on(self._engine):
            await self._poke((watched.organiser, watched.initiative) for watched in page)

    async def _poke(self, whom: Iterable[tuple[UUID, UUID]]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)
        results = await asyncio.gather(*(self._poke_one(turns, *who) for who in whom), return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        for failure in failures:
            if not isinstance(failure, RPCError) or failure.status is RPCStatusCode.INVALID_ARGUMENT:
                raise failure
        if failures:
            raise Away from failures[0]

    async def _poke_one(self, turns: asyncio.Semaphore, organiser: UUID, initiative: UUID) -> None:
        async with turns:
            await self._poker.poke(organiser, initiative)
        POKES.inc()


def _id(stream: str) -> UUID:
    return UUID(stream.removeprefix(PREFIX))
