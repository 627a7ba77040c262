"""What each stage asks before it closes, clause by clause (TASKS.md, "Gates")."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from domain import effect_chain
from domain.initiative import holding
from domain.initiative.events import Voice
from domain.initiative.state import InitiativeState
from domain.messages import N_
from domain.stages import Stage
from domain.tasks import Key


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


_INVENTORY: Final = (Key.NEEDS_WORKSHOP, Key.NEEDS_AND_CURRENT_STATE)
_CHAIN: Final = (Key.EFFECT_CHAIN,)
_EVALUATION: Final = (Key.EVALUATION,)


def _clauses() -> Iterator[Clause]:
    yield from _early_clauses()
    yield from _chain_clauses()
    yield from _late_clauses()


def _early_clauses() -> Iterator[Clause]:
    for key, sentence, holds in (
        ("decision", N_("The decision needs who took it and when."), holding.decided),
        ("answers_for", N_("Say what the organiser and what the unit answers for."), holding.answered_for),
        ("evidence", N_("Give the evidence for the method, or say that it is missing and why."), holding.evidence),
        ("takes_part", N_("At least one group takes part."), holding.takes_part),
        (
            "other_live",
            N_("Another initiative is going on at the unit: say why there are two."),
            holding.other_acknowledged,
        ),
    ):
        yield Clause(key=key, stage=Stage.START, sentence=sentence, holds=holds, owners=(Key.START_DECISION,))
    parts = N_("The parts that come here are planned, and their meetings settled.")
    for key, before in (("preparation", Stage.START), ("parts", Stage.NEEDS)):
        yield Clause(key=key, stage=before, sentence=parts, holds=holding.parts_settled)
    for key, sentence, holds in (
        ("need", N_("At least one need is prioritised and tied to a problem."), holding.need_prioritised),
        ("for_whom", N_("The problem says for whom it is one."), holding.for_whom),
        ("how_noticed", N_("The problem says how it is noticed."), holding.how_noticed),
        ("perspectives", N_("At least three perspectives take part, or there is a reason."), holding.perspectives),
    ):
        yield Clause(key=key, stage=Stage.NEEDS, sentence=sentence, holds=holds, owners=_INVENTORY)
    stage = Stage.CURRENT_STATE
    yield Clause(
        key="focus",
        stage=stage,
        sentence=N_("A focus area is chosen."),
        holds=holding.focus,
        owners=(Key.CURRENT_STATE, Key.NEEDS_AND_CURRENT_STATE),
    )
    yield Clause(
        key="rated_by_principal",
        stage=stage,
        sentence=N_("The principal has rated every condition."),
        holds=holding.rated(Voice.PRINCIPAL),
    )
    yield Clause(
        key="rated_by_facilitators",
        stage=stage,
        sentence=N_("The facilitators, or two who took part, have rated every condition."),
        holds=holding.rated(Voice.SECOND),
    )
    yield Clause(
        key="low_capacity",
        stage=stage,
        sentence=N_(
            "The receiving capacity is low: the organiser decides to go on, to strengthen it first or to wait."
        ),
        holds=holding.low_decided,
    )


def _chain_clauses() -> Iterator[Clause]:
    part = effect_chain.Part
    for key, sentence, holds in (
        (
            "teacher_does",
            N_("Say what the teacher will actually do differently."),
            holding.in_chain(lambda form: bool(form.teacher_does_differently)),
        ),
        (
            "reaches_pupils",
            N_("Every activity leads through changed teaching to an effect for pupils."),
            holding.in_chain(holding.reaches_pupils),
        ),
        ("indicator", N_("Every effect has an indicator."), holding.has(part.INDICATOR)),
        ("baseline", N_("Every effect has a baseline."), holding.has(part.BASELINE)),
        ("target", N_("Every effect has a target: how much, and in what."), holding.has(part.TARGET)),
        ("by_when", N_("Every effect has a date."), holding.has(part.DATE)),
        ("measured_how", N_("Every effect has a way of measuring it."), holding.has(part.MEASURED_HOW)),
        (
            "balanced",
            N_("Each of the four building blocks has a mechanism with its place, or there is a reason."),
            holding.in_chain(holding.balanced),
        ),
        (
            "no_cycle",
            N_("The effect chain does not go in a circle."),
            holding.in_chain(lambda form: not effect_chain.on_cycles(form.nodes, form.edges)),
        ),
    ):
        yield Clause(key=key, stage=Stage.EFFECT_CHAIN, sentence=sentence, holds=holds, owners=_CHAIN)


def _late_clauses() -> Iterator[Clause]:
    yield Clause(
        key="groups",
        stage=Stage.PLAN,
        sentence=N_("Every learning group has a facilitator and at least one planned meeting."),
        holds=holding.groups_ready,
        owners=(Key.DEVELOPMENT_PLAN,),
    )
    yield Clause(
        key="approved",
        stage=Stage.PLAN,
        sentence=N_("The organiser has approved the plan as it was submitted."),
        holds=holding.approved,
    )
    yield Clause(
        key="series",
        stage=Stage.IMPLEMENTATION,
        sentence=N_("Every planned meeting is settled, or the series is closed early with a reason."),
        holds=holding.series_done,
    )
    yield Clause(
        key="rounds",
        stage=Stage.IMPLEMENTATION,
        sentence=N_("Every analysis round is sent in and answered, or there is a reason."),
        holds=holding.rounds_done,
    )
    yield Clause(
        key="continuation",
        stage=Stage.IMPLEMENTATION,
        sentence=N_("A plan for continued work is missing, or a knowing decision to end."),
        holds=holding.continues,
        may_pass=False,
    )
    for key, sentence, holds in (
        (
            "indicators",
            N_("Every indicator has an outcome, a reason, or a date to look again."),
            holding.indicators_answered,
        ),
        ("teaching", N_("Say whether teaching changed."), holding.teaching_answered),
        ("pupils", N_("Say whether pupils' results changed."), holding.pupils_answered),
        ("conclusion", N_("The evaluation has a conclusion."), holding.concluded),
        ("closing_note", N_("An initiative that ends needs a closing note."), holding.closing_noted),
    ):
        yield Clause(key=key, stage=Stage.EVALUATION, sentence=sentence, holds=holds, owners=_EVALUATION)
    yield Clause(
        key="confirmed",
        stage=Stage.CONTINUATION,
        sentence=N_("The plan for continued work is confirmed."),
        holds=holding.plan_confirmed,
        may_pass=False,
    )
    yield Clause(
        key="last_check_in",
        stage=Stage.CONTINUATION,
        sentence=N_("The last check-in is answered."),
        holds=holding.last_check_in,
    )
    yield Clause(
        key="nothing_left",
        stage=Stage.CONTINUATION,
        sentence=N_("No indicator is left to follow up, and nobody is about to take new hold."),
        holds=holding.nothing_left,
    )


CLAUSES: Final = {clause.key: clause for clause in _clauses()}
_GATES: Final = {stage: tuple(clause for clause in CLAUSES.values() if clause.stage is stage) for stage in Stage}


_OWNED: Final = {key: tuple(clause for clause in CLAUSES.values() if key in clause.owners) for key in Key}


def owned(key: Key) -> tuple[Clause, ...]:
    """The clauses that a submission of this kind of task must meet."""
    return _OWNED[key]


def gate(stage: Stage) -> tuple[Clause, ...]:
    """The clauses of a stage's gate, in order."""
    return _GATES[stage]


def unmet(state: InitiativeState) -> list[Clause]:
    """The clauses that keep the present stage open."""
    return [clause for clause in gate(state.stage) if not _met(clause, state)]


def is_met(state: InitiativeState) -> bool:
    """Whether nothing keeps the present stage open."""
    return all(_met(clause, state) for clause in gate(state.stage))


def _met(clause: Clause, state: InitiativeState) -> bool:
    return clause.key in state.let_pass or clause.holds(state)
