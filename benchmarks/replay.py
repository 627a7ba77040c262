"""[replay]: events per second from the store through codec and fold, against `eventsourcing` doing the same.

The peer's aggregates are the same ones: the same events, the same fold, the same state at the end, which is checked.
Its events hold ours as canonical JSON, read by our own codec, so that the difference is what surrounds an event.
"""

import asyncio
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.ground import Ground
from benchmarks.lines import Line
from benchmarks.population import Life, Population
from domain.initiative.decide import AGGREGATE
from domain.initiative.state import InitiativeState
from events.envelope import tail
from events.folds import fold, nothing
from events.pages import ahead, give_way, histories
from events.registry import CODEC
from events.shapes import shape_of
from events.store import Store

LIVES: Final = 48
REPETITIONS: Final = 7


class Initiative(Aggregate):
    """The peer's aggregate: our state, changed by our fold."""

    def __init__(self) -> None:
        self.held = InitiativeState()

    class Happened(Aggregate.Event):
        """One of our events."""

        happened: str
        body: str

        def apply(self, aggregate: "Initiative") -> None:
            """Fold it."""
            event = shape_of(CODEC.events[self.happened]).read(self.body.encode())
            aggregate.held = AGGREGATE.evolve(aggregate.held, event)


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """Both rebuild every life, in turn, several times."""
    name, peers = await ground.database("ours"), await ground.database("peer", empty=True)
    people = Population(ground.dsn(name), ground.master)
    await people.found()
    lives = people.lives(max(4, int(LIVES * scale)))
    await people.play(lives, callers=16)
    application: Application[UUID] = Application(_environment(ground.owner_dsn(peers)))
    ids = [await _copied(people.store, life, application) for life in lives]
    await ground.settle()
    rates = [
        (await _ours(people.engine, lives), await asyncio.to_thread(_theirs, application, ids))
        for _ in range(REPETITIONS)
    ]
    await _check_same(people.store, lives, application, ids)
    application.close()
    await people.aclose()
    mine, theirs = (median(rate) for rate in zip(*rates, strict=True))
    notes = (f"each repetition: {', '.join(f'{m:,.0f} to {t:,.0f}' for m, t in rates)}",)
    return [
        Line(name=line, ours=mine, against=theirs, unit="events/s", peer="eventsourcing", notes=notes)
        for line in wanted
    ]


def _environment(dsn: str) -> dict[str, str]:
    url = make_url(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": url.database or "",
        "POSTGRES_HOST": str(url.query["host"]),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": url.username or "",
        "POSTGRES_PASSWORD": "",
    }


async def _copied(store: Store, life: Life, application: "Application[UUID]") -> UUID:
    """The life as an aggregate of the peer's."""
    initiative = Initiative()
    for event in await store.tail(life.stream):
        happened = CODEC.read_event(tail(event.envelope), event.payload)
        initiative.trigger_event(Initiative.Happened, happened=happened.kind, body=event.payload.decode())
    application.save(initiative)
    return initiative.id


async def _ours(engine: AsyncEngine, lives: Sequence[Life]) -> float:
    events, began = 0, perf_counter()
    async for page in ahead(histories(engine, [life.stream for life in lives], size=8)):
        for stream, held in page.items():
            events += fold(stream, nothing(stream), held).version
            await give_way()
    return events / (perf_counter() - began)


def _theirs(application: "Application[UUID]", ids: Sequence[UUID]) -> float:
    events, began = 0, perf_counter()
    for id_ in ids:
        events += _get(application, id_).version
    return events / (perf_counter() - began)


def _get(application: "Application[UUID]", id_: UUID) -> Any:
    return application.repository.get(id_)


async def _check_same(
    store: Store, lives: Sequence[Life], application: "Application[UUID]", ids: Sequence[UUID]
) -> None:
    for life, id_ in zip(lives, ids, strict=True):
        mine = fold(life.stream, nothing(life.stream), await store.tail(life.stream))
        if mine.state != _get(application, id_).held:
            raise AssertionError(f"the peer rebuilt another state of {life.stream}")
