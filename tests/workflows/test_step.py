"""The step that the workflow asks for: whatever time has made due, once, whatever went wrong before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.contracts import Step
from activities.initiative import InitiativeActivities, command_id
from domain.actors import CLOCK, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.initiative.agenda import agenda
from domain.template import TemplateState
from events.clock import SystemClock
from events.engine import connect
from events.intent import Intent
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.templates import load
from styrkedjan.works import Clockwork, Gear, Works
from tests.domain import life
from tests.workflows.stand import Case, clock_of, events_of, histories, neglected, seen, until


def activities(store: Store, engine: AsyncEngine, master: MasterKey) -> InitiativeActivities:
    clock = SystemClock()
    return InitiativeActivities(Ledger(store, Keys(engine, master), clock), store, clock)


def step_of(case: Case) -> Step:
    return Step(organiser=case.house, initiative=case.initiative, now=datetime.now(UTC))


async def test_a_step_does_what_is_due_and_says_so(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    case, step = await neglected(store, engine, master), activities(store, engine, master).take_step
    view = await step(step_of(case))
    assert (view.done, view.stalled) == (("escalation_due", "stall_entered"), "waiting_principal")
    assert view.waits_for == ("needs_workshop: principal",)
    assert view.unmet == ("need", "for_whom", "how_noticed", "perspectives")
    note = await clock_of(engine, case.stream)
    assert (note.seen_version, note.next_due) == (view.version, view.next_due)
    assert (await step(step_of(case))).done == ()


async def test_what_was_asked_too_early_is_asked_again(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    """An id that was used to no effect keeps that answer; time goes on asking under another."""
    case = await neglected(store, engine, master)
    state, _ = await case.ledger.state(case.stream)
    organisation, _ = await case.ledger.state(f"organiser:{case.house}")
    facts = Facts(
        now=datetime.now(UTC),
        standing=Standing(actor=CLOCK),
        organiser=organisation,
        calendar=CalendarState(),
        template=TemplateState(versions={1: load("lartraffar")}),
    )
    await case.do(
        life.do.PauseInitiative(until=(datetime.now(UTC) + timedelta(days=9)).date(), reason=life.text("lov"))
    )
    for alarm in agenda(state, facts).due:
        id_ = command_id(case.initiative, alarm)
        early = Intent(organiser=case.house, stream=case.stream, command=alarm.command, actor=CLOCK, id=id_)
        assert (await case.ledger.execute(early)).events == ()
    await case.do(life.do.ResumeInitiative())
    view = await activities(store, engine, master).take_step(step_of(case))
    assert "escalation_due" in view.done


class Failing(Interceptor):
    """The first step fails for good: the database is away for longer than a workflow task lasts."""

    failed = False

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  theirs
        return _Fails(next, self)


class _Fails(ActivityInboundInterceptor):
    def __init__(self, next_: ActivityInboundInterceptor, owner: Failing) -> None:
        super().__init__(next_)
        self._owner = owner

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  theirs
        if not self._owner.failed:
            self._owner.failed = True
            raise ApplicationError("away", non_retryable=True)
        return await super().execute_activity(input)


async def test_a_step_that_fails_is_taken_again_a_minute_later(
    skipping: WorkflowEnvironment, store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    works, failing = Works(engine, master, SystemClock()), Failing()
    gear = Gear(build="one", versioned=False, interceptors=[failing])
    async with works.running(), Clockwork(works, skipping.client, gear).running():

        async def waits() -> bool:
            found = await histories(skipping.client, case.house, case.initiative) if failing.failed else []
            return any(event.HasField("timer_started_event_attributes") for run in found for event in run.events)

        await until(waits)
        await skipping.sleep(timedelta(minutes=2))
        await seen(works, case.stream)
    assert "escalation_due" in {event.kind for event in await events_of(store, case.stream)}
    (run,) = await histories(skipping.client, case.house, case.initiative)
    assert b'"the database is away: look again"' in {event.user_metadata.summary.data for event in run.events}


async def test_a_failure_crosses_into_temporal_by_its_type_only(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    case = await neglected(store, engine, master)
    elsewhere = connect("postgresql://kim@/planted?host=/nowhere/kim.exempel")
    try:
        with pytest.raises(ApplicationError) as failed:
            await activities(Store(elsewhere), elsewhere, master).take_step(step_of(case))
        assert "exempel" not in str(failed.value)
        assert failed.value.__cause__ is None
    finally:
        await elsewhere.dispose()
