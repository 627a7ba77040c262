"""The works of one process: ledger, sequencer, followers of the log, Temporal's worker. The demo's are these too."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Interceptor, PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.contracts import QUEUE
from activities.initiative import InitiativeActivities
from activities.poking import Poker
from activities.reconcile import ReconcileActivities
from events import lag
from events.clock import Clock
from events.followers import Following
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.listening import Bell, listen
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.waker import Waker
from workflows.initiative import InitiativeWorkflow
from workflows.reconciler import ReconcilerWorkflow

log = logging.getLogger(__name__)

DEPLOYMENT: Final = "styrkedjan"
FINISH_WITHIN: Final = timedelta(seconds=10)
"""What is under way when we are asked to stop."""
PASSED_THROUGH: Final = ("domain", "activities")
"""In the sandbox these would exist twice, and `match` would fail silently; passing them through also halves memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the works are given; it stays the giver's to close."""

    engine: AsyncEngine
    master: MasterKey
    clock: Clock
    client: Client
    build: str = ""
    """The worker's build id; without one it is not versioned (the time-skipping server knows no versions)."""
    cache: int = 50
    """Workflows kept in memory."""
    interceptors: Sequence[Interceptor] = ()


class Works:
    """Everything that runs in a worker, ready to be run."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.sequencer = Sequencer(means.engine, means.clock)
        self.store = Store(means.engine, self.sequencer.poke)
        self.keys = Keys(means.engine, means.master)
        self.ledger = Ledger(self.store, self.keys, means.clock)
        self.waker = Waker(Poker(means.client), means.engine)
        self.reconciling = ReconcileActivities(means.client, means.engine, means.build)
        self._bell = Bell()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Worker]:
        """Run all of it; in the end finish what is under way, the worker first.

        The block is cancelled if any part fails for good, and the part's exception comes out.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in self._parts()]
            worker = self._worker()
            serving = group.create_task(worker.run())
            try:
                yield worker
            finally:
                await worker.shutdown()
                await asyncio.wait([serving])
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self.store.aclose()

    def _parts(self) -> Sequence[Coroutine[Any, Any, None]]:
        means = self._means
        return (
            self.sequencer.run(),
            listen(means.engine, self._bell),
            Following(means.engine, self.waker, self._bell).run(),
            lag.watch(means.engine, means.clock),
        )

    def _worker(self) -> Worker:
        means = self._means
        initiatives = InitiativeActivities(self.ledger, self.store, means.clock)
        return Worker(
            means.client,
            task_queue=QUEUE,
            workflows=[InitiativeWorkflow, ReconcilerWorkflow],
            activities=[initiatives.take_step, self.reconciling.reconcile],
            workflow_runner=sandbox(),
            interceptors=means.interceptors,
            max_cached_workflows=means.cache,
            # With five fixed pollers the slowest of 50 starts at once took 4.6 s, with these 1.6 s.
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
            graceful_shutdown_timeout=FINISH_WITHIN,
            deployment_config=_deployment(means.build) if means.build else None,
        )


def sandbox() -> SandboxedWorkflowRunner:
    """How workflows are run, and replayed."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def _deployment(build: str) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )
