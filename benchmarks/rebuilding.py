"""[rebuild]: every read model made anew from a million events, against the same events only read and folded ([replay]).

The log is filled by copying one played life inside the server, as for [append-growth].
"""

from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.ground import Ground
from benchmarks.growth import filled
from benchmarks.lines import Line
from events import tables as t
from events.engine import connect
from events.folds import fold, nothing
from events.pages import ahead, give_way, histories
from events.readmodels.rebuild import rebuild

EVENTS: Final = 1_000_000
REPLAYED: Final = 48
"""Lives in one repetition of the replay: as many as [replay] has."""
REPETITIONS: Final = 7


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """A rebuild, with replays before and after it."""
    name = await filled(ground, int(EVENTS * scale))
    await ground.settle()
    engine, owner = connect(ground.dsn(name)), connect(ground.owner_dsn(name))
    before = [await _replayed(engine) for _ in range(REPETITIONS)]
    async with engine.connect() as connection:
        events = (await connection.execute(select(t.log_head.c.position))).scalar_one()
    began = perf_counter()
    await rebuild(owner)
    rate = events / (perf_counter() - began)
    after = [await _replayed(engine) for _ in range(REPETITIONS)]
    for each in (engine, owner):
        await each.dispose()
    await ground.drop(name)
    replayed = [median(before), median(after)]
    notes = (f"{events:,} events; replay before and after: {', '.join(f'{each:,.0f}' for each in replayed)}",)
    peer = "replay, without rows"
    return [
        Line(name=line, ours=rate, against=median(before + after), unit="events/s", peer=peer, notes=notes)
        for line in wanted
    ]


async def _replayed(engine: AsyncEngine) -> float:
    """Events a second, read and folded."""
    query = select(t.streams.c.stream).where(t.streams.c.stream.startswith("initiative:")).limit(REPLAYED)
    async with engine.connect() as connection:
        streams = list((await connection.execute(query)).scalars())
    events, began = 0, perf_counter()
    async for page in ahead(histories(engine, streams, size=8)):
        for stream, held in page.items():
            events += fold(stream, nothing(stream), held).version
            await give_way()
    return events / (perf_counter() - began)
