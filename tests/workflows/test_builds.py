"""A new build takes over: beside the old one, or when the old one is gone already, with nobody stranded."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.contracts import RECONCILER, Reconcile, Reconciled, workflow_id
from events.keys import MasterKey
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.settling import RECONCILER_ID
from tests.workflows.stand import Bench, Case, build_of, neglected, seen, until, viewed, working


async def test_an_upgrade_in_the_middle_of_a_stage_moves_the_run_at_its_next_poke(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    async with working(server, engine, master, build="one") as old:
        await seen(old.works, case.stream)
        await until(lambda: _pinned(old, case, "one"))
        async with working(server, engine, master, build="two") as new:

            async def moved() -> bool:
                found = await new.clockwork.reconciling.reconcile(Reconcile(now=datetime.now(UTC)))
                assert found.stranded == 0, "both builds are polled"
                return await _pinned(new, case, "two")

            await until(moved)
            answer = await case.comment()
            assert (await seen(new.works, case.stream)).seen_version >= answer.version
            assert (await viewed(new.client, case)).stage == 1


async def _pinned(bench: Bench, case: Case, build: str) -> bool:
    return await build_of(bench.client, case) == build


async def test_a_new_build_takes_over_when_the_old_one_is_gone(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    cases = [await neglected(store, engine, master) for _ in range(2)]
    async with working(server, engine, master, build="one") as old:
        for case in cases:
            await seen(old.works, case.stream)
        streams = [await old.works.store.tail(case.stream) for case in cases]
    async with working(server, engine, master, build="two", alone=True) as new:
        for case, stream in zip(cases, streams, strict=True):
            assert (await viewed(new.client, case)).version == len(stream)
            assert await _pinned(new, case, "two")
            assert await new.works.store.tail(case.stream) == stream
            answer = await case.comment()
            assert (await seen(new.works, case.stream)).seen_version >= answer.version


async def found_by_reconciler(bench: Bench) -> Reconciled:
    """What one run of it finds, as its Schedule would start it."""
    found: Reconciled = await bench.client.execute_workflow(
        RECONCILER, id="trial", task_queue="styrkedjan", result_type=Reconciled
    )
    return found


async def running(bench: Bench, case: Case) -> bool:
    found = [w.id async for w in bench.client.list_workflows("ExecutionStatus = 'Running'")]
    return workflow_id(case.house, case.initiative) in found


async def test_the_reconciler_starts_what_is_missing_and_wakes_what_lags(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    async with working(server, engine, master) as bench:
        row = await seen(bench.works, case.stream)
        await until(lambda: running(bench, case))
        assert await found_by_reconciler(bench) == Reconciled(missing=0, stranded=0, behind=0, outdated=0)

        await bench.works.store.note_clock(case.stream, row.seen_version, datetime(2020, 1, 1, tzinfo=UTC))
        assert (await found_by_reconciler(bench)).behind == 1
        await until(lambda: _looked_again(bench, case, row))

        await bench.client.get_workflow_handle(workflow_id(case.house, case.initiative)).terminate()

        async def gone() -> bool:
            return not await running(bench, case)

        await until(gone)
        assert (await found_by_reconciler(bench)).missing == 1
        await until(lambda: running(bench, case))
        assert (await bench.client.get_schedule_handle(RECONCILER_ID).describe()).id == RECONCILER_ID


async def _looked_again(bench: Bench, case: Case, row: object) -> bool:
    return bool(await seen(bench.works, case.stream) == row)
