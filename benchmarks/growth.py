"""[append-growth]: what a command costs in a log of a million events, against one of ten thousand.

Both databases are filled by copying one played life inside the server, then each plays the same lives in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from benchmarks.beside import Beside, beside
from benchmarks.copies import copy
from benchmarks.ground import Ground
from benchmarks.lines import Line
from benchmarks.population import Population

SMALL: Final = 10_000
LARGE: Final = 1_000_000
CALLERS: Final = 16
LIVES: Final = 48
"""In one repetition."""
REPETITIONS: Final = 5


@dataclass(slots=True)
class _Log:
    """One of the two."""

    people: Population
    followed: Beside
    costs: list[float] = field(default_factory=list)
    """Milliseconds per command, one for each repetition."""


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """The two logs in turn."""
    small = await filled(ground, int(SMALL * scale))
    large = await filled(ground, int(LARGE * scale))
    await ground.settle()
    async with beside(ground.dsn(small), at_end=True) as of_small, beside(ground.dsn(large), at_end=True) as of_large:
        logs = [await _open(ground, small, of_small), await _open(ground, large, of_large)]
        for _ in range(REPETITIONS):
            for log in logs:
                played = await log.people.play(log.people.lives(max(4, int(LIVES * scale))), CALLERS)
                log.costs.append(1e3 / played.rate)
        for log in logs:
            await log.people.aclose()
    costs = [median(log.costs) for log in logs]
    notes = tuple(
        f"{title} events, each repetition: {', '.join(f'{cost:.2f}' for cost in log.costs)} ms"
        for title, log in zip((f"{SMALL * scale:,.0f}", f"{LARGE * scale:,.0f}"), logs, strict=True)
    )
    for name in (small, large):
        await ground.drop(name)
    return [
        Line(
            name=line,
            ours=costs[1],
            against=costs[0],
            unit="ms/command",
            peer="ourselves with few events",
            missed=of_small.missed + of_large.missed,
            notes=notes,
        )
        for line in wanted
    ]


async def _open(ground: Ground, name: str, followed: Beside) -> _Log:
    people = Population(ground.dsn(name), ground.master)
    await people.found()
    await people.play(people.lives(CALLERS), CALLERS)
    return _Log(people=people, followed=followed)


async def filled(ground: Ground, events: int) -> str:
    """A database with so many events, all of them logged."""
    name = await ground.database("growth")
    async with beside(ground.dsn(name)):
        people = Population(ground.dsn(name), ground.master)
        await people.found()
        (life,) = people.lives(1)
        await people.play([life], 1)
        _, length = await people.ledger.state(life.stream)
        await people.aclose()
    await copy(ground, name, life.stream, events // length)
    return name
