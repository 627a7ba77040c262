"""[append-growth]: what a command costs in a log of a million events, against one of ten thousand.

Both databases are filled by copying one played life inside the server, then each plays the same lives in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import asyncpg

from benchmarks.beside import Beside, beside
from benchmarks.ground import Ground
from benchmarks.lines import Line
from benchmarks.population import Population
from styrkedjan.embedded.postgres import SUPERUSER

SMALL: Final = 10_000
LARGE: Final = 1_000_000
CALLERS: Final = 16
LIVES: Final = 48
"""In one repetition."""
REPETITIONS: Final = 5
AT_ONCE: Final = 100_000
"""Events copied in one transaction."""

COPY: Final = """
WITH copies AS MATERIALIZED (
  SELECT 'initiative:' || gen_random_uuid() AS stream, n, (SELECT max(seq) FROM events) + n * $2 AS offset_
  FROM generate_series(0, $3 - 1) n),
model AS MATERIALIZED (
  SELECT e.*, row_number() OVER (ORDER BY e.seq) AS place FROM events e WHERE e.stream = $1),
copied_streams AS (
  INSERT INTO streams (stream, organiser, version)
  SELECT c.stream, s.organiser, s.version FROM copies c, streams s WHERE s.stream = $1),
copied_commands AS (
  INSERT INTO commands (id, stream, organiser, digest, payload, answer)
  SELECT gen_random_uuid(), c.stream, k.organiser, k.digest, k.payload, k.answer
  FROM copies c, commands k WHERE k.stream = $1),
copied_tasks AS (
  INSERT INTO tasks (stream, task, organiser, version, key, state, address, post, persons, handed_to, opened, due)
  SELECT c.stream, k.task, k.organiser, k.version, k.key, k.state, k.address, k.post, k.persons, k.handed_to,
    k.opened, k.due FROM copies c, tasks k WHERE k.stream = $1),
copied_initiatives AS (
  INSERT INTO initiatives
    (stream, organiser, version, title, unit, post, template, track, stage, status, stalled, outcome, started)
  SELECT c.stream, i.organiser, i.version, i.title, i.unit, i.post, i.template, i.track, i.stage, i.status, i.stalled,
    i.outcome, i.started FROM copies c, initiatives i WHERE i.stream = $1),
copied_pending AS (
  INSERT INTO log (position, seq, organiser, organiser_index, leaf, logged_at)
  SELECT h.position + c.n * $2 + m.place - 1, c.offset_ + m.place, m.organiser, t.size + c.n * $2 + m.place - 1,
    l.leaf, h.logged_at
  FROM copies c, model m JOIN log l ON l.seq = m.seq, log_head h, trees t WHERE t.organiser = m.organiser)
INSERT INTO events (seq, stream, version, organiser, envelope, payload)
SELECT c.offset_ + m.place, c.stream, m.version, m.organiser, m.envelope, m.payload FROM copies c, model m
"""
"""$1 a stream, $2 its number of events, $3 of copies. Envelopes are copied as they are: nothing here reads them."""
MOVE: Final = (
    "SELECT setval('event_seq', (SELECT max(seq) FROM events))",
    "UPDATE log_head SET position = (SELECT count(*) FROM log)",
    "UPDATE trees t SET size = (SELECT count(*) FROM log l WHERE l.organiser = t.organiser)",
)


@dataclass(slots=True)
class _Log:
    """One of the two."""

    people: Population
    followed: Beside
    costs: list[float] = field(default_factory=list)
    """Milliseconds per command, one for each repetition."""


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """The two logs in turn."""
    small = await _filled(ground, int(SMALL * scale))
    large = await _filled(ground, int(LARGE * scale))
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


async def _filled(ground: Ground, events: int) -> str:
    """A database with so many events, all of them logged."""
    name = await ground.database("growth")
    async with beside(ground.dsn(name)):
        people = Population(ground.dsn(name), ground.master)
        await people.found()
        (life,) = people.lives(1)
        await people.play([life], 1)
        _, length = await people.ledger.state(life.stream)
        await people.aclose()
    connection = await asyncpg.connect(ground.cluster.dsn(name, SUPERUSER))
    try:
        left = events // length
        while left > 0:
            number = min(left, max(1, AT_ONCE // length))
            await connection.execute(COPY, life.stream, length, number)
            for statement in MOVE:
                await connection.execute(statement)
            left -= number
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return name
