"""What workflows here have in common: they sleep until a poke or their next due moment, look, show, and go on."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn
from uuid import UUID

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

Attributes = Sequence[SearchAttributePair[Any]]

ORGANISER: Final = SearchAttributeKey.for_keyword("organiser")
STATUS: Final = SearchAttributeKey.for_keyword("status")

NEVER_SOONER: Final = timedelta(seconds=1)
"""The server's clock and ours differ; until both agree that a moment has come, this keeps us from spinning."""


class Sleeper:
    """A workflow that is poked, and has at most one moment at which something is due by itself."""

    def __init__(self) -> None:
        self._poked = False
        self._timer: asyncio.Task[None] | None = None
        self._due: datetime | None = None

    @workflow.signal
    def poke(self) -> None:
        """Something has happened in the log: look."""
        self._poked = True

    def _set_timer(self, due: datetime | None, what: str) -> None:
        """One timer, for the next due moment; kept if that has not moved, since a new one is two more events.

        One whose moment has come is not cancelled but left to fire unheard: the server may just have fired it, and one
        that skips time then never gives the workflow another task (temporalio/sdk-java, issues 2606 and 3088).
        """
        if self._timer is not None and (self._timer.done() or self._due != due):
            if self._due is not None and self._due > workflow.now():
                self._timer.cancel()
            self._timer = None
        self._due = due
        if self._timer is None and due is not None:
            ahead = max(due - workflow.now(), NEVER_SOONER)
            self._timer = asyncio.create_task(workflow.sleep(ahead, summary=f"{due:%Y-%m-%d} {what}"))

    async def _wake(self) -> None:
        """Return at the due moment or at a poke."""
        await workflow.wait_condition(lambda: self._poked or (self._timer is not None and self._timer.done()))


def show(attributes: Attributes, details: str) -> None:
    """Tell operators: attributes to search by, those that changed, and a page about where it stands."""
    shown = workflow.info().typed_search_attributes
    changed = [pair.key.value_set(pair.value) for pair in attributes if shown.get(pair.key) != pair.value]
    if changed:
        workflow.upsert_search_attributes(changed)
    workflow.set_current_details(details)


def attributes_of(organiser: UUID, status: str) -> Attributes:
    """What operators search every workflow by."""
    return [SearchAttributePair(ORGANISER, str(organiser)), SearchAttributePair(STATUS, status)]


def listed(tasks: Sequence[str]) -> str:
    """Of a page: what is waited for."""
    return "\n".join(f"- {task}" for task in tasks) or "- nothing"


def is_long() -> bool:
    """The history has grown so long that the server wants a new one."""
    return workflow.info().is_continue_as_new_suggested()


def is_outdated() -> bool:
    """A newer build is current. Known only after a wake-up."""
    return workflow.info().is_target_worker_deployment_version_changed()


def continue_with(way_in: object, attributes: Attributes) -> NoReturn:
    """Into the next run, by the build that is current."""
    workflow.continue_as_new(
        way_in,
        search_attributes=TypedSearchAttributes(list(attributes)),
        initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
    )
