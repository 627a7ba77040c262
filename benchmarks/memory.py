"""[idle-memory], [wake-evicted]: what a worker spends on initiatives that wait, against bare workflows and cached ones.

Each setting has a worker process of its own; the client that starts and wakes is this process. The initiatives stand
in stage 5 of the played life, and their dates lie ahead.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Final
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHandle

from activities.contracts import QUEUE
from activities.poking import Poker
from benchmarks.bare import BareWorkflow
from benchmarks.beside import beside, finish, spawn
from benchmarks.copies import copy
from benchmarks.ground import Ground
from benchmarks.life import script
from benchmarks.lines import Line
from benchmarks.population import Population
from events.engine import connect
from events.watching import Watched, going_on
from styrkedjan.embedded.temporal import DevServer

NAMES: Final = ("idle-memory", "wake-evicted")
WARM_UP: Final = 100
IDLE: Final = 1_000
WOKEN: Final = 40
"""Initiatives that are woken in turn."""
BEFORE: Final = 22
"""Wakes before those that count: stage 5 has 46 in the played life, so these are in the middle of it."""
ROUNDS: Final = 5
EARLIER: Final = 5
"""Wakes after which the ratio is noted too: a replay costs what its history is long."""
LARGE_CACHE: Final = 4_000
SMALL_CACHE: Final = 10
"""Fewer than are woken in turn: each has been evicted when its turn comes."""
TOGETHER: Final = 4
"""Woken at once: fewer than the small cache holds, so that none is evicted while it is at work."""
AT_ONCE: Final = 16
FIRST_TASK: Final = 4
"""Events of a history when its first task is done."""
PATIENCE: Final = 180
"""Seconds until a worker that does not get on has failed."""
MIB: Final = 2**20
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
                return json.loads(said)
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


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """Each on a Temporal of its own."""
    lines = []
    async with _place(ground, scale) as place:
        if "idle-memory" in wanted:
            lines.append(await _idle(place, int(IDLE * scale)))
        if "wake-evicted" in wanted:
            lines.append(await _evicted(place, max(2 * SMALL_CACHE, int(WOKEN * scale))))
    return lines


@asynccontextmanager
async def _place(ground: Ground, scale: float) -> AsyncIterator[Place]:
    name = await _in_stage_five(ground, 2 * (WARM_UP + WOKEN) + int(IDLE * scale))
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


async def _idle(place: Place, number: int) -> Line:
    """Bytes added by so many more, after a warm-up, in a process for each."""
    bare = await _added(place, number, _start_bare)
    ours = await _added(place, number, _start_initiatives)
    return Line(
        name="idle-memory",
        ours=ours / number / 1024,
        against=bare / number / 1024,
        unit="KiB each",
        peer=f"bare wait_condition, {number} of each",
        notes=(f"{ours / MIB:.0f} MiB against {bare / MIB:.0f} MiB",),
    )


async def _added(place: Place, number: int, start: Any) -> float:
    worker = Measured(place, LARGE_CACHE)
    try:
        await start(place, worker, WARM_UP)
        before = (await worker.used("memory"))["uss"]
        await start(place, worker, number)
        after = (await worker.used("memory"))["uss"]
    finally:
        worker.end()
    added: float = after - before
    return added


async def _start_initiatives(place: Place, worker: Measured, number: int) -> None:
    taken = (await worker.used())["steps"]
    chosen = place.take(number)
    await _poke(place, chosen)
    await worker.after(taken + number)
    await asyncio.sleep(1)  # the last tasks are reported


async def _start_bare(place: Place, _: Measured, number: int) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def start() -> WorkflowHandle[BareWorkflow, None]:
        async with turns:
            return await place.client.start_workflow(BareWorkflow.run, id=f"bare:{uuid4()}", task_queue=QUEUE)

    handles = await asyncio.gather(*(start() for _ in range(number)))
    async with asyncio.timeout(PATIENCE):
        for handle in handles:
            while (await handle.describe()).history_length < FIRST_TASK:  # noqa: ASYNC110  another process's deed
                await asyncio.sleep(0.05)


async def _evicted(place: Place, number: int) -> Line:
    """CPU of a wake: the same wakes with room for all of them and with room for few."""
    cached = await _cpu_of_wakes(place, number, LARGE_CACHE)
    evicted = await _cpu_of_wakes(place, number, SMALL_CACHE)
    early, late = slice(EARLIER, EARLIER + ROUNDS), slice(BEFORE, BEFORE + ROUNDS)
    return Line(
        name="wake-evicted",
        ours=median(evicted[late]) * 1e3,
        against=median(cached[late]) * 1e3,
        unit="ms of CPU",
        peer=f"the same, cached, after {BEFORE} wakes in this stage",
        notes=(
            f"after {EARLIER} wakes in this stage: {median(evicted[early]) / median(cached[early]):.2f}",
            *(
                f"{title}, each round: {', '.join(f'{cpu * 1e3:.1f}' for cpu in rounds[late])} ms"
                for title, rounds in (("evicted", evicted), ("cached", cached))
            ),
        ),
    )


async def _cpu_of_wakes(place: Place, number: int, cache: int) -> list[float]:
    """CPU seconds per wake, for each round in which every initiative is woken once."""
    worker, chosen = Measured(place, cache), place.take(number)
    marks: list[float] = []
    try:
        for round_ in range(BEFORE + ROUNDS + 1):
            for first in range(0, number, TOGETHER):
                awake = chosen[first : first + TOGETHER]
                await _poke(place, awake)
                used = await worker.after(round_ * number + first + len(awake))
            marks.append(used["cpu"])
    finally:
        worker.end()
    return [(after - before) / number for before, after in pairwise(marks)]


async def _poke(place: Place, chosen: Sequence[Watched]) -> None:
    poker, turns = Poker(place.client), asyncio.Semaphore(AT_ONCE)

    async def poke(organiser: UUID, stream: str) -> None:
        async with turns:
            await poker.poke_stream(organiser, stream)

    await asyncio.gather(*(poke(watched.organiser, watched.stream) for watched in chosen))


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
