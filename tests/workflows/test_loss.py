"""Temporal may stop, forget everything, or lose its worker: the log decides, and nothing automatic happens twice."""

import asyncio
import shutil
import sys
from collections import Counter

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.contracts import workflow_id
from events import lag
from events.clock import SystemClock
from events.keys import MasterKey
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from tests.workflows import dying_worker
from tests.workflows.stand import events_of, neglected, seen, until, viewed, working


async def test_commands_go_on_while_temporal_is_stopped_and_it_catches_up(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    async with working(server, engine, master) as bench:
        await seen(bench.works, case.stream)
        server.stop()
        for _ in range(3):
            answer = await case.comment()

        async def behind() -> bool:
            return any(found.events >= 3 for found in await lag.measure(engine, SystemClock()))

        await until(behind)
        server.start()
        assert (await seen(bench.works, case.stream)).seen_version >= answer.version


async def test_a_lost_temporal_is_rebuilt_from_the_log_and_nothing_automatic_happens_twice(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    async with working(server, engine, master) as bench:
        before = await seen(bench.works, case.stream)
        stream = await bench.works.store.tail(case.stream)
        assert Counter(event.kind for event in await events_of(bench.works.store, case.stream))["escalation_due"] == 1
        server.stop()
        shutil.rmtree(server.folder)
        server.start()
        await server.ready()
        await bench.settle()
        view = await viewed(bench.client, case)
        assert (view.version, view.next_due, view.done) == (before.seen_version, before.next_due, ())
        assert await bench.works.store.tail(case.stream) == stream


async def test_a_worker_killed_after_a_commit_is_followed_by_one_that_does_nothing_twice(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey, database: str
) -> None:
    case = await neglected(store, engine, master)
    address = (await server.ready()).service_client.config.target_host
    arguments = [database, master.source, address, server.namespace]
    died = await asyncio.create_subprocess_exec(sys.executable, "-m", dying_worker.__name__, *arguments)
    assert await died.wait() == dying_worker.KILLED
    async with working(server, engine, master) as bench:
        stream = await bench.works.store.tail(case.stream)
        assert "escalation_due" in {event.kind for event in await events_of(bench.works.store, case.stream)}
        handle = bench.client.get_workflow_handle(workflow_id(case.house, case.initiative))

        async def recorded() -> bool:
            history = await handle.fetch_history()
            return any(event.HasField("marker_recorded_event_attributes") for event in history.events)

        await until(recorded)
        assert await bench.works.store.tail(case.stream) == stream
