"""What follows at once from what has happened: nobody waits for a clock to enter the next stage.

Each rule looks at the state and says what must have happened too; they are asked again until none has more to say.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final

from domain import check_in, conditions
from domain.catalogue import CATALOGUE
from domain.course import WORKING_GROUP
from domain.facts import Facts
from domain.forms import CheckIn
from domain.forms.evaluation import Conclusion
from domain.initiative import events as ev
from domain.initiative.days import stalled_by, waits_for
from domain.initiative.events import Event, Outcome, Voice
from domain.initiative.evolve import evolve
from domain.initiative.gates import is_met, unmet
from domain.initiative.going_round import offered
from domain.initiative.openings import Opening, open_stage, open_task, planned, series, template_of
from domain.initiative.persons import given_back
from domain.initiative.preparing import prepare
from domain.initiative.rescheduling import rescheduled
from domain.initiative.sent_in import capacity, decision_on_conditions, evaluation
from domain.initiative.state import InitiativeState, MeetingState, Status, Task, TaskState
from domain.initiative.timing import timing
from domain.initiative.turnover import departing, positions, principal_left, received, stands_in, succession
from domain.ladders import STALLS_AFTER
from domain.sealed import Sealed
from domain.stages import Stage
from domain.tasks import Key

Rule = Callable[[InitiativeState, Facts], Sequence[Event]]


def fold(state: InitiativeState, events: Sequence[Event]) -> InitiativeState:
    """The state after `events`."""
    return reduce(evolve, events, state)


def consequences(state: InitiativeState, facts: Facts) -> tuple[list[Event], InitiativeState]:
    """Everything that follows from `state`, and the fixed point it leads to."""
    return _fixed_point(RULES, state, facts)


def taking_up(state: InitiativeState, facts: Facts) -> tuple[list[Event], InitiativeState]:
    """What follows from the post alone, if it has not yet: whoever acts first acts on the initiative after that."""
    if not is_behind_post(state, facts):
        return [], state
    return _fixed_point((rescheduled, *_OF_THE_POST), state, facts)


def is_behind_post(state: InitiativeState, facts: Facts) -> bool:
    """Whether something follows from the post that has not been taken up."""
    return bool(_first_of(_OF_THE_POST, state, facts))


def follows(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """What follows first from `state`; more may follow from that."""
    return _first_of(RULES, state, facts)


def _fixed_point(rules: Sequence[Rule], state: InitiativeState, facts: Facts) -> tuple[list[Event], InitiativeState]:
    followed: list[Event] = []
    while more := _first_of(rules, state, facts):
        followed += more
        state = fold(state, more)
    return followed, state


def _first_of(rules: Sequence[Rule], state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if state.is_going_on:
        for rule in rules:
            if events := rule(state, facts):
                return events
    return []


def _end(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """An evaluation that concludes "end" closes the initiative."""
    form = evaluation(state) if state.stage is Stage.EVALUATION else None
    if form is None or form.conclusion is not Conclusion.END or not is_met(state):
        return []
    return close(state, facts, Outcome.ENDED, form.closing_note)


def _gate(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The gate of the stage holds: withdraw what is left, enter the next stage, open its tasks."""
    if not is_met(state):
        return []
    if state.stage is Stage.CONTINUATION:
        return close(state, facts, outcome_of(state), None)
    clock, entered = timing(state, facts), Stage(state.stage + 1)
    left: list[Event] = [
        ev.TaskWithdrawn(task=task.task) for task in state.open_tasks if not _outlives(task, state.stage)
    ]
    left += _cancel_planned(state)
    moved: list[Event] = [
        ev.StageClosed(stage=state.stage, on=clock.today),
        *left,
        ev.StageEntered(stage=entered, on=clock.today, position=clock.now),
    ]
    after = fold(state, moved)
    return [*moved, *_plan_meetings(after, facts), *open_stage(after, facts, entered), *_confirm(after, facts)]


def _outlives(task: Task, stage: Stage) -> bool:
    """A proposed pause is answered in any stage; indicators and their follow-up span 6 and 7.

    A self-assessment that is being answered waits to be counted: what people have answered is not thrown away.
    """
    if task.key is Key.SELF_ASSESSMENT and task.codes is not None and task.codes.is_open:
        return True
    if CATALOGUE[task.key].at_turnover:
        return True
    return task.key is Key.ANSWER_PAUSE or (task.key is Key.INDICATOR_AGAIN and stage is Stage.EVALUATION)


def _cancel_planned(state: InitiativeState) -> list[Event]:
    left = tuple(m.meeting for m in state.meetings.values() if m.state is MeetingState.PLANNED)
    return [ev.MeetingsCancelled(meetings=left)] if left else []


def _plan_meetings(state: InitiativeState, facts: Facts) -> list[Event]:
    if state.stage is not Stage.IMPLEMENTATION or state.plan is None:
        return []
    calendar = timing(state, facts).calendar.school
    meetings = [
        meeting
        for group in state.plan.groups
        if group.number is not None
        for meeting in planned(state, facts, group.number, series(group, calendar))
    ]
    return [ev.MeetingsPlanned(meetings=tuple(meetings))] if meetings else []


def _confirm(state: InitiativeState, facts: Facts) -> list[Event]:
    """Stage 7 asks for the plan to be confirmed, unless the evaluation said that it holds."""
    if state.stage is not Stage.CONTINUATION or "confirmed" not in {clause.key for clause in unmet(state)}:
        return []
    return [open_task(state, facts, Key.CONFIRM_CONTINUATION)]


def close(state: InitiativeState, facts: Facts, outcome: Outcome, note: Sealed | None) -> list[Event]:
    """Everything open is withdrawn, and the initiative is closed."""
    closed = ev.InitiativeClosed(outcome=outcome, closing_note=note, on=facts.today)
    return [*close_tasks(state, facts), closed]


def close_tasks(state: InitiativeState, facts: Facts) -> list[Event]:
    """Nothing is left open behind an initiative that is over."""
    today = facts.today
    left: list[Event] = [ev.TaskWithdrawn(task=task.task) for task in state.open_tasks]
    stall: list[Event] = [ev.StallLeft(cause=state.stalled, on=today)] if state.stalled else []
    return [*left, *_cancel_planned(state), *stall]


def outcome_of(state: InitiativeState) -> Outcome:
    """The place of the practice at the last check-in there was."""
    if not state.placed:
        return Outcome.UNCLASSIFIED
    return Outcome(state.placed[max(state.placed)].place.value)


def _low_capacity(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Both voices have rated, and the capacity is low: the organiser decides."""
    if state.stage is not Stage.CURRENT_STATE:
        return []
    asked = state.open_of(Key.DECIDE_ON_CONDITIONS) or state.open_of(Key.STRENGTHEN_CONDITIONS)
    rated = all(state.conditions(voice) for voice in Voice)
    if asked or not rated or not conditions.is_low(capacity(state)):
        return []
    if decision_on_conditions(state) is not None or "low_capacity" in state.let_pass:
        return []
    return [open_task(state, facts, Key.DECIDE_ON_CONDITIONS)]


def _plan_afterwards(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Three quarters of the meetings are settled, or there will be no more: what comes after?"""
    if state.stage is not Stage.IMPLEMENTATION or state.work_ended or state.tasks_of(Key.CONTINUATION_PLAN):
        return []
    meetings = [meeting.state for meeting in state.meetings.values() if meeting.group != WORKING_GROUP]
    settled = len(meetings) - meetings.count(MeetingState.PLANNED)
    share = template_of(state, facts).thresholds.plan_for_afterwards_percent
    over = state.series_closed or "series" in state.let_pass
    if not over and settled * 100 < share * len(meetings):
        return []
    return [open_task(state, facts, Key.CONTINUATION_PLAN)]


def _rounds(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A group's rounds spread over its meetings: the third of six opens as half of the meetings are settled."""
    if state.stage is not Stage.IMPLEMENTATION or state.work_ended or state.series_closed:
        return []
    rounds = template_of(state, facts).rounds
    for group in sorted(state.groups) if rounds else ():
        meetings = [m.state for m in state.meetings.values() if m.group == group]
        settled = sum(held is not MeetingState.PLANNED for held in meetings)
        opened = sum(task.group == group for task in state.tasks_of(Key.ANALYSIS_ROUND))
        if rounds and opened < rounds.number and settled * rounds.number >= (opened + 1) * len(meetings):
            return [open_task(state, facts, Key.ANALYSIS_ROUND, Opening(group=group, number=opened + 1))]
    return []


def _place(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Both voices have answered a check-in (or one has and the other never will): the place of the practice."""
    if state.stage is not Stage.CONTINUATION:
        return []
    for months, asked in sorted(_check_ins(state).items()):
        event = _placed(months, asked, state, facts)
        known = state.placed.get(months)
        if event and (known is None or (known.place, known.one_voice) != (event.place, event.one_voice)):
            return [event, *_on_place(event, state, facts)]
    return []


def _on_place(event: ev.PracticeClassified, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By the latest check-in: what fades is taken a new hold of, once; what turns out not to fade needs none."""
    if event.months < max(state.placed, default=0):
        return []
    holds = [task for task in state.tasks_of(Key.TAKE_NEW_HOLD) if task.number == event.months]
    if event.place not in (check_in.Place.FADING, check_in.Place.LAPSED):
        return [ev.TaskWithdrawn(task=task.task) for task in holds if task.is_open]
    if any(task.state is not TaskState.WITHDRAWN for task in holds):
        return []
    return [open_task(state, facts, Key.TAKE_NEW_HOLD, Opening(number=event.months))]


def _check_ins(state: InitiativeState) -> dict[int, list[Task]]:
    """The tasks of each check-in that has opened, by months."""
    found: dict[int, list[Task]] = {}
    for task in state.tasks_of(Key.CHECK_IN):
        if task.number:
            found.setdefault(task.number, []).append(task)
    return found


def _placed(months: int, tasks: list[Task], state: InitiativeState, facts: Facts) -> ev.PracticeClassified | None:
    """The class of one check-in, as far as it can be told now."""
    given = {task.voice: facts_of(task) for task in tasks}
    answered = [six for six in given.values() if six is not None]
    if not answered or any(_may_still_come(task, state, facts) for task in tasks):
        return None
    verdict = check_in.judge(given.get(Voice.PRINCIPAL), given.get(Voice.SECOND), nobody_leads=not state.facilitators)
    return ev.PracticeClassified(months=months, place=verdict.place, one_voice=verdict.one_voice)


def facts_of(task: Task) -> check_in.Six | None:
    """The six facts a voice has given."""
    form = task.answer.form if task.answer and task.state is TaskState.DONE else None
    return form.facts if isinstance(form, CheckIn) else None


def _may_still_come(task: Task, state: InitiativeState, facts: Facts) -> bool:
    if not task.is_open or task.due_position is None:
        return False
    return state.status is Status.PAUSED or timing(state, facts).closed < task.due_position + STALLS_AFTER


def _stall(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Entering and leaving are events, with the cause; another cause is leaving and entering."""
    cause = stalled_by(state, facts)
    if cause is state.stalled:
        return []
    today = facts.today
    left: list[Event] = [ev.StallLeft(cause=state.stalled, on=today)] if state.stalled else []
    if cause is None:
        return left
    return [*left, ev.StallEntered(cause=cause, waits_for=waits_for(state, facts, cause), on=today)]


_OF_THE_POST: Final[tuple[Rule, ...]] = (given_back, principal_left, received, departing, positions)
RULES: Final[tuple[Rule, ...]] = (
    rescheduled,
    *_OF_THE_POST,
    stands_in,
    succession,
    prepare,
    _rounds,
    _end,
    _gate,
    _low_capacity,
    _plan_afterwards,
    offered,
    _place,
    _stall,
)
