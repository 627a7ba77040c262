"""[append-16], [append-256]: commands per second end to end, against the peer's recorder keeping the same payloads."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks import peer
from benchmarks.beside import beside
from benchmarks.ground import Ground
from benchmarks.lines import Line
from benchmarks.population import Population

CALLERS: Final = {"append-16": 16, "append-256": 256}
NAMES: Final = tuple(CALLERS)
REPETITIONS: Final = 3
LIVES: Final = {16: 128, 256: 512}
"""A part of a life is measured to its last answer, so there are several initiatives for each caller."""
WARM_UP: Final = 16
SECONDS: Final = 45
"""That a repetition may take, acts that are not measured included: a slow machine plays fewer lives, one per caller
at least."""
PEER_SECONDS: Final = 2.0


@dataclass(slots=True)
class _Found:
    """What the repetitions came to."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    peers: list[peer.Appended] = field(default_factory=list)


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """Ours and the peer in turn, several times; medians."""
    found = _Found()
    for _ in range(REPETITIONS):
        found.peers.append(await _peer(ground, scale, functions=False))
        for name in wanted:
            await _ours(ground, name, scale, found)
    unsafe = await _peer(ground, scale, functions=True)
    against = median(appended.rate for appended in found.peers)
    notes = _of_peer(found.peers, unsafe)
    return [
        Line(
            name=name,
            ours=median(found.rates[name]),
            against=against,
            unit="commands/s",
            peer="eventsourcing, safe mode",
            missed=found.missed[name],
            notes=(f"ours in each repetition: {_figures(found.rates[name])}", *notes),
        )
        for name in wanted
    ]


def _of_peer(safe: Sequence[peer.Appended], unsafe: peer.Appended) -> tuple[str, str]:
    threads = " or ".join(str(number) for number in sorted({appended.threads for appended in safe}))
    missed = sum(appended.missed for appended in safe)
    return (
        f"the peer: {_figures([a.rate for a in safe])}, best with {threads} threads; its reader missed {missed}",
        f"its function mode: {unsafe.rate:,.0f} with {unsafe.threads} threads; its reader missed {unsafe.missed}",
    )


def _figures(rates: Sequence[float]) -> str:
    return ", ".join(f"{rate:,.0f}" for rate in rates)


async def _peer(ground: Ground, scale: float, *, functions: bool) -> peer.Appended:
    name = await ground.database("peer", empty=True)
    await ground.settle()
    dsn, seconds = ground.owner_dsn(name), PEER_SECONDS * scale
    appended = await asyncio.to_thread(peer.append, dsn, seconds, functions=functions)
    await ground.drop(name)
    return appended


async def _ours(ground: Ground, line: str, scale: float, found: _Found) -> None:
    name, callers = await ground.database("ours"), CALLERS[line]
    async with beside(ground.dsn(name)) as followed:
        people = Population(ground.dsn(name), ground.master)
        await people.found()
        began = perf_counter()
        await people.play(people.lives(WARM_UP), callers)
        affordable = SECONDS / (perf_counter() - began) * WARM_UP
        lives = people.lives(max(WARM_UP, int(min(LIVES[callers], max(affordable, callers)) * scale)))
        await ground.settle()
        found.rates.setdefault(line, []).append((await people.play(lives, callers)).rate)
        await people.aclose()
    found.missed[line] = found.missed.get(line, 0) + followed.missed
    await ground.drop(name)
