"""What the log says is going on, against what Temporal runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey

from activities.contracts import HANDOVER, INITIATIVE, PROGRAMME, QUEUE, RECONCILE, Reconcile, Reconciled, workflow_of
from activities.failing import by_type_only
from activities.poking import WITHIN, Poker
from events.watching import Watched, going_on

PUT_RIGHT: Final = Counter("styrkedjan_workflows_put_right", "Workflows the reconciler woke or started.", ["fault"])
LATE: Final = timedelta(minutes=5)
"""How long past its due moment a workflow may sleep."""
POLLED_WITHIN: Final = timedelta(seconds=90)
"""The server forgets a poller after 5 minutes; a living one asks anew every 60 seconds."""
VERSION: Final = SearchAttributeKey.for_keyword("TemporalWorkerDeploymentVersion")
"""The server's own: `{deployment}:{build}`."""
RUNNING: Final = f"WorkflowType IN ('{INITIATIVE}', '{PROGRAMME}', '{HANDOVER}') AND ExecutionStatus = 'Running'"


class Fault(StrEnum):
    """What may be wrong with an initiative's workflow; the first that applies."""

    MISSING = auto()
    STRANDED = auto()
    BEHIND = auto()
    OUTDATED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Builds:
    """Which builds of the worker there are."""

    current: str
    polled: frozenset[str]


class ReconcileActivities:
    """Pokes what lags, starts what is missing, replaces what nobody can run."""

    def __init__(self, client: Client, engine: AsyncEngine, build: str) -> None:
        """`build` is this worker's own; `""` for one without versioning."""
        self._client = client
        self._engine = engine
        self._build = build
        self._poker = Poker(client)

    @activity.defn(name=RECONCILE)
    @by_type_only
    async def reconcile(self, reconcile: Reconcile) -> Reconciled:
        """Look once at everything that is going on. Visibility lags: a poke too many is harmless."""
        return await self.put_right(reconcile.now, await self._polled())

    async def put_right(self, now: datetime, polled: frozenset[str]) -> Reconciled:
        """The same, where the builds that are polled are known. Raises RPCError."""
        builds = Builds(current=self._build, polled=polled | {self._build})
        running = await self._running()
        found = dict.fromkeys(Fault, 0)
        async for page in going_on(self._engine):
            for watched in page:
                fault = fault_of(watched, running, builds, now)
                if fault is not None:
                    found[fault] += 1
                    PUT_RIGHT.labels(fault).inc()
                    await self._poker.poke_stream(watched.organiser, watched.stream, anew=fault is Fault.STRANDED)
            if activity.in_activity():
                activity.heartbeat()
        return Reconciled(**{fault.value: number for fault, number in found.items()})

    async def _running(self) -> Mapping[str, str]:
        """The running workflows, each with the build it is pinned to: ours for one that has not run yet."""
        return {
            found.id: (found.typed_search_attributes.get(VERSION) or self._build).rpartition(":")[2]
            async for found in self._client.list_workflows(RUNNING)
        }

    async def _polled(self) -> frozenset[str]:
        """The builds somebody asks for work for."""
        described = await self._client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=self._client.namespace,
                task_queue=TaskQueue(name=QUEUE),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            ),
            timeout=WITHIN,
        )
        since = datetime.now(UTC) - POLLED_WITHIN  # servers' time, not the log's
        return frozenset(
            poller.deployment_options.build_id
            for poller in described.pollers
            if poller.last_access_time.ToDatetime(UTC) >= since
        )


def fault_of(watched: Watched, running: Mapping[str, str], builds: Builds, now: datetime) -> Fault | None:
    """What is wrong with the initiative's workflow, if anything."""
    build = running.get(workflow_of(watched.organiser, watched.stream))
    if build is None:
        return Fault.MISSING
    if build not in builds.polled:
        return Fault.STRANDED
    if watched.is_behind(now - LATE):
        return Fault.BEHIND
    return Fault.OUTDATED if build != builds.current else None
