"""[idle-memory], [wake-evicted]: what a worker spends on initiatives that wait, against bare workflows and cached ones.

Each setting has a worker process of its own; the client that starts and wakes is this process. The initiatives stand
in stage 5 of the played life, and their dates lie ahead.
"""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from statistics import mean
from typing import Any, Final
from uuid import uuid4

from temporalio.client import WorkflowHandle

from activities.contracts import QUEUE
from benchmarks.bare import BareWorkflow
from benchmarks.ground import Ground
from benchmarks.lines import Line
from benchmarks.waiting import AT_ONCE, PATIENCE, Measured, Place, poke_all, waiting
from workflows.initiative import WAKES

NAMES: Final = ("idle-memory", "wake-evicted")
WARM_UP: Final = 100
IDLE: Final = 1_000
WOKEN: Final = 40
"""Initiatives that are woken in turn."""
BEFORE: Final = 22
"""Wakes before those that count: stage 5 has 46 in the played life, so these are in the middle of it."""
ROUNDS: Final = WAKES
"""As many as a run has, since a replay costs what the run's history is long: from its shortest to its longest."""
LARGE_CACHE: Final = 4_000
SMALL_CACHE: Final = 10
"""Fewer than are woken in turn: each has been evicted when its turn comes."""
TOGETHER: Final = 4
"""Woken at once: fewer than the small cache holds, so that none is evicted while it is at work."""
FIRST_TASK: Final = 4
"""Events of a history when its first task is done."""
MIB: Final = 2**20


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """Each on a Temporal of its own."""
    lines = []
    async with waiting(ground, 2 * (WARM_UP + WOKEN) + int(IDLE * scale)) as place:
        if "idle-memory" in wanted:
            lines.append(await _idle(place, int(IDLE * scale)))
        if "wake-evicted" in wanted:
            lines.append(await _evicted(place, max(2 * SMALL_CACHE, int(WOKEN * scale))))
    return lines


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
    await poke_all(place, chosen)
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
    return Line(
        name="wake-evicted",
        ours=mean(evicted) * 1e3,
        against=mean(cached) * 1e3,
        unit="ms of CPU",
        peer=f"the same, cached; {ROUNDS} wakes each, after {BEFORE} in this stage",
        notes=tuple(
            f"{title}, each round: {', '.join(f'{cpu * 1e3:.1f}' for cpu in rounds)} ms"
            for title, rounds in (("evicted", evicted), ("cached", cached))
        ),
    )


async def _cpu_of_wakes(place: Place, number: int, cache: int) -> list[float]:
    """CPU seconds per wake, for each round that counts; in a round every initiative is woken once."""
    worker, chosen = Measured(place, cache), place.take(number)
    marks: list[float] = []
    try:
        for round_ in range(BEFORE + ROUNDS + 1):
            for first in range(0, number, TOGETHER):
                awake = chosen[first : first + TOGETHER]
                await poke_all(place, awake)
                used = await worker.after(round_ * number + first + len(awake))
            marks.append(used["cpu"])
    finally:
        worker.end()
    return [(after - before) / number for before, after in pairwise(marks[BEFORE:])]
