"""How workflows sleep: what is poked while its moment comes goes on."""

import asyncio
from datetime import datetime, timedelta

from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from styrkedjan.works import runner
from tests.workflows.stand import until
from workflows.sleeper import Sleeper

QUEUE = "naps"
SOON, LATER = timedelta(seconds=1), timedelta(hours=1)


@activity.defn
async def linger() -> None:
    """A look during which the moment comes."""
    await asyncio.sleep(2 * SOON.total_seconds())


@workflow.defn
class Nap(Sleeper):
    """Is poked before its moment, looks until after it, and then has another."""

    @workflow.run
    async def run(self, due: datetime) -> None:
        self._set_timer(due, "due")
        await self._wake()
        self._poked = False
        await workflow.execute_local_activity(linger, schedule_to_close_timeout=5 * SOON)
        self._set_timer(due + LATER, "due again")
        await self._wake()


async def kinds(handle: WorkflowHandle[Nap, None]) -> list[int]:
    """Of the history's events."""
    return [event.event_type for event in (await handle.fetch_history()).events]


async def test_a_timer_that_fires_while_a_poke_is_answered_is_left_alone(skipping: WorkflowEnvironment) -> None:
    async with Worker(
        skipping.client, task_queue=QUEUE, workflows=[Nap], activities=[linger], workflow_runner=runner()
    ):
        due = await skipping.get_current_time() + SOON
        handle = await skipping.client.start_workflow(Nap.run, due, id="nap", task_queue=QUEUE)

        async def started(timers: int) -> bool:
            return (await kinds(handle)).count(EventType.EVENT_TYPE_TIMER_STARTED) == timers

        await until(lambda: started(1))
        await handle.signal(Nap.poke)
        await until(lambda: started(2), within=10)
        await skipping.sleep(2 * LATER)

        async def over() -> bool:
            return (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED

        assert await until(over, within=10)
        assert EventType.EVENT_TYPE_TIMER_CANCELED not in await kinds(handle)
