"""What people do beside the tasks: extend, correct, let pass, plan meetings, name facilitators, cancel."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final, assert_never

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative import persons, turnover
from domain.initiative.answers import check_group
from domain.initiative.arriving import sent
from domain.initiative.correcting import correct
from domain.initiative.events import Event
from domain.initiative.evolve import evolve
from domain.initiative.follow import close_tasks, fold
from domain.initiative.gates import CLAUSES
from domain.initiative.moving import move
from domain.initiative.openings import open_task, planned, series
from domain.initiative.pausing import pause, resume
from domain.initiative.plans import check_plan
from domain.initiative.rights import (
    is_holder,
    is_organiser,
    is_principal,
    may_read,
    require_going_on,
    require_organiser,
    require_principal,
    require_reason,
)
from domain.initiative.state import InitiativeState, Meeting, MeetingState, Status, Task
from domain.initiative.timing import timing
from domain.messages import N_, Message
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.tasks import Key

LONGEST_EXTENSION: Final = 15
"""School days a principal may extend a task, once."""

Steering = (
    do.PauseInitiative
    | do.ResumeInitiative
    | do.ExtendTask
    | do.CancelInitiative
    | do.Comment
    | do.CorrectForm
    | do.LetClausePass
    | do.ChangePlan
    | do.PlanMeeting
    | do.MoveMeeting
    | do.CancelMeeting
    | do.CloseSeriesEarly
    | do.NameFacilitator
    | do.ChangeManager
    | do.NotePersonLeft
    | do.AnnounceSupportEnds
    | do.MoveToTemplate
)


def decide(command: Steering, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The command's own events."""
    match command:
        case do.Comment():
            return _comment(command, state, facts)
        case do.CorrectForm():
            return correct(command, state, facts)
        case do.CancelInitiative():
            return _cancel(command, state, facts)
        case _:
            require_going_on(state)
    match command:
        case do.PauseInitiative():
            return pause(command, state, facts)
        case do.ResumeInitiative():
            return resume(state, facts)
        case do.ExtendTask():
            return _extend(command, state, facts)
        case do.LetClausePass():
            return _let_pass(command, state, facts)
        case do.NameFacilitator():
            return persons.name(command, state, facts)
        case do.ChangeManager():
            return persons.change_manager(command, state, facts)
        case do.NotePersonLeft():
            return turnover.person_left(command, state, facts)
        case do.AnnounceSupportEnds():
            return turnover.support_ends(command, state, facts)
        case do.MoveToTemplate():
            return move(command, state, facts)
        case _:
            return _change_series(command, state, facts)


_OnSeries = do.ChangePlan | do.PlanMeeting | do.MoveMeeting | do.CancelMeeting | do.CloseSeriesEarly


def _change_series(command: _OnSeries, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    require_principal(state, facts)
    if state.stage is not Stage.IMPLEMENTATION and not isinstance(command, do.MoveMeeting):
        raise Conflict("not_implementing", N_("Meetings are changed during implementation."))
    match command:
        case do.ChangePlan():
            return _change_plan(command, state, facts)
        case do.PlanMeeting():
            check_group(command.group, state)
            return _plan_meeting(command, state, facts)
        case do.MoveMeeting():
            meeting = _planned_meeting(command.meeting, state)
            _require_ahead(command.to, facts)
            return [] if meeting.on == command.to else [*_withdraw(meeting, state), _moved(command)]
        case do.CancelMeeting():
            if _meeting(command.meeting, state).state is MeetingState.CANCELLED:
                return []
            meeting = _planned_meeting(command.meeting, state)
            return [*_withdraw(meeting, state), ev.MeetingsCancelled(meetings=(meeting.meeting,))]
        case do.CloseSeriesEarly():
            return [] if state.series_closed else [ev.SeriesClosedEarly(reason=command.reason)]
    assert_never(command)


def _plan_meeting(command: do.PlanMeeting, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A group meets once a day: the same day again is the same meeting."""
    mine = (m for m in state.meetings.values() if m.group == command.group and m.state is MeetingState.PLANNED)
    if any(meeting.on == command.on for meeting in mine):
        return []
    return replanned(state, facts, [(command.group, command.on)])


def _moved(command: do.MoveMeeting) -> Event:
    return ev.MeetingMoved(meeting=command.meeting, to=command.to)


def _comment(command: do.Comment, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if not may_read(state, facts.standing):
        raise NotAllowed("not_readable", N_("You have no part in this initiative."))
    if not command.text:
        raise Unmet("text_missing", N_("Write something."))
    if command.task is not None:
        state.task(command.task)
    return [ev.Commented(text=command.text, task=command.task)]


def _cancel(command: do.CancelInitiative, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    require_organiser(facts)
    if state.status is Status.CANCELLED:
        return []
    require_going_on(state)
    require_reason(command.reason)
    if not command.closing_note:
        raise Unmet("closing_note", N_("An initiative that ends needs a closing note."))
    cancelled = ev.InitiativeCancelled(reason=command.reason, closing_note=command.closing_note, on=facts.today)
    return [*close_tasks(state, facts), cancelled]


def _extend(command: do.ExtendTask, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    task = _require_extendable(state.task(command.task))
    by_principal = not is_organiser(facts.standing)
    if by_principal:
        _check_own_extension(command, task, state, facts)
    require_reason(command.reason)
    if command.school_days < 1:
        raise Unmet("extension_days", N_("Extend by at least one school day."))
    clock = timing(state, facts)
    due = (task.due_position or clock.now) + command.school_days
    return [
        ev.TaskExtended(
            task=task.task,
            due=clock.date_of(due),
            due_position=due,
            reason=command.reason,
            by_principal=by_principal,
        )
    ]


def _require_extendable(task: Task) -> Task:
    if not task.is_open:
        raise Conflict("task_not_open", N_("The task is not open."))
    if task.due_position is None:
        raise Conflict("never_overdue", N_("The task has no due day to extend."))
    return task


def _check_own_extension(command: do.ExtendTask, task: Task, state: InitiativeState, facts: Facts) -> None:
    if not (is_principal(state, facts.standing) and is_holder(state, task, facts.standing)):
        raise NotAllowed("extend_not_yours", N_("The organiser extends a task; the principal extends their own."))
    if task.extended_by_principal or command.school_days > LONGEST_EXTENSION:
        raise NotAllowed(
            "extended_once",
            N_("You may extend a task once, by at most {days} school days. Ask the organiser for more."),
            days=LONGEST_EXTENSION,
        )


def _let_pass(command: do.LetClausePass, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    require_organiser(facts)
    clause = CLAUSES.get(command.clause)
    if clause is None:
        raise NotFound("clause_unknown", N_("There is no clause “{clause}”."), clause=command.clause)
    if not clause.may_pass:
        raise NotAllowed("cannot_pass", N_("This cannot be let pass: {clause}"), clause=Message(clause.sentence))
    if clause.key in state.let_pass:
        return []
    if clause.stage is not state.stage:
        raise Conflict("other_stage", N_("The clause belongs to another stage."))
    require_reason(command.reason)
    return [ev.ClauseLetPass(clause=clause.key, reason=command.reason)]


def _change_plan(command: do.ChangePlan, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    require_reason(command.reason)
    if state.plan_proposed == command.plan:
        return []
    asked = open_task(state, facts, Key.APPROVE_PLAN)
    at = evolve(state, asked).tasks[asked.task]
    check_plan(command.plan, sent(state, at, facts))
    opened = [] if state.open_of(Key.APPROVE_PLAN) else [asked]
    return [ev.PlanChangeProposed(plan=command.plan, reason=command.reason), *opened]


def apply_plan_change(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """An approved change of plan: meetings ahead give way to the new series; a dropped group is asked nothing more."""
    plan = state.plan_proposed
    if plan is None:
        return []
    clock = timing(state, facts)
    dropped = state.groups.keys() - {group.number for group in plan.groups}
    coming = (m for m in state.meetings.values() if m.state is MeetingState.PLANNED)
    ahead = tuple(m.meeting for m in coming if m.on > clock.today or m.group in dropped)
    asked = (task for task in state.open_tasks if task.group in dropped and task.key is not Key.READ_PROTOCOL)
    changed: list[Event] = [ev.PlanChanged(plan=plan), *(ev.TaskWithdrawn(task=task.task) for task in asked)]
    changed += [ev.MeetingsCancelled(meetings=ahead)] if ahead else []
    after = fold(state, changed)
    meetings = [
        meeting
        for group in plan.groups
        if group.number is not None
        for meeting in planned(
            after, facts, group.number, [d for d in series(group, clock.calendar.school) if d > clock.today]
        )
    ]
    return [*changed, *([ev.MeetingsPlanned(meetings=tuple(meetings))] if meetings else [])]


def replanned(state: InitiativeState, facts: Facts, dates: list[tuple[int, date]]) -> Sequence[Event]:
    """New meetings; a group whose cadence had lapsed counts anew from here."""
    clock = timing(state, facts)
    for _, on in dates:
        _require_ahead(on, facts)
    meetings = [
        meeting
        for number, rows in groupby(sorted(dates), key=lambda row: row[0])
        for meeting in planned(state, facts, number, [on for _, on in rows])
    ]
    numbers = sorted({number for number, _ in dates})
    restored = [
        ev.CadenceRestored(group=number, position=clock.now) for number in numbers if state.groups[number].lapsed_on
    ]
    return [ev.MeetingsPlanned(meetings=tuple(meetings)), *restored]


def _require_ahead(on: date, facts: Facts) -> None:
    if on <= facts.today:
        raise Unmet("date_passed", N_("{field}: give a date after today."), field="on")


def _meeting(meeting: object, state: InitiativeState) -> Meeting:
    found = next((m for m in state.meetings.values() if m.meeting == meeting), None)
    if found is None:
        raise NotFound("meeting_unknown", N_("There is no such meeting."))
    return found


def _planned_meeting(meeting: object, state: InitiativeState) -> Meeting:
    found = _meeting(meeting, state)
    if found.state is not MeetingState.PLANNED:
        raise Conflict("meeting_settled", N_("The meeting is settled already."))
    return found


def _withdraw(meeting: Meeting, state: InitiativeState) -> list[Event]:
    """A protocol already asked for is no longer needed."""
    if meeting.protocol is None or not state.tasks[meeting.protocol].is_open:
        return []
    return [ev.TaskWithdrawn(task=meeting.protocol)]
