"""A handover's clock: asks what is due, has it done, sleeps until the next day that matters. Holds no truth."""

from datetime import timedelta
from typing import Any, Final, NoReturn

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from activities.contracts import HAND_OVER, Handed, HandOver, Passing

ORGANISER: Final = SearchAttributeKey.for_keyword("organiser")
STATUS: Final = SearchAttributeKey.for_keyword("status")
OPEN: Final = "open"

WITHIN: Final = timedelta(minutes=2)
"""An attempt's: a few dozen initiatives, each with a brief to write."""
AGAIN: Final = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1))
NEVER_SOONER: Final = timedelta(seconds=1)
"""The server's clock and ours differ; until both agree that a moment has come, this keeps us from spinning."""


@workflow.defn
class HandoverWorkflow:
    """One handover, from the news that somebody leaves or comes until everything has been said."""

    def __init__(self) -> None:
        self._view: Handed | None = None
        self._poked = False

    @workflow.signal
    def poke(self) -> None:
        """Something has happened in the log: look."""
        self._poked = True

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
            await self._sleep(view)
            if _moves_on():
                self._continue(passing, view)
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

    async def _sleep(self, view: Handed) -> None:
        """Return at a poke, or when something is due by itself."""
        if view.next_due is None:
            await workflow.wait_condition(lambda: self._poked)
            return
        ahead = max(view.next_due - workflow.now(), NEVER_SOONER)
        try:
            await workflow.wait_condition(
                lambda: self._poked, timeout=ahead, timeout_summary=f"{view.next_due:%Y-%m-%d} {view.next}"
            )
        except TimeoutError:
            return

    def _show(self, passing: Passing, view: Handed) -> None:
        """Tell operators."""
        shown = workflow.info().typed_search_attributes
        wanted = _attributes(passing, view)
        changed = [pair.key.value_set(pair.value) for pair in wanted if shown.get(pair.key) != pair.value]
        if changed:
            workflow.upsert_search_attributes(changed)
        waits = "\n".join(f"- {task}" for task in view.waits_for) or "- nothing"
        workflow.set_current_details(
            f"**{view.status}**, version {view.version}\n\n"
            f"{view.waits} of {view.initiatives} initiatives wait for a position\n\nWaits for:\n{waits}"
        )

    def _continue(self, passing: Passing, view: Handed) -> NoReturn:
        workflow.continue_as_new(
            passing,
            search_attributes=TypedSearchAttributes(_attributes(passing, view)),
            initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
        )


def _moves_on() -> bool:
    """The history has grown long, or a newer build is current. Known only after a wake-up."""
    info = workflow.info()
    return info.is_continue_as_new_suggested() or info.is_target_worker_deployment_version_changed()


def _attributes(passing: Passing, view: Handed) -> list[SearchAttributePair[Any]]:
    return [SearchAttributePair(ORGANISER, str(passing.organiser)), SearchAttributePair(STATUS, view.status)]
