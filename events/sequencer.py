"""Moves committed events into the log, in order. Any number may run: one works at a time, the others find out."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, repeat
from time import perf_counter
from typing import Final

from sqlalchemy import DateTime, Integer, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from events import metrics
from events.clock import Clock
from events.failures import FAILURES

log = logging.getLogger(__name__)

MOST: Final = 1000
"""Events a call."""
AFTER_A_BATCH: Final = 0.005
"""Seconds in which the next batch grows; called without a pause it cost the append throughput."""
IDLE: Final = (0.02, 0.04, 0.08, 0.16)
"""Seconds between calls that found nothing, the last one again and again: an append elsewhere waits that long."""
AWAY: Final = 1.0
"""Seconds between attempts while the database is away."""

SEQUENCE: Final = select(
    func.sequence_batch(bindparam("most", type_=Integer), bindparam("at", type_=DateTime(timezone=True)))
)


class Sequencer:
    """Calls `sequence_batch` for as long as it runs; `logged_at` is `clock`'s time."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Something was appended in this process: do not sleep on."""
        self._poked.set()

    async def once(self) -> int:
        """Events moved by one call; -1 if another sequencer was at it. Raises one of FAILURES."""
        began = perf_counter()
        async with self._engine.connect() as connection:
            moved: int = (await connection.execute(SEQUENCE, {"most": MOST, "at": self._clock.now()})).scalar_one()
        if moved > 0:
            metrics.SEQUENCED.inc(moved)
            metrics.SEQUENCE_SECONDS.observe(perf_counter() - began)
        return moved

    async def drain(self) -> None:
        """Return when nothing committed before the call is without a position."""
        while moved := await self.once():
            if moved < 0:  # wait for the one who is at it
                await asyncio.sleep(AFTER_A_BATCH)

    async def run(self) -> None:
        """Until cancelled."""
        pauses = _idle()
        while True:
            self._poked.clear()
            try:
                moved = await self.once()
            except FAILURES as error:
                log.warning("the sequencer cannot reach the database: %s", type(error).__name__)
                await asyncio.sleep(AWAY)
                continue
            if moved > 0:
                pauses = _idle()
                await asyncio.sleep(AFTER_A_BATCH)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._poked.wait(), next(pauses))


def _idle() -> Iterator[float]:
    return chain(IDLE, repeat(IDLE[-1]))
