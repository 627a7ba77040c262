"""The follower that wakes workflows: one poke per stream and batch, whatever happened to it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError, RPCStatusCode

from activities.poking import Poker
from events.envelope import Envelope, read
from events.followers import Away
from events.records import LoggedEvent
from events.watching import going_on, going_on_at, going_on_of, handed_over

AT_ONCE: Final = 16
"""Pokes under way."""
ENDS: Final = frozenset({"initiative_closed", "initiative_cancelled", "programme_closed", "handover_ended"})
BY_OTHERS: Final = frozenset({"handover_opened", "brief_kept"})
"""Automatic, but by a follower or another's workflow: its own has not seen it."""
TOLD: Final = frozenset({"task_completed", "form_corrected", "principal_received", "initiative_started", *ENDS})
"""Of an initiative, what the handover it is a part of wants to know."""
CHANGES_AGENDAS: Final = frozenset({"settings_changed", "calendar_published"})
"""An optional check-in, another holiday: of every initiative of the organiser."""
POST: Final = "post:"
"""A post that nobody holds any more changes the agendas of its own initiatives."""
CARRIED: Final = ("initiative:", "programme:", "handover:")
"""Streams that a workflow carries."""

POKES: Final = Counter("styrkedjan_workflow_pokes", "Workflows woken or started by the waker.")


class Waker:
    """What the log has to say to Temporal."""

    name = "waker"
    at_end = False

    def __init__(self, poker: Poker, engine: AsyncEngine) -> None:
        self._poker = poker
        self._engine = engine

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Poke every initiative and programme that has something to learn from `events`. Raises Away while Temporal is.

        What its own clock did its workflow knows. One that is over is told so once.
        """
        read_ = [(event, read(event.envelope)) for event in events]
        by_others = [
            (event, told) for event, told in read_ if told.origin.actor.kind != "clock" or told.type in BY_OTHERS
        ]
        concerned = {event.stream: event.organiser for event, _ in by_others if event.stream.startswith(CARRIED)}
        ended = {event.stream: event.organiser for event, told in read_ if told.type in ENDS and not _is_its_own(told)}
        changed = {event.organiser for event, told in by_others if told.type in CHANGES_AGENDAS}
        posts = {UUID(event.stream.removeprefix(POST)) for event in events if event.stream.startswith(POST)}
        named = await going_on_of(self._engine, list(concerned))
        at_posts = await going_on_at(self._engine, list(posts)) if posts else ()
        news = {event.stream for event, told in read_ if told.type in TOLD}
        handovers = await handed_over(self._engine, list(news)) if news else ()
        going = {watched.stream: watched.organiser for watched in (*named, *at_posts, *handovers)}
        if changed:
            async for page in going_on(self._engine, list(changed)):
                going |= {watched.stream: watched.organiser for watched in page}
        await self._poke(going | ended)

    async def poke_everyone(self) -> None:
        """Everything that is going on, from the read model: Temporal has lost its memory. Raises Away."""
        async for page in going_on(self._engine):
            await self._poke({watched.stream: watched.organiser for watched in page})

    async def _poke(self, whom: Mapping[str, UUID]) -> None:
        """Each stream once, of its organiser."""
        turns = asyncio.Semaphore(AT_ONCE)
        pokes = (self._poke_one(turns, organiser, stream) for stream, organiser in whom.items())
        results = await asyncio.gather(*pokes, return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        for failure in failures:
            if not isinstance(failure, RPCError) or failure.status is RPCStatusCode.INVALID_ARGUMENT:
                raise failure
        if failures:
            raise Away from failures[0]

    async def _poke_one(self, turns: asyncio.Semaphore, organiser: UUID, stream: str) -> None:
        async with turns:
            await self._poker.poke_stream(organiser, stream)
        POKES.inc()


def _is_its_own(told: Envelope) -> bool:
    """Whether its own workflow did it: what a follower does has a cause."""
    return told.origin.actor.kind == "clock" and told.origin.causation is None
