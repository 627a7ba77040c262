"""A form that was sent in is corrected, with what that changes beside it: nothing shows what is not so."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain import forms
from domain.facts import Facts
from domain.fields import questions
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion
from domain.forms.implementation import Held
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.answers import check
from domain.initiative.arriving import sent
from domain.initiative.automatic import after_protocol
from domain.initiative.events import Event
from domain.initiative.evolve.meetings import met
from domain.initiative.going_round import proposed
from domain.initiative.rights import is_organiser, is_theirs, require_going_on, require_reason
from domain.initiative.sent_in import put_off
from domain.initiative.state import InitiativeState, Task, TaskState
from domain.initiative.turnover import ending, names_successor, takes_position
from domain.messages import N_, Message
from domain.refusals import Conflict, NotAllowed, Unmet
from domain.stages import Stage
from domain.tasks import Key


def correct(command: do.CorrectForm, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By who sent it, or the organiser, with a reason. Raises Conflict, NotAllowed, Unmet."""
    task = state.task(command.task)
    if task.answer is None or task.state is not TaskState.DONE:
        raise Conflict("not_done", N_("The task is not done yet. Fill in its form instead."))
    if not (is_organiser(facts.standing) or is_theirs(task.answer.by, state, facts.standing)):
        raise NotAllowed("not_sender", N_("A form is corrected by who sent it, or by the organiser."))
    require_reason(command.reason)
    if type(command.form) is not type(task.answer.form):
        raise Unmet("wrong_form", N_("That is another task's form. Write out this task's form and fill it in."))
    if command.form == task.answer.form:
        return []
    _require_unchanged(task.answer.form, command.form)
    check(command.form, sent(state, task, facts, corrects=task.answer.form))
    changed = _changes(task.answer.form, command.form, task, state, facts)
    return [*changed, ev.FormCorrected(task=task.task, form=command.form, reason=command.reason)]


def _changes(
    before: forms.Form, after: forms.Form, task: Task, state: InitiativeState, facts: Facts
) -> Sequence[Event]:
    """What the corrected answer decides otherwise; raises Conflict where it cannot be undone."""
    match before, after:
        case forms.Position(), forms.Position():
            return _position(before, after, state, facts)
        case forms.NameSuccessor(), forms.NameSuccessor():
            return _successor(before, after, task, state, facts)
        case forms.CheckIn(), forms.CheckIn() if after.facts != before.facts:
            require_going_on(state)
            return []
        case forms.Protocol(), forms.Protocol():
            return _protocol(before, after, task, state, facts)
        case forms.Evaluation(), forms.Evaluation():
            _require_asked_later(before, after, task, state)
            return [] if after.new_needs == before.new_needs else proposed(after, facts)
        case forms.IndicatorAgain(), forms.IndicatorAgain():
            _require_asked_later(before, after, task, state)
            return []
        case forms.Conditions(), forms.Conditions() if after.support_ends_on not in (None, before.support_ends_on):
            require_going_on(state)
            return ending(after.support_ends_on, state, facts)
        case _:
            return []


def _position(before: forms.Position, after: forms.Position, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A pause that is proposed now is asked for; one that is proposed no longer need not be answered."""
    was, becomes = _proposes(before), _proposes(after)
    if was == becomes:
        return []
    require_going_on(state)
    if was is not None and (state.proposal is None or state.proposal.until != before.pause_until):
        raise Conflict(
            "pause_answered",
            N_("The pause that was proposed is answered already. Pause, resume or comment on the initiative instead."),
        )
    if becomes is None:
        return [ev.TaskWithdrawn(task=asked.task) for asked in state.open_of(Key.ANSWER_PAUSE)]
    return takes_position(after, state, facts)


def _proposes(form: forms.Position) -> object:
    """The pause it proposes, if any: until when, and why."""
    return (form.pause_until, form.comment) if form.choice is Stance.PROPOSE_PAUSE else None


def _successor(
    before: forms.NameSuccessor, after: forms.NameSuccessor, task: Task, state: InitiativeState, facts: Facts
) -> Sequence[Event]:
    """Another leads the group, if whoever the form named still does.

    It comes before the correction, so that a group that is without by it has been asked for (`turnover.succession`).
    """
    was, becomes = _named(before, state), _named(after, state)
    if was == becomes:
        return []
    require_going_on(state)
    if task.group is None:
        if was in _leaders(state):
            raise _named_otherwise()
        return names_successor(after, task, state, facts)
    if task.group not in state.groups or state.groups[task.group].facilitator != was:
        raise _named_otherwise()
    return [ev.FacilitatorNamed(group=task.group, person=becomes, on=facts.today)]


def _protocol(
    before: forms.Protocol, after: forms.Protocol, task: Task, state: InitiativeState, facts: Facts
) -> Sequence[Event]:
    """A meeting that was held after all is read, and may restore the rhythm; one that was not need not be read."""
    if before.outcome is after.outcome or state.stage is not Stage.IMPLEMENTATION or not state.is_going_on:
        return []
    if after.outcome is Held.HELD and task.meeting is not None:
        return after_protocol(task, after, replace(state, **met(state, task.meeting, after)), facts)
    unread = (read for read in state.open_of(Key.READ_PROTOCOL) if read.meeting == task.meeting)
    return [ev.TaskWithdrawn(task=read.task) for read in unread]


def _require_asked_later(before: forms.Form, after: forms.Form, task: Task, state: InitiativeState) -> None:
    """Another day to look at an indicator again, or none, until it has been asked about once more."""
    changed = put_off(before, after, task.number)
    if any(changed.values()):
        require_going_on(state)
    asked = [again.number for again in state.tasks_of(Key.INDICATOR_AGAIN) if again.armed > task.armed]
    for effect in sorted(changed.keys() & asked):
        raise Conflict(
            "asked_again",
            N_("Indicator {number} has been asked about again since. Answer or correct that form instead."),
            number=effect,
        )


def _named(form: forms.NameSuccessor, state: InitiativeState) -> UUID | None:
    other = state.groups.get(form.merge_with) if form.merge_with is not None else None
    return other.facilitator if other is not None else form.person


def _leaders(state: InitiativeState) -> frozenset[UUID | None]:
    """Who leads, or is to lead by the plan."""
    return state.facilitators | {group.facilitator for group in (state.plan.groups if state.plan else ())}


def _named_otherwise() -> Conflict:
    return Conflict(
        "named_otherwise",
        N_(
            "Who leads is not changed by this correction. Name the facilitator instead:"
            " styrkedjan facilitator INITIATIVE PERSON"
        ),
    )


def _require_unchanged(before: forms.Form, after: forms.Form) -> None:
    """What has been acted on at once stays: the plan, meetings, pauses and the end of the work have gone on from it."""
    if isinstance(before, forms.Protocol) and isinstance(after, forms.Protocol):
        _require_not_moved(before, after)
    changed = next((name for name in _acted_on(before, after) if getattr(before, name) != getattr(after, name)), None)
    if changed is not None:
        label = next(how.label for field, how in questions(after) if field.name == changed)
        raise Conflict(
            "acted_on",
            N_("“{label}” ({field}) has been acted on. Leave it as it was, and change what came of it instead."),
            label=Message(label),
            field=changed,
        )


def _require_not_moved(before: forms.Protocol, after: forms.Protocol) -> None:
    if Held.MOVED not in (before.outcome, after.outcome):
        return
    if before.outcome is not after.outcome or before.moved_to != after.moved_to:
        raise Conflict(
            "meeting_moved",
            N_(
                "A correction moves no meeting. Correct it to missed and plan another; "
                "where it was moved already, move the meeting again or tell of it in its own protocol."
            ),
        )


def _acted_on(before: forms.Form, after: forms.Form) -> tuple[str, ...]:
    match before, after:
        case forms.StartDecision(), _:
            return "manager", "facilitators"
        case ((forms.ApprovePlan() | forms.AnswerPause()), _):
            return ("decision",)
        case _, forms.DecideOnConditions() if after.decision is not OnConditions.GO_ON:
            return "decision", "until"
        case forms.RestoreRhythm(), _:
            return "choice", "new_dates", "pause_until"
        case ((forms.ContinuationPlan() | forms.TakeNewHold()), _):
            return ("choice",)
        case forms.Evaluation(), forms.Evaluation():
            ends = ("conclusion",) if Conclusion.END in (before.conclusion, after.conclusion) else ()
            return "plan_holds", *ends, *(() if after.new_needs else ("new_needs",))
        case forms.PlanParts(), _:
            return ("meetings",)
        case _:
            return ()
