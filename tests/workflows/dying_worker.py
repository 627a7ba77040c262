"""A worker that dies the moment its first step is committed, before Temporal hears of it."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from events.clock import SystemClock
from events.engine import connect
from events.keys import MasterKey
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.settling import Settling
from styrkedjan.works import Clockwork, Gear, Works

KILLED: Final = 9


class Dying(Interceptor):
    """Lets an activity run, and then nothing any more."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  theirs
        return _Dies(next)


class _Dies(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  theirs
        await super().execute_activity(input)
        os._exit(KILLED)


async def work(dsn: str, key: str, address: str, namespace: str, *interceptors: Interceptor) -> None:
    """Work until that happens."""
    client = await Client.connect(address, namespace=namespace, data_converter=DATA_CONVERTER)
    works = Works(connect(dsn), MasterKey.load(Path(key)), SystemClock())
    gear = Gear(build="one", interceptors=interceptors)
    clockwork = Clockwork(works, client, gear)
    async with works.running(), clockwork.running():
        await Settling(client, works, clockwork, gear, alone=False).run()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:5], Dying()))
