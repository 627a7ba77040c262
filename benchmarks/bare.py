"""The floors of [idle-memory] and [launch]: a workflow that waits, one that does one local activity, nothing else."""

from datetime import timedelta
from typing import Final

from temporalio import activity, workflow

STEP: Final = "bare_step"


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


@workflow.defn
class BareStepWorkflow:
    """Takes one step that does nothing, and ends."""

    @workflow.run
    async def run(self) -> None:
        """One local activity."""
        await workflow.execute_local_activity(STEP, schedule_to_close_timeout=timedelta(seconds=8))


class BareSteps:
    """Counts the steps that did nothing."""

    def __init__(self) -> None:
        self.taken = 0

    @activity.defn(name=STEP)
    async def step(self) -> None:
        """One more."""
        self.taken += 1
