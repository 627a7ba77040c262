"""What plays lives on the server that skips time."""

from datetime import timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment

from activities.contracts import workflow_of
from activities.initiative import stream_of
from styrkedjan.player import Player
from tests.workflows.stand import until
from tests.workflows.towns import town

BUSY = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
}
"""What a history ends with while somebody works; whoever is terminated then leaves that server's time locked."""


async def test_whoever_is_behind_is_woken(player: Player, skipping: WorkflowEnvironment) -> None:
    """As the reconciler does, for which that server has no Schedule."""
    made = await town(player)
    workflow = skipping.client.get_workflow_handle(workflow_of(made.house, stream_of(made.initiatives[0])))

    async def is_idle() -> bool:
        return (await workflow.fetch_history()).events[-1].event_type not in BUSY

    await until(is_idle)
    await workflow.terminate()
    await player.sleep_until(player.clock.now() + timedelta(weeks=10))

    async def has_stalled() -> bool:
        return (await made.initiative()).stalled is not None

    assert not await has_stalled(), "nobody has looked"
    await player.reconcile()
    assert await until(has_stalled)
