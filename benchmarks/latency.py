"""[latency]: milliseconds of one caller's `complete protocol`, against one bare INSERT transaction."""

from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import Final

import asyncpg

from benchmarks.beside import beside
from benchmarks.ground import Ground
from benchmarks.life import script
from benchmarks.lines import Line
from benchmarks.peer import sealed_payloads
from benchmarks.population import Population

LIVES: Final = 60
UNTIMED: Final = 20
"""Pairs at the beginning, while plans are made and caches filled."""


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """A protocol, a bare insert, a protocol: whatever the machine does meanwhile, it does to both."""
    ours, name = await ground.database("ours"), await ground.database("floor", empty=True)
    floor = await asyncpg.connect(ground.owner_dsn(name))
    await floor.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    async with beside(ground.dsn(ours)) as followed:
        people = Population(ground.dsn(ours), ground.master)
        await people.found()
        pairs = await _pairs(people, floor, max(4, int(LIVES * scale)))
        await people.aclose()
    await floor.close()
    mine, bare = zip(*pairs, strict=True)
    return [
        Line(
            name=line,
            ours=median(mine) * 1e3,
            against=median(bare) * 1e3,
            unit="ms",
            peer="one bare INSERT",
            missed=followed.missed,
            notes=(f"{len(pairs)} pairs; 95 of 100 within {_most(mine):.2f} and {_most(bare):.2f} ms",),
        )
        for line in wanted
    ]


def _most(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1e3


async def _pairs(people: Population, floor: asyncpg.Connection, number: int) -> list[tuple[float, float]]:
    """Seconds of each protocol and of the insert after it."""
    lives, acts = people.lives(number), script().acts
    insert = await floor.prepare("INSERT INTO floor (body) VALUES ($1)")
    body = max((payload for events in sealed_payloads() for _, payload in events), key=len)
    pairs = []
    for n, act in enumerate(acts):
        if not act.is_protocol:
            await people.play_part(lives, slice(n, n + 1))
            continue
        for life in lives:
            began = perf_counter()
            await people.do(*life.intents[n])
            done = perf_counter()
            await insert.fetch(body)
            pairs.append((done - began, perf_counter() - done))
    return pairs[UNTIMED:]
