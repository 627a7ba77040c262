"""What follows the log: each with a position of its own, stored after its effect, held by one worker at a time.

A crash between the two repeats the effect, so effects are idempotent: commands keyed by the event, signals, upserts.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from time import monotonic
from traceback import extract_tb
from typing import Final, Protocol
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from events import metrics
from events.failures import FAILURES
from events.leases import LEASE, Leases, Parked
from events.listening import Bell, heard
from events.records import LoggedEvent
from events.store import Store

log = logging.getLogger(__name__)

PAGE: Final = 1000
"""Events handled between two positions."""
RETRIES: Final = (0.1, 0.5, 2.0)
"""Seconds before each new attempt at a stream that fails, after which it is parked."""
AWAY: Final = (0.2, 1.0, 5.0)
"""Seconds between attempts while the far side is away, the last one again and again."""


class Away(Exception):
    """The far side cannot be reached: nothing is wrong with the events, they wait."""


class Follower(Protocol):
    """An effect of the log on the world."""

    name: str
    """Of the position; never changed."""
    at_end: bool
    """Where a new one starts: at the log's end if it acts on the world (mail), else at its beginning."""

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Do what `events`, in log order, ask for; the same ones may come again.

        Raises Away when the far side cannot be reached. Anything else counts against the events' stream.
        """
        ...


class Following:
    """Runs one follower whenever this worker holds its lease."""

    def __init__(self, engine: AsyncEngine, follower: Follower, bell: Bell) -> None:
        self._store = Store(engine)
        self._follower = follower
        self._bell = bell
        self._leases = Leases(engine, follower.name, uuid4())
        self._held_until = 0.0
        """By this machine's monotonic clock, a little before the server's."""

    async def run(self) -> None:
        """Until cancelled."""
        failures = 0
        while True:
            try:
                await self._hold_and_follow()
                failures = 0
            except (Away, *FAILURES) as error:
                log.warning("%s waits: %s", self._follower.name, type(error).__name__)
                await asyncio.sleep(AWAY[min(failures, len(AWAY) - 1)])
                failures += 1

    async def _hold_and_follow(self) -> None:
        position = await self._take()
        if position is None:
            await asyncio.sleep(LEASE / 3)
            return
        keeper = asyncio.create_task(self._keep())
        try:
            await self._follow(position)
        finally:
            keeper.cancel()
            with suppress(*FAILURES):
                await self._leases.leave()

    async def _take(self) -> int | None:
        asked = monotonic()
        position = await self._leases.take(at_end=self._follower.at_end)
        if position is not None:
            self._held_until = asked + LEASE
        return position

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LEASE / 3)
            with suppress(*FAILURES):
                await self._take()

    async def _follow(self, position: int) -> None:
        """Until the lease is lost."""
        while monotonic() < self._held_until:
            ring = self._bell.next()
            parked = await self._try_released(position)
            page = await self._store.log(position, PAGE)
            if not page:
                await heard(ring)
                continue
            await self._handle([event for event in page if event.stream not in parked])
            becomes = page[-1].position + 1
            if not await self._leases.move(position, becomes):
                return
            metrics.HANDLED.labels(self._follower.name).inc(len(page))
            position = becomes

    async def _handle(self, events: Sequence[LoggedEvent]) -> None:
        """All at once, or else stream by stream, to find out whose fault it is."""
        if not events:
            return
        try:
            await self._follower.handle(events)
        except Away:
            raise
        except Exception as error:
            log.warning("%s failed on %d events: %s", self._follower.name, len(events), _where(error))
            for _, group in groupby(sorted(events, key=lambda e: (e.stream, e.version)), lambda e: e.stream):
                await self._handle_stream(list(group))

    async def _handle_stream(self, events: Sequence[LoggedEvent]) -> bool:
        for pause in (*RETRIES, None):
            try:
                await self._follower.handle(events)
            except Away:
                raise
            except Exception as error:
                metrics.RETRIED.labels(self._follower.name).inc()
                if pause is None:
                    await self._park(events[0], error)
                    return False
                await asyncio.sleep(pause)
            else:
                return True
        return False

    async def _park(self, first: LoggedEvent, error: Exception) -> None:
        log.error("%s parks %s at %d: %s", self._follower.name, first.stream, first.position, _where(error))
        await self._leases.park(first.stream, first.position, type(error).__name__)

    async def _try_released(self, until: int) -> set[str]:
        """The streams that are parked, once those that were released have been tried again."""
        parked = await self._leases.parked()
        still = {stream.stream for stream in parked if not (stream.released and await self._catch_up(stream, until))}
        metrics.PARKED.labels(self._follower.name).set(len(still))
        return still

    async def _catch_up(self, parked: Parked, until: int) -> bool:
        backlog = await self._leases.backlog(parked, until)
        if caught_up := not backlog or await self._handle_stream(backlog):
            await self._leases.unpark(parked.stream)
        return caught_up


def _where(error: Exception) -> str:
    """The error's type and line. Never its text, which may hold what an event held."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {last.filename}:{last.lineno}"
