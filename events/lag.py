"""How far each follower is behind: the age of the oldest event it has not handled."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from events import metrics
from events import tables as t
from events.clock import Clock
from events.failures import FAILURES

log = logging.getLogger(__name__)

EVERY: Final = 5.0
"""Seconds between measurements."""

BEHIND: Final = select(
    t.followers.c.name,
    select(t.log_head.c.position).scalar_subquery() - t.followers.c.position,
    select(t.log.c.logged_at).where(t.log.c.position == t.followers.c.position).scalar_subquery(),
    select(func.count()).where(t.parked.c.follower == t.followers.c.name).scalar_subquery(),
).order_by(t.followers.c.name)
PENDING: Final = select(func.count()).select_from(t.pending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """One follower's."""

    follower: str
    events: int
    """Logged and not handled."""
    seconds: float
    """Age of the oldest of them by the log's clock; 0 if there is none."""
    parked: int
    """Streams set aside; they count neither above."""


async def measure(engine: AsyncEngine, clock: Clock) -> list[Lag]:
    """Every follower's lag, whoever runs it. Raises FAILURES."""
    async with engine.connect() as connection:
        rows = (await connection.execute(BEHIND)).all()
    now = clock.now()
    return [
        Lag(
            follower=name,
            events=behind,
            seconds=max((now - logged_at).total_seconds(), 0.0) if logged_at else 0.0,
            parked=parked,
        )
        for name, behind, logged_at, parked in rows
    ]


async def watch(engine: AsyncEngine, clock: Clock) -> None:
    """Keep the gauges up to date, until cancelled."""
    while True:
        try:
            await _show(engine, clock)
        except FAILURES as error:
            log.warning("the lag cannot be measured: %s", type(error).__name__)
        await asyncio.sleep(EVERY)


async def _show(engine: AsyncEngine, clock: Clock) -> None:
    for lag in await measure(engine, clock):
        metrics.LAG_EVENTS.labels(lag.follower).set(lag.events)
        metrics.LAG_SECONDS.labels(lag.follower).set(lag.seconds)
        metrics.PARKED.labels(lag.follower).set(lag.parked)
    async with engine.connect() as connection:
        metrics.PENDING_EVENTS.set((await connection.execute(PENDING)).scalar_one())
