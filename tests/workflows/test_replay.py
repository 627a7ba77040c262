"""Recorded histories are replayed by today's workflow, and tell the chain to whoever reads one."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.contracts import (
    HAND_OVER,
    HANDOVER,
    INITIATIVE,
    TAKE_STEP,
    Arrival,
    Handed,
    HandOver,
    Journey,
    Passing,
    Step,
    View,
)
from domain.initiative.gates import gate
from domain.stages import Stage
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.works import runner
from tests.workflows.stand import input_of, recorded, views_of
from workflows.handover import HandoverWorkflow
from workflows.initiative import InitiativeWorkflow
from workflows.programme import ProgrammeLaunchWorkflow

HISTORIES = recorded(Path(__file__).parent / "histories")

PROGRAMMES = recorded(Path(__file__).parent / "histories" / "programme")

HANDOVERS = recorded(Path(__file__).parent / "histories" / "handover")


def replayer(*workflows: type, sandboxed: bool = False) -> Replayer:
    return Replayer(workflows=workflows, workflow_runner=runner(sandboxed=sandboxed), data_converter=DATA_CONVERTER)


@pytest.mark.parametrize("sandboxed", [False, True], ids=["as it runs", "sandboxed"])
@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.workflow_id)
async def test_today_s_workflow_replays_what_was_recorded(history: WorkflowHistory, sandboxed: bool) -> None:
    await replayer(InitiativeWorkflow, sandboxed=sandboxed).replay_workflow(history)


@workflow.defn(name=INITIATIVE, sandboxed=False)
class ForgetfulWorkflow:
    """Sleeps without having looked: nothing that was recorded fits."""

    @workflow.run
    async def run(self, journey: Journey) -> Arrival:
        await workflow.sleep(1)
        step = Step(organiser=journey.organiser, initiative=journey.initiative, now=workflow.now())
        view: View = await workflow.execute_local_activity(TAKE_STEP, step, result_type=View)
        return Arrival(status=view.status, trail=())


@pytest.mark.parametrize("sandboxed", [False, True], ids=["as it runs", "sandboxed"])
@pytest.mark.parametrize("history", PROGRAMMES, ids=lambda history: history.workflow_id)
async def test_a_programme_s_workflow_replays_what_was_recorded(history: WorkflowHistory, sandboxed: bool) -> None:
    await replayer(ProgrammeLaunchWorkflow, sandboxed=sandboxed).replay_workflow(history)
    summaries = [_summary(event) for event in history.events if event.HasField("timer_started_event_attributes")]
    assert summaries
    assert all(date.fromisoformat(summary[:10]) for summary in summaries)


@pytest.mark.parametrize("sandboxed", [False, True], ids=["as it runs", "sandboxed"])
@pytest.mark.parametrize("history", HANDOVERS, ids=lambda history: history.workflow_id)
async def test_a_handover_s_workflow_replays_what_was_recorded(history: WorkflowHistory, sandboxed: bool) -> None:
    await replayer(HandoverWorkflow, sandboxed=sandboxed).replay_workflow(history)
    summaries = [_summary(event) for event in history.events if event.HasField("timer_started_event_attributes")]
    assert {summary.partition(" ")[2] for summary in summaries} == {"ladder", "follow"}
    assert all(date.fromisoformat(summary[:10]) for summary in summaries)


@workflow.defn(name=HANDOVER, sandboxed=False)
class HastyWorkflow:
    """Sleeps without having looked at the handover: nothing that was recorded fits."""

    @workflow.run
    async def run(self, passing: Passing) -> Handed:
        await workflow.sleep(1)
        ask = HandOver(organiser=passing.organiser, handover=passing.handover, now=workflow.now())
        handed: Handed = await workflow.execute_activity(
            HAND_OVER, ask, result_type=Handed, start_to_close_timeout=timedelta(minutes=1)
        )
        return handed


async def test_an_incompatible_handover_workflow_fails_the_replay() -> None:
    result = await replayer(HastyWorkflow).replay_workflow(HANDOVERS[0], raise_on_replay_failure=False)
    assert isinstance(result.replay_failure, workflow.NondeterminismError)


async def test_an_incompatible_workflow_fails_the_replay() -> None:
    result = await replayer(ForgetfulWorkflow).replay_workflow(HISTORIES[0], raise_on_replay_failure=False)
    assert isinstance(result.replay_failure, workflow.NondeterminismError)


def test_the_chain_is_read_from_one_history_alone() -> None:
    """The last run's: closed runs vanish with the namespace's retention."""
    history = HISTORIES[-1]
    trail = [(passage.stage, passage.entered) for passage in input_of(history).trail]
    assert [stage for stage, _ in trail] == list(Stage)[1:]
    assert [entered for _, entered in trail] == sorted(entered for _, entered in trail)

    summaries = [_summary(event) for event in history.events if event.HasField("timer_started_event_attributes")]
    assert any("open check_in after months 48" in summary for summary in summaries)
    assert all(date.fromisoformat(summary[:10]) for summary in summaries)

    views = views_of(history)
    assert any("check_in: facilitators" in view.waits_for for view in views)
    assert ("task_opened", "task_opened") in {view.done for view in views}
    assert [view.unmet for view in views][-2:] == [("last_check_in",), ()]
    assert (views[-1].stage, views[-1].status) == (Stage.CONTINUATION, "closed")


def _summary(event: Any) -> str:
    summary: str = DATA_CONVERTER.payload_converter.from_payload(event.user_metadata.summary, str)
    return summary


def test_the_gates_beside_the_stages_are_the_domain_s() -> None:
    told: dict[Stage, tuple[str, ...]] = {}

    class Listening(InitiativeWorkflow):
        async def _stay(self, _: Journey, gate: tuple[str, ...], *, then: Stage | None) -> None:
            told[self._seen.stage] = gate
            assert then == (None if self._seen.stage is Stage.CONTINUATION else Stage(self._seen.stage + 1))

        async def _go_on(self, _: Journey) -> Arrival:
            return Arrival(status="", trail=())

    for stage in Stage:
        view = View(
            version=1,
            unit=input_of(HISTORIES[0]).initiative,
            stage=stage,
            entered=date(2027, 8, 24),
            status="live",
            stalled=None,
            ended=False,
            done=(),
            waits_for=(),
            unmet=(),
            next_due=None,
            next="",
        )
        journey = Journey(organiser=view.unit, initiative=view.unit, view=view)
        asyncio.run(Listening().run(journey))
    assert told == {stage: tuple(clause.key for clause in gate(stage)) for stage in Stage}
