"""The same code on a Temporal whose time can be skipped: acts at their moments, seen before the next."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from google.protobuf.empty_pb2 import Empty
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.contracts import HandOver, Launch, Reconcile, Step
from activities.poking import Poker
from domain.actors import Actor
from events import tables as t
from events.clock import SetClock
from events.intent import Answer, Intent
from events.keys import MasterKey
from events.watching import Watched, going_on
from styrkedjan.build import build_id
from styrkedjan.works import Clockwork, Gear, Works

STRIDE: Final = timedelta(days=60)
"""The server gives up on a sleep that takes it 30 s of real time, so sleeps are short."""
GIVEN_UP: Final = frozenset({RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED})
PATIENCE: Final = 60.0
"""Seconds of real time in which a workflow must have seen what happened."""
POLL: Final = 0.002

CLOCK: Final = select(t.clock.c.seen_version, t.clock.c.next_due).where(t.clock.c.stream == bindparam("stream"))
POSITION: Final = select(t.followers.c.position).where(t.followers.c.name == "waker")


class NotSeenError(Exception):
    """A workflow did not see in time what happened: its tasks fail, or the worker does not run."""


class _FollowsServer(Interceptor):
    """Sets the process's clock to the server's before each step: between two acts, timers fire in skipped time."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  theirs
        return _SetsClock(next, self._clock)


class _SetsClock(ActivityInboundInterceptor):
    def __init__(self, next_: ActivityInboundInterceptor, clock: SetClock) -> None:
        super().__init__(next_)
        self._clock = clock

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  theirs
        for asked in input.args:
            if isinstance(asked, Step | Launch | HandOver | Reconcile):
                self._clock.set(asked.now)
        return await super().execute_activity(input)


class Player:
    """One organiser's life on the time-skipping server."""

    def __init__(self, environment: WorkflowEnvironment, works: Works, clock: SetClock) -> None:
        self._environment = environment
        self.works = works
        self.clock = clock

    async def now(self) -> datetime:
        """The server's time, which becomes the process's. Aware, UTC."""
        self.clock.set(await _time_of(self._environment))
        return self.clock.now()

    async def sleep_until(self, moment: datetime) -> None:
        """Skip time; every timer on the way fires at its moment."""
        while (now := await self.now()) < moment:
            try:
                await self._environment.sleep(min(moment - now, STRIDE))
            except RPCError as error:
                # The SDK repeats no call to the test service. Once the connection is back, what is left is slept.
                if error.status in GIVEN_UP:
                    raise

    async def execute(self, organiser_id: UUID, stream: str, command: Any, actor: Actor) -> Answer:
        """One act, now."""
        intent = Intent(organiser=organiser_id, stream=stream, command=command, actor=actor, id=uuid4())
        return await self.works.ledger.execute(intent)

    async def seen(self, stream: str, version: int) -> None:
        """Return once the log's followers and the workflow have seen the stream's version. Raises NotSeenError."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.works.sequencer.drain()
                head = await self.works.store.head()
                while True:
                    if await self._have_seen(stream, version, head):
                        return
                    await asyncio.sleep(POLL)
        except TimeoutError:
            raise NotSeenError(f"{stream} at version {version}") from None

    async def going_on(self) -> Sequence[Watched]:
        """Everything that is not over."""
        return [watched async for page in going_on(self.works.engine) for watched in page]

    async def behind(self) -> Sequence[Watched]:
        """Whatever goes on and whose workflow has something to see, or to do by now."""
        now = self.clock.now()
        return [watched for watched in await self.going_on() if watched.is_behind(now)]

    async def reconcile(self) -> None:
        """Wake whoever is behind: the reconciler's work, for which this server has no Schedule."""
        poker = Poker(self._environment.client)
        for watched in await self.behind():
            await poker.poke_stream(watched.organiser, watched.stream)

    async def _have_seen(self, stream: str, version: int, head: int) -> bool:
        async with self.works.engine.connect() as connection:
            row = (await connection.execute(CLOCK, {"stream": stream})).first()
            position = (await connection.execute(POSITION)).scalar()
        return row is not None and row.seen_version >= version and position is not None and position >= head


async def _time_of(environment: WorkflowEnvironment) -> datetime:
    """The server's time, asked again where the connection is lost: `environment.get_current_time` asks once."""
    answer = await environment.client.test_service.get_current_time(Empty(), retry=True)
    return answer.time.ToDatetime(UTC)


@asynccontextmanager
async def playing(
    environment: WorkflowEnvironment, engine: AsyncEngine, master: MasterKey, *, sandboxed: bool = False
) -> AsyncIterator[Player]:
    """A player over a migrated database, its works running on the environment's server; `sandboxed` in tests."""
    clock = SetClock(await _time_of(environment))
    works = Works(engine, master, clock)
    gear = Gear(build=build_id(), versioned=False, sandboxed=sandboxed, interceptors=[_FollowsServer(clock)])
    async with works.running(), Clockwork(works, environment.client, gear).running():
        yield Player(environment, works, clock)
