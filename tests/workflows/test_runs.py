"""A run ends after some wakes, within its stage, and the next one goes on as if nothing had been."""

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowHistory
from temporalio.common import TypedSearchAttributes
from temporalio.converter import decode_typed_search_attributes
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.poking import Poker
from domain.stages import Stage
from events.clock import SystemClock
from events.keys import MasterKey
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.works import Gear, Works
from tests.workflows.stand import Bench, Case, geared, histories, input_of, neglected, recorded, seen, until, views_of
from workflows.initiative import STAGE, WAKES
from workflows.sleeper import STATUS

HISTORIES = recorded(Path(__file__).parent / "histories")


def stage_of(history: WorkflowHistory) -> Stage:
    """The one that the run is about."""
    return (input_of(history).view or views_of(history)[0]).stage


WITHIN_A_STAGE = [(one, two) for one, two in pairwise(HISTORIES) if stage_of(one) is stage_of(two)]


def attributes_of(history: WorkflowHistory) -> TypedSearchAttributes:
    """What the run was started with."""
    return decode_typed_search_attributes(
        history.events[0].workflow_execution_started_event_attributes.search_attributes
    )


def test_no_run_wakes_more_often_than_it_may() -> None:
    assert max(len(views_of(run)) for run in HISTORIES) == WAKES
    assert len(WITHIN_A_STAGE) >= 5


@pytest.mark.parametrize(("one", "two"), WITHIN_A_STAGE, ids=lambda history: history.workflow_id)
def test_a_run_within_a_stage_begins_with_all_that_was_known(one: WorkflowHistory, two: WorkflowHistory) -> None:
    view, journey, shown = views_of(one)[-1], input_of(two), attributes_of(two)
    assert journey.view == view
    assert [passage.stage for passage in journey.trail][-1] is view.stage
    assert len({passage.stage for passage in journey.trail}) == len(journey.trail)
    assert (shown[STAGE], shown[STATUS]) == (view.stage, view.status)
    kinds = [event.WhichOneof("attributes") for event in two.events[:6]]
    assert "marker_recorded_event_attributes" not in kinds, "it need not look"
    assert ("timer_started_event_attributes" in kinds) is (view.next_due is not None)


class Meddling(Interceptor):
    """While the last step of a run is being taken, after it has looked, something happens and the run is poked."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.steps = 0
        self.poker: Poker | None = None
        self.version = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  theirs
        return _Meddles(next, self)


class _Meddles(ActivityInboundInterceptor):
    def __init__(self, next_: ActivityInboundInterceptor, owner: Meddling) -> None:
        super().__init__(next_)
        self._owner = owner

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  theirs
        result, owner = await super().execute_activity(input), self._owner
        owner.steps += 1
        if owner.steps == 1 + WAKES and owner.poker is not None:
            owner.version = (await owner.case.comment("Just nu.")).version
            await owner.poker.poke(owner.case.house, owner.case.initiative)
        return result


async def test_a_poke_that_comes_as_a_run_ends_is_not_lost(
    server: DevServer, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    meddling, works = Meddling(case), Works(engine, master, SystemClock())
    gear = Gear(build="one", interceptors=[meddling])
    async with geared(server, works, gear) as bench:
        await seen(bench.works, case.stream)
        poker = meddling.poker = Poker(bench.client)
        while not meddling.version:
            await poker.poke(case.house, case.initiative)
            await until(partial(_taken, meddling, meddling.steps + 1))
        assert (await seen(bench.works, case.stream)).seen_version >= meddling.version
        while not await _goes_on(bench, case):  # a step that had to be repeated was counted twice
            await poker.poke(case.house, case.initiative)
            await until(partial(_taken, meddling, meddling.steps + 1))


async def _taken(meddling: Meddling, steps: int) -> bool:
    return meddling.steps >= steps


async def _goes_on(bench: Bench, case: Case) -> bool:
    return len(await histories(bench.client, case.house, case.initiative)) == 2
