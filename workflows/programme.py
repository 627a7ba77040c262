"""A programme's launch and its clock: an initiative at each unit, then once a term a look. It holds no truth."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy

from workflows.sleeper import Sleeper, attributes_of, continue_with, is_long, is_outdated, show

with workflow.unsafe.imports_passed_through():
    from activities.contracts import LAUNCH, Campaign, Launch, Launched

CLOSED: Final = "closed"

WITHIN: Final = timedelta(minutes=5)
"""An attempt's: it tells how far it has come after a quarter of a minute."""
SILENT: Final = timedelta(seconds=15)
"""A lot of units takes about a second; then the worker has died, and another goes on."""
AGAIN: Final = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1))


@workflow.defn
class ProgrammeLaunchWorkflow(Sleeper):
    """One programme: starts what waits, in lots, as often as there is any; sleeps until a poke or the next look.

    Killed at any point it goes on where the log says; a lot that was started and not recorded is only recorded.
    """

    def __init__(self) -> None:
        super().__init__()
        self._view: Launched | None = None

    @workflow.query
    def view(self) -> Launched | None:
        """The programme as last seen; `None` before the first look."""
        return self._view

    @workflow.run
    async def run(self, campaign: Campaign) -> Launched:
        """Until the organiser closes the programme."""
        view = self._view = await self._look(campaign)
        self._show(campaign, view)
        while view.status != CLOSED:
            if not view.waiting:
                self._set_timer(view.next_due, "network of the eager")
                await self._wake()
            if is_long() or is_outdated():
                continue_with(campaign, attributes_of(campaign.organiser, view.status))
            view = self._view = await self._look(campaign)
            self._show(campaign, view)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return view

    async def _look(self, campaign: Campaign) -> Launched:
        """Start what waits and do what is due, however long the database is away."""
        self._poked = False  # before the look, so that a poke during it is not lost
        view: Launched = await workflow.execute_activity(
            LAUNCH,
            Launch(organiser=campaign.organiser, programme=campaign.programme, now=workflow.now()),
            result_type=Launched,
            start_to_close_timeout=WITHIN,
            heartbeat_timeout=SILENT,
            retry_policy=AGAIN,
        )
        return view

    def _show(self, campaign: Campaign, view: Launched) -> None:
        """Tell operators."""
        show(
            attributes_of(campaign.organiser, view.status),
            f"**{view.status}**, version {view.version}\n\n"
            f"{view.started} started, {view.waiting} wait, {view.held_back} held back, "
            f"{view.not_taking_part} do not take part",
        )
