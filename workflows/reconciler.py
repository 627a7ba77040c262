"""Finds initiatives whose workflow is missing, stranded or asleep. Runs on a Schedule, where the server has them."""

from datetime import timedelta
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import RECONCILE, Reconcile, Reconciled

WITHIN: Final = timedelta(minutes=10)
SILENT: Final = timedelta(minutes=1)


@workflow.defn
class ReconcilerWorkflow:
    """Belt and braces: whatever the waker missed is put right here, a few minutes later."""

    @workflow.run
    async def run(self) -> Reconciled:
        """Look once."""
        found: Reconciled = await workflow.execute_activity(
            RECONCILE,
            Reconcile(now=workflow.now()),
            result_type=Reconciled,
            start_to_close_timeout=WITHIN,
            heartbeat_timeout=SILENT,
        )
        return found
