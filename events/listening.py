"""Wakes followers when the log has grown: one NOTIFY a batch, from the sequencer. Who misses it polls."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from events.failures import FAILURES

POLL: Final = 1.0
"""Seconds after which a follower looks without having been called."""
AGAIN: Final = 1.0
"""Seconds until a lost connection is opened anew."""


class Bell:
    """Rings for everybody who waits. Ask for the `next` ring before looking, so that none falls in between."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def next(self) -> asyncio.Event:
        """Set by the next ring."""
        return self._next

    def ring(self) -> None:
        """Wake everybody."""
        self._next.set()
        self._next = asyncio.Event()


async def heard(ring: asyncio.Event) -> None:
    """Return at the ring, or after POLL."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ring.wait(), POLL)


async def listen(engine: AsyncEngine, bell: Bell) -> None:
    """Ring `bell` whenever the log grows, on a connection of its own, until cancelled."""
    while True:
        with suppress(*FAILURES):
            await _listen_once(engine, bell)
        await asyncio.sleep(AGAIN)


async def _listen_once(engine: AsyncEngine, bell: Bell) -> None:
    gone = asyncio.Event()
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: gone.set())
        await driver.add_listener("log", lambda *_: bell.ring())
        try:
            bell.ring()  # whatever came before we listened
            await gone.wait()
        finally:
            await connection.invalidate()  # nobody else should get a connection that listens
