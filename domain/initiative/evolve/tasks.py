"""What the events of tasks change, and what an answer changes beside its task."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.changing import made
from domain.forms import (
    ApprovePlan,
    DevelopmentPlan,
    Evaluation,
    IndicatorAgain,
    Protocol,
    StartDecision,
)
from domain.forms.implementation import Held
from domain.forms.plan import OnPlan
from domain.initiative import events as ev
from domain.initiative.codes import Codes, CodesClosed, CodesIssued
from domain.initiative.evolve.entries import on_meeting, on_task, put
from domain.initiative.evolve.meetings import met
from domain.initiative.evolve.plan import proposed
from domain.initiative.sent_in import again_on, put_off
from domain.initiative.state import Answer, Indicator, InitiativeState, Task, TaskState
from domain.ladders import Step
from domain.stages import Stage
from domain.tasks import Key


def opened(state: InitiativeState, event: ev.TaskOpened) -> dict[str, Any]:
    version = state.version + 1
    task = made(
        Task,
        task=event.task,
        key=event.key,
        address=event.address,
        ladder=event.ladder,
        opened=event.on,
        position=event.position,
        due=event.due,
        due_position=event.due_position,
        voice=event.voice,
        group=event.group,
        meeting=event.meeting,
        number=event.number,
        pulse=event.pulse,
        given=event.given,
        after=_after(state, event) if event.key is Key.NAME_SUCCESSOR else None,
        armed=version,
        touched=version,
    )
    return {"tasks": put(state.tasks, event.task, task), **_opened_beside(state, event)}


def _after(state: InitiativeState, event: ev.TaskOpened) -> UUID | None:
    """Who led the group, or left just now."""
    return state.last_left if event.group is None else state.groups[event.group].led_by


def _opened_beside(state: InitiativeState, event: ev.TaskOpened) -> dict[str, Any]:
    if event.number is None and event.meeting is None:  # most: four members of an enumeration looked up cost 0.6 µs
        return {}
    match event.key:
        case Key.CONDITIONS if event.number is not None and event.number > state.conditions_round:
            older = {k: form for k, form in state.answers.items() if k[0] not in _OF_A_ROUND}
            return {"conditions_round": event.number, "answers": older}
        case Key.PROTOCOL if event.meeting is not None:
            return on_meeting(state, event.meeting, protocol=event.task)
        case Key.CHECKPOINT if event.number is not None:
            return {"checkpoints": state.checkpoints | {date.fromordinal(event.number)}}
        case Key.INDICATOR_AGAIN if event.number is not None:
            indicator = replace(state.indicators[event.number], opened=True)
            return {"indicators": put(state.indicators, event.number, indicator)}
        case _:
            return {}


_OF_A_ROUND = (Key.CONDITIONS, Key.DECIDE_ON_CONDITIONS)


def climbed(state: InitiativeState, task: UUID, *steps: Step) -> dict[str, Any]:
    return on_task(state, task, steps=state.tasks[task].steps.union(steps))


def planned(state: InitiativeState, event: ev.TaskPlanned) -> dict[str, Any]:
    due = {"due": event.due, "due_position": event.due_position, "steps": frozenset(), "given": None}
    return on_task(state, event.task, planned=event.form, armed=state.version + 1, **due)


def extended(state: InitiativeState, event: ev.TaskExtended) -> dict[str, Any]:
    return on_task(
        state,
        event.task,
        due=event.due,
        due_position=event.due_position,
        steps=frozenset(),
        armed=state.version + 1,
        extended_by_principal=state.tasks[event.task].extended_by_principal or event.by_principal,
    )


def taken_back(state: InitiativeState, event: ev.TaskTakenBack) -> dict[str, Any]:
    return on_task(state, event.task, handed_to=None, state=TaskState.OPEN, answer=None)


def withdrawn(state: InitiativeState, event: ev.TaskWithdrawn) -> dict[str, Any]:
    """A pause that nobody need answer is proposed no longer."""
    unasked = {"proposal": None} if state.tasks[event.task].key is Key.ANSWER_PAUSE else {}
    return {**unasked, **on_task(state, event.task, state=TaskState.WITHDRAWN)}


def answered(state: InitiativeState, event: ev.TaskAnswered) -> dict[str, Any]:
    return on_task(state, event.task, state=TaskState.ANSWERED, answer=_answer(event))


def _answer(event: ev.TaskAnswered | ev.TaskCompleted) -> Answer:
    return made(Answer, form=event.form, manner=event.manner, link=event.link, by=event.by, document=event.document)


def completed(state: InitiativeState, event: ev.TaskCompleted) -> dict[str, Any]:
    task = state.tasks[event.task]
    done = on_task(state, task.task, state=TaskState.DONE, answer=_answer(event), done_on=event.on)
    answers = put(state.answers, (task.key, task.voice), event.form)
    return {**done, "answers": answers, **_completed_beside(state, task, event)}


def _completed_beside(state: InitiativeState, task: Task, event: ev.TaskCompleted) -> dict[str, Any]:
    match event.form:
        case StartDecision() as decided:
            named = frozenset(decided.facilitators)
            return {"title": decided.title, "manager": decided.manager, "named": named, "draft": None}
        case Protocol() as protocol if task.meeting is not None:
            return met(state, task.meeting, protocol)
        case DevelopmentPlan() as plan:
            return {"plan": plan, "plan_approved": False, **proposed(plan, state)}
        case ApprovePlan(decision=OnPlan.APPROVE):
            return {"plan_approved": True}
        case ApprovePlan():
            return {"plan_proposed": None}
        case Evaluation() | IndicatorAgain():
            seen = {} if task.number is None else {task.number: None}
            return _looked_at(state, {**seen, **again_on(event.form, task.number)})
        case _:
            return {}


def _looked_at(state: InitiativeState, days: Mapping[int, date | None]) -> dict[str, Any]:
    """By effect, when it is looked at again; without a day it is not."""
    rest = {number: indicator for number, indicator in state.indicators.items() if number not in days}
    version = state.version + 1
    later = {number: Indicator(effect=number, on=on, armed=version) for number, on in days.items() if on is not None}
    return {"indicators": {**rest, **later}}


def corrected(state: InitiativeState, event: ev.FormCorrected) -> dict[str, Any]:
    task = state.tasks[event.task]
    before = task.answer
    answer = replace(before, form=event.form) if before else None
    changes = on_task(state, event.task, answer=answer)
    if before is not None and state.answers.get((task.key, task.voice)) is before.form:
        changes["answers"] = put(state.answers, (task.key, task.voice), event.form)
    if isinstance(event.form, Protocol) and task.meeting is not None and event.form.outcome is not Held.MOVED:
        changes |= met(state, task.meeting, event.form)
    if before is not None and isinstance(event.form, Evaluation | IndicatorAgain):
        changes |= _looked_at(state, put_off(before.form, event.form, task.number))
    if isinstance(event.form, StartDecision):
        changes["title"] = event.form.title
    if isinstance(event.form, DevelopmentPlan) and state.stage < Stage.IMPLEMENTATION:
        changes |= {"plan": event.form, "plan_touched": state.version + 1}
    return changes


def codes_issued(state: InitiativeState, event: CodesIssued) -> dict[str, Any]:
    held = state.tasks[event.task].codes or Codes(issued=0, until=event.until)
    return on_task(state, event.task, codes=held.and_more(event))


def codes_closed(state: InitiativeState, event: CodesClosed) -> dict[str, Any]:
    held = state.tasks[event.task].codes
    return on_task(state, event.task, codes=held and held.closed(event))
