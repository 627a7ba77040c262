"""What a command makes happen: its own events, and what follows from them in the same append."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, assert_never
from uuid import UUID

from domain import calendar, effect_chain, forms, organiser, template
from domain.aggregate import Aggregate
from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Hold
from domain.forms.implementation import Afterwards, OnPause, Rhythm
from domain.forms.plan import OnPlan
from domain.initiative import automatic, by_code, filing, pausing, persons, steering, turnover
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.answers import check
from domain.initiative.arriving import Sent, sent
from domain.initiative.events import Event, Manner, Outcome
from domain.initiative.evolve import evolve
from domain.initiative.follow import close, consequences, fold, taking_up
from domain.initiative.gates import owned
from domain.initiative.going_round import noted, proposed
from domain.initiative.next_round import NoteNext
from domain.initiative.openings import Opening, open_both, open_task
from domain.initiative.preparing import planned_parts
from domain.initiative.rights import is_handed, is_holder, require_holder
from domain.initiative.start import start
from domain.initiative.state import InitiativeState, Status, Task, TaskState
from domain.initiative.timing import timing
from domain.messages import N_
from domain.organiser import post_of
from domain.post import decide as post
from domain.programme import decide as programme
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.tasks import Key
from domain.track import Track


def decide(command: do.Command, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The events of `command` (none: it was done already); raises a `Refusal`."""
    events, _ = settle(command, state, facts)
    return events


def settle(command: do.Command, state: InitiativeState, facts: Facts) -> tuple[Sequence[Event], InitiativeState]:
    """The events of `command`, and the state they lead to: each is folded once."""
    taken_up, held = taking_up(state, facts) if facts.standing.actor.kind == "person" else ([], state)
    persons.require_others(command, held, facts)
    own = _own(command, held, facts)
    if not own and not isinstance(command, do.JudgeDay | do.FollowCalendar | do.FollowPost):
        return [], state
    state = fold(held, own)
    decided = [more for event in own if isinstance(event, ev.TaskCompleted) for more in _outcome(event, state, facts)]
    followed, state = consequences(fold(state, decided), facts)
    return [*taken_up, *own, *decided, *followed], state


_OnTask = do.CompleteTask | do.ConfirmAnswer | do.ReadAllProtocols | do.HandTask | do.TakeTaskBack


def _own(command: do.Command, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if isinstance(command, do.StartInitiative):
        return start(command, state, facts)
    if state.status is Status.NONE:
        raise NotFound("initiative_unknown", N_("There is no such initiative."))
    if isinstance(command, NoteNext):
        return noted(command, state, facts)
    if isinstance(command, do.Automatic):
        return automatic.decide(command, state, facts)
    if isinstance(command, _OnTask):
        return _on_task(command, state, facts)
    if isinstance(command, do.IssueCodes | do.CloseCodes):
        return by_code.decide(command, state, facts)
    if isinstance(command, do.AttachDocument | do.DetachDocument):
        return filing.decide(command, state, facts)
    return steering.decide(command, state, facts)


def _on_task(command: _OnTask, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    match command:
        case do.CompleteTask():
            return _complete(command, state, facts)
        case do.ConfirmAnswer():
            return _confirm(state.task(command.task), state, facts)
        case do.ReadAllProtocols():
            return _read_all(state, facts)
        case do.HandTask():
            return persons.hand(command, _open(state.task(command.task)), state, facts)
        case do.TakeTaskBack():
            task = _open(state.task(command.task))
            require_holder(state, task, facts)
            return [ev.TaskTakenBack(task=task.task)] if task.handed_to else []
    assert_never(command)


def _open(task: Task) -> Task:
    match task.state:
        case TaskState.OPEN | TaskState.ANSWERED:
            return task
        case TaskState.DONE:
            raise Conflict("task_done", N_("The task is done already. Correct its form if something is wrong."))
        case TaskState.WITHDRAWN:
            raise Conflict("task_withdrawn", N_("The task is no longer needed: the initiative has moved on."))
    assert_never(task.state)


def _complete(command: do.CompleteTask, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    task = state.task(command.task)
    if task.answer is not None and task.answer.form == command.form and _is_said(task, facts):
        return []
    _open(task)
    by_code.require_counted(task)
    _require_unchanged_since_seen(task, state, facts)
    form = _form_of(command, task, state)
    _check(form, task, state, facts, command.manner)
    who = facts.standing.stands_for
    if not is_holder(state, task, facts.standing):
        if not is_handed(task, facts.standing):
            raise NotAllowed("not_yours", N_("The task is somebody else's. Ask them to hand it to you."))
        return [_as_sent(command, form, who)]
    if isinstance(form, forms.NeedsPlan):
        return [_planned(form, task, state, facts)]
    return [_done(_as_sent(command, form, who), facts)]


def _is_said(task: Task, facts: Facts) -> bool:
    """The answer that is there already: done, or this actor's own, waiting to be confirmed."""
    waits = task.state is TaskState.ANSWERED and task.answer is not None
    mine = task.answer is not None and task.answer.by == facts.standing.stands_for
    return task.state is TaskState.DONE or (waits and mine)


def _as_sent(command: do.CompleteTask, form: forms.Form, by: UUID | None) -> ev.TaskAnswered:
    """What is sent in, as it would be kept for confirmation."""
    return ev.TaskAnswered(
        task=command.task, form=form, manner=command.manner, link=command.link, by=by, document=command.document
    )


def _form_of(command: do.CompleteTask, task: Task, state: InitiativeState) -> forms.Form:
    """The form that was sent, or, unchanged, the last one of its kind and voice."""
    form = command.form
    if command.manner is Manner.UNCHANGED:
        form = last_answer(task, state)
        if form is None:
            raise Unmet("nothing_to_repeat", N_("There is no earlier answer to keep unchanged. Fill in the form."))
    if command.manner is Manner.ALREADY_DONE:
        filing.require_source(command, state)
    if form is None or not isinstance(form, CATALOGUE[task.key].forms):
        raise Unmet("wrong_form", N_("That is another task's form. Write out this task's form and fill it in."))
    if isinstance(form, forms.EffectChainForm) and state.track is Track.LIGHT and not form.edges:
        return replace(form, edges=effect_chain.edges_of_rows(form.nodes))
    return form


def last_answer(task: Task, state: InitiativeState) -> forms.Form | None:
    """The latest answer to the same questions in the same voice; a checkpoint repeats the conditions too."""
    if task.key not in (Key.CONDITIONS, Key.CHECKPOINT, Key.CHECK_IN):
        return None
    kinds = (Key.CONDITIONS, Key.CHECKPOINT) if task.key in (Key.CONDITIONS, Key.CHECKPOINT) else (task.key,)
    done = [t for t in state.tasks.values() if t.key in kinds and t.voice is task.voice and t.answer and not t.is_open]
    latest = max(done, key=lambda t: t.touched, default=None)
    return latest.answer.form if latest and latest.answer else None


def _check(form: forms.Form, task: Task, state: InitiativeState, facts: Facts, manner: Manner) -> None:
    arriving = sent(state, task, facts, already_done=manner is Manner.ALREADY_DONE)
    check(form, arriving)
    _check_clauses(form, task, state, arriving)


def _check_clauses(form: forms.Form, task: Task, state: InitiativeState, sent: Sent) -> None:
    """A submission that leaves its own clause unmet is refused with the clause's sentence."""
    clauses = owned(task.key)
    if not clauses or isinstance(form, forms.NeedsPlan):
        return
    done = ev.TaskCompleted(task=task.task, form=form, manner=Manner.FILLED, link=None, by=None, on=sent.today)
    after = evolve(state, done)
    for clause in clauses:
        if clause.key not in state.let_pass and not clause.holds(after):
            raise Unmet(clause.key, clause.sentence)


def _require_unchanged_since_seen(task: Task, state: InitiativeState, facts: Facts) -> None:
    """What one saw is what one answers: a plan edited meanwhile is not approved by accident."""
    touched = max(task.touched, state.plan_touched if task.key is Key.APPROVE_PLAN else 0)
    if facts.seen is not None and touched > facts.seen:
        raise Conflict("changed_meanwhile", N_("It has changed since you opened it. Look at it again and answer then."))


def _planned(form: forms.NeedsPlan, task: Task, state: InitiativeState, facts: Facts) -> Event:
    clock = timing(state, facts)
    held_on = form.held_on or clock.today
    due = clock.now + max(0, clock.calendar.school.between(clock.today, held_on)) + _RECORD_WITHIN
    return ev.TaskPlanned(task=task.task, form=form, due=clock.date_of(due), due_position=due)


_RECORD_WITHIN: Final = 10
"""School days from the workshop to its record (TASKS.md, `needs_workshop`)."""


def _confirm(task: Task, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if task.state is TaskState.DONE:
        return []
    require_holder(state, _open(task), facts)
    by_code.require_counted(task)
    if task.answer is None:
        raise Conflict("nothing_to_confirm", N_("Nobody has answered yet, so there is nothing to confirm."))
    _require_unchanged_since_seen(task, state, facts)
    answer = task.answer
    _check(answer.form, task, state, facts, answer.manner)
    if isinstance(answer.form, forms.NeedsPlan):
        return [ev.TaskTakenBack(task=task.task), _planned(answer.form, task, state, facts)]
    kept = ev.TaskAnswered(
        task=task.task,
        form=answer.form,
        manner=answer.manner,
        link=answer.link,
        by=answer.by,
        document=answer.document,
    )
    return [_done(kept, facts)]


def _done(answer: ev.TaskAnswered, facts: Facts) -> Event:
    return ev.TaskCompleted(
        task=answer.task,
        form=answer.form,
        manner=answer.manner,
        link=answer.link,
        by=answer.by,
        on=facts.today,
        document=answer.document,
    )


def _outcome(completed: ev.TaskCompleted, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """What the answer itself decides, beside what follows from the state that it has led to."""
    form = completed.form
    match form:
        case forms.DevelopmentPlan():
            return [open_task(state, facts, Key.APPROVE_PLAN)]
        case forms.ApprovePlan():
            return _on_plan(form, state, facts)
        case forms.DecideOnConditions():
            return _on_conditions(form, state, facts)
        case forms.StrengthenConditions():
            return open_both(state, facts, Key.CONDITIONS, state.conditions_round + 1)
        case forms.PlanParts():
            return [planned_parts(form, state)]
        case forms.Evaluation():
            return proposed(form, facts)
        case forms.Protocol():
            return automatic.after_protocol(state.task(completed.task), form, state, facts)
        case forms.RestoreRhythm():
            return _on_rhythm(form, state, facts)
        case forms.ContinuationPlan(choice=Afterwards.END) if state.stage is Stage.CONTINUATION:
            return close(state, facts, Outcome.ENDED, form.closing_note)
        case forms.ContinuationPlan(choice=Afterwards.END) if form.end_reason:
            return [ev.WorkEnded(reason=form.end_reason)]
        case forms.TakeNewHold(choice=Hold.END):
            return close(state, facts, Outcome.ENDED, form.closing_note)
        case forms.Position():
            return turnover.takes_position(form, state, facts)
        case forms.NameSuccessor():
            return turnover.names_successor(form, state.task(completed.task), state, facts)
        case forms.Conditions() if form.support_ends_on is not None:
            return turnover.ending(form.support_ends_on, state, facts)
        case forms.AnswerPause():
            return _on_pause(form, state, facts)
        case _:
            return []


def _on_plan(form: forms.ApprovePlan, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if form.decision is OnPlan.RETURN:
        back = state.stage is Stage.PLAN
        return [open_task(state, facts, Key.DEVELOPMENT_PLAN, Opening(due=_RETURNED_DUE))] if back else []
    return steering.apply_plan_change(state, facts)


_RETURNED_DUE: Final = 10
"""School days for a plan that was sent back (TASKS.md, `development_plan`)."""


def _on_conditions(form: forms.DecideOnConditions, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    match form.decision:
        case OnConditions.STRENGTHEN_FIRST:
            return [open_task(state, facts, Key.STRENGTHEN_CONDITIONS, Opening(due_on=form.until))]
        case OnConditions.WAIT if form.until is not None:
            return [pausing.paused(state, facts, form.until, form.reason, waits_for_conditions=True)]
        case _:
            return []


def _on_rhythm(form: forms.RestoreRhythm, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    match form.choice:
        case Rhythm.NEW_DATES:
            dates = [(row.group, row.on) for row in form.new_dates if row.group is not None and row.on is not None]
            return steering.replanned(state, facts, dates)
        case Rhythm.PAUSE if form.pause_until is not None and form.reason:
            return pausing.pause_by_principal(state, facts, form.pause_until, form.reason)
        case Rhythm.CLOSE_EARLY if form.reason:
            return [ev.SeriesClosedEarly(reason=form.reason)]
        case Rhythm.END_KNOWINGLY if form.reason:
            return [ev.WorkEnded(reason=form.reason)]
        case _:
            return []


def _on_pause(form: forms.AnswerPause, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    proposal = state.proposal
    if proposal is None:
        return []
    if form.decision is OnPause.GO_ON or state.status is Status.PAUSED:
        return [ev.PauseDeclined()]
    return [pausing.paused(state, facts, proposal.until, proposal.reason)]


def _read_all(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    today = facts.today
    return [
        ev.TaskCompleted(
            task=task.task,
            form=forms.ReadProtocol(),
            manner=Manner.FILLED,
            link=None,
            by=facts.standing.stands_for,
            on=today,
        )
        for task in state.open_of(Key.READ_PROTOCOL)
        if is_holder(state, task, facts.standing)
    ]


def _relies_on(organiser_id: UUID, state: InitiativeState, command: do.Command) -> tuple[str, ...]:
    if not isinstance(command, do.StartInitiative):
        return _streams(organiser_id, state.template, state.post)
    form = command.form
    streams = _streams(organiser_id, form.template or "", post_of(form.unit) if form.unit else None)
    return streams if command.programme is None else (*streams, programme.stream(command.programme))


@lru_cache(maxsize=10_000)  # the template's name is a digest, and every decision asks
def _streams(organiser_id: UUID, key: str, principal: UUID | None) -> tuple[str, ...]:
    common = (organiser.stream(organiser_id), calendar.stream(organiser_id), template.stream(organiser_id, key))
    return common if principal is None else (*common, post.stream(principal))


AGGREGATE: Final[Aggregate[do.Command, Event, InitiativeState]] = Aggregate(
    category="initiative",
    commands=do.Command,
    events=Event,
    initial=InitiativeState(),
    decide=decide,
    evolve=evolve,
    settled=settle,
    relies_on=_relies_on,
    judges_seen=True,
)
