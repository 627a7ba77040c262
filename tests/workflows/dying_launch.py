"""A worker that dies when a programme's third lot of five is started, before that could be recorded."""

import asyncio
import os
import sys
from typing import Any, Final

from activities import programme
from activities.programme import ProgrammeActivities
from tests.workflows import dying_worker

KILLED: Final = 9
LOT: Final = 5
DIES_IN: Final = 3


class _Dies:
    """Counts the lots."""

    lots = 0

    def __init__(self) -> None:
        self._do = ProgrammeActivities._do

    async def __call__(self, activities: ProgrammeActivities, *args: Any) -> None:
        self.lots += 1
        if self.lots == DIES_IN:
            os._exit(KILLED)
        await self._do(activities, *args)


if __name__ == "__main__":
    dies = _Dies()

    async def die(activities: ProgrammeActivities, *args: Any) -> None:
        await dies(activities, *args)

    programme.AT_ONCE = LOT  # type: ignore[misc]
    ProgrammeActivities._do = die  # type: ignore[method-assign]
    asyncio.run(dying_worker.work(*sys.argv[1:5]))
