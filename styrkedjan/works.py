"""What runs in a worker: the log's own works, and the clockwork that Temporal drives. The demo's are these too."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import (
    Interceptor,
    PollerBehaviorAutoscaling,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkerDeploymentConfig,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.contracts import QUEUE
from activities.handover import HandoverActivities
from activities.initiative import InitiativeActivities
from activities.poking import Poker
from activities.programme import ProgrammeActivities
from activities.reconcile import ReconcileActivities
from events import lag
from events.answering import Answering, Forgetting
from events.clock import Clock
from events.files import Files
from events.folds import Folds
from events.followers import Following
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.listening import Bell, listen
from events.reading import Reader
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.briefing import Briefing
from styrkedjan.follower_of_posts import FollowerOfPosts
from styrkedjan.linker import Linker
from styrkedjan.rescheduler import Rescheduler
from styrkedjan.waker import Waker
from workflows.handover import HandoverWorkflow
from workflows.initiative import InitiativeWorkflow
from workflows.programme import ProgrammeLaunchWorkflow
from workflows.reconciler import ReconcilerWorkflow

DEPLOYMENT: Final = "styrkedjan"
CACHE: Final = 50
"""Workflows kept in memory where nothing else is said; 10 cost twice the CPU per wake, 0 nearly four times."""
FOLDS: Final = 200
"""Streams a worker keeps folded: an initiative's takes 57 KiB, more than its workflow, and is asked for a few times a
month; to fold it again takes some milliseconds."""
FINISH_WITHIN: Final = timedelta(seconds=10)
"""What is under way when we are asked to stop."""
PASSED_THROUGH: Final = ("domain", "activities")
"""In the sandbox these would exist twice, and `match` would fail silently."""


class Works:
    """The log's own: needs the database and nothing else."""

    def __init__(self, engine: AsyncEngine, master: MasterKey, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self.sequencer = Sequencer(engine, clock)
        self.store = Store(engine, self.sequencer.poke)
        self.keys = Keys(engine, master)
        self.ledger = Ledger(self.store, self.keys, clock, folds=Folds(self.store, limit=FOLDS))
        self.bell = Bell()
        self.rescheduler = Rescheduler(self.ledger, engine)
        self.forgetting = Forgetting(Answering(engine, self.keys))
        self.linker = Linker(self.ledger)
        self.reader = Reader(engine)
        self.posts = FollowerOfPosts(self.ledger, self.reader)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sequence the log, measure who is behind, tell when the log has grown, and follow it."""
        parts = (
            self.sequencer.run(),
            listen(self.engine, self.bell),
            lag.watch(self.engine, self.clock),
            Following(self.engine, self.rescheduler, self.bell).run(),
            Following(self.engine, self.forgetting, self.bell).run(),
            Files(self.engine, self.keys).sweeping(self.ledger),
            Following(self.engine, self.linker, self.bell).run(),
            Following(self.engine, self.posts, self.bell).run(),
        )
        try:
            async with _beside(parts):
                yield
        finally:
            await self.store.aclose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gear:
    """How the clockwork is set up."""

    build: str
    """The build id of what workflows are made of (`styrkedjan.build`)."""
    versioned: bool = True
    """Not on the time-skipping server, which knows no versions."""
    cache: int = CACHE
    sandboxed: bool = False
    """For tests: whatever could be different at a replay fails (docs/decisions/no-sandbox.md)."""
    interceptors: Sequence[Interceptor] = ()


class Clockwork:
    """What Temporal drives, and what wakes it."""

    def __init__(self, works: Works, client: Client, gear: Gear) -> None:
        self._works = works
        self._client = client
        self._gear = gear
        self.waker = Waker(Poker(client), works.engine)
        self.reconciling = ReconcileActivities(client, works.engine, gear.build if gear.versioned else "")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the log and serve workflows; in the end finish what is under way.

        If the worker fails for good the block is cancelled and the failure comes out.
        """
        async with _beside([Following(self._works.engine, self.waker, self._works.bell).run()]), self._worker():
            yield

    def _worker(self) -> Worker:
        initiatives = InitiativeActivities(self._works.ledger, self._works.store, self._works.clock)
        programmes = ProgrammeActivities(
            engine=self._works.engine,
            ledger=self._works.ledger,
            store=self._works.store,
            keys=self._works.keys,
            clock=self._works.clock,
        )
        handovers = HandoverActivities(
            ledger=self._works.ledger,
            store=self._works.store,
            reader=self._works.reader,
            keys=self._works.keys,
            clock=self._works.clock,
            writer=Briefing(self._works.store, self._works.keys, self._works.ledger),
        )
        gear = self._gear
        return Worker(
            self._client,
            task_queue=QUEUE,
            workflows=[InitiativeWorkflow, ProgrammeLaunchWorkflow, HandoverWorkflow, ReconcilerWorkflow],
            activities=[initiatives.take_step, programmes.launch, handovers.hand_over, self.reconciling.reconcile],
            workflow_runner=runner(sandboxed=gear.sandboxed),
            interceptors=gear.interceptors,
            max_cached_workflows=gear.cache,
            # With fixed pollers the slowest of 50 starts at once took 4.6 s, with these 1.6 s.
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
            graceful_shutdown_timeout=FINISH_WITHIN,
            deployment_config=_deployment(gear.build) if gear.versioned else None,
            build_id=None if gear.versioned else gear.build,
        )


def runner(*, sandboxed: bool = False) -> WorkflowRunner:
    """How workflows are run, and replayed."""
    if sandboxed:
        restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
        return SandboxedWorkflowRunner(restrictions=restrictions)
    return UnsandboxedWorkflowRunner()


def _deployment(build: str) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


@asynccontextmanager
async def _beside(parts: Sequence[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run endless `parts` beside the block, which is cancelled if one of them fails."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in parts]
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None  # the first is why the others were cancelled
