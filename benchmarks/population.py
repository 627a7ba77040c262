"""Many initiatives of several organisers, living the played life together through one ledger."""

import asyncio
import gc
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.life import MODEL, Act, script
from domain import organiser, template
from domain.actors import INSTALLATION, Actor
from domain.organiser import RegisterOrganiser, Settings
from domain.sealed import Sealed
from domain.template import PublishTemplate
from events.engine import connect
from events.intent import Intent
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.templates import load

ORGANISERS: Final = 8
UNTIMED_CALLERS: Final = 64
"""Callers of what is not measured."""
BEGINNING: Final = datetime(2026, 8, 17, tzinfo=UTC)

_now: ContextVar[datetime] = ContextVar("now", default=BEGINNING)


class CallersClock:
    """Shows each caller the time of the act it plays: lives need not keep pace."""

    def now(self) -> datetime:
        return _now.get()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One initiative's intents, made before anything is measured."""

    stream: str
    intents: Sequence[tuple[datetime, Intent]]


class Population:
    """A ledger with its organisers, and the lives in it."""

    def __init__(self, dsn: str, master: MasterKey) -> None:
        self.engine: AsyncEngine = connect(dsn)
        self.store = Store(self.engine)
        self.keys = Keys(self.engine, master)
        self.ledger = Ledger(self.store, self.keys, CallersClock())
        self._organisers: list[UUID] = []

    async def found(self) -> None:
        """The organisers, each with what the life needs."""
        for _ in range(ORGANISERS):
            self._organisers.append(await self.found_one())

    async def found_one(self) -> UUID:
        """One more, whom `lives` does not count in."""
        whose = uuid4()
        home = organiser.stream(whose)
        register = RegisterOrganiser(
            name=Sealed(b"Huvudmannen"),
            number=Sealed(b"2120000142"),
            settings=Settings(contact=MODEL),
            admin=MODEL,
        )
        await self._do(whose, home, register, INSTALLATION)
        for stream, command in script().for_organiser(whose):
            await self._do(whose, stream, command)
        published = PublishTemplate(content=load("lartraffar"))
        await self._do(whose, template.stream(whose, "lartraffar"), published)
        return whose

    def lives(self, number: int) -> list[Life]:
        """So many new initiatives, spread over the organisers; nothing is done yet."""
        lives = [self.life(self._organisers[n % ORGANISERS], uuid4()) for n in range(number)]
        self.freeze()
        return lives

    def freeze(self) -> None:
        """The intents are the benchmark's, not the ledger's: it shall not pay for looking through them."""
        gc.collect()
        gc.freeze()

    async def play(self, lives: Sequence[Life], callers: int) -> "Played":
        """All lives from beginning to end, side by side: every one does a part before any does the next.

        Only human acts are timed, with `callers` at once, each busy with one initiative at a time.
        """
        commands, seconds = 0, 0.0
        for part in script().parts():
            human = script().acts[part.start].human
            spent = await self.play_part(lives, part, callers if human else UNTIMED_CALLERS)
            if human:
                seconds += spent
                commands += len(lives) * (part.stop - part.start)
        return Played(commands=commands, seconds=seconds)

    async def play_part(self, lives: Sequence[Life], part: slice, callers: int = UNTIMED_CALLERS) -> float:
        """One part of every life; the seconds it took."""
        ahead = iter(lives)

        async def call() -> None:
            for life in ahead:
                for at, intent in life.intents[part]:
                    await self.do(at, intent)

        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(callers):
                group.create_task(call())
        return perf_counter() - began

    async def do(self, at: datetime, intent: Intent) -> None:
        """One act at its time."""
        _now.set(at)
        await self.ledger.execute(intent)

    async def aclose(self) -> None:
        """Close the store and its connections."""
        await self.store.aclose()
        await self.engine.dispose()
        gc.unfreeze()

    def life(self, whose: UUID, initiative: UUID) -> Life:
        """One new initiative of this organiser's; nothing is done yet."""
        stream = f"initiative:{initiative}"
        acts = script().for_initiative(initiative, whose)
        return Life(stream=stream, intents=[(act.at, _intent(whose, stream, act)) for act in acts])

    async def _do(self, whose: UUID, stream: str, command: object, actor: Actor | None = None) -> None:
        by = actor or Actor(kind="person", person=MODEL)
        await self.ledger.execute(Intent(organiser=whose, stream=stream, command=command, actor=by, id=uuid4()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the human acts of a population took."""

    commands: int
    seconds: float

    @property
    def rate(self) -> float:
        """Commands per second."""
        return self.commands / self.seconds


def _intent(whose: UUID, stream: str, act: Act) -> Intent:
    return Intent(organiser=whose, stream=stream, command=act.command, actor=act.actor, id=uuid4())
