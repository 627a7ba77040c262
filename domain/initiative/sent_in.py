"""What has been sent in, by kind: the latest answer to each question a rule reads."""

from datetime import date

from domain import conditions
from domain.conditions import Condition, Rating
from domain.forms import (
    ContinuationPlan,
    DecideOnConditions,
    EffectChainForm,
    Evaluation,
    Form,
    IndicatorAgain,
    NeedsAndCurrentState,
    NeedsRecord,
)
from domain.forms.evaluation import Result
from domain.forms.implementation import Afterwards
from domain.initiative.events import Voice
from domain.initiative.state import InitiativeState
from domain.tasks import Key

Needs = NeedsRecord | NeedsAndCurrentState


def needs(state: InitiativeState) -> Needs | None:
    """The needs inventory, from either track."""
    form = state.answer(Key.NEEDS_WORKSHOP) or state.answer(Key.NEEDS_AND_CURRENT_STATE)
    return form if isinstance(form, Needs) else None


def capacity(state: InitiativeState) -> dict[Condition, Rating]:
    """Per condition the worse of the two voices, in the round that is going on."""
    principal, second = (state.conditions(voice) for voice in Voice)
    return conditions.worse_of_each(
        conditions.ratings(principal.answers if principal else ()), conditions.ratings(second.answers if second else ())
    )


def decision_on_conditions(state: InitiativeState) -> DecideOnConditions | None:
    form = state.answer(Key.DECIDE_ON_CONDITIONS)
    return form if isinstance(form, DecideOnConditions) else None


def chain(state: InitiativeState) -> EffectChainForm | None:
    form = state.answer(Key.EFFECT_CHAIN)
    return form if isinstance(form, EffectChainForm) else None


def continuation(state: InitiativeState) -> ContinuationPlan | None:
    """The draft of the plan for afterwards, if the work goes on."""
    form = state.answer(Key.CONTINUATION_PLAN)
    return form if isinstance(form, ContinuationPlan) and form.choice is Afterwards.GO_ON else None


def evaluation(state: InitiativeState) -> Evaluation | None:
    form = state.answer(Key.EVALUATION)
    return form if isinstance(form, Evaluation) else None


def again_on(form: Form, effect: int | None) -> dict[int, date]:
    """When an answer says that indicators are looked at again, by effect; a follow-up is about one `effect`."""
    match form:
        case Evaluation():
            early = [row for row in form.indicators if row.result is Result.TOO_EARLY]
            return {row.effect: row.again_on for row in early if row.effect is not None and row.again_on is not None}
        case IndicatorAgain(result=Result.TOO_EARLY) if effect is not None and form.again_on is not None:
            return {effect: form.again_on}
        case _:
            return {}


def put_off(before: Form, after: Form, effect: int | None) -> dict[int, date | None]:
    """What a correction says otherwise of that, by effect: another day, or (`None`) not again."""
    was, becomes = again_on(before, effect), again_on(after, effect)
    return {n: becomes.get(n) for n in was.keys() | becomes.keys() if was.get(n) != becomes.get(n)}
