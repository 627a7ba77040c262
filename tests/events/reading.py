"""A follower that remembers, and what must be true of what it saw."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from events.followers import Following
from events.listening import Bell, listen
from events.records import LoggedEvent
from events.store import Store

Acknowledged = Mapping[str, tuple[str, int, int]]


class Remembering:
    """Keeps every event in the order in which it came."""

    name = "remembering"
    at_end = False

    def __init__(self) -> None:
        self.seen: list[LoggedEvent] = []
        self._grown = asyncio.Condition()

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        async with self._grown:
            self.seen.extend(events)
            self._grown.notify_all()

    async def reaches(self, position: int) -> None:
        """Return when everything before `position` has come."""
        async with asyncio.timeout(60), self._grown:
            await self._grown.wait_for(lambda: len(self.seen) >= position)


async def eventually(check: Callable[[], Awaitable[object]]) -> None:
    """Return when `check` is true, asking every few milliseconds, for ten seconds."""
    async with asyncio.timeout(10):
        while True:
            if await check():
                return
            await asyncio.sleep(0.005)


@asynccontextmanager
async def following(engine: AsyncEngine, *followers: Remembering) -> AsyncIterator[None]:
    """Run `followers` meanwhile, woken by the log."""
    bell = Bell()
    tasks = [asyncio.create_task(listen(engine, bell))]
    tasks += [asyncio.create_task(Following(engine, follower, bell).run()) for follower in followers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def check_log(store: Store, seen: Sequence[LoggedEvent], acknowledged: Acknowledged) -> None:
    """Nothing missed, nothing twice, no inversion, positions dense, and every guard true where it stands."""
    assert [event.position for event in seen] == list(range(await store.head()))
    per_organiser: Counter[str] = Counter()
    versions: Counter[str] = Counter()
    per_command: Counter[str] = Counter()
    for event in seen:
        assert event.organiser_index == per_organiser[str(event.organiser)]
        per_organiser[str(event.organiser)] += 1
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
        envelope = json.loads(event.envelope)
        per_command[envelope["command"]] += 1
        assert all(versions[guard] == version for guard, version in envelope["facts"].items())
    assert [e.logged_at for e in seen] == sorted(e.logged_at for e in seen)
    assert {command: count for command, (_, _, count) in acknowledged.items()} == dict(per_command)
