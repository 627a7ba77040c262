"""Gathers a process's concurrent commands into one statement: one commit for many, and no wait for one alone."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from events import metrics
from events.batch import APPEND, arguments
from events.failures import FAILURES, Failure, StoreUnavailable, judge
from events.records import Append, Outcome

LANES: Final = 2
"""Connections that append. While one commits the other gathers; a third gained nothing."""
MOST: Final = 128
"""Commands in a batch."""
PAUSES: Final = (0.02, 0.1, 0.3, 1.0, 2.0, 4.0)
"""Seconds before each new attempt on a lost connection, after which it is StoreUnavailable."""
COLLISIONS: Final = 5
"""A batch that has collided so often is sent one by one, to find out whose fault it is."""

Waiting = tuple[Append, asyncio.Future[Outcome]]


class Gatherer:
    """The lanes and what waits for them. A batch has no id and no stream twice, and no stream as target and guard."""

    def __init__(self, engine: AsyncEngine, appended: Callable[[], None] | None) -> None:
        self._engine = engine
        self._appended = appended
        self._waiting: deque[Waiting] = deque()
        self._idle: deque[asyncio.Future[None]] = deque()
        self._lanes: list[asyncio.Task[None]] = []
        self._closing = False

    async def append(self, append: Append) -> Outcome:
        """The database's judgement, once committed. Raises StoreUnavailable, or what the database says of `append`."""
        if self._closing:
            raise StoreUnavailable("closed")
        loop = asyncio.get_running_loop()
        if not self._lanes:
            metrics.WAITING.set_function(lambda: len(self._waiting))
            self._lanes = [loop.create_task(self._run(Lane(self._engine))) for _ in range(LANES)]
        future: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.append((append, future))
        self._wake()
        return await future

    async def aclose(self) -> None:
        """Return when everything waiting has been answered."""
        self._closing = True
        while self._idle:
            self._wake()
        await asyncio.gather(*self._lanes)

    def _wake(self) -> None:
        if self._idle:
            self._idle.popleft().set_result(None)

    async def _run(self, lane: "Lane") -> None:
        while not (self._closing and not self._waiting):
            if batch := self._take():
                await self._settle(lane, batch)
            else:
                idle: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._idle.append(idle)
                await idle
        await lane.drop()

    def _take(self) -> list[Waiting]:
        batch: list[Waiting] = []
        later: list[Waiting] = []
        company = Company()
        while self._waiting and len(batch) < MOST:
            item = self._waiting.popleft()
            (batch if company.admits(item[0]) else later).append(item)
        self._waiting.extendleft(reversed(later))
        return batch

    async def _settle(self, lane: "Lane", batch: list[Waiting]) -> None:
        try:
            began = perf_counter()
            outcomes = await lane.append([append for append, _ in batch])
            metrics.APPEND_SECONDS.observe(perf_counter() - began)
        except BaseException as error:
            await self._settle_failed(lane, batch, error)
            return
        metrics.BATCH_COMMANDS.observe(len(batch))
        for outcome in Outcome:
            metrics.APPENDED.labels(outcome.name.lower()).inc(outcomes.count(outcome))
        if self._appended:
            self._appended()
        for (_, future), judgement in zip(batch, outcomes, strict=True):
            if not future.done():  # its caller may have been cancelled
                future.set_result(Outcome(judgement))

    async def _settle_failed(self, lane: "Lane", batch: list[Waiting], error: BaseException) -> None:
        if len(batch) > 1 and isinstance(error, Exception) and not isinstance(error, StoreUnavailable):
            for item in batch:
                await self._settle(lane, [item])
            return
        for _, future in batch:
            if not future.done():
                future.set_exception(error)
        if not isinstance(error, Exception):
            raise error


class Company:
    """Who may travel in one batch: ids and streams once, and no stream both a target and a guard.

    Otherwise two would be judged by the same version, and the one that relied on it could follow the one that moved it.
    """

    def __init__(self) -> None:
        self._ids: set[UUID] = set()
        self._targets: set[str] = set()
        self._guards: set[str] = set()

    def admits(self, append: Append) -> bool:
        """Whether `append` goes with those admitted so far; if so it is one of them."""
        if (
            append.command_id in self._ids
            or append.stream in self._targets
            or append.stream in self._guards
            or not self._targets.isdisjoint(append.guards)
        ):
            return False
        self._ids.add(append.command_id)
        self._targets.add(append.stream)
        self._guards.update(append.guards)
        return True


class Lane:
    """One held connection, and the patience to get a batch through."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def append(self, batch: Sequence[Append]) -> list[int]:
        """Outcomes in order. The same batch is sent until it is answered, since each command is done at most once.

        Raises StoreUnavailable when the database stays away, and its error when the batch can never be done.
        """
        rows = arguments(batch)
        pauses, collisions = iter(PAUSES), 0
        while True:
            try:
                return await self._send(rows)
            except FAILURES as error:
                failure = judge(error)
                collisions += failure is Failure.COLLIDED
                if failure is Failure.WRONG or collisions > COLLISIONS:
                    raise
                metrics.RESENT.labels(failure.name.lower()).inc()
                if failure is Failure.AWAY:
                    await self._wait_for(pauses, error)

    async def drop(self) -> None:
        """Give the connection up; the next append opens another."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.invalidate()
            await connection.close()

    async def _send(self, rows: dict[str, Any]) -> list[int]:
        if self._connection is None:
            self._connection = await self._engine.connect()
        outcomes: list[int] = (await self._connection.execute(APPEND, rows)).scalar_one()
        return outcomes

    async def _wait_for(self, pauses: Any, error: Exception) -> None:
        await self.drop()
        pause = next(pauses, None)
        if pause is None:
            raise StoreUnavailable("the database does not answer") from error
        await asyncio.sleep(pause)
