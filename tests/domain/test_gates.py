"""Each clause of each gate keeps its stage open alone, refuses its own submission, and can be let pass or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain import forms
from domain.conditions import Condition, Rating
from domain.effect_chain import Edge, NodeKind
from domain.forms.evaluation import Conclusion, Extent, IndicatorOutcome, Result
from domain.forms.implementation import Afterwards, Held
from domain.forms.needs import Need, Perspective, Problem
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.events import Voice
from domain.initiative.gates import CLAUSES, gate, unmet
from domain.initiative.state import Status
from domain.refusals import NotAllowed, Unmet
from domain.stages import Stage
from domain.tasks import Key
from tests.domain.life import (
    HEAD,
    STAFF,
    Life,
    an_id,
    chain_form,
    conditions_form,
    continuation_form,
    effect,
    evaluation_form,
    needs_form,
    plan_form,
    protocol_form,
    start_form,
    text,
)

Change = Callable[[Any], Any]


def nodes(form: forms.EffectChainForm, **changes: Any) -> forms.EffectChainForm:
    """The same chain with one effect changed."""
    return replace(form, nodes=(*form.nodes[:-1], replace(form.nodes[-1], **changes)))


def problem(form: forms.NeedsRecord, **changes: Any) -> forms.NeedsRecord:
    return replace(form, problems=(replace(form.problems[0], **changes),))


REFUSED: dict[str, tuple[Callable[[], Life], Key, Change]] = {
    "need": (
        lambda: Life().starts(),
        Key.NEEDS_WORKSHOP,
        lambda _: replace(needs_form(), needs=(Need(need=text("n"), problem=1),)),
    ),
    "for_whom": (lambda: Life().starts(), Key.NEEDS_WORKSHOP, lambda _: problem(needs_form(), for_whom=None)),
    "how_noticed": (lambda: Life().starts(), Key.NEEDS_WORKSHOP, lambda _: problem(needs_form(), how_noticed=None)),
    "perspectives": (
        lambda: Life().starts(),
        Key.NEEDS_WORKSHOP,
        lambda _: replace(needs_form(), perspectives=(Perspective.TEACHER, Perspective.TEACHER, Perspective.IT)),
    ),
    "reaches_pupils": (
        lambda: Life().to_effect_chain(),
        Key.EFFECT_CHAIN,
        lambda _: replace(chain_form(), edges=(Edge(source=1, target=2), Edge(source=2, target=5))),
    ),
    "indicator": (lambda: Life().to_effect_chain(), Key.EFFECT_CHAIN, lambda _: nodes(chain_form(), indicator=None)),
    "baseline": (lambda: Life().to_effect_chain(), Key.EFFECT_CHAIN, lambda _: nodes(chain_form(), baseline=None)),
    "target": (lambda: Life().to_effect_chain(), Key.EFFECT_CHAIN, lambda _: nodes(chain_form(), in_what=None)),
    "by_when": (lambda: Life().to_effect_chain(), Key.EFFECT_CHAIN, lambda _: nodes(chain_form(), by_when=None)),
    "measured_how": (
        lambda: Life().to_effect_chain(),
        Key.EFFECT_CHAIN,
        lambda _: nodes(chain_form(), measured_how=None),
    ),
    "balanced": (
        lambda: Life().to_effect_chain(),
        Key.EFFECT_CHAIN,
        lambda _: replace(chain_form(), mechanisms=chain_form().mechanisms[1:]),
    ),
    "no_cycle": (
        lambda: Life().to_effect_chain(),
        Key.EFFECT_CHAIN,
        lambda _: replace(chain_form(), edges=(*chain_form().edges, Edge(source=5, target=2))),
    ),
    "groups": (
        lambda: Life().to_plan(),
        Key.DEVELOPMENT_PLAN,
        lambda life: replace(
            plan_form(life.now.date()),
            groups=tuple(replace(group, facilitator=None) for group in plan_form(life.now.date()).groups),
        ),
    ),
    "indicators": (
        lambda: Life().to_evaluation(),
        Key.EVALUATION,
        lambda _: evaluation_form(indicators=(IndicatorOutcome(effect=4, result=Result.OUTCOME, text=text("x")),)),
    ),
    "closing_note": (
        lambda: Life().to_evaluation(),
        Key.EVALUATION,
        lambda _: evaluation_form(Conclusion.END, closing_note=None),
    ),
}


@pytest.mark.parametrize("clause", REFUSED)
def test_a_submission_that_leaves_only_this_clause_unmet_is_refused_with_its_sentence(clause: str) -> None:
    build, key, change = REFUSED[clause]
    life = build()
    with pytest.raises(Unmet) as refused:
        life.sends(change(life), key)
    assert refused.value.code == clause
    assert refused.value.sentence == CLAUSES[clause].sentence


def test_how_it_is_noticed_is_said_of_the_problem_that_says_for_whom() -> None:
    """One prioritised problem with the one and another with the other is not enough."""
    (one,), (need,) = needs_form().problems, needs_form().needs
    problems = (replace(one, how_noticed=None), replace(one, number=2, for_whom=None))
    form = replace(needs_form(), problems=problems, needs=(need, replace(need, problem=2, priority=2)))
    with pytest.raises(Unmet, match="how_noticed"):
        Life().starts().sends(form, Key.NEEDS_WORKSHOP)


def test_a_mechanism_is_chosen_with_its_place() -> None:
    first, *others = chain_form().mechanisms
    form = replace(chain_form(), mechanisms=(replace(first, where=None), *others))
    with pytest.raises(Unmet, match="field_missing") as refused:
        Life().to_effect_chain().sends(form, Key.EFFECT_CHAIN)
    assert refused.value.details["field"] == "where"


BLANKS = {
    "teacher_does": (lambda: Life().to_effect_chain(), Key.EFFECT_CHAIN, chain_form, "teacher_does_differently"),
    "teaching": (lambda: Life().to_evaluation(), Key.EVALUATION, evaluation_form, "teaching_changed"),
    "pupils": (lambda: Life().to_evaluation(), Key.EVALUATION, evaluation_form, "pupils_results"),
    "conclusion": (lambda: Life().to_evaluation(), Key.EVALUATION, evaluation_form, "conclusion"),
}


@pytest.mark.parametrize("clause", BLANKS)
def test_a_clause_that_one_question_answers_is_asked_for_by_that_question(clause: str) -> None:
    build, key, form, field = BLANKS[clause]
    life = build()
    with pytest.raises(Unmet, match="field_missing") as refused:
        life.sends(replace(form(), **{field: None}), key)
    assert refused.value.details["field"] == field
    task = life.open(key)
    linked = do.CompleteTask(
        task=task.task, form=replace(form(), **{field: None}), manner=do.Manner.ALREADY_DONE, link=text("länk")
    )
    with pytest.raises(Unmet, match="field_missing"):
        life.does(life.holder(task), linked)


START = {
    "decision": {"decision_body": None},
    "answers_for": {"unit_answers_for": None},
    "evidence": {"evidence": None},
    "takes_part": {"takes_part": ()},
    "other_live": {"other_live": (an_id("another"),)},
}


@pytest.mark.parametrize("clause", START)
def test_an_incomplete_start_stays_in_stage_zero_for_this_clause_alone(clause: str) -> None:
    life = Life().starts(**START[clause])
    assert life.state.stage is Stage.START
    assert life.state.draft is not None, "what was filled in is not lost"
    completed = do.CompleteTask(task=life.open(Key.START_DECISION).task, form=start_form(**START[clause]))
    with pytest.raises(Unmet) as refused:
        life.does(STAFF, completed)
    assert refused.value.code in (clause, "field_missing")
    life.sends(start_form(), Key.START_DECISION)
    assert life.state.stage is Stage.NEEDS


def test_conditions_rated_by_one_voice_keep_stage_two_open() -> None:
    for voice, left in ((Voice.PRINCIPAL, "rated_by_facilitators"), (Voice.SECOND, "rated_by_principal")):
        life = Life().to_current_state()
        life.sends(_analysis(), Key.CURRENT_STATE)
        life.sends(conditions_form(), Key.CONDITIONS, voice)
        assert [clause.key for clause in unmet(life.state)] == [left]


def test_without_a_focus_stage_two_stays_open() -> None:
    life = Life().to_current_state()
    life.rates()
    assert [clause.key for clause in unmet(life.state)] == ["focus"]


def _analysis() -> forms.CurrentState:
    life = Life().to_effect_chain()
    form = life.state.answer(Key.CURRENT_STATE)
    assert isinstance(form, forms.CurrentState)
    return form


@pytest.mark.parametrize(
    ("missing", "low"),
    [
        ((Condition.MEETING_STRUCTURE,), True),
        ((Condition.QUALITY_ROUTINE,), True),
        ((Condition.SCHEDULED_TIME,), True),
        ((Condition.TRUST, Condition.PACE, Condition.MATERIAL), False),
        ((Condition.TRUST, Condition.PACE, Condition.MATERIAL, Condition.ONE_FOCUS), True),
    ],
)
def test_low_capacity_keeps_stage_two_open_until_the_organiser_decides(
    missing: tuple[Condition, ...], low: bool
) -> None:
    life = Life().to_current_state()
    life.sends(_analysis(), Key.CURRENT_STATE)
    life.sends(conditions_form(), Key.CONDITIONS, Voice.PRINCIPAL)
    life.sends(conditions_form(**{c.value: Rating.MISSING for c in missing}), Key.CONDITIONS, Voice.SECOND)
    assert (life.state.stage is Stage.CURRENT_STATE) is low
    if low:
        assert [clause.key for clause in unmet(life.state)] == ["low_capacity"]
        assert life.open(Key.DECIDE_ON_CONDITIONS)


def test_a_plan_waits_for_approval_in_the_version_submitted() -> None:
    life = Life().to_plan()
    life.sends(plan_form((life.now + timedelta(days=7)).date()), Key.DEVELOPMENT_PLAN)
    assert [clause.key for clause in unmet(life.state)] == ["approved"]
    life.sends(forms.ApprovePlan(decision=OnPlan.RETURN, comments=text("mer tid")), Key.APPROVE_PLAN)
    returned = life.open(Key.DEVELOPMENT_PLAN)
    assert returned.due_position is not None
    assert returned.due_position - returned.position == 10
    assert life.state.stage is Stage.PLAN


def test_unsettled_meetings_and_a_missing_plan_each_keep_stage_five_open() -> None:
    life = Life().to_implementation().holds_every_meeting()
    assert {clause.key for clause in unmet(life.state)} == {"series", "continuation"}
    life.sends(continuation_form(), Key.CONTINUATION_PLAN)
    assert [clause.key for clause in unmet(life.state)] == ["series"]
    closed = Life().to_implementation()
    closed.does(closed.holder(closed_task(closed)), do.CloseSeriesEarly(reason=text("nog")))
    assert [clause.key for clause in unmet(closed.state)] == ["continuation"]


def closed_task(life: Life) -> Any:
    """Any task of the principal's; it tells who the principal is."""
    return next(task for task in life.state.tasks.values() if task.key is Key.EFFECT_CHAIN)


def test_a_knowing_end_in_stage_five_leads_to_the_evaluation() -> None:
    life = Life().to_implementation().holds_every_meeting()
    life.sends(continuation_form(Afterwards.END), Key.CONTINUATION_PLAN)
    assert life.state.stage is Stage.EVALUATION
    life.sends(evaluation_form(Conclusion.END), Key.EVALUATION)
    assert life.state.status is Status.CLOSED


def test_an_unconfirmed_plan_an_unanswered_check_in_and_what_is_left_each_keep_stage_seven_open() -> None:
    life = Life().to_evaluation()
    again = (life.now + timedelta(days=100)).date()
    outcomes = tuple(IndicatorOutcome(effect=n, result=Result.TOO_EARLY, again_on=again) for n in (4, 5))
    life.sends(evaluation_form(indicators=outcomes), Key.EVALUATION)
    assert {clause.key for clause in unmet(life.state)} == {"confirmed", "last_check_in", "nothing_left"}
    life.sends(continuation_form(), Key.CONFIRM_CONTINUATION)
    assert {clause.key for clause in unmet(life.state)} == {"last_check_in", "nothing_left"}
    life.does(STAFF, do.LetClausePass(clause="last_check_in", reason=text("nog")))
    assert [clause.key for clause in unmet(life.state)] == ["nothing_left"]


@pytest.mark.parametrize("clause", [clause.key for clause in CLAUSES.values() if not clause.may_pass])
def test_what_cannot_be_let_pass_is_refused(clause: str) -> None:
    life = Life().to_implementation()
    with pytest.raises(NotAllowed, match="cannot_pass"):
        life.does(STAFF, do.LetClausePass(clause=clause, reason=text("nej")))


@pytest.mark.parametrize(("result", "lacks"), [(Result.OUTCOME, "text"), (Result.TOO_EARLY, "again_on")])
def test_an_indicator_is_answered_with_what_came_of_it_or_when_to_look(result: Result, lacks: str) -> None:
    rows = tuple(IndicatorOutcome(effect=n, result=result) for n in (4, 5))
    with pytest.raises(Unmet) as refused:
        Life().to_evaluation().sends(evaluation_form(indicators=rows), Key.EVALUATION)
    assert refused.value.details["field"] == lacks


def test_no_plan_holds_where_the_work_ended_without_one() -> None:
    life = Life().to_implementation()
    life.does(HEAD, do.CloseSeriesEarly(reason=text("r")))
    life.sends(continuation_form(Afterwards.END), Key.CONTINUATION_PLAN)
    with pytest.raises(Unmet, match="no_draft"):
        life.sends(evaluation_form(plan_holds=True), Key.EVALUATION)
    life.sends(evaluation_form(), Key.EVALUATION)
    assert life.state.open_of(Key.CONFIRM_CONTINUATION)


@pytest.mark.parametrize("stage", [Stage.NEEDS, Stage.CURRENT_STATE, Stage.EFFECT_CHAIN, Stage.PLAN, Stage.EVALUATION])
def test_a_stage_whose_clauses_are_all_let_pass_is_left(stage: Stage) -> None:
    reach = {
        Stage.NEEDS: Life.starts,
        Stage.CURRENT_STATE: Life.to_current_state,
        Stage.EFFECT_CHAIN: Life.to_effect_chain,
        Stage.PLAN: Life.to_plan,
        Stage.EVALUATION: Life.to_evaluation,
    }
    life = reach[stage](Life())
    for clause in gate(stage):
        if life.state.stage is stage:
            life.does(STAFF, do.LetClausePass(clause=clause.key, reason=text("skäl")))
    assert life.state.stage is Stage(stage + 1)


def test_every_clause_is_tested_above() -> None:
    others = {"rated_by_principal", "rated_by_facilitators", "focus", "low_capacity", "approved", "series"}
    others |= {"continuation", "confirmed", "last_check_in", "nothing_left"}
    others |= {"preparation", "parts", "rounds"}  # beside their templates: test_leda_digitalisering, test_stl
    assert set(REFUSED) | set(BLANKS) | set(START) | others == set(CLAUSES)


def test_the_light_track_asks_both_inventories_on_one_page() -> None:
    life = Life().starts(forms.start.Track.LIGHT)
    page = forms.NeedsAndCurrentState(
        perspectives=needs_form().perspectives,
        problems=(Problem(number=1, statement=text("p"), for_whom=text("e"), how_noticed=text("h")),),
        needs=(Need(need=text("n"), problem=1, priority=1),),
        focus=text("fokus"),
    )
    life.sends(page, Key.NEEDS_AND_CURRENT_STATE)
    assert life.state.stage is Stage.CURRENT_STATE
    assert [task.key for task in life.state.open_tasks] == [Key.CONDITIONS, Key.CONDITIONS]
    life.rates()
    rows = replace(chain_form(), edges=())
    life.sends(rows, Key.EFFECT_CHAIN)
    assert life.state.stage is Stage.PLAN


def test_a_protocol_of_a_held_meeting_needs_three_things() -> None:
    life = Life().to_implementation()
    life.days(20)
    task = life.open(Key.PROTOCOL)
    for field in ("present", "time_went_to", "next_do"):
        blank = () if field == "time_went_to" else None
        with pytest.raises(Unmet):
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form(**{field: blank})))
    missed = protocol_form(Held.MISSED, present=None, next_do=None, time_went_to=())
    life.does(life.holder(task), do.CompleteTask(task=task.task, form=missed))


def test_numbers_that_do_not_fit_the_chain_are_refused() -> None:
    life = Life().to_effect_chain()
    with pytest.raises(Unmet, match="number_repeated"):
        life.sends(replace(chain_form(), nodes=(*chain_form().nodes, effect(5, NodeKind.PUPILS))), Key.EFFECT_CHAIN)
    with pytest.raises(Unmet, match="number_unknown"):
        life.sends(replace(chain_form(), edges=(*chain_form().edges, Edge(source=9, target=5))), Key.EFFECT_CHAIN)


def test_dates_that_have_passed_are_refused() -> None:
    life = Life().to_evaluation()
    past = tuple(IndicatorOutcome(effect=n, result=Result.TOO_EARLY, again_on=date(2020, 1, 1)) for n in (4, 5))
    with pytest.raises(Unmet, match="date_passed"):
        life.sends(evaluation_form(indicators=past, teaching_changed=Extent.NOT), Key.EVALUATION)
