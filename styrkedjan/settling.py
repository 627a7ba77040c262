"""Keeps Temporal as this build needs it: the build current, the Schedule there, everyone awake after a loss.

Nothing runs until somebody makes a build current, and a lost Temporal database has lost that too.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import QUEUE, RECONCILER
from activities.poking import WITHIN
from events import far_sides
from events.failures import FAILURES
from events.followers import Away
from styrkedjan.waker import Waker
from styrkedjan.works import DEPLOYMENT, Clockwork, Gear, Works

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 15.0
"""Seconds between looks at whether Temporal is still the one we know."""
SOON: Final = 0.2
"""Seconds until another look at whether our own worker has asked for work."""
AGAIN: Final = 2.0
"""Seconds until another attempt while Temporal or the database is away."""
RECONCILE_EVERY: Final = timedelta(minutes=5)
RECONCILER_ID: Final = "reconciler"
NOT_POLLED_YET: Final = frozenset({RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION})


class Settling:
    """One worker's care for the Temporal it works for."""

    def __init__(self, client: Client, works: Works, clockwork: Clockwork, gear: Gear, *, alone: bool) -> None:
        """`alone`: no other worker can be running, so a build that is not ours is polled by nobody."""
        self._client = client
        self._works = works
        self._clockwork = clockwork
        self._gear = gear
        self._alone = alone
        self._settled: str | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = SOON
            try:
                if await self.once():
                    pause = LOOK_EVERY
            except (RPCError, Away, *FAILURES) as error:
                log.warning("Temporal is not settled", extra={"error": type(error).__name__})
                pause = AGAIN
            await asyncio.sleep(pause)

    async def once(self) -> bool:
        """Look, and put right what is not; false until our own worker has asked for work.

        Raises RPCError, Away, or one of FAILURES.
        """
        namespace = await self._namespace()
        if namespace != self._settled:
            if not await self._make_current():
                return False
            await self._schedule()
            if self._alone:
                found = await self._clockwork.reconciling.put_right(datetime.now(UTC), frozenset())
                log.info("compared the log with Temporal", extra={"found": found})
            self._settled = namespace
        known = await far_sides.noted(self._works.engine, Waker.name)
        if known != namespace:
            await self._clockwork.waker.poke_everyone()
            await far_sides.note(self._works.engine, Waker.name, namespace)
        return True

    async def _namespace(self) -> str:
        """Its id, which a new database does not repeat."""
        asked = DescribeNamespaceRequest(namespace=self._client.namespace)
        described = await self._client.workflow_service.describe_namespace(asked, timeout=WITHIN)
        return described.namespace_info.id

    async def _make_current(self) -> bool:
        """New runs start on our build, and others move to it; false while our worker has not asked for work."""
        service, namespace = self._client.workflow_service, self._client.namespace
        asked = DescribeWorkerDeploymentRequest(namespace=namespace, deployment_name=DEPLOYMENT)
        try:
            found = await service.describe_worker_deployment(asked, timeout=WITHIN)
            routing = found.worker_deployment_info.routing_config
            if routing.current_deployment_version.build_id == self._gear.build:
                return True
            await service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=namespace,
                    deployment_name=DEPLOYMENT,
                    build_id=self._gear.build,
                    identity=self._client.identity,
                    ignore_missing_task_queues=True,
                ),
                timeout=WITHIN,
            )
        except RPCError as error:
            if error.status in NOT_POLLED_YET:
                return False
            raise
        log.info("this build is current", extra={"build": self._gear.build})
        return True

    async def _schedule(self) -> None:
        schedule = Schedule(
            action=ScheduleActionStartWorkflow(RECONCILER, id=RECONCILER_ID, task_queue=QUEUE),
            spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=RECONCILE_EVERY)]),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
        )
        try:
            await self._client.create_schedule(RECONCILER_ID, schedule, rpc_timeout=WITHIN)
        except ScheduleAlreadyRunningError:
            return
