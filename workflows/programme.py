"""A programme's launch and its clock: an initiative at each unit, then once a term a look. It holds no truth."""

from datetime import timedelta
from typing import Any, Final, NoReturn

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from activities.contracts import LAUNCH, Campaign, Launch, Launched

ORGANISER: Final = SearchAttributeKey.for_keyword("organiser")
STATUS: Final = SearchAttributeKey.for_keyword("status")
CLOSED: Final = "closed"

WITHIN: Final = timedelta(minutes=5)
"""An attempt's: it tells how far it has come after a quarter of a minute."""
SILENT: Final = timedelta(seconds=15)
"""A lot of units takes about a second; then the worker has died, and another goes on."""
AGAIN: Final = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1))
NEVER_SOONER: Final = timedelta(seconds=1)
"""The server's clock and ours differ; until both agree that a moment has come, this keeps us from spinning."""


@workflow.defn
class ProgrammeLaunchWorkflow:
    """One programme: starts what waits, in lots, as often as there is any; sleeps until a poke or the next look.

    Killed at any point it goes on where the log says; a lot that was started and not recorded is only recorded.
    """

    def __init__(self) -> None:
        self._view: Launched | None = None
        self._poked = False

    @workflow.signal
    def poke(self) -> None:
        """Something has happened in the log: look."""
        self._poked = True

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
                await self._sleep(view)
            if _moves_on():
                self._continue(campaign, view)
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

    async def _sleep(self, view: Launched) -> None:
        """Return at a poke, or when something is due by itself."""
        if view.next_due is None:
            await workflow.wait_condition(lambda: self._poked)
            return
        ahead = max(view.next_due - workflow.now(), NEVER_SOONER)
        try:
            await workflow.wait_condition(
                lambda: self._poked, timeout=ahead, timeout_summary=f"{view.next_due:%Y-%m-%d} network of the eager"
            )
        except TimeoutError:
            return

    def _show(self, campaign: Campaign, view: Launched) -> None:
        """Tell operators."""
        shown = workflow.info().typed_search_attributes
        wanted = _attributes(campaign, view)
        changed = [pair.key.value_set(pair.value) for pair in wanted if shown.get(pair.key) != pair.value]
        if changed:
            workflow.upsert_search_attributes(changed)
        workflow.set_current_details(
            f"**{view.status}**, version {view.version}\n\n"
            f"{view.started} started, {view.waiting} wait, {view.held_back} held back, "
            f"{view.not_taking_part} do not take part"
        )

    def _continue(self, campaign: Campaign, view: Launched) -> NoReturn:
        workflow.continue_as_new(
            campaign,
            search_attributes=TypedSearchAttributes(_attributes(campaign, view)),
            initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
        )


def _moves_on() -> bool:
    """The history has grown long, or a newer build is current. Known only after a wake-up."""
    info = workflow.info()
    return info.is_continue_as_new_suggested() or info.is_target_worker_deployment_version_changed()


def _attributes(campaign: Campaign, view: Launched) -> list[SearchAttributePair[Any]]:
    return [SearchAttributePair(ORGANISER, str(campaign.organiser)), SearchAttributePair(STATUS, view.status)]
