"""The worker of [launch]: `python -m benchmarks.launching DSN MASTER_KEY ADDRESS NAMESPACE`.

It sequences, follows and works as production's does, and for each number on standard input starts so many bare
workflows of its own, as many at once as the waker wakes, and prints the seconds until the last has taken its step.
"""

import asyncio
import sys
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.contracts import QUEUE
from activities.initiative import InitiativeActivities
from activities.poking import Poker
from activities.programme import ProgrammeActivities
from benchmarks.bare import BareSteps, BareStepWorkflow
from events.clock import SystemClock
from events.engine import connect
from events.followers import Following
from events.keys import MasterKey
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.waker import AT_ONCE, Waker
from styrkedjan.works import CACHE, Works, runner
from workflows.initiative import InitiativeWorkflow
from workflows.programme import ProgrammeLaunchWorkflow

POLL: Final = 0.01
PATIENCE: Final = 300


async def _work(dsn: str, key: Path, address: str, namespace: str) -> None:
    client = await Client.connect(address, namespace=namespace, data_converter=DATA_CONVERTER)
    works, steps = Works(connect(dsn), MasterKey.load(key), SystemClock()), BareSteps()
    programmes = ProgrammeActivities(
        engine=works.engine, ledger=works.ledger, store=works.store, keys=works.keys, clock=works.clock
    )
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[InitiativeWorkflow, ProgrammeLaunchWorkflow, BareStepWorkflow],
        activities=[
            InitiativeActivities(works.ledger, works.store, works.clock).take_step,
            programmes.launch,
            steps.step,
        ],
        workflow_runner=runner(),
        max_cached_workflows=CACHE,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    async with works.running(), worker:
        following = asyncio.create_task(Following(works.engine, Waker(Poker(client), works.engine), works.bell).run())
        print("ready", flush=True)
        while asked := await asyncio.to_thread(sys.stdin.readline):
            print(await _bare(client, steps, int(asked)), flush=True)
        following.cancel()
        await asyncio.wait([following])
    await works.engine.dispose()


async def _bare(client: Client, steps: BareSteps, number: int) -> float:
    """Seconds from the first start to the last step."""
    turns, wanted, began = asyncio.Semaphore(AT_ONCE), steps.taken + number, perf_counter()

    async def start() -> None:
        async with turns:
            await client.start_workflow(BareStepWorkflow.run, id=f"bare:{uuid4()}", task_queue=QUEUE)

    await asyncio.gather(*(start() for _ in range(number)))
    async with asyncio.timeout(PATIENCE):
        while steps.taken < wanted:  # noqa: ASYNC110  the worker's deed
            await asyncio.sleep(POLL)
    return perf_counter() - began


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
