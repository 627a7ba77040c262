"""Initiatives that wait, and worker processes whose use of memory and CPU is measured."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any, Final
from uuid import UUID

from temporalio.client import Client

from activities.poking import Poker
from benchmarks.beside import beside, finish, spawn
from benchmarks.copies import copy
from benchmarks.ground import Ground
from benchmarks.life import script
from benchmarks.population import Population
from events.engine import connect
from events.watching import Watched, going_on
from styrkedjan.embedded.temporal import DevServer

AT_ONCE: Final = 16
"""Pokes under way."""
PATIENCE: Final = 180
"""Seconds until a worker that does not get on has failed."""
PROTOCOLS_BEFORE: Final = 9
"""Of 18 in the played life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the workers are started with."""

    dsn: str
    key: str
    server: DevServer
    client: Client
    watched: Iterator[Watched]
    """Initiatives nobody has started a workflow for."""

    def take(self, number: int) -> list[Watched]:
        """So many of them."""
        return [next(self.watched) for _ in range(number)]


class Measured:
    """A worker process."""

    def __init__(self, place: Place, cache: int) -> None:
        server = place.server
        self._process = spawn("benchmarks.worker", place.dsn, place.key, server.address, server.namespace, str(cache))

    async def used(self, more: str = "") -> Any:
        """Steps taken and CPU seconds; `memory` adds bytes of its own."""
        self._process.stdin.write(f"{more}\n")
        self._process.stdin.flush()
        while said := await asyncio.to_thread(self._process.stdout.readline):
            if said.startswith("{"):
                return JSONDecoder().raw_decode(said)[0]  # whatever the SDK has logged behind it
            sys.stderr.write(said)  # the SDK's log goes the same way
        raise RuntimeError(f"the worker ended with {self._process.wait()}")

    async def after(self, steps: int) -> Any:
        """The same, once it has taken so many steps."""
        async with asyncio.timeout(PATIENCE):
            while (used := await self.used())["steps"] < steps:  # noqa: ASYNC110  another process's deed
                await asyncio.sleep(0.05)
        return used

    def end(self) -> None:
        """Let it finish."""
        finish(self._process)


@asynccontextmanager
async def waiting(ground: Ground, number: int) -> AsyncIterator[Place]:
    """A Temporal of its own, and so many initiatives in the middle of stage 5 that it has not heard of."""
    name = await _in_stage_five(ground, number)
    engine = connect(ground.dsn(name))
    found = [watched async for page in going_on(engine) for watched in page]
    await engine.dispose()
    server = DevServer(ground.folder / "temporal", port=_free_port(), ui_port=None, namespace="benchmarks")
    server.start()
    try:
        client = await server.ready()
        key = ground.master.source
        yield Place(dsn=ground.dsn(name), key=key, server=server, client=client, watched=iter(found))
    finally:
        server.stop()


async def _in_stage_five(ground: Ground, number: int) -> str:
    """A database with so many initiatives in the middle of stage 5."""
    name = await ground.database("waiting")
    protocols = [n for n, act in enumerate(script().acts) if act.is_protocol]
    async with beside(ground.dsn(name)):
        people = Population(ground.dsn(name), ground.master)
        await people.found()
        (life,) = people.lives(1)
        for at, intent in life.intents[: protocols[PROTOCOLS_BEFORE]]:
            await people.do(at, intent)
        await people.aclose()
    await copy(ground, name, life.stream, number)
    return name


async def poke_all(place: Place, chosen: Sequence[Watched]) -> None:
    """Start or wake their workflows."""
    poker, turns = Poker(place.client), asyncio.Semaphore(AT_ONCE)

    async def poke(organiser: UUID, stream: str) -> None:
        async with turns:
            await poker.poke_stream(organiser, stream)

    await asyncio.gather(*(poke(watched.organiser, watched.stream) for watched in chosen))


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
