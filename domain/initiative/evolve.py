"""How each event changes the state. No rules here: what happened, happened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar, assert_never
from uuid import UUID

from domain.changing import changed
from domain.forms import (
    ApprovePlan,
    DevelopmentPlan,
    Evaluation,
    IndicatorAgain,
    Protocol,
    StartDecision,
)
from domain.forms.evaluation import IndicatorOutcome, Result
from domain.forms.implementation import Held
from domain.forms.plan import OnPlan
from domain.initiative import events as ev
from domain.initiative.codes import Codes, CodesClosed, CodesIssued
from domain.initiative.documents import DocumentAttached, DocumentDetached, document_of
from domain.initiative.next_round import NextProposed, NextStarted
from domain.initiative.state import (
    Answer,
    Indicator,
    InitiativeState,
    LearningGroup,
    Meeting,
    MeetingState,
    Pause,
    Placed,
    Proposal,
    Status,
    Task,
    TaskState,
)
from domain.ladders import Step
from domain.stages import Stage
from domain.tasks import Key

K = TypeVar("K")
V = TypeVar("V")


def evolve(state: InitiativeState, event: ev.Event) -> InitiativeState:
    """The state after `event`; one event, one version."""
    return changed(state, version=state.version + 1, **_changes(state, event))


def _changes(state: InitiativeState, event: ev.Event) -> dict[str, Any]:
    match event:
        case ev.TaskOpened():
            return _opened(state, event)
        case ev.TaskCompleted():
            return _completed(state, event)
        case ev.ReminderDue():
            return _task(state, event.task, steps=_climbed(state, event.task, event.step, *event.passed))
        case ev.EscalationDue():
            return _task(state, event.task, steps=_climbed(state, event.task, Step.ESCALATED, *event.passed))
        case ev.TaskWithdrawn():
            return _task(state, event.task, state=TaskState.WITHDRAWN)
        case ev.TaskPlanned():
            due = {"due": event.due, "due_position": event.due_position, "steps": frozenset(), "given": None}
            return _task(state, event.task, planned=event.form, armed=state.version + 1, **due)
        case ev.TaskHanded():
            return _task(state, event.task, handed_to=event.to)
        case ev.TaskTakenBack():
            return _task(state, event.task, handed_to=None, state=TaskState.OPEN, answer=None)
        case ev.TaskAnswered():
            answer = Answer(form=event.form, manner=event.manner, link=event.link, by=event.by, document=event.document)
            return _task(state, event.task, state=TaskState.ANSWERED, answer=answer)
        case ev.TaskExtended():
            return _extended(state, event)
        case ev.FormCorrected():
            return _corrected(state, event)
        case ev.StageEntered():
            return _stage_entered(state, event)
        case ev.StageClosed():
            return {"implemented_on": event.on} if event.stage is Stage.IMPLEMENTATION else {}
        case ev.ClauseLetPass():
            return {"let_pass": state.let_pass | {event.clause}}
        case ev.MeetingsPlanned():
            planned = {m.meeting: _meeting(m, state.version + 1) for m in event.meetings}
            return {"meetings": {**state.meetings, **planned}}
        case ev.MeetingMoved():
            return _moved(state, event.meeting, event.to)
        case ev.MeetingsCancelled():
            gone = {m: replace(state.meetings[m], state=MeetingState.CANCELLED) for m in event.meetings}
            return {"meetings": {**state.meetings, **gone}}
        case ev.CadenceLapsed():
            return _group(state, event.group, lapsed_on=event.on)
        case ev.CadenceRestored():
            return _group(state, event.group, lapsed_on=None, counts_from=event.position, armed=state.version + 1)
        case ev.StallEntered():
            return {"stalled": event.cause, "stalled_on": event.waits_for}
        case ev.StallLeft():
            return {"stalled": None, "stalled_on": None}
        case ev.PracticeClassified():
            placed = Placed(place=event.place, one_voice=event.one_voice)
            return {"placed": {**state.placed, event.months: placed}}
        case NextProposed():
            return {"proposed": event.needs}
        case NextStarted():
            return {"next_initiative": event.initiative}
        case ev.Commented():
            return {}
        case DocumentAttached():
            return {"documents": _put(state.documents, event.document, document_of(event))}
        case DocumentDetached():
            return _detached(state, event)
        case CodesIssued():
            return _more_codes(state, event)
        case CodesClosed():
            return _codes_closed(state, event)
        case ev.InitiativeStarted():
            return _started(state, event)
        case ev.SeriesClosedEarly():
            return {"series_closed": True}
        case ev.WorkEnded():
            return {"work_ended": True}
        case ev.PlanChangeProposed():
            return {"plan_proposed": event.plan, "plan_touched": state.version + 1}
        case ev.PlanChanged():
            return {"plan": event.plan, "plan_proposed": None, "groups": groups_of(event.plan, state)}
        case ev.FacilitatorNamed():
            return _named(state, event)
        case ev.PauseProposed():
            return {"proposal": Proposal(until=event.until, reason=event.reason, by=event.by)}
        case ev.PauseDeclined():
            return {"proposal": None}
        case ev.InitiativePaused():
            return _paused(state, event)
        case ev.InitiativeResumed():
            return _resumed(state, event)
        case ev.TemplateMoved():
            return _template_moved(state, event)
        case ev.CalendarChanged():
            return _rescheduled(state, event)
        case ev.InitiativeClosed():
            return {
                "status": Status.CLOSED,
                "outcome": event.outcome,
                "pause": None,
                "stalled": None,
                "stalled_on": None,
            }
        case ev.InitiativeCancelled():
            return {"status": Status.CANCELLED, **_OVER}
    assert_never(event)


_OVER: Final = {"pause": None, "stalled": None, "stalled_on": None}


def _detached(state: InitiativeState, event: DocumentDetached) -> dict[str, Any]:
    detached = replace(state.documents[event.document], attached=False)
    return {"documents": _put(state.documents, event.document, detached)}


def _put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


def _task(state: InitiativeState, task: UUID, /, **changes: Any) -> dict[str, Any]:
    return {"tasks": _put(state.tasks, task, changed(state.tasks[task], touched=state.version + 1, **changes))}


def _group(state: InitiativeState, number: int, /, **changes: Any) -> dict[str, Any]:
    return {"groups": _put(state.groups, number, replace(state.groups[number], **changes))}


def _more_codes(state: InitiativeState, event: CodesIssued) -> dict[str, Any]:
    held = state.tasks[event.task].codes or Codes(issued=0, until=event.until)
    return _task(state, event.task, codes=held.and_more(event))


def _codes_closed(state: InitiativeState, event: CodesClosed) -> dict[str, Any]:
    held = state.tasks[event.task].codes
    return _task(state, event.task, codes=held and held.closed(event))


def _climbed(state: InitiativeState, task: UUID, *steps: Step) -> frozenset[Step]:
    return state.tasks[task].steps.union(steps)


def _started(state: InitiativeState, event: ev.InitiativeStarted) -> dict[str, Any]:
    return {
        "status": Status.LIVE,
        "initiative": event.initiative,
        "title": event.title,
        "unit": event.unit,
        "post": event.post,
        "template": event.template,
        "template_version": event.template_version,
        "last_check_in": event.last_check_in,
        "track": event.track,
        "manager": event.manager,
        "named": frozenset(event.facilitators),
        "draft": event.draft,
        "calendar": event.calendar,
        "started": event.on,
        "programme": event.programme,
        "follows": event.follows,
        "stage_entered": event.on,
        "stage_armed": state.version + 1,
    }


def _opened(state: InitiativeState, event: ev.TaskOpened) -> dict[str, Any]:
    version = state.version + 1
    task = Task(
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
        armed=version,
        touched=version,
    )
    return {"tasks": _put(state.tasks, event.task, task), **_opened_beside(state, event)}


def _opened_beside(state: InitiativeState, event: ev.TaskOpened) -> dict[str, Any]:
    match event.key:
        case Key.CONDITIONS if event.number is not None and event.number > state.conditions_round:
            older = {k: form for k, form in state.answers.items() if k[0] not in _OF_A_ROUND}
            return {"conditions_round": event.number, "answers": older}
        case Key.PROTOCOL if event.meeting is not None:
            meeting = replace(state.meetings[event.meeting], protocol=event.task)
            return {"meetings": _put(state.meetings, event.meeting, meeting)}
        case Key.CHECKPOINT if event.number is not None:
            return {"checkpoints": state.checkpoints | {date.fromordinal(event.number)}}
        case Key.INDICATOR_AGAIN if event.number is not None:
            indicator = replace(state.indicators[event.number], opened=True)
            return {"indicators": _put(state.indicators, event.number, indicator)}
        case _:
            return {}


_OF_A_ROUND = (Key.CONDITIONS, Key.DECIDE_ON_CONDITIONS)


def _completed(state: InitiativeState, event: ev.TaskCompleted) -> dict[str, Any]:
    task = state.tasks[event.task]
    answer = Answer(form=event.form, manner=event.manner, link=event.link, by=event.by, document=event.document)
    done = _task(state, event.task, state=TaskState.DONE, answer=answer, done_on=event.on)
    answers = _put(state.answers, (task.key, task.voice), event.form)
    return {**done, "answers": answers, **_completed_beside(state, task, event)}


def _completed_beside(state: InitiativeState, task: Task, event: ev.TaskCompleted) -> dict[str, Any]:
    version = state.version + 1
    match event.form:
        case StartDecision() as decided:
            named = frozenset(decided.facilitators)
            return {"title": decided.title, "manager": decided.manager, "named": named, "draft": None}
        case Protocol() as protocol if task.meeting is not None:
            return _met(state, task.meeting, protocol)
        case DevelopmentPlan() as plan:
            return {"plan": plan, "plan_approved": False, "plan_touched": version}
        case ApprovePlan(decision=OnPlan.APPROVE):
            return {"plan_approved": True}
        case ApprovePlan():
            return {"plan_proposed": None}
        case Evaluation() as evaluation:
            later = {i.effect: i for row in evaluation.indicators for i in _again(row, version)}
            return {"indicators": {**state.indicators, **later}}
        case IndicatorAgain() as again if task.number is not None:
            return {"indicators": _looked_at(state, task.number, again, version)}
        case _:
            return {}


def _again(row: IndicatorOutcome, version: int) -> list[Indicator]:
    if row.result is not Result.TOO_EARLY or row.effect is None or row.again_on is None:
        return []
    return [Indicator(effect=row.effect, on=row.again_on, armed=version)]


def _looked_at(state: InitiativeState, effect: int, form: IndicatorAgain, version: int) -> dict[int, Indicator]:
    rest = {number: indicator for number, indicator in state.indicators.items() if number != effect}
    if form.result is Result.TOO_EARLY and form.again_on is not None:
        rest[effect] = Indicator(effect=effect, on=form.again_on, armed=version)
    return rest


def _met(state: InitiativeState, meeting: UUID, protocol: Protocol) -> dict[str, Any]:
    if protocol.outcome is Held.MOVED and protocol.moved_to is not None:
        return _moved(state, meeting, protocol.moved_to)
    settled = MeetingState.HELD if protocol.outcome is Held.HELD else MeetingState.MISSED
    return {"meetings": _put(state.meetings, meeting, replace(state.meetings[meeting], state=settled))}


def _moved(state: InitiativeState, meeting: UUID, to: date) -> dict[str, Any]:
    moved = replace(state.meetings[meeting], on=to, protocol=None, armed=state.version + 1)
    return {"meetings": _put(state.meetings, meeting, moved)}


def _meeting(planned: ev.PlannedMeeting, version: int) -> Meeting:
    return Meeting(meeting=planned.meeting, group=planned.group, on=planned.on, slot=planned.slot, armed=version)


def _extended(state: InitiativeState, event: ev.TaskExtended) -> dict[str, Any]:
    return _task(
        state,
        event.task,
        due=event.due,
        due_position=event.due_position,
        steps=frozenset(),
        armed=state.version + 1,
        extended_by_principal=state.tasks[event.task].extended_by_principal or event.by_principal,
    )


def _corrected(state: InitiativeState, event: ev.FormCorrected) -> dict[str, Any]:
    task = state.tasks[event.task]
    before = task.answer
    answer = replace(before, form=event.form) if before else None
    corrected = _task(state, event.task, answer=answer)
    changes: dict[str, Any] = {**corrected}
    if before is not None and state.answers.get((task.key, task.voice)) is before.form:
        changes["answers"] = _put(state.answers, (task.key, task.voice), event.form)
    if isinstance(event.form, Protocol) and task.meeting is not None and event.form.outcome is not Held.MOVED:
        changes |= _met(state, task.meeting, event.form)
    if isinstance(event.form, DevelopmentPlan) and state.stage < Stage.IMPLEMENTATION:
        changes |= {"plan": event.form, "plan_touched": state.version + 1}
    return changes


def groups_of(plan: DevelopmentPlan, state: InitiativeState) -> dict[int, LearningGroup]:
    """The groups a plan makes, keeping what is known of those that were there."""
    known = state.groups
    return {
        group.number: replace(known[group.number], facilitator=group.facilitator, vacant_since=None)
        if group.number in known
        else LearningGroup(number=group.number, facilitator=group.facilitator)
        for group in plan.groups
        if group.number is not None
    }


def _stage_entered(state: InitiativeState, event: ev.StageEntered) -> dict[str, Any]:
    entered: dict[str, Any] = {
        "stage": event.stage,
        "stage_entered": event.on,
        "stage_position": event.position,
        "stage_armed": state.version + 1,
    }
    if event.stage is Stage.IMPLEMENTATION and state.plan is not None:
        entered["groups"] = groups_of(state.plan, state)
    return entered


def _named(state: InitiativeState, event: ev.FacilitatorNamed) -> dict[str, Any]:
    if event.group is None:
        return {"named": state.named | {event.person} if event.person else frozenset()}
    vacant = event.on if event.person is None else None
    return _group(state, event.group, facilitator=event.person, vacant_since=vacant)


def _paused(state: InitiativeState, event: ev.InitiativePaused) -> dict[str, Any]:
    pause = Pause(
        on=event.on,
        position=event.position,
        until=event.until,
        by=event.by,
        waits_for_conditions=event.waits_for_conditions,
        armed=state.version + 1,
    )
    return {"status": Status.PAUSED, "pause": pause, "proposal": None}


def _rescheduled(state: InitiativeState, event: ev.CalendarChanged) -> dict[str, Any]:
    """Nobody touched the tasks: whoever is filling one in may send it."""
    moved = {row.task: changed(state.tasks[row.task], due=row.due) for row in event.dues}
    return {"calendar": event.calendar, "tasks": {**state.tasks, **moved}}


def _resumed(state: InitiativeState, event: ev.InitiativeResumed) -> dict[str, Any]:
    moved = {row.task: replace(state.tasks[row.task], due=row.due) for row in event.dues}
    return {
        "status": Status.LIVE,
        "pause": None,
        "lost": state.lost + event.lost,
        "tasks": {**state.tasks, **moved},
    }


def _template_moved(state: InitiativeState, event: ev.TemplateMoved) -> dict[str, Any]:
    version = state.version + 1
    counted = {
        row.task: changed(
            state.tasks[row.task],
            due=row.due,
            due_position=row.due_position,
            given=row.given,
            spared=row.spared,
            steps=frozenset(),
            armed=version,
            touched=version,
        )
        for row in event.dues
    }
    tasks = {"tasks": {**state.tasks, **counted}} if counted else {}
    return {"template_version": event.after, "last_check_in": event.last_check_in, **tasks}
