"""What each clause of a gate means: whether it holds, read from what has been sent in and from the meetings."""

from collections.abc import Callable
from typing import Final

from domain import conditions, effect_chain
from domain.forms import (
    ContinuationPlan,
    CurrentState,
    EffectChainForm,
    NeedsAndCurrentState,
    StartDecision,
)
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion, IndicatorOutcome
from domain.forms.implementation import Afterwards
from domain.forms.needs import Problem
from domain.initiative.events import Voice
from domain.initiative.sent_in import (
    Needs,
    capacity,
    chain,
    continuation,
    decision_on_conditions,
    evaluation,
    needs,
)
from domain.initiative.state import InitiativeState, MeetingState
from domain.mechanisms import missing_blocks
from domain.tasks import Key

FEWEST_PERSPECTIVES: Final = 3


def _start(state: InitiativeState) -> StartDecision | None:
    form = state.answer(Key.START_DECISION)
    return form if isinstance(form, StartDecision) else None


def decided(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.decision_body) and form.decided_on is not None


def answered_for(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.organiser_answers_for) and bool(form.unit_answers_for)


def evidence(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.evidence)


def parts_settled(state: InitiativeState) -> bool:
    """Read only before implementation, when every meeting that is planned is the working group's."""
    planned = any(meeting.state is MeetingState.PLANNED for meeting in state.meetings.values())
    return not planned and not state.open_of(Key.PLAN_PARTS)


def takes_part(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.takes_part)


def other_acknowledged(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and (not form.other_live or bool(form.other_live_reason))


def _prioritised(form: Needs) -> list[Problem]:
    """The problems that a prioritised need is tied to."""
    tied = {need.problem for need in form.needs if need.need and need.priority is not None}
    return [problem for problem in form.problems if problem.number is not None and problem.number in tied]


def need_prioritised(state: InitiativeState) -> bool:
    form = needs(state)
    return form is not None and bool(_prioritised(form))


def for_whom(state: InitiativeState) -> bool:
    form = needs(state)
    return form is not None and any(problem.for_whom for problem in _prioritised(form) or form.problems)


def how_noticed(state: InitiativeState) -> bool:
    form = needs(state)
    if form is None:
        return False
    candidates = _prioritised(form) or form.problems
    with_whom = [problem for problem in candidates if problem.for_whom]
    return any(problem.how_noticed for problem in with_whom or candidates)


def perspectives(state: InitiativeState) -> bool:
    form = needs(state)
    if form is None:
        return False
    return len(set(form.perspectives)) >= FEWEST_PERSPECTIVES or bool(form.few_perspectives_reason)


def focus(state: InitiativeState) -> bool:
    form = state.answer(Key.CURRENT_STATE) or state.answer(Key.NEEDS_AND_CURRENT_STATE)
    return isinstance(form, CurrentState | NeedsAndCurrentState) and bool(form.focus)


def rated(voice: Voice) -> Callable[[InitiativeState], bool]:
    def rated(state: InitiativeState) -> bool:
        form = state.conditions(voice)
        return form is not None and not conditions.unrated(form.answers)

    return rated


def low_decided(state: InitiativeState) -> bool:
    decided = decision_on_conditions(state)
    return not conditions.is_low(capacity(state)) or (decided is not None and decided.decision is OnConditions.GO_ON)


def in_chain(holds: Callable[[EffectChainForm], bool]) -> Callable[[InitiativeState], bool]:
    def holds_in(state: InitiativeState) -> bool:
        form = chain(state)
        return form is not None and holds(form)

    return holds_in


def has(part: effect_chain.Part) -> Callable[[InitiativeState], bool]:
    return in_chain(lambda form: not effect_chain.lacking(form.nodes, part))


def reaches_pupils(form: EffectChainForm) -> bool:
    whole = not effect_chain.missing_kinds(form.nodes)
    return whole and not effect_chain.activities_without_path(form.nodes, form.edges)


def balanced(form: EffectChainForm) -> bool:
    located = [row.mechanism for row in form.mechanisms if row.mechanism and row.where]
    return not missing_blocks(located) or bool(form.unbalanced_reason)


def groups_ready(state: InitiativeState) -> bool:
    groups = state.plan.groups if state.plan else ()
    return bool(groups) and all(group.facilitator and group.first_meeting and group.meetings for group in groups)


def approved(state: InitiativeState) -> bool:
    return state.plan is not None and state.plan_approved


def series_done(state: InitiativeState) -> bool:
    settled = all(meeting.state is not MeetingState.PLANNED for meeting in state.meetings.values())
    return state.work_ended or state.series_closed or settled


def rounds_done(state: InitiativeState) -> bool:
    return state.work_ended or state.series_closed or not state.open_of(Key.ANALYSIS_ROUND)


def continues(state: InitiativeState) -> bool:
    return state.work_ended or continuation(state) is not None


def indicators_answered(state: InitiativeState) -> bool:
    form, planned = evaluation(state), chain(state)
    if form is None:
        return False
    answered = {row.effect for row in form.indicators if _answers(row)}
    return planned is None or all(node.number in answered for node in effect_chain.effects(planned.nodes))


def _answers(row: IndicatorOutcome) -> bool:
    return row.result is not None and bool(row.text or row.again_on)


def teaching_answered(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.teaching_changed is not None


def pupils_answered(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.pupils_results is not None


def concluded(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.conclusion is not None


def closing_noted(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is None or form.conclusion is not Conclusion.END or bool(form.closing_note)


def plan_confirmed(state: InitiativeState) -> bool:
    confirmed = state.answer(Key.CONFIRM_CONTINUATION)
    if isinstance(confirmed, ContinuationPlan):
        return confirmed.choice is Afterwards.GO_ON
    evaluated = evaluation(state)
    return evaluated is not None and evaluated.plan_holds and continuation(state) is not None


def last_check_in(state: InitiativeState) -> bool:
    return max(state.placed, default=0) >= state.last_check_in


def nothing_left(state: InitiativeState) -> bool:
    return not state.indicators and not state.open_of(Key.TAKE_NEW_HOLD) and not state.open_of(Key.INDICATOR_AGAIN)
