"""Performs changes of principal (`styrkedjan.turnover_plays`) at a programme's units, two organisers side by side.

Both live the same days: the one answers for nothing that belongs to a handover, the other for all of it.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from domain import calendar
from domain.actors import Actor
from domain.calendar import CalendarState
from domain.handover.decide import stream as handover_stream
from domain.handover.state import HandoverState
from domain.initiative.state import InitiativeState
from domain.post.decide import stream_at
from domain.post.state import PostState
from events import tables as t
from styrkedjan.files import FileError
from styrkedjan.locations import Founders
from styrkedjan.performing import Performance, ProgrammePerformance
from styrkedjan.player import PATIENCE, POLL, NotSeenError, Player
from styrkedjan.plays import MORNING
from styrkedjan.turnover_plays import Changes, TurnoverPlay

BELATED: Final = 15.0
"""Seconds of real time after which whoever is behind is woken."""
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

POSITION: Final = select(func.min(t.followers.c.position)).where(t.followers.c.name.in_(["waker", "handovers"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A unit as it stands at a moment."""

    now: datetime
    dates: CalendarState
    initiative: InitiativeState
    post: PostState

    @property
    def today(self) -> date:
        return self.dates.local_date(self.now)


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """One act that is left, and when it is done as things stand."""

    moment: datetime
    index: int
    is_change: bool


class School:
    """One unit in one playing."""

    def __init__(
        self, player: Player, work: Performance, changes: Changes, play: TurnoverPlay, *, hands_over: bool
    ) -> None:
        self._player = player
        self._work = work
        self._changes = changes
        self._meaning = changes.meaning(work.house.organiser, work.meaning.first_year)
        """Of the changes; the work has its own."""
        self._post = play.playing.post
        self._takes_up_after = play.playing.takes_up_after
        self._until = play.playing.until.date(work.meaning.first_year)
        self.unit = work.meaning.ids[changes.unit or ""]
        self.initiative = work.initiative
        self.stream = work.stream
        self._left_in_work = set(range(len(work.play.actions)))
        self._left_in_changes = {
            index for index in range(len(changes.actions)) if hands_over or changes.is_about_post(index)
        }

    @property
    def house(self) -> UUID:
        """The organiser."""
        return self._work.house.organiser

    def acts(self, stand: Stand) -> list[Act]:
        """Those that are left, in order; what waits for something that has not happened is looked at again."""
        return sorted([*self._work_left(stand), *self._changes_left(stand)])

    async def stand(self) -> Stand:
        """How it stands now."""
        ledger, dates = self._player.works.ledger, calendar.stream(self.house)
        streams = (dates, self.stream, stream_at(self.unit))
        held = await ledger.states(streams)
        dated, initiative, post = (held[stream][0] for stream in streams)
        return Stand(now=self._player.clock.now(), dates=dated, initiative=initiative, post=post)

    def _changes_left(self, stand: Stand) -> Iterator[Act]:
        for index in self._left_in_changes:
            moment = self._changes.moment(index, self._meaning, stand.dates, stand.initiative)
            yield Act(moment, index, is_change=True)

    def _work_left(self, stand: Stand) -> Iterator[Act]:
        for index in self._left_in_work:
            moment = self._moment(index, stand)
            if moment is not None and stand.dates.local_date(moment) < self._until:
                yield Act(moment, index, is_change=False)

    def _moment(self, index: int, stand: Stand) -> datetime | None:
        """When an act of the work is done, or looked at again; `None`: its day follows from what has not happened."""
        try:
            planned = self._work.play.moment(index, self._work.meaning, stand.dates, stand.initiative)
        except FileError:
            return None
        if self._is_the_post_s(index):
            planned = self._taken_up(stand, planned, index)
        return planned if planned > stand.now or self._can(index, stand) else _again(stand)

    def _is_the_post_s(self, index: int) -> bool:
        return self._work.play.actions[index].who == self._post

    def _taken_up(self, stand: Stand, planned: datetime, index: int) -> datetime:
        """When somebody who has come since does what had waited for them."""
        since, school = stand.post.at(stand.today).since, stand.dates.school
        if since <= stand.dates.local_date(planned):
            return planned
        day = school.add(school.next_school_day(since), self._takes_up_after)
        return stand.dates.start_of(day) + MORNING + index * _MINUTE

    def _can(self, index: int, stand: Stand) -> bool:
        """Whether somebody is there to do it, and it is asked for."""
        if self._is_the_post_s(index) and stand.post.at(stand.today).person is None:
            return False
        try:
            self._command(index, stand)
        except FileError:
            return False
        return True

    def _command(self, index: int, stand: Stand) -> Any:
        return self._work.play.command(index, stand.initiative, self._work.meaning, self.initiative)

    async def do(self, act: Act) -> None:
        """Now."""
        if act.is_change:
            self._left_in_changes.remove(act.index)
            await self._change(act.index)
            return
        self._left_in_work.remove(act.index)
        stand, play = await self.stand(), self._work.play
        actor = play.actor(act.index, self._work.meaning)
        if self._is_the_post_s(act.index):
            actor = Actor(kind="person", person=stand.post.at(stand.today).person)
        await self._player.execute(self.house, self.stream, self._command(act.index, stand), actor)

    async def _change(self, index: int) -> None:
        """To the post, to its handover, or to the initiative."""
        changes, meaning = self._changes, self._meaning
        stand, actor = await self.stand(), changes.actor(index, meaning)
        if changes.is_about_post(index):
            stream, command = stream_at(self.unit), changes.post_command(index, meaning)
        elif changes.is_about_handover(index):
            stream, command = await self._to_handover(index, stand)
        else:
            stream = self.stream
            command = changes.command(index, stand.initiative, meaning, self.initiative)
        await self._player.execute(self.house, stream, command, actor)

    async def _to_handover(self, index: int, stand: Stand) -> tuple[str, Any]:
        """The latest that asks. Raises FileError."""
        asked, handovers = self._changes.actions[index].handover, await self.handovers(stand.post)
        asking = [state for state in handovers if asked in {task.key for task in state.open_tasks}]
        state = (asking or handovers or [HandoverState()])[-1]
        return handover_stream(state.handover), self._changes.handover_command(index, state, self._meaning)

    async def handovers(self, post: PostState) -> list[HandoverState]:
        """That have been opened, oldest first."""
        streams = [handover_stream(turnover.handover) for turnover in post.turnovers]
        held = await self._player.works.ledger.states(streams)
        return [held[stream][0] for stream in streams if held[stream][0].change is not None]


def _again(stand: Stand) -> datetime:
    """The next school day's morning."""
    day = stand.dates.school.next_school_day(stand.today + _DAY)
    return stand.dates.start_of(day) + MORNING


class TurnoverPerformance:
    """Both playings."""

    def __init__(self, player: Player, play: TurnoverPlay, houses: Mapping[bool, Founders], first_year: int) -> None:
        """`houses`: with handovers, and without."""
        self._player = player
        self._until = CalendarState().start_of(play.playing.until.date(first_year))
        self._programmes = {
            hands_over: ProgrammePerformance(player, play.work, house, first_year)
            for hands_over, house in houses.items()
        }
        self.schools = {
            (unit, hands_over): School(player, each, play.changes[unit], play, hands_over=hands_over)
            for hands_over, programme in self._programmes.items()
            for unit, each in programme.units.items()
        }

    async def perform(self) -> None:
        """From the decisions to the first day that is not played."""
        for programme in self._programmes.values():
            await programme.launch()
        while moment := await self._round():
            await self._player.sleep_until(moment)
        await self._player.sleep_until(self._until)
        await self._settled()

    async def _round(self) -> datetime | None:
        """Everything that is due, one act a school at a time; when there is more.

        No sleep goes past what any workflow has due by itself, so that what follows from it elsewhere, in an initiative
        from its post, in a handover from its initiatives, does so on the same day.
        """
        while True:
            await self._settled()
            left = {school: school.acts(await school.stand()) for school in self.schools.values()}
            now = self._player.clock.now()
            due = [(school, acts[0]) for school, acts in left.items() if acts and acts[0].moment <= now]
            if not due:
                ahead = [*await self._due_by_itself(), *(acts[0].moment for acts in left.values() if acts)]
                return min((moment for moment in ahead if moment < self._until), default=None)
            await asyncio.gather(*(school.do(act) for school, act in due))

    async def _due_by_itself(self) -> Sequence[datetime]:
        """Of every workflow."""
        return [watched.next_due for watched in await self._player.going_on() if watched.next_due]

    async def _settled(self) -> None:
        """Return once the log's followers and every workflow have seen all there is. Raises NotSeenError."""
        try:
            await self._settles(within=BELATED)
        except TimeoutError:
            await self._player.reconcile()
            try:
                await self._settles(within=PATIENCE)
            except TimeoutError:
                behind = await self._player.behind()
                raise NotSeenError(", ".join(watched.stream for watched in behind)) from None

    async def _settles(self, *, within: float) -> None:
        """Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                if await self._is_settled():
                    return
                await asyncio.sleep(POLL)

    async def _is_settled(self) -> bool:
        await self._player.works.sequencer.drain()
        head = await self._player.works.store.head()
        async with self._player.works.engine.connect() as connection:
            position = (await connection.execute(POSITION)).scalar()
        return position is not None and position >= head and not await self._player.behind()
