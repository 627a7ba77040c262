"""[turnover]: milliseconds of the command that takes 1,000 open tasks to another principal, against one protocol.

They lie in 100 initiatives. A change is two commands to the post: the departure, which leaves it vacant, and the
appointment, which takes the tasks to the newcomer and is measured. After its commit one statement is asked who holds
what; the protocol is [latency]'s.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, distinct, func, or_, select

from benchmarks.beside import beside
from benchmarks.ground import Ground
from benchmarks.life import FIRST_YEAR, MODEL, script, unit_of
from benchmarks.lines import Line
from benchmarks.population import BEGINNING, Life, Population
from domain.actors import Actor
from domain.calendar import CalendarState
from domain.initiative.commands import NotePersonLeft
from domain.initiative.turnover import WAS_LATE
from domain.organiser import post_of
from domain.post.commands import AnnounceDeparture, AppointPrincipal
from domain.post.decide import stream_at
from events.followers import Following
from events.intent import Intent
from events.listening import Bell, listen
from events.reading import LIVE, Reader
from events.tables import holdings, tasks
from styrkedjan.follower_of_posts import FollowerOfPosts

POSTS: Final = 6
"""They change in turn: none has more principals than a post has in a generation."""
INITIATIVES: Final = 100
TASKS: Final = 10
"""Open tasks of the principal's in each."""
LIVES: Final = 4
"""Of protocols; each life has eighteen, and after each is a change."""
UNTIMED: Final = 2 * POSTS
"""Pairs at the beginning, while plans are made and caches filled."""
CALLERS: Final = 64
FIRST_CHANGE: Final = date(FIRST_YEAR, 11, 1)
"""By then what was opened in August is late, so that every date is eased."""
_DAY: Final = timedelta(days=1)
WAIT: Final = 0.02
PATIENCE: Final = 300.0
"""Seconds."""


@dataclass(slots=True, kw_only=True)
class _Post:
    """One unit's, and whoever holds it."""

    organiser: UUID
    holder: UUID
    initiatives: int
    day: date = FIRST_CHANGE
    """Of the next change."""

    @property
    def unit(self) -> UUID:
        return unit_of(self.organiser)


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """A protocol, a change, a protocol; at the end one change that is followed."""
    name, number = await ground.database("ours"), max(2, int(INITIATIVES * scale))
    async with beside(ground.dsn(name)) as followed:
        people = Population(ground.dsn(name), ground.master)
        await people.found()
        *posts, last = [await _post(people, number) for _ in range(POSTS + 1)]
        pairs = await _pairs(people, posts)
        seconds = await _eased(people, last)
        await people.aclose()
    one, change = zip(*pairs, strict=True)
    return [
        Line(
            name=line,
            ours=median(change) * 1e3,
            against=median(one) * 1e3,
            unit="ms",
            peer="one protocol completed",
            missed=followed.missed,
            notes=(
                f"{len(pairs)} changes of {number} initiatives with {number * TASKS:,} open tasks",
                f"every date was eased {seconds:.1f} s after the command, by the follower and {number} commands",
            ),
        )
        for line in wanted
    ]


async def _post(people: Population, number: int) -> _Post:
    """A unit's post with so many initiatives, each with its open tasks."""
    whose = await people.found_one()
    held = _Post(organiser=whose, holder=_first_principal(), initiatives=number)
    ahead = iter([people.life(whose, uuid4()) for _ in range(number)])

    async def call() -> None:
        for life in ahead:
            await _begin(people, life)

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(call())
    await _check(people, held, holder=held.holder)
    return held


def _first_principal() -> UUID:
    return next(command.person for _, command in script().introductions if isinstance(command, AppointPrincipal))


async def _begin(people: Population, life: Life) -> None:
    """Start it; then others leave whose successors the principal is to name, until enough is open."""
    at, start = life.intents[0]
    await people.do(at, start)
    while sum(1 for _ in (await people.ledger.state(life.stream))[0].open_tasks) < TASKS:
        await people.do(at, _intent(start.organiser, life.stream, NotePersonLeft(person=uuid4()), start.actor))


def _intent(organiser: UUID, stream: str, command: Any, actor: Actor | None = None) -> Intent:
    by = actor or Actor(kind="person", person=MODEL)
    return Intent(organiser=organiser, stream=stream, command=command, actor=by, id=uuid4())


async def _pairs(people: Population, posts: Sequence[_Post]) -> list[tuple[float, float]]:
    """Seconds of each protocol and of the change after it."""
    lives, pairs, following = people.lives(LIVES), [], cycle(posts)
    for n, act in enumerate(script().acts):
        if not act.is_protocol:
            await people.play_part(lives, slice(n, n + 1))
            continue
        for life in lives:
            post, newcomer = next(following), uuid4()
            await _leave(people, post)
            began = perf_counter()
            await people.do(*life.intents[n])
            done = perf_counter()
            await _come(people, post, newcomer)
            pairs.append((done - began, perf_counter() - done))
            await _check(people, post, holder=newcomer)
            post.holder, post.day = newcomer, post.day + timedelta(weeks=1)
    return pairs[UNTIMED:]


async def _leave(people: Population, post: _Post) -> None:
    command = AnnounceDeparture(unit=post.unit, person=post.holder, last_day=post.day - _DAY)
    await people.do(_noon(post.day), _intent(post.organiser, stream_at(post.unit), command))


async def _come(people: Population, post: _Post, newcomer: UUID) -> None:
    command = AppointPrincipal(unit=post.unit, person=newcomer, since=post.day)
    await people.do(_noon(post.day), _intent(post.organiser, stream_at(post.unit), command))


def _noon(day: date) -> Any:
    return BEGINNING.replace(year=day.year, month=day.month, day=day.day, hour=12)


async def _check(people: Population, post: _Post, *, holder: UUID) -> None:
    """All of it is theirs, and nothing anybody else's; access is the same join."""
    async with people.engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(_by_holder(post))]
    if found != [(holder, post.initiatives, post.initiatives * TASKS)]:
        raise AssertionError(f"not everything has moved: {found}")


def _by_holder(post: _Post) -> Select[Any]:
    """Initiatives and open tasks at the post, by who holds it that day."""
    then = and_(holdings.c.since <= post.day, or_(holdings.c.until.is_(None), holdings.c.until >= post.day))
    return (
        select(holdings.c.person, func.count(distinct(tasks.c.stream)), func.count())
        .select_from(tasks.join(holdings, and_(holdings.c.post == tasks.c.post, then)))
        .where(tasks.c.organiser == post.organiser, tasks.c.post == post_of(post.unit), tasks.c.state.in_(LIVE))
        .group_by(holdings.c.person)
    )


# Until every date is eased


class _FromNow(FollowerOfPosts):
    """The changes before were only measured."""

    at_end = True


async def _eased(people: Population, post: _Post) -> float:
    """Seconds from the command until the follower and the initiatives have eased every date."""
    await _leave(people, post)
    async with _following(people):
        began = perf_counter()
        await _come(people, post, uuid4())
        async with asyncio.timeout(PATIENCE):
            while await _not_eased(people, post):  # noqa: ASYNC110  the follower's deed
                await asyncio.sleep(WAIT)
        return perf_counter() - began


@asynccontextmanager
async def _following(people: Population) -> AsyncIterator[None]:
    """The worker's follower at work; its clock shows what this task's does."""
    bell = Bell()
    follower = _FromNow(people.ledger, Reader(people.engine))
    running = [
        asyncio.create_task(Following(people.engine, follower, bell).run()),
        asyncio.create_task(listen(people.engine, bell)),
    ]
    await asyncio.sleep(1)  # it takes its lease, and its place at the log's end
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.wait(running)


async def _not_eased(people: Population, post: _Post) -> int:
    """Open tasks from before the newcomer that are still due before the grace is over."""
    school = CalendarState().school
    due = school.day(school.index(post.day - _DAY) + WAS_LATE)
    still = and_(tasks.c.state.in_(LIVE), tasks.c.opened < post.day, tasks.c.due < due)
    query = select(func.count()).where(tasks.c.post == post_of(post.unit), still)
    async with people.engine.connect() as connection:
        number: int = (await connection.execute(query)).scalar_one()
    return number
