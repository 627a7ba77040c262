"""[brief]: milliseconds of making and rendering the brief of an initiative with 400 events, against folding them.

Ours begins at the store, warm: it reads the five streams a brief is made from, tells and renders. What it is against
does what every replay does with the initiative's events once they are read: codec and fold. More than half of them are
comments, which a fold reads and a brief passes over.
"""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from benchmarks.ground import Ground
from benchmarks.life import COMMENT, script
from benchmarks.lines import Line
from benchmarks.population import Life, Population
from domain.initiative.commands import Comment
from domain.sealed import Sealed
from events.folds import fold, nothing
from events.intent import Intent
from styrkedjan.translation import translator
from web.brief.rendering import Format, render
from web.brief.telling import Archive
from web.speech import Speech

EVENTS: Final = 400
REPETITIONS: Final = 300
UNTIMED: Final = 20
FOLDS: Final = 3
"""In a row: as long as a brief takes, so that whoever else wants the processor takes as much of both."""
SPEECH: Final = Speech(language="sv", translate=translator("sv"))


class _Round(NamedTuple):
    """Seconds."""

    brief: float
    read: float
    fold: float


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """A brief, a fold, a brief: whatever the machine does meanwhile, it does to both."""
    people = Population(ground.dsn(await ground.database("ours")), ground.master)
    whose = await people.found_one()
    life = people.life(whose, uuid4())
    now = await _live(people, life)
    await ground.settle()
    people.freeze()
    archive = Archive(store=people.store, keys=people.keys)
    number = UNTIMED + max(4, int(REPETITIONS * scale))
    rounds = [await _round(archive, whose, life.stream, now) for _ in range(number)][UNTIMED:]
    written = await _written(archive, whose, life.stream, now)
    await people.aclose()
    mine, read, folding = (median(each) * 1e3 for each in zip(*rounds, strict=True))
    return [
        Line(
            name=line,
            ours=mine,
            against=folding,
            unit="ms",
            peer=f"the same {EVENTS} events folded",
            notes=(
                f"{len(rounds)} rounds, {len(written):,} letters of Markdown; reading the events alone {read:.1f} ms",
                (
                    f"reading and folding them {read + folding:.1f} ms, of which the brief is"
                    f" {mine / (read + folding):.1f} times"
                ),
            ),
        )
        for line in wanted
    ]


async def _live(people: Population, life: Life) -> datetime:
    """The played life up to its last human act, people commenting between the acts; the moment it has come to."""
    acts = script().acts
    last = max(n for n, act in enumerate(acts) if act.human)
    at, first = life.intents[0]
    for n, (at, intent) in enumerate(life.intents[:last]):
        await people.do(at, intent)
        while (await people.ledger.state(life.stream))[1] < EVENTS * (n + 1) // last:
            await people.do(at, _comment(life, first))
    return at


def _comment(life: Life, like: Intent) -> Intent:
    comment = Comment(text=Sealed(COMMENT))
    return Intent(organiser=like.organiser, stream=life.stream, command=comment, actor=like.actor, id=uuid4())


async def _round(archive: Archive, whose: UUID, stream: str, now: datetime) -> _Round:
    """Seconds of a brief, then of reading and folding."""
    began = perf_counter()
    await _written(archive, whose, stream, now)
    written = perf_counter()
    for _ in range(FOLDS):
        held = await archive.store.tail(stream)
    read = perf_counter()
    for _ in range(FOLDS):
        fold(stream, nothing(stream), held)
    folded = perf_counter()
    return _Round(brief=written - began, read=(read - written) / FOLDS, fold=(folded - read) / FOLDS)


async def _written(archive: Archive, whose: UUID, stream: str, now: datetime) -> str:
    told = await archive.brief(whose, UUID(stream.partition(":")[2]), now)
    return render(told, Format.MARKDOWN, SPEECH)
