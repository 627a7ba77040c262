"""Performs what is written down (`styrkedjan.plays`): one initiative's life, or a programme's at all its units."""

import asyncio
from datetime import datetime
from uuid import UUID, uuid5

from activities.initiative import stream_of
from domain import calendar, organiser
from domain.actors import Actor
from domain.calendar import CalendarState
from domain.initiative.state import InitiativeState
from domain.programme.decide import stream as programme_stream
from domain.programme.state import initiative_of
from styrkedjan.locations import Founders
from styrkedjan.player import Player
from styrkedjan.plays import Play
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.turnover_plays import TurnoverPlay


async def introduce(player: Player, house: Founders, play: Play | ProgrammePlay | TurnoverPlay) -> None:
    """Register the people and units that a play names, as the house's administrator."""
    known, _ = await player.works.ledger.state(organiser.stream(house.organiser))
    admin = Actor(kind="person", person=house.admin)
    dates, _ = await player.works.ledger.state(calendar.stream(house.organiser))
    today = dates.local_date(player.clock.now())
    for stream, command in play.introductions(house.organiser, known, today):
        await player.execute(house.organiser, stream, command, admin)


class Performance:
    """One initiative's play in one house: act by act, so that somebody can watch."""

    def __init__(
        self, player: Player, play: Play, house: Founders, first_year: int, initiative: UUID | None = None
    ) -> None:
        """`initiative`: where a programme has started it."""
        self._player = player
        self._done = 0
        self.play = play
        self.house = house
        self.meaning = play.meaning(house.organiser, first_year)
        self.initiative = initiative or uuid5(house.organiser, f"play:{first_year}")
        self.stream = stream_of(self.initiative)

    async def perform(self) -> None:
        """Every act at its moment."""
        while (moment := await self.next_moment()) is not None:
            await self._player.sleep_until(moment)
            await self.act()

    async def next_moment(self) -> datetime | None:
        """When the next act is done, as things stand; `None`: all are done."""
        if self._done == len(self.play.actions):
            return None
        held, _ = await self._player.works.ledger.state(calendar.stream(self.house.organiser))
        return self.play.moment(self._done, self.meaning, held, await self.state())

    async def state(self) -> InitiativeState:
        """The initiative now."""
        held, _ = await self._player.works.ledger.state(self.stream)
        state: InitiativeState = held
        return state

    async def act(self) -> None:
        """Do the next act now, on what time has brought, and wait until the workflow has seen it."""
        await self.seen()
        index, self._done = self._done, self._done + 1
        command = self.play.command(index, await self.state(), self.meaning, self.initiative)
        actor = self.play.actor(index, self.meaning)
        await self._player.execute(self.house.organiser, self.stream, command, actor)
        await self.seen()

    async def seen(self) -> None:
        """Return once the workflow has seen all there is, if there is any."""
        _, version = await self._player.works.ledger.state(self.stream)
        if version:
            await self._player.seen(self.stream, version)


class ProgrammePerformance:
    """A programme's play in one house: its launch, then the units' acts side by side, a school day at a time."""

    def __init__(self, player: Player, play: ProgrammePlay, house: Founders, first_year: int) -> None:
        self._player = player
        self._house = house
        self._begins = play.moment(first_year, CalendarState())
        self._actor, self._opening = play.opening(house.organiser, first_year)
        ids = play.meaning(house.organiser, first_year).ids
        self.units = {
            unit: Performance(player, own, house, first_year, initiative_of(self._opening.programme, ids[unit]))
            for unit, own in play.plays.items()
        }

    async def perform(self) -> None:
        """From the decision to the last act of the last unit."""
        await self.launch()
        while moments := await self._next_moments():
            await self._player.sleep_until(min(moments.values()))
            held, _ = await self._player.works.ledger.state(calendar.stream(self._house.organiser))
            today = held.local_date(self._player.clock.now())
            due = [unit for unit, moment in moments.items() if held.local_date(moment) <= today]
            await asyncio.gather(*(self.units[unit].act() for unit in due))

    async def launch(self) -> None:
        """Start it, and wait until every unit's initiative has begun."""
        await self._player.sleep_until(self._begins)
        stream = programme_stream(self._opening.programme)
        answer = await self._player.execute(self._house.organiser, stream, self._opening, self._actor)
        await self._player.seen(stream, answer.version)
        await asyncio.gather(*(performance.seen() for performance in self.units.values()))

    async def _next_moments(self) -> dict[str, datetime]:
        """Of every unit with anything left to do."""
        found = {unit: await performance.next_moment() for unit, performance in self.units.items()}
        return {unit: moment for unit, moment in found.items() if moment is not None}
