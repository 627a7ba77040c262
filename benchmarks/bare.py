"""The floor of [idle-memory]: a workflow that waits, and nothing else."""

from temporalio import workflow


@workflow.defn
class BareWorkflow:
    """Waits until it is poked."""

    def __init__(self) -> None:
        self._poked = False

    @workflow.signal
    def poke(self) -> None:
        """End."""
        self._poked = True

    @workflow.run
    async def run(self) -> None:
        """Until poked."""
        await workflow.wait_condition(lambda: self._poked)
