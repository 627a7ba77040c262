"""One process of writers: `python -m tests.events.writer DSN SEED COMMANDS SECONDS SHARED...`.

Four callers write to shared streams and their own, some commands guarded by a shared stream, some sent twice; each
stops after COMMANDS commands or SECONDS. Prints what was acknowledged, as JSON: {command id: [stream, first, count]}.
"""

import asyncio
import json
import random
import sys
from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from events.engine import connect
from events.records import Outcome
from events.store import Store
from tests.events.appends import an_append, stream

CALLERS = 4
ORGANISERS = [UUID(int=n) for n in range(1, 4)]


class Writer:
    """One caller, who reads versions afresh for each command, as another process may have moved them."""

    def __init__(self, store: Store, chance: random.Random, shared: Sequence[str]) -> None:
        self._store = store
        self._chance = chance
        self._shared = shared
        self._own = [stream() for _ in range(3)]
        self.acknowledged: dict[str, tuple[str, int, int]] = {}

    async def write(self) -> None:
        """One command, until it is done."""
        target = self._chance.choice([*self._shared, *self._own])
        guard = self._chance.choice([None, *(other for other in self._shared if other != target)])
        while True:
            versions = await self._store.versions([target, *([guard] if guard else [])])
            append = an_append(
                target,
                versions[target],
                count=self._chance.randint(1, 3),
                guards={guard: versions[guard]} if guard else {},
                organiser=ORGANISERS[sum(target.encode()) % len(ORGANISERS)],
            )
            if await self._store.append(append) is Outcome.DONE:
                break
        self.acknowledged[str(append.command_id)] = (target, versions[target] + 1, len(append.entries))
        if self._chance.random() < 0.1 and await self._store.append(append) is not Outcome.ID_USED:
            raise AssertionError("an id was used twice")


async def main(dsn: str, seed: int, commands: int, seconds: float, shared: Sequence[str]) -> None:
    """Write, and print what was acknowledged."""
    engine = connect(dsn, connections=4)
    store = Store(engine)
    writers = [Writer(store, random.Random(seed * 100 + n), shared) for n in range(CALLERS)]
    until = monotonic() + seconds

    async def work(writer: Writer) -> None:
        for _ in range(commands):
            if monotonic() > until:
                break
            await writer.write()

    await asyncio.gather(*map(work, writers))
    await store.aclose()
    await engine.dispose()
    print(json.dumps({key: value for writer in writers for key, value in writer.acknowledged.items()}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5:]))
