"""A programme's launch: every unit once, whatever dies meanwhile; held back where something is known."""

import asyncio
import shutil
import sys
from collections import Counter
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.contracts import Launch, Launched, programme_workflow_id
from activities.programme import ProgrammeActivities
from domain.initiative.commands import StartInitiative
from domain.initiative.state import InitiativeState
from domain.programme import commands as do
from domain.programme.events import Known
from domain.programme.state import Place, Status
from domain.tasks import Key
from events.clock import SystemClock
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from tests.domain import life
from tests.domain.programmes import choice
from tests.workflows import dying_launch
from tests.workflows.campaigns import PLANTED, Campaigning, campaigning, initiatives
from tests.workflows.stand import do as do_in
from tests.workflows.stand import events_of, seen, until, working


async def launched(case: Campaigning, engine: AsyncEngine, store: Store, master: MasterKey, which: UUID) -> Launched:
    """The activity, once, by a worker of its own."""
    keys, clock = Keys(engine, master), SystemClock()
    ledger = Ledger(store, keys, clock)
    own = ProgrammeActivities(engine=engine, ledger=ledger, store=store, keys=keys, clock=clock)
    asked = Launch(organiser=case.house, programme=which, now=clock.now())
    found: Launched = await ActivityEnvironment().run(own.launch, asked)
    return found


async def over(case: Campaigning) -> bool:
    """Whether no unit is left."""
    return (await case.state()).status is Status.LAUNCHED


async def other(case: Campaigning, unit: UUID) -> UUID:
    """Another initiative at the unit, started by hand."""
    initiative = uuid4()
    start = StartInitiative(initiative=initiative, form=life.start_form(unit=unit))
    await do_in(case.ledger, case.house, f"initiative:{initiative}", start, case.staff)
    return initiative


async def test_each_unit_gets_an_initiative_that_knows_its_programme(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await campaigning(store, engine, master, 3)
    await case.starts()
    view = await launched(case, engine, store, master, case.programme)
    assert (view.started, view.waiting, view.status) == (3, 0, "launched")
    state, _ = await case.ledger.state(case.initiative(case.units[0]))
    initiative: InitiativeState = state
    assert initiative.programme == case.programme
    assert initiative.answer(Key.START_DECISION) is not None
    assert {row.programme for row in await initiatives(engine, case.house)} == {case.programme}
    again = await launched(case, engine, store, master, case.programme)
    assert again.version == view.version


async def test_what_has_become_live_since_it_was_decided_holds_a_unit_back(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await campaigning(store, engine, master, 2)
    await case.starts()
    live = await other(case, case.units[0])
    view = await launched(case, engine, store, master, case.programme)
    assert (view.started, view.held_back) == (1, 1)
    assert (await case.state()).units[case.units[0]].known.live == (live,)
    await case.does(do.ChooseUnits(choices=(choice(case.units[0], takes_part=True),)))
    another = await other(case, case.units[0])
    assert (await launched(case, engine, store, master, case.programme)).held_back == 1
    await case.does(do.ChooseUnits(choices=(choice(case.units[0], takes_part=True),)))
    assert (await launched(case, engine, store, master, case.programme)).status == "launched"
    state, _ = await case.ledger.state(case.initiative(case.units[0]))
    initiative: InitiativeState = state
    decided = initiative.answer(Key.START_DECISION)
    assert sorted(decided.other_live) == sorted([live, another])
    assert decided.other_live_reason


async def test_what_a_rule_refuses_is_held_back_with_its_code(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await campaigning(store, engine, master, 2)
    await case.starts()
    erased = case.initiative(case.units[0])
    await Keys(engine, master).destroy(case.house, erased, SystemClock().now())
    view = await launched(case, engine, store, master, case.programme)
    assert (view.started, view.held_back) == (1, 1)
    assert (await case.state()).units[case.units[0]].refused == "erased"


async def test_two_programmes_launched_at_once_share_no_unit(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case, second = await campaigning(store, engine, master, 6), uuid4()
    await case.starts()
    await case.starts(programme=second)
    both = [launched(case, engine, store, master, which) for which in (case.programme, second)]
    first, other_ = await asyncio.gather(*both)
    assert sorted([first.started, other_.started]) == [0, 6]
    assert Counter(row.unit for row in await initiatives(engine, case.house)) == dict.fromkeys(case.units, 1)


async def test_a_launch_goes_on_where_a_killed_worker_left_it_and_starts_nothing_twice(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey, database: str
) -> None:
    case = await campaigning(store, engine, master, 40)
    await survives(server, case, engine, master, database)


@pytest.mark.full
async def test_so_does_one_of_two_hundred_units(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey, database: str
) -> None:
    case = await campaigning(store, engine, master, 200)
    await survives(server, case, engine, master, database)


async def survives(server: DevServer, case: Campaigning, engine: AsyncEngine, master: MasterKey, database: str) -> None:
    """Its worker is killed between a lot's start and its record; another goes on."""
    await case.starts()
    address = (await server.ready()).service_client.config.target_host
    arguments = [database, master.source, address, server.namespace]
    died = await asyncio.create_subprocess_exec(sys.executable, "-m", dying_launch.__name__, *arguments)
    assert await died.wait() == dying_launch.KILLED
    state = await case.state()
    assert state.counts[Place.STARTED] == dying_launch.LOT * (dying_launch.DIES_IN - 1)
    assert len(await initiatives(engine, case.house)) == dying_launch.LOT * dying_launch.DIES_IN
    async with working(server, engine, master) as bench:
        await until(lambda: over(case), within=120)
        await seen(bench.works, case.stream)
    assert Counter(row.unit for row in await initiatives(engine, case.house)) == dict.fromkeys(case.units, 1)


async def test_a_lost_temporal_is_rebuilt_and_the_launch_goes_on(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await campaigning(store, engine, master, 3)
    live = await other(case, case.units[0])
    await case.starts(Known(unit=case.units[0], live=(live,)))
    async with working(server, engine, master) as bench:
        before = await seen(bench.works, case.stream)
        assert (await case.state()).counts[Place.HELD_BACK] == 1
        server.stop()
        shutil.rmtree(server.folder)
        server.start()
        await server.ready()
        await bench.settle()
        await case.does(do.ChooseUnits(choices=(choice(case.units[0], takes_part=True),)))
        await until(lambda: over(case))
        after = await seen(bench.works, case.stream)
        assert after.seen_version > before.seen_version
        kinds = Counter(event.kind for event in await events_of(store, case.stream))
        assert (kinds["unit_started"], kinds["programme_launched"]) == (3, 1)
        handle = bench.client.get_workflow_handle(programme_workflow_id(case.house, case.programme))
        history = (await handle.fetch_history()).to_json()
        assert PLANTED not in history
        await case.does(do.CloseProgramme(reason=life.text("klart")))
        assert (await asyncio.wait_for(handle.result(), 30))["status"] == "closed"
