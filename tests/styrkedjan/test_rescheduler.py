"""A published calendar reaches every live initiative of its organiser once, wherever the follower is killed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import stream_of
from domain import calendar, organiser
from domain.actors import Actor, Role
from domain.calendar import PublishCalendar
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.initiative.commands import PauseInitiative, ResumeInitiative, StartInitiative
from domain.initiative.events import CalendarChanged, InitiativeResumed
from domain.organiser import AddUnit, GrantRole
from domain.post import decide as post
from domain.post.commands import AnnounceDeparture
from domain.programme.commands import StartProgramme
from domain.programme.decide import stream as programme_stream
from domain.school_year import DateRange
from events.clock import SetClock
from events.envelope import read
from events.followers import Away
from events.keys import Keys, MasterKey
from events.reading import Reader
from events.sequencer import Sequencer
from events.store import Store
from events.watching import going_on
from styrkedjan.follower_of_posts import FollowerOfPosts
from styrkedjan.rescheduler import Rescheduler
from tests.domain import life
from tests.domain.programmes import decision
from tests.domain.who import APPOINT
from tests.styrkedjan.dying import DyingLedger, Killed
from tests.workflows.stand import do, events_of, found_house

STARTED = datetime(2027, 8, 24, 8, tzinfo=UTC)
NEXT_WEEK = CalendarContent(breaks=(DateRange(start=date(2027, 8, 30), end=date(2027, 9, 3)),))
STAFF = Actor(kind="person", person=life.ORGANISER)
BEFORE, AFTER = date(2027, 9, 14), date(2027, 9, 21)


class House:
    """An organiser with initiatives on their first day."""

    def __init__(self, store: Store, engine: AsyncEngine, master: MasterKey) -> None:
        self.store, self.engine = store, engine
        self.keys, self.clock = Keys(engine, master), SetClock(STARTED)
        self.ledger = DyingLedger(store, self.keys, self.clock)
        self.id = uuid4()

    async def found(self, initiatives: int = 3, unit: UUID = life.UNIT) -> Sequence[UUID]:
        """Register it, and start its initiatives."""
        self.id = await found_house(self.ledger, life.ORGANISER)
        home = organiser.stream(self.id)
        await self.do(home, AddUnit(unit=unit, unit_kind="school", name=life.text("Skolan")))
        await self.do(home, GrantRole(person=life.ORGANISER, role=Role.ADMIN))
        await self.do(post.stream_at(unit), replace(APPOINT, unit=unit))
        started = [uuid4() for _ in range(initiatives)]
        for initiative in started:
            await self.do(
                stream_of(initiative), StartInitiative(initiative=initiative, form=life.start_form(unit=unit))
            )
        return started

    async def do(self, stream: str, command: Any) -> Any:
        return await do(self.ledger, self.id, stream, command, STAFF)

    async def publish(self, content: CalendarContent = NEXT_WEEK) -> None:
        await self.do(calendar.stream(self.id), PublishCalendar(content=content))

    async def follow(self, start: int = 0) -> None:
        """As after a start: everything in the log from `start` again."""
        await Sequencer(self.engine, self.clock).drain()
        await Rescheduler(self.ledger, self.engine).handle(await self.store.log(start, 1000))

    async def changes(self, initiative: UUID) -> list[CalendarChanged]:
        return [e for e in await events_of(self.store, stream_of(initiative)) if isinstance(e, CalendarChanged)]

    async def due(self, initiative: UUID) -> set[date | None]:
        state, _ = await self.ledger.state(stream_of(initiative))
        return {task.due for task in state.open_tasks}


@pytest.fixture
def master(tmp_path: Any) -> MasterKey:
    return MasterKey.create(tmp_path / "master.key")


@pytest.fixture
async def house(store: Store, engine: AsyncEngine, master: MasterKey) -> House:
    return House(store, engine, master)


async def test_every_live_initiative_follows_once(house: House) -> None:
    started = await house.found()
    await house.publish()
    await house.follow()
    await house.follow()
    for initiative in started:
        [changed] = await house.changes(initiative)
        assert [(row.was, row.due) for row in changed.dues] == [(BEFORE, AFTER)]
        assert await house.due(initiative) == {AFTER}


async def test_the_event_says_what_caused_it(house: House) -> None:
    [initiative] = await house.found(1)
    await house.publish()
    await house.follow()
    [published] = await house.store.tail(calendar.stream(house.id))
    last = read((await house.store.tail(stream_of(initiative)))[-1].envelope)
    assert last.origin.causation == read(published.envelope).id
    assert last.origin.correlation == read(published.envelope).origin.command
    assert last.origin.facts[calendar.stream(house.id)] == 1


@pytest.mark.parametrize("after", [False, True])
async def test_killed_at_each_step_it_converges(house: House, after: bool) -> None:
    started = await house.found()
    await house.publish()
    house.ledger.after = after
    for step in range(1, len(started) + 1):
        house.ledger.left = step
        with pytest.raises(Killed):
            await house.follow()
    house.ledger.left = None
    await house.follow()
    assert [len(await house.changes(initiative)) for initiative in started] == [1, 1, 1]


async def test_of_two_versions_published_meanwhile_the_latest_is_taken_up(house: House) -> None:
    [initiative] = await house.found(1)
    await house.publish()
    await house.publish(CalendarContent())
    await house.follow()
    assert [(change.calendar, change.dues) for change in await house.changes(initiative)] == [(2, ())]


async def test_a_paused_one_keeps_what_remained_until_it_resumes(house: House) -> None:
    initiative, other = await house.found(2)
    stream = stream_of(initiative)
    await house.do(stream, PauseInitiative(until=date(2027, 10, 1), reason=life.text("r")))
    await house.publish()
    await house.follow()
    assert await house.changes(initiative) == []
    assert len(await house.changes(other)) == 1
    house.clock.set(STARTED + timedelta(days=20))
    await house.do(stream, ResumeInitiative())
    *_, resumed, changed = await events_of(house.store, stream)
    assert isinstance(resumed, InitiativeResumed)
    # Fifteen school days were left at the last close before the pause, today among them.
    assert [row.due for row in resumed.dues] == [date(2027, 10, 4)]
    assert (changed.kind, changed.dues) == ("calendar_changed", ())


async def test_handovers_and_programmes_are_not_asked(
    house: House, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    [initiative] = await house.found(1)
    programme = StartProgramme(programme=uuid4(), form=decision(life.UNIT))
    await house.do(programme_stream(programme.programme), programme)
    last_day = STARTED.date() + timedelta(days=21)
    await house.do(
        post.stream_at(life.UNIT), AnnounceDeparture(unit=life.UNIT, person=life.PRINCIPAL, last_day=last_day)
    )
    await Sequencer(house.engine, house.clock).drain()
    await FollowerOfPosts(house.ledger, Reader(engine)).handle(await house.store.log(0, 1000))
    await house.publish()
    [page] = [page async for page in going_on(engine)]
    assert sorted(row.stream.partition(":")[0] for row in page) == ["handover", "initiative", "programme"]
    await house.follow()
    assert len(await house.changes(initiative)) == 1
    assert not caplog.records


async def test_another_organisers_initiatives_are_left_alone(
    house: House, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    elsewhere = House(store, engine, master)
    [theirs] = await elsewhere.found(1, uuid4())
    await house.found(1)
    await house.publish()
    await house.follow()
    assert await elsewhere.changes(theirs) == []


async def test_a_units_own_days_move_only_its_own_initiatives(house: House) -> None:
    [initiative] = await house.found(1)
    other = uuid4()
    await house.do(
        organiser.stream(house.id), AddUnit(unit=other, unit_kind="school", name=life.text("En annan skola"))
    )
    await house.publish(CalendarContent(units=(UnitCalendar(unit=other, breaks=NEXT_WEEK.breaks),)))
    await house.follow()
    assert await house.due(initiative) == {BEFORE}
    await house.publish(CalendarContent(units=(UnitCalendar(unit=life.UNIT, breaks=NEXT_WEEK.breaks),)))
    await house.follow()
    assert await house.due(initiative) == {AFTER}


async def test_while_the_database_is_away_it_waits(house: House) -> None:
    await house.found(1)
    await house.publish()
    house.ledger.left, house.ledger.death = 1, ConnectionError
    with pytest.raises(Away):
        await house.follow()
