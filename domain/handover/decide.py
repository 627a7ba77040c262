"""What may be done to a handover, and what follows from it in the same append."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, assert_never
from uuid import UUID

from domain import calendar, organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.fields import require_complete, unmet
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk
from domain.handover import commands as do
from domain.handover import events as ev
from domain.handover.agenda import climbs
from domain.handover.events import Change, Ending, Event
from domain.handover.follow import change_of, consequences, has_left_again, is_of_now, turnover_of
from domain.handover.state import HandoverState, HandoverTask, TaskState, evolve, unseen
from domain.handover.tasks import HANDOVER_TASKS
from domain.initiative.rights import require_reason
from domain.ladders import Step
from domain.messages import N_
from domain.post import decide as post
from domain.post.decide import LONGEST
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet


def decide(command: do.Command, state: HandoverState, facts: Facts) -> Sequence[Event]:
    """The events of `command` (none: it was done already); raises a `Refusal`."""
    own = _own(command, state, facts)
    followed, _ = consequences(reduce(evolve, own, state), facts)
    return [*own, *followed]


def _own(command: do.Command, state: HandoverState, facts: Facts) -> Sequence[Event]:
    if isinstance(command, do.Automatic) and facts.standing.actor.kind != "clock":
        raise NotAllowed("clock_only", N_("Only the handover's own clock does this."))
    if isinstance(command, do.FollowTurnover):
        follow = _without_taken_up(command, facts)
        return _join(follow, state) if state.is_open else _begin(follow, state, facts)
    if state.change is None:
        raise NotFound("handover_unknown", N_("There is no such handover."))
    match command:
        case do.CompleteHandoverTask():
            return _complete(command, state, facts)
        case do.CorrectHandoverForm():
            return _correct(command, state, facts)
        case do.SeeInitiatives():
            new = state.news(command.seen)
            return [ev.InitiativesSeen(seen=new)] if new and state.is_open else []
        case do.RemindOfHandover():
            return _remind(command, state, facts)
    assert_never(command)


def _without_taken_up(command: do.FollowTurnover, facts: Facts) -> do.FollowTurnover:
    turnover = turnover_of(command.handover, command.unit, facts)
    if turnover is None or turnover.first_day is None or turnover.first_day > facts.today:
        return command
    return replace(command, initiatives=tuple(each for each in command.initiatives if each not in command.taken_up))


def _join(command: do.FollowTurnover, state: HandoverState) -> Sequence[Event]:
    """Initiatives that have started since it opened."""
    new = _unknown(command, state)
    return [ev.InitiativesSeen(seen=tuple(unseen(each) for each in new))] if new else []


def _unknown(command: do.FollowTurnover, state: HandoverState) -> list[UUID]:
    return [each for each in command.initiatives if each not in state.seen]


def _begin(command: do.FollowTurnover, state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Anew, if its end holds no longer by what the post says now: no other handover is opened for the same turnover."""
    turnover = turnover_of(command.handover, command.unit, facts)
    if turnover is None:
        return _never_was(state, facts)
    change = change_of(turnover, facts)
    is_past = has_left_again(command.handover, facts)
    is_owed = bool(command.initiatives) and not is_past and _is_owed(command, state, change)
    return [_open(command, change, facts)] if is_owed else _corrected(state, change)


def _is_owed(command: do.FollowTurnover, state: HandoverState, change: Change) -> bool:
    """Whether something is to be handed over, for the first time or after all, to somebody who has not left again.

    The change was withdrawn and is to be; something has started since nothing was left; it is somebody else who comes,
    or whoever came had yet to come as it ended; whoever had left again is still there.
    """
    match state.ending:
        case Ending.WITHDRAWN:
            return True
        case Ending.NOTHING_LEFT:
            return bool(_unknown(command, state))
        case Ending.COMPLETED | Ending.SUPERSEDED:
            is_another = state.change is None or change.newcomer != state.change.newcomer
            too_early = change.first_day is None or state.ended is None or change.first_day > state.ended
            return is_another or too_early or state.ending is Ending.SUPERSEDED
        case None:
            return True
    assert_never(state.ending)


def _open(command: do.FollowTurnover, change: Change, facts: Facts) -> ev.HandoverOpened:
    """Where initiatives live; a change of principal that touches none needs no handover."""
    return ev.HandoverOpened(
        handover=command.handover,
        unit=command.unit,
        change=change,
        initiatives=command.initiatives,
        on=facts.today,
    )


def _never_was(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Nobody left, nobody came, whatever it had come to."""
    if state.ending in (None, Ending.WITHDRAWN):
        return []
    return [ev.HandoverEnded(how=Ending.WITHDRAWN, on=facts.today)]


def _corrected(state: HandoverState, change: Change) -> Sequence[Event]:
    """One that was carried through keeps the right days; whose it was to see to it stays who it was."""
    if state.change is None or state.ending is Ending.WITHDRAWN:
        return []
    known = replace(change, manager=state.change.manager)
    return [] if known == state.change else [ev.HandoverChanged(change=known)]


def is_manager(facts: Facts) -> bool:
    """Whether they are the post's manager now, in nobody else's place; where none is named, the organiser's contact."""
    named, own = facts.post.manager if facts.post is not None else None, facts.standing.own
    return facts.standing.is_contact if named is None else own == named


def may_answer(facts: Facts) -> bool:
    """The manager, and the organiser's staff."""
    return facts.standing.has(Role.ORGANISER) or is_manager(facts)


def _complete(command: do.CompleteHandoverTask, state: HandoverState, facts: Facts) -> Sequence[Event]:
    task = state.task(command.task)
    if not may_answer(facts):
        raise NotAllowed("manager_only", N_("Only the principal's manager or the organiser's staff may do this."))
    if task.state is TaskState.DONE and task.form == command.form:
        return []
    _require_open(task)
    _check(command.form, task, facts)
    return [ev.HandoverTaskDone(task=task.task, form=command.form, by=facts.standing.person, on=facts.today)]


def may_correct(task: HandoverTask, facts: Facts) -> bool:
    """Who sent it, for as long as they are the manager, and the organiser's staff."""
    sent_it = task.by is not None and task.by == facts.standing.own
    return may_answer(facts) and (sent_it or facts.standing.has(Role.ORGANISER))


def _correct(command: do.CorrectHandoverForm, state: HandoverState, facts: Facts) -> Sequence[Event]:
    task = state.task(command.task)
    if task.state is not TaskState.DONE:
        raise Conflict("not_done", N_("The task is not done yet. Fill in its form instead."))
    if not may_correct(task, facts):
        raise NotAllowed("not_sender", N_("A form is corrected by who sent it, or by the organiser."))
    require_reason(command.reason)
    if command.form == task.form:
        return []
    _check(command.form, task, facts)
    if isinstance(command.form, AnswersMeanwhile):
        _require_in_force(task, state, facts)
    by, today = facts.standing.person, facts.today
    return [ev.HandoverFormCorrected(task=task.task, form=command.form, reason=command.reason, by=by, on=today)]


def _require_in_force(task: HandoverTask, state: HandoverState, facts: Facts) -> None:
    """Who answers is taken to the post from the day it is corrected; it changes nothing for days gone by."""
    if not (state.is_open and task == state.names_meanwhile and is_of_now(task, facts)):
        raise Conflict(
            "meanwhile_over",
            N_("It is no longer this form that says who answers meanwhile, and days gone by stay as they were."),
        )


def _require_open(task: HandoverTask) -> None:
    if task.state is TaskState.DONE:
        raise Conflict("task_done", N_("The task is done already. Correct its form if something is wrong."))
    if task.state is TaskState.WITHDRAWN:
        raise Conflict("task_withdrawn", N_("The task is no longer needed: the handover has moved on."))


def _check(form: HandoverForm, task: HandoverTask, facts: Facts) -> None:
    if not isinstance(form, HANDOVER_TASKS[task.key].form):
        raise Unmet("wrong_form", N_("That is another task's form. Write out this task's form and fill it in."))
    require_complete(form)
    match form:
        case HandoverTalk():
            if not any((form.held_on, form.overlap, form.none_because)):
                raise Unmet("talk_or_why", N_("Say when the talk was held, how the two overlapped, or why neither."))
            if form.held_on is not None and form.held_on > facts.today:
                raise Unmet("not_held_yet", N_("The day lies ahead. Send it in when the talk has been held."))
        case ConfirmBrief():
            if not form.confirmed:
                raise Unmet(
                    "not_confirmed",
                    N_("Confirm the briefs. If something in them is wrong, say what in the comment and confirm."),
                )
        case AnswersMeanwhile():
            if form.until is not None and form.until < facts.today:
                raise unmet(form, "until", "date_passed", N_("“{label}” ({field}): give today or a later date."))
            if form.until is not None and form.until > facts.today + LONGEST:
                raise unmet(form, "until", "too_long", N_("“{label}” ({field}): give a date within a year."))
        case _:
            assert_never(form)


def _remind(command: do.RemindOfHandover, state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Only the highest step that is due is taken; the lower ones are passed."""
    task, dates = state.task(command.task), facts.calendar or CalendarState()
    now = dates.school.index(facts.today)
    due = [rung.step for rung in climbs(task) if rung.position <= now] if task.is_open and state.is_open else []
    if not due or command.step is not due[-1]:
        return []
    *passed, highest = due
    if highest is Step.ESCALATED:
        return [ev.HandoverEscalationDue(task=task.task, passed=tuple(passed))]
    return [ev.HandoverReminderDue(task=task.task, step=highest, passed=tuple(passed))]


def stream(handover: UUID) -> str:
    return f"handover:{handover}"


def _relies_on(organiser_id: UUID, state: HandoverState, command: do.Command) -> tuple[str, ...]:
    unit = command.unit if isinstance(command, do.FollowTurnover) else state.unit
    common = (organiser.stream(organiser_id), calendar.stream(organiser_id))
    return common if unit is None else (*common, post.stream_at(unit))


AGGREGATE: Final[Aggregate[do.Command, Event, HandoverState]] = Aggregate(
    category="handover",
    commands=do.Command,
    events=Event,
    initial=HandoverState(),
    decide=decide,
    evolve=evolve,
    relies_on=_relies_on,
)
