"""What each stage asks before it closes, clause by clause (TASKS.md, "Gates")."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from domain import conditions, effect_chain
from domain.conditions import Condition, Rating
from domain.forms import (
    ContinuationPlan,
    CurrentState,
    DecideOnConditions,
    EffectChainForm,
    Evaluation,
    NeedsAndCurrentState,
    NeedsRecord,
    StartDecision,
)
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion, IndicatorOutcome
from domain.forms.implementation import Afterwards
from domain.forms.needs import Problem
from domain.initiative.events import Voice
from domain.initiative.state import InitiativeState, MeetingState
from domain.mechanisms import missing_blocks
from domain.messages import N_
from domain.stages import Stage
from domain.tasks import Key

FEWEST_PERSPECTIVES: Final = 3
LAST_CHECK_IN: Final = 48
"""Months after stage 5 closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing a gate asks for."""

    key: str
    stage: Stage
    sentence: str
    holds: Callable[[InitiativeState], bool]
    owners: tuple[Key, ...] = ()
    """The tasks whose submission must meet it."""
    may_pass: bool = True
    """The organiser may let it pass, with a reason."""


def _start(state: InitiativeState) -> StartDecision | None:
    form = state.answer(Key.START_DECISION)
    return form if isinstance(form, StartDecision) else None


def _decided(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.decision_body) and form.decided_on is not None


def _answered_for(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.organiser_answers_for) and bool(form.unit_answers_for)


def _evidence(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.evidence)


def _takes_part(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and bool(form.takes_part)


def _other_acknowledged(state: InitiativeState) -> bool:
    form = _start(state)
    return form is not None and (not form.other_live or bool(form.other_live_reason))


Needs = NeedsRecord | NeedsAndCurrentState


def needs(state: InitiativeState) -> Needs | None:
    """The needs inventory, from either track."""
    form = state.answer(Key.NEEDS_WORKSHOP) or state.answer(Key.NEEDS_AND_CURRENT_STATE)
    return form if isinstance(form, NeedsRecord | NeedsAndCurrentState) else None


def _prioritised(form: Needs) -> list[Problem]:
    """The problems that a prioritised need is tied to."""
    tied = {need.problem for need in form.needs if need.need and need.priority is not None}
    return [problem for problem in form.problems if problem.number is not None and problem.number in tied]


def _need_prioritised(state: InitiativeState) -> bool:
    form = needs(state)
    return form is not None and bool(_prioritised(form))


def _for_whom(state: InitiativeState) -> bool:
    form = needs(state)
    return form is not None and any(problem.for_whom for problem in _prioritised(form) or form.problems)


def _how_noticed(state: InitiativeState) -> bool:
    form = needs(state)
    if form is None:
        return False
    candidates = _prioritised(form) or form.problems
    with_whom = [problem for problem in candidates if problem.for_whom]
    return any(problem.how_noticed for problem in with_whom or candidates)


def _perspectives(state: InitiativeState) -> bool:
    form = needs(state)
    if form is None:
        return False
    return len(set(form.perspectives)) >= FEWEST_PERSPECTIVES or bool(form.few_perspectives_reason)


def _focus(state: InitiativeState) -> bool:
    form = state.answer(Key.CURRENT_STATE) or state.answer(Key.NEEDS_AND_CURRENT_STATE)
    return isinstance(form, CurrentState | NeedsAndCurrentState) and bool(form.focus)


def _rated(voice: Voice) -> Callable[[InitiativeState], bool]:
    def rated(state: InitiativeState) -> bool:
        form = state.conditions(voice)
        return form is not None and not conditions.unrated(form.answers)

    return rated


def capacity(state: InitiativeState) -> dict[Condition, Rating]:
    """Per condition the worse of the two voices, in the round that is going on."""
    principal, second = (state.conditions(voice) for voice in Voice)
    return conditions.worse_of_each(
        conditions.ratings(principal.answers if principal else ()), conditions.ratings(second.answers if second else ())
    )


def decision_on_conditions(state: InitiativeState) -> DecideOnConditions | None:
    form = state.answer(Key.DECIDE_ON_CONDITIONS)
    return form if isinstance(form, DecideOnConditions) else None


def _low_decided(state: InitiativeState) -> bool:
    decided = decision_on_conditions(state)
    return not conditions.is_low(capacity(state)) or (decided is not None and decided.decision is OnConditions.GO_ON)


def chain(state: InitiativeState) -> EffectChainForm | None:
    form = state.answer(Key.EFFECT_CHAIN)
    return form if isinstance(form, EffectChainForm) else None


def _in_chain(holds: Callable[[EffectChainForm], bool]) -> Callable[[InitiativeState], bool]:
    def holds_in(state: InitiativeState) -> bool:
        form = chain(state)
        return form is not None and holds(form)

    return holds_in


def _has(part: effect_chain.Part) -> Callable[[InitiativeState], bool]:
    return _in_chain(lambda form: not effect_chain.lacking(form.nodes, part))


def _reaches_pupils(form: EffectChainForm) -> bool:
    whole = not effect_chain.missing_kinds(form.nodes)
    return whole and not effect_chain.activities_without_path(form.nodes, form.edges)


def _balanced(form: EffectChainForm) -> bool:
    located = [row.mechanism for row in form.mechanisms if row.mechanism and row.where]
    return not missing_blocks(located) or bool(form.unbalanced_reason)


def _groups_ready(state: InitiativeState) -> bool:
    groups = state.plan.groups if state.plan else ()
    return bool(groups) and all(group.facilitator and group.first_meeting and group.meetings for group in groups)


def _approved(state: InitiativeState) -> bool:
    return state.plan is not None and state.plan_approved


def _series_done(state: InitiativeState) -> bool:
    settled = all(meeting.state is not MeetingState.PLANNED for meeting in state.meetings.values())
    return state.work_ended or state.series_closed or settled


def _continues(state: InitiativeState) -> bool:
    return state.work_ended or continuation(state) is not None


def continuation(state: InitiativeState) -> ContinuationPlan | None:
    """The draft of the plan for afterwards, if the work goes on."""
    form = state.answer(Key.CONTINUATION_PLAN)
    return form if isinstance(form, ContinuationPlan) and form.choice is Afterwards.GO_ON else None


def evaluation(state: InitiativeState) -> Evaluation | None:
    form = state.answer(Key.EVALUATION)
    return form if isinstance(form, Evaluation) else None


def _indicators_answered(state: InitiativeState) -> bool:
    form, planned = evaluation(state), chain(state)
    if form is None:
        return False
    answered = {row.effect for row in form.indicators if _answers(row)}
    return planned is None or all(node.number in answered for node in effect_chain.effects(planned.nodes))


def _answers(row: IndicatorOutcome) -> bool:
    return row.result is not None and bool(row.text or row.again_on)


def _teaching_answered(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.teaching_changed is not None


def _pupils_answered(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.pupils_results is not None


def _concluded(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is not None and form.conclusion is not None


def _closing_noted(state: InitiativeState) -> bool:
    form = evaluation(state)
    return form is None or form.conclusion is not Conclusion.END or bool(form.closing_note)


def _plan_confirmed(state: InitiativeState) -> bool:
    confirmed = state.answer(Key.CONFIRM_CONTINUATION)
    if isinstance(confirmed, ContinuationPlan):
        return confirmed.choice is Afterwards.GO_ON
    evaluated = evaluation(state)
    return evaluated is not None and evaluated.plan_holds and continuation(state) is not None


def _last_check_in(state: InitiativeState) -> bool:
    return LAST_CHECK_IN in state.placed


def _nothing_left(state: InitiativeState) -> bool:
    return not state.indicators and not state.open_of(Key.TAKE_NEW_HOLD) and not state.open_of(Key.INDICATOR_AGAIN)


_INVENTORY: Final = (Key.NEEDS_WORKSHOP, Key.NEEDS_AND_CURRENT_STATE)
_CHAIN: Final = (Key.EFFECT_CHAIN,)
_EVALUATION: Final = (Key.EVALUATION,)


def _clauses() -> Iterator[Clause]:
    yield from _early_clauses()
    yield from _chain_clauses()
    yield from _late_clauses()


def _early_clauses() -> Iterator[Clause]:
    for key, sentence, holds in (
        ("decision", N_("The decision needs who took it and when."), _decided),
        ("answers_for", N_("Say what the organiser and what the unit answers for."), _answered_for),
        ("evidence", N_("Give the evidence for the method, or say that it is missing and why."), _evidence),
        ("takes_part", N_("At least one group takes part."), _takes_part),
        ("other_live", N_("Another initiative is going on at the unit: say why there are two."), _other_acknowledged),
    ):
        yield Clause(key=key, stage=Stage.START, sentence=sentence, holds=holds, owners=(Key.START_DECISION,))
    for key, sentence, holds in (
        ("need", N_("At least one need is prioritised and tied to a problem."), _need_prioritised),
        ("for_whom", N_("The problem says for whom it is one."), _for_whom),
        ("how_noticed", N_("The problem says how it is noticed."), _how_noticed),
        ("perspectives", N_("At least three perspectives take part, or there is a reason."), _perspectives),
    ):
        yield Clause(key=key, stage=Stage.NEEDS, sentence=sentence, holds=holds, owners=_INVENTORY)
    stage = Stage.CURRENT_STATE
    yield Clause(
        key="focus",
        stage=stage,
        sentence=N_("A focus area is chosen."),
        holds=_focus,
        owners=(Key.CURRENT_STATE, Key.NEEDS_AND_CURRENT_STATE),
    )
    yield Clause(
        key="rated_by_principal",
        stage=stage,
        sentence=N_("The principal has rated every condition."),
        holds=_rated(Voice.PRINCIPAL),
    )
    yield Clause(
        key="rated_by_facilitators",
        stage=stage,
        sentence=N_("The facilitators, or two who took part, have rated every condition."),
        holds=_rated(Voice.SECOND),
    )
    yield Clause(
        key="low_capacity",
        stage=stage,
        sentence=N_(
            "The receiving capacity is low: the organiser decides to go on, to strengthen it first or to wait."
        ),
        holds=_low_decided,
    )


def _chain_clauses() -> Iterator[Clause]:
    part = effect_chain.Part
    for key, sentence, holds in (
        (
            "teacher_does",
            N_("Say what the teacher will actually do differently."),
            _in_chain(lambda form: bool(form.teacher_does_differently)),
        ),
        (
            "reaches_pupils",
            N_("Every activity leads through changed teaching to an effect for pupils."),
            _in_chain(_reaches_pupils),
        ),
        ("indicator", N_("Every effect has an indicator."), _has(part.INDICATOR)),
        ("baseline", N_("Every effect has a baseline."), _has(part.BASELINE)),
        ("target", N_("Every effect has a target: how much, and in what."), _has(part.TARGET)),
        ("by_when", N_("Every effect has a date."), _has(part.DATE)),
        ("measured_how", N_("Every effect has a way of measuring it."), _has(part.MEASURED_HOW)),
        (
            "balanced",
            N_("Each of the four building blocks has a mechanism with its place, or there is a reason."),
            _in_chain(_balanced),
        ),
        (
            "no_cycle",
            N_("The effect chain does not go in a circle."),
            _in_chain(lambda form: not effect_chain.on_cycles(form.nodes, form.edges)),
        ),
    ):
        yield Clause(key=key, stage=Stage.EFFECT_CHAIN, sentence=sentence, holds=holds, owners=_CHAIN)


def _late_clauses() -> Iterator[Clause]:
    yield Clause(
        key="groups",
        stage=Stage.PLAN,
        sentence=N_("Every learning group has a facilitator and at least one planned meeting."),
        holds=_groups_ready,
        owners=(Key.DEVELOPMENT_PLAN,),
    )
    yield Clause(
        key="approved",
        stage=Stage.PLAN,
        sentence=N_("The organiser has approved the plan as it was submitted."),
        holds=_approved,
    )
    yield Clause(
        key="series",
        stage=Stage.IMPLEMENTATION,
        sentence=N_("Every planned meeting is settled, or the series is closed early with a reason."),
        holds=_series_done,
    )
    yield Clause(
        key="continuation",
        stage=Stage.IMPLEMENTATION,
        sentence=N_("A plan for continued work is missing, or a knowing decision to end."),
        holds=_continues,
        may_pass=False,
    )
    for key, sentence, holds in (
        ("indicators", N_("Every indicator has an outcome, a reason, or a date to look again."), _indicators_answered),
        ("teaching", N_("Say whether teaching changed."), _teaching_answered),
        ("pupils", N_("Say whether pupils' results changed."), _pupils_answered),
        ("conclusion", N_("The evaluation has a conclusion."), _concluded),
        ("closing_note", N_("An initiative that ends needs a closing note."), _closing_noted),
    ):
        yield Clause(key=key, stage=Stage.EVALUATION, sentence=sentence, holds=holds, owners=_EVALUATION)
    yield Clause(
        key="confirmed",
        stage=Stage.CONTINUATION,
        sentence=N_("The plan for continued work is confirmed."),
        holds=_plan_confirmed,
        may_pass=False,
    )
    yield Clause(
        key="last_check_in",
        stage=Stage.CONTINUATION,
        sentence=N_("The last check-in is answered."),
        holds=_last_check_in,
    )
    yield Clause(
        key="nothing_left",
        stage=Stage.CONTINUATION,
        sentence=N_("No indicator is left to follow up, and nobody is about to take new hold."),
        holds=_nothing_left,
    )


CLAUSES: Final = {clause.key: clause for clause in _clauses()}
_GATES: Final = {stage: tuple(clause for clause in CLAUSES.values() if clause.stage is stage) for stage in Stage}


def gate(stage: Stage) -> tuple[Clause, ...]:
    """The clauses of a stage's gate, in order."""
    return _GATES[stage]


def unmet(state: InitiativeState) -> list[Clause]:
    """The clauses that keep the present stage open."""
    return [clause for clause in gate(state.stage) if clause.key not in state.let_pass and not clause.holds(state)]
