"""One poke per initiative and batch; none for one that is over, none for what its own clock did."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import command_id
from activities.poking import Poker
from domain.actors import CLOCK
from domain.handover.commands import FollowTurnover
from domain.initiative import commands as do
from domain.initiative.agenda import Alarm
from domain.initiative.state import TaskState
from domain.post import decide as post
from domain.post.commands import AnnounceDeparture, CorrectTenure
from events.clock import SystemClock
from events.intent import Intent
from events.keys import MasterKey
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.waker import Waker
from tests.domain import life
from tests.workflows.stand import do as do_in
from tests.workflows.stand import neglected


class Counting(Poker):
    """Says whom it would poke."""

    def __init__(self) -> None:
        self.poked: list[UUID] = []

    async def poke_stream(self, organiser: UUID, stream: str, *, anew: bool = False) -> None:  # noqa: ARG002  theirs
        assert not anew
        self.poked.append(UUID(stream.partition(":")[2]))


async def pokes_of(store: Store, engine: AsyncEngine, start: int) -> list[UUID]:
    """Whom the waker pokes for everything from a position of the log on."""
    await Sequencer(engine, SystemClock()).drain()
    poker = Counting()
    await Waker(poker, engine).handle(await store.log(start, 1000))
    return poker.poked


async def test_a_batch_is_one_poke_per_initiative(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    case, other = [await neglected(store, engine, master) for _ in range(2)]
    await case.comment()
    await case.comment()
    assert sorted(await pokes_of(store, engine, 0)) == sorted([case.initiative, other.initiative])


async def test_what_its_own_clock_did_the_workflow_knows(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    case = await neglected(store, engine, master)
    await Sequencer(engine, SystemClock()).drain()
    head = await store.head()
    intent = Intent(organiser=case.house, stream=case.stream, command=do.JudgeDay(), actor=CLOCK, id=case.initiative)
    assert (await case.ledger.execute(intent)).events
    assert await pokes_of(store, engine, head) == []


async def test_one_that_is_over_is_told_so_once(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    case = await neglected(store, engine, master)
    await Sequencer(engine, SystemClock()).drain()
    head = await store.head()
    await case.do(do.CancelInitiative(reason=life.text("skolan stängs"), closing_note=life.text("tack")))
    assert await pokes_of(store, engine, head) == [case.initiative]
    end = await store.head()
    await case.comment()
    assert await pokes_of(store, engine, end) == []


async def test_a_post_left_empty_wakes_its_own_initiatives(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master, life.UNIT)
    await neglected(store, engine, master)
    await Sequencer(engine, SystemClock()).drain()
    head = await store.head()
    gone = AnnounceDeparture(unit=life.UNIT, person=life.PRINCIPAL, last_day=datetime.now(UTC).date())
    await do_in(case.ledger, case.house, post.stream_at(life.UNIT), gone, case.staff)
    assert await pokes_of(store, engine, head) == [case.initiative]


async def test_a_corrected_form_is_news_to_the_handover_too(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master, life.UNIT)
    at, day = post.stream_at(life.UNIT), datetime.now(UTC).date() + timedelta(days=20)
    leaves = AnnounceDeparture(unit=life.UNIT, person=life.PRINCIPAL, last_day=day)
    await do_in(case.ledger, case.house, at, leaves, case.staff)
    held, _ = await case.ledger.state(at)
    handover = held.turnovers[-1].handover
    follow = FollowTurnover(handover=handover, unit=life.UNIT, initiatives=(case.initiative,))
    await do_in(case.ledger, case.house, f"handover:{handover}", follow, CLOCK)
    await Sequencer(engine, SystemClock()).drain()
    head = await store.head()
    state, _ = await case.ledger.state(f"initiative:{case.initiative}")
    done = next(task for task in state.tasks.values() if task.state is TaskState.DONE)
    form = replace(life.start_form(unit=life.UNIT), title=life.text("Läsning"))
    await case.do(do.CorrectForm(task=done.task, form=form, reason=life.text("fel titel")))
    assert set(await pokes_of(store, engine, head)) == {case.initiative, handover}


async def test_a_handover_that_the_follower_ends_is_told_so_and_one_that_ends_by_itself_knows(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master, life.UNIT)
    day = datetime.now(UTC).date() + timedelta(days=20)
    at = post.stream_at(life.UNIT)
    await do_in(
        case.ledger, case.house, at, AnnounceDeparture(unit=life.UNIT, person=life.PRINCIPAL, last_day=day), case.staff
    )
    held, _ = await case.ledger.state(at)
    handover = held.turnovers[-1].handover
    follow = FollowTurnover(handover=handover, unit=life.UNIT, initiatives=(case.initiative,))

    async def follows(cause: UUID | None) -> list[UUID]:
        """The pokes for what comes of it."""
        await Sequencer(engine, SystemClock()).drain()
        head = await store.head()
        intent = Intent(
            organiser=case.house, stream=f"handover:{handover}", command=follow, actor=CLOCK, id=uuid4(), cause=cause
        )
        assert (await case.ledger.execute(intent)).events
        return await pokes_of(store, engine, head)

    async def stays(until: date | None) -> None:
        ((tenure, known),) = held.tenures.items()
        right = CorrectTenure(unit=life.UNIT, tenure=tenure, since=known.since, until=until, reason=life.text("fel"))
        await do_in(case.ledger, case.house, at, right, case.staff)

    assert await follows(uuid4()) == [handover]
    await stays(None)
    assert await follows(uuid4()) == [handover]
    await stays(day)
    assert await follows(uuid4()) == [handover], "it is to be after all"
    await stays(None)
    assert await follows(None) == []


def test_an_automatic_command_s_id_is_a_fact() -> None:
    alarm = Alarm(rule="ladder", step="x:on_day", armed=7, at=life.at(date(2027, 9, 1)), command=do.JudgeDay())
    again = Alarm(rule="ladder", step="x:on_day", armed=7, at=life.at(date(2027, 9, 2)), command=do.JudgeDay())
    assert command_id(life.UNIT, alarm) == command_id(life.UNIT, again)
    assert len({command_id(life.UNIT, alarm), command_id(life.POST, alarm), command_id(life.UNIT, alarm, 3)}) == 3
