"""A handover's clock: asks what is due, has it done, sleeps until the next day that matters. Holds no truth."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy

from workflows.sleeper import Sleeper, attributes_of, continue_with, is_long, is_outdated, listed, show

with workflow.unsafe.imports_passed_through():
    from activities.contracts import HAND_OVER, Handed, HandOver, Passing

OPEN: Final = "open"

WITHIN: Final = timedelta(minutes=2)
"""An attempt's: a few dozen initiatives, each with a brief to write."""
AGAIN: Final = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1))


@workflow.defn
class HandoverWorkflow(Sleeper):
    """One handover, from the news that somebody leaves or comes until everything has been said."""

    def __init__(self) -> None:
        super().__init__()
        self._view: Handed | None = None

    @workflow.query
    def view(self) -> Handed | None:
        """The handover as last seen; `None` before the first look."""
        return self._view

    @workflow.run
    async def run(self, passing: Passing) -> Handed:
        """Until it ends."""
        view = self._view = await self._look(passing)
        self._show(passing, view)
        while view.status == OPEN:
            self._set_timer(view.next_due, view.next)
            await self._wake()
            if is_long() or is_outdated():
                continue_with(passing, attributes_of(passing.organiser, view.status))
            view = self._view = await self._look(passing)
            self._show(passing, view)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return view

    async def _look(self, passing: Passing) -> Handed:
        """Do what is due, however long the database is away."""
        self._poked = False  # before the look, so that a poke during it is not lost
        view: Handed = await workflow.execute_activity(
            HAND_OVER,
            HandOver(organiser=passing.organiser, handover=passing.handover, now=workflow.now()),
            result_type=Handed,
            start_to_close_timeout=WITHIN,
            retry_policy=AGAIN,
        )
        return view

    def _show(self, passing: Passing, view: Handed) -> None:
        """Tell operators."""
        show(
            attributes_of(passing.organiser, view.status),
            f"**{view.status}**, version {view.version}\n\n"
            f"{view.waits} of {view.initiatives} initiatives wait for a position\n\n"
            f"Waits for:\n{listed(view.waits_for)}",
        )
