"""A worker that can be measured: `python -m benchmarks.worker DSN MASTER_KEY ADDRESS NAMESPACE CACHE`.

It is set up as production's. For each line on standard input it prints the steps it has taken and its CPU seconds, as
JSON, and if the line says `memory` its bytes; it ends when its input does.
"""

import asyncio
import ctypes
import gc
import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from temporalio.client import Client
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    PollerBehaviorAutoscaling,
    Worker,
)

from activities.contracts import QUEUE
from activities.initiative import InitiativeActivities
from benchmarks.bare import BareWorkflow
from events.clock import SystemClock
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.works import Works, runner
from workflows.initiative import InitiativeWorkflow


class _Steps(Interceptor):
    """Counts the steps taken."""

    def __init__(self) -> None:
        self.taken = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  theirs
        return _Counted(next, self)


class _Counted(ActivityInboundInterceptor):
    def __init__(self, next_: ActivityInboundInterceptor, steps: _Steps) -> None:
        super().__init__(next_)
        self._steps = steps

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  theirs
        result = await super().execute_activity(input)
        self._steps.taken += 1
        return result


async def _work(dsn: str, key: Path, address: str, namespace: str, cache: int) -> None:
    client = await Client.connect(address, namespace=namespace, data_converter=DATA_CONVERTER)
    works, steps = Works(connect(dsn), MasterKey.load(key), SystemClock()), _Steps()
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[InitiativeWorkflow, BareWorkflow],
        activities=[InitiativeActivities(works.ledger, works.store, works.clock).take_step],
        workflow_runner=runner(),
        interceptors=[steps],
        max_cached_workflows=cache,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    async with worker:
        while asked := await asyncio.to_thread(sys.stdin.readline):
            used = {"steps": steps.taken, "cpu": time.process_time()}
            print(json.dumps(used | ({"uss": _own_memory()} if asked.strip() == "memory" else {})), flush=True)
    await works.store.aclose()
    await works.engine.dispose()


def _own_memory() -> int:
    """Bytes that are this process's alone, after tidying up."""
    gc.collect()
    with suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    used: int = psutil.Process().memory_full_info().uss
    return used


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])))
