"""What happens to a post reaches its handover and each live initiative once, wherever the follower is killed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contracts import HandOver, Step
from activities.handover import HandoverActivities, Writer, Written
from activities.initiative import Steps, stream_of
from domain import organiser
from domain.actors import Actor
from domain.handover.decide import stream as handover_stream
from domain.handover.state import HandoverState
from domain.handover.tasks import HandoverKey
from domain.initiative.commands import StartInitiative
from domain.initiative.events import BriefKept, PrincipalReceived
from domain.initiative.state import InitiativeState
from domain.organiser import AddUnit
from domain.post import commands as on_post
from domain.post.decide import stream_at
from domain.post.state import PostState
from domain.tasks import Key
from events.clock import SetClock
from events.envelope import tail
from events.followers import Away
from events.keys import Keys, MasterKey
from events.reading import Reader
from events.registry import CODEC
from events.sealing import open_fields
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.briefing import Briefing
from styrkedjan.follower_of_posts import FollowerOfPosts
from tests.domain import life
from tests.styrkedjan.dying import DyingLedger, Killed
from tests.workflows.stand import do as do_in
from tests.workflows.stand import events_of, found_house
from web.brief.rendering import RENDERER

STARTED = datetime(2027, 8, 24, 8, tzinfo=UTC)
TODAY = date(2027, 8, 24)
DAY = timedelta(days=1)
STAFF = Actor(kind="person", person=life.ORGANISER)
ANNA, BO = uuid4(), uuid4()


class School:
    """A unit whose principal is Anna, with three initiatives on their first day."""

    def __init__(self, store: Store, engine: AsyncEngine, master: MasterKey) -> None:
        self.store, self.engine, self.master = store, engine, master
        self.keys, self.clock = Keys(engine, master), SetClock(STARTED)
        self.ledger = DyingLedger(store, self.keys, self.clock)
        self.reader = Reader(engine)
        self.house, self.unit = uuid4(), uuid4()
        self.initiatives = [uuid4() for _ in range(3)]

    async def begin(self) -> "School":
        self.house = await found_house(self.ledger, life.ORGANISER)
        home = organiser.stream(self.house)
        await self.do(home, AddUnit(unit=self.unit, unit_kind="school", name=life.text("Skolan")))
        await self.post(on_post.AppointPrincipal(unit=self.unit, person=ANNA, since=date(2020, 8, 1)))
        for initiative in self.initiatives:
            form = life.start_form(unit=self.unit)
            await self.do(stream_of(initiative), StartInitiative(initiative=initiative, form=form))
        await self.follow()
        return self

    async def starts(self) -> None:
        """One more, today."""
        self.initiatives.append(uuid4())
        start = StartInitiative(initiative=self.initiatives[-1], form=life.start_form(unit=self.unit))
        await self.do(stream_of(self.initiatives[-1]), start)

    async def do(self, stream: str, command: Any) -> None:
        await do_in(self.ledger, self.house, stream, command, STAFF)

    async def post(self, command: on_post.Command) -> None:
        await self.do(stream_at(self.unit), command)

    async def changes(self) -> None:
        """Anna leaves in three weeks; Bo comes the day after."""
        await self.post(on_post.AnnounceDeparture(unit=self.unit, person=ANNA, last_day=TODAY + 21 * DAY))
        await self.post(on_post.AppointPrincipal(unit=self.unit, person=BO, since=TODAY + 22 * DAY))

    async def first_day(self) -> None:
        """Bo's; the follower has told of it three weeks before."""
        await self.changes()
        await self.follow()
        self.clock.set(STARTED + timedelta(days=22, hours=2))

    async def follow(self, since: int = 0) -> None:
        """Everything in the log, from the beginning: the same events may come again."""
        await Sequencer(self.engine, self.clock).drain()
        events = await self.store.log(since, 1000)
        await FollowerOfPosts(self.ledger, self.reader).handle(events)

    async def held(self) -> PostState:
        state, _ = await self.ledger.state(stream_at(self.unit))
        held: PostState = state
        return held

    async def handover(self) -> tuple[HandoverState, int]:
        turnover = (await self.held()).turnovers[-1]
        state, version = await self.ledger.state(handover_stream(turnover.handover))
        return state, version

    async def initiative(self, id_: UUID) -> tuple[InitiativeState, int]:
        state, version = await self.ledger.state(stream_of(id_))
        return state, version

    async def versions(self) -> list[int]:
        return [(await self.handover())[1], *[(await self.initiative(id_))[1] for id_ in self.initiatives]]

    async def hand_over(self, *, now: datetime | None = None, overtaken: "School | None" = None) -> None:
        """The activity, once; `overtaken` by another worker's, if so, while it writes."""
        writer = Briefing(self.store, self.keys, self.ledger)
        own = HandoverActivities(
            ledger=self.ledger,
            store=self.store,
            reader=self.reader,
            keys=self.keys,
            clock=self.clock,
            writer=Overtaken(writer, overtaken) if overtaken else writer,
        )
        state, _ = await self.handover()
        asked = HandOver(organiser=self.house, handover=state.handover, now=now or self.clock.now())
        await ActivityEnvironment().run(own.hand_over, asked)

    def seen_by_another(self) -> "School":
        """The same school, of another worker."""
        other = School(self.store, self.engine, self.master)
        other.house, other.unit, other.initiatives = self.house, self.unit, self.initiatives
        other.clock.set(self.clock.now())
        return other


class Overtaken:
    """Writes as another does; another worker's step, begun a minute earlier, ends before the first brief is kept."""

    def __init__(self, writer: Writer, by: School) -> None:
        self._writer = writer
        self._by: School | None = by

    async def write(self, organiser_id: UUID, initiative: UUID, now: datetime) -> Written:
        written = await self._writer.write(organiser_id, initiative, now)
        if by := self._by:
            self._by = None
            await by.hand_over(now=now - timedelta(minutes=1))
        return written


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    """This test's master key."""
    return MasterKey.create(tmp_path / "master.key")


@pytest.fixture
async def school(store: Store, engine: AsyncEngine, master: MasterKey) -> School:
    """Before anything happens."""
    return await School(store, engine, master).begin()


@pytest.fixture
async def quiet(store: Store, engine: AsyncEngine, master: MasterKey) -> School:
    """Its principal changes, and nothing lives there."""
    school = School(store, engine, master)
    school.initiatives = []
    await school.begin()
    await school.changes()
    await school.follow()
    return school


async def test_a_departure_opens_one_handover_and_asks_the_leaver_of_each_initiative(school: School) -> None:
    await school.changes()
    await school.follow()
    state, _ = await school.handover()
    assert sorted(state.seen) == sorted(school.initiatives)
    for id_ in school.initiatives:
        initiative, _ = await school.initiative(id_)
        (asked,) = initiative.open_of(Key.OUTGOING_COMMENT)
        assert asked.due == TODAY + 21 * DAY
    before = await school.versions()
    await school.follow()
    assert await school.versions() == before, "the same events again come to nothing"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commands", range(1, 6))
async def test_killed_at_any_command_it_converges(school: School, commands: int, after: bool) -> None:
    """To the handovers of both changes of principal there have been, and to three initiatives."""
    await school.changes()
    school.ledger.left, school.ledger.after = commands, after
    with pytest.raises(Killed):
        await school.follow()
    school.ledger.left = None
    await school.follow()
    converged = await school.versions()
    await school.follow()
    assert await school.versions() == converged
    state, _ = await school.handover()
    assert state.is_open
    assert all([(await school.initiative(id_))[0].open_of(Key.OUTGOING_COMMENT) for id_ in school.initiatives])


async def test_an_initiative_that_starts_opens_the_handover_that_is_ahead_and_the_next_one_joins(
    quiet: School,
) -> None:
    for number in (1, 2):
        await quiet.starts()
        await quiet.follow()
        state, _ = await quiet.handover()
        assert (state.is_open, sorted(state.seen)) == (True, sorted(quiet.initiatives)), number
    before = await quiet.versions()
    await quiet.follow()
    assert await quiet.versions() == before, "the same events again come to nothing"
    quiet.clock.set(STARTED + 22 * DAY)
    await quiet.starts()
    await quiet.follow()
    state, _ = await quiet.handover()
    assert quiet.initiatives[-1] not in state.seen, "it began with the newcomer"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commands", range(1, 3))
async def test_killed_as_an_initiative_has_started_it_converges(quiet: School, commands: int, after: bool) -> None:
    """Also where what was asked because of the post, with nothing there to hand over, comes again with it."""
    head = await quiet.store.head()
    await quiet.starts()
    quiet.ledger.left, quiet.ledger.after = commands, after
    with pytest.raises(Killed):
        await quiet.follow(since=head)
    quiet.ledger.left = None
    await quiet.follow()
    state, _ = await quiet.handover()
    assert (state.is_open, list(state.seen)) == (True, quiet.initiatives)


async def test_a_database_that_is_away_is_waited_for(school: School) -> None:
    await school.changes()
    school.ledger.left, school.ledger.death = 1, ConnectionRefusedError
    with pytest.raises(Away):
        await school.follow()


async def test_many_posts_are_read_as_often_as_one(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units that were imported, before anything lives there; and no more at once than a page."""
    asked: list[str] = []
    event.listen(school.engine.sync_engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    counts = []
    for many, page in ((1, 5), (5, 5), (5, 3)):
        monkeypatch.setattr("styrkedjan.follower_of_posts.PAGE", page)
        units = [uuid4() for _ in range(many)]
        for unit in units:
            await school.do(organiser.stream(school.house), AddUnit(unit=unit, unit_kind="school", name=life.text("S")))
            await school.do(stream_at(unit), on_post.NameManager(unit=unit, person=life.MANAGER))
        head = await school.store.head()
        await Sequencer(school.engine, school.clock).drain()
        events = await school.store.log(head, 1000)
        asked.clear()
        await FollowerOfPosts(school.ledger, school.reader).handle(events)
        counts.append(len(asked))
    assert counts == [2, 2, 4]


async def test_a_change_of_principal_where_nothing_lives_opens_nothing(quiet: School) -> None:
    assert (await quiet.handover())[0].change is None


STEP: Final = 11
"""Commands of a handover's step on the newcomer's first day."""


async def test_a_handover_s_step_has_so_many_commands(school: School) -> None:
    """Undisturbed: each is one to be killed at."""
    await school.first_day()
    before = school.ledger.asked
    await school.hand_over()
    assert school.ledger.asked - before == STEP


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commands", range(1, STEP + 1))
async def test_killed_at_any_command_a_handover_s_step_converges(school: School, commands: int, after: bool) -> None:
    """On the newcomer's first day, without the log's follower: the step does all there is to do."""
    await school.first_day()
    school.ledger.left, school.ledger.after = commands, after
    with pytest.raises(ApplicationError, match=Killed.__name__):
        await school.hand_over()
    school.ledger.left = None
    await school.hand_over()
    for id_ in school.initiatives:
        events = await events_of(school.store, stream_of(id_))
        assert sum(isinstance(each, PrincipalReceived) for each in events) == 1
        assert [each.told for each in events if isinstance(each, BriefKept)].count(BO) == 1
    converged = await school.versions()
    await school.hand_over()
    assert await school.versions() == converged


async def test_a_brief_tells_of_what_was_due_the_day_it_is_kept(school: School) -> None:
    """Also where the initiative's own clock comes later that midnight: here it never has."""
    await school.post(on_post.AnnounceDeparture(unit=school.unit, person=ANNA, last_day=TODAY + 21 * DAY))
    await school.follow()
    school.clock.set(STARTED + 30 * DAY + timedelta(hours=2))
    await school.hand_over()
    for id_ in school.initiatives:
        *before, kept = await events_of(school.store, stream_of(id_))
        assert isinstance(kept, BriefKept)
        assert kept.of_version == len(before)
        assert [each.kind for each in before[-2:]] == ["stall_entered", "reminder_due"], "nobody is principal"
        step = Step(organiser=school.house, initiative=id_, now=school.clock.now())
        done, _ = await Steps(ledger=school.ledger, clock=school.clock).take(step)
        assert done == []


async def test_an_appointment_dated_back_to_the_start_leaves_the_initiative_out_and_the_talk_asked(
    school: School,
) -> None:
    """They live on, and nobody says that they have ended."""
    await school.post(on_post.AnnounceDeparture(unit=school.unit, person=ANNA, last_day=TODAY + 21 * DAY))
    await school.follow()
    await school.hand_over()
    school.clock.set(STARTED + 7 * DAY)
    why = life.text("rättat i efterhand")
    await school.post(on_post.AnnounceDeparture(unit=school.unit, person=ANNA, last_day=TODAY - DAY, reason=why))
    await school.post(on_post.AppointPrincipal(unit=school.unit, person=BO, since=TODAY, reason=why))
    await school.follow()
    await school.hand_over()
    state, version = await school.handover()
    assert (state.is_open, state.seen) == (True, {})
    assert [task.key for task in state.open_tasks] == [HandoverKey.HANDOVER_TALK]
    for id_ in school.initiatives:
        assert BO not in {person for _, person in (await school.initiative(id_))[0].told}
    await school.follow()
    await school.hand_over()
    assert (await school.handover())[1] == version


async def test_of_two_workers_at_one_handover_one_keeps_each_brief_and_none_is_refused(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    """A step that its time ran out on still runs while it is done again, with a later moment."""
    await school.changes()
    await school.follow()
    began = school.clock.now()
    school.clock.set(began + timedelta(minutes=1))
    await school.hand_over(overtaken=school.seen_by_another())
    for id_ in school.initiatives:
        events = await events_of(school.store, stream_of(id_))
        assert [each.moment for each in events if isinstance(each, BriefKept)] == [began]
    assert "refused" not in caplog.text


async def test_what_was_told_can_be_shown_to_be_unaltered(school: School) -> None:
    """The digest is of the text, under the initiative's key; nobody's name is in it."""
    await school.changes()
    await school.follow()
    await school.hand_over()
    stream = stream_of(school.initiatives[0])
    key = await school.keys.existing(school.house, stream)
    stored = [CODEC.read_event(tail(each.envelope), each.payload) for each in await school.store.tail(stream)]
    (kept,) = (open_fields(each, key) for each in stored if isinstance(each, BriefKept))
    assert (kept.told, kept.language, kept.renderer) == (ANNA, "sv", RENDERER)
    streams = [known.stream for known in kept.rests_on]
    assert sorted(name.partition(":")[0] for name in streams) == ["calendar", "organiser", "post", "template"]
    assert {known.stream: known.version for known in kept.rests_on} == await school.store.versions(streams)
    assert kept.digest == key.digest(bytes(kept.text)).hex()
    assert str(life.MANAGER) in kept.text.decode()
