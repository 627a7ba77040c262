"""What `styrkedjan demo` can show: one initiative's life, or those of a programme's seven schools."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from rich.console import Group, RenderableType

from domain.calendar import CalendarState
from domain.messages import N_
from events.envelope import read, tail
from events.registry import CODEC
from styrkedjan.locations import Founders
from styrkedjan.performing import Performance, ProgrammePerformance, introduce
from styrkedjan.player import Player
from styrkedjan.plays import Play
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.programme_story import LastCheckIn, ProgrammeStory, last_check_in
from styrkedjan.story import Story

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
LIFE: Final = EXAMPLES / "lartraffar.toml"
SCHOOLS: Final = EXAMPLES / "sju-skolor.toml"

Translate = Callable[..., str]


class Show(Protocol):
    """Performed once, looked at meanwhile."""

    @property
    def initiatives(self) -> Mapping[str, UUID]:
        """What is played, by the name its history is asked for."""
        ...

    @property
    def example(self) -> str:
        """The name of one of them that is worth reading."""
        ...

    async def perform(self) -> None:
        """From the first act to the last. Raises FileError."""

    async def listen(self) -> None:
        """Take in what has come to the log."""

    def picture(self, now: datetime) -> Group:
        """How things stand."""
        ...

    def ending(self) -> Iterator[RenderableType]:
        """What it came to; a text is a line."""
        ...

    def afterword(self) -> str:
        """Said last of all; may be empty."""
        ...


class Heard(Protocol):
    """An initiative that is played."""

    @property
    def stream(self) -> str: ...


class OneLife:
    """`make demo`."""

    example = ""

    def __init__(self, player: Player, founders: Founders, translate: Translate) -> None:
        """Raises FileError."""
        self._player, self._founders = player, founders
        play = Play.read(LIFE)
        year = play.first_year(founders.organiser, player.clock.now(), CalendarState())
        self._performance = Performance(player, play, founders, year)
        self._story = Story(translate, CalendarState())

    @property
    def initiatives(self) -> Mapping[str, UUID]:
        return {self.example: self._performance.initiative}

    async def perform(self) -> None:
        await introduce(self._player, self._founders, self._performance.play)
        await self._performance.perform()

    async def listen(self) -> None:
        await listen(self._player, self._performance, self._story)

    def picture(self, now: datetime) -> Group:
        return self._story.picture(now)

    def ending(self) -> Iterator[RenderableType]:
        return self._story.ending()

    def afterword(self) -> str:
        return ""


class SevenSchools:
    """`make demo-schools`."""

    def __init__(self, player: Player, founders: Founders, translate: Translate) -> None:
        """Raises FileError."""
        self._player, self._founders, self._translate = player, founders, translate
        self._play = ProgrammePlay.read(SCHOOLS)
        year = self._play.first_year(player.clock.now(), CalendarState())
        self._performance = ProgrammePerformance(player, self._play, founders, year)
        stories = {unit: Story(translate, CalendarState()) for unit in self._play.plays}
        self._story = ProgrammeStory(translate=translate, stories=stories)
        self._answers: dict[str, LastCheckIn] = {}

    @property
    def initiatives(self) -> Mapping[str, UUID]:
        return {unit: performance.initiative for unit, performance in self._performance.units.items()}

    @property
    def example(self) -> str:
        """One where principal and teachers differ."""
        return next(unit for unit, answer in self._answers.items() if answer.verdict.differing)

    async def perform(self) -> None:
        await introduce(self._player, self._founders, self._play)
        await self._performance.perform()
        self._answers = {unit: last_check_in(await each.state()) for unit, each in self._performance.units.items()}

    async def listen(self) -> None:
        for unit, performance in self._performance.units.items():
            await listen(self._player, performance, self._story.stories[unit])

    def picture(self, now: datetime) -> Group:
        return self._story.picture(now)

    def ending(self) -> Iterator[RenderableType]:
        yield from self._story.ending(self._answers)
        simulation = N_("A simulation: what the interviews do not say is assumed, and marked so in {file}.")
        yield self._translate(simulation, file=f"examples/{SCHOOLS.name}")

    def afterword(self) -> str:
        return ""


async def listen(player: Player, played: Heard, story: Story) -> None:
    """Tell the story what it has not heard yet."""
    for stored in await player.works.store.tail(played.stream, story.version):
        story.hear(read(stored.envelope), CODEC.read_event(tail(stored.envelope), stored.payload))
