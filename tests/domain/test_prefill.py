"""What is known already stands in the form (TASKS.md, the ← column)."""

from dataclasses import replace
from datetime import timedelta

from domain import forms
from domain.catalogue import CATALOGUE
from domain.check_in import Meets
from domain.conditions import PRECONDITIONS, Condition, Rating
from domain.effect_chain import NodeKind
from domain.forms.evaluation import Conclusion
from domain.forms.implementation import Afterwards, Moment
from domain.forms.needs import HowToLearn, MoreInformation, Perspective
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.events import Voice
from domain.initiative.prefill import form_class, prefill
from domain.tasks import Key
from domain.track import Track
from tests.domain.life import (
    ANNA,
    BEST,
    BO,
    HEAD,
    ORGANISER,
    Life,
    check_in_form,
    conditions_form,
    continuation_form,
    needs_form,
    plan_form,
    protocol_form,
    text,
)


def filled(life: Life, key: Key, voice: Voice | None = None, language: str = "sv") -> forms.Form:
    return prefill(life.open(key, voice), life.state, life.template, language)


def test_the_decision_starts_from_its_draft_and_the_templates_evidence() -> None:
    life = Life().starts(evidence=None, decision_body=None)
    form = filled(life, Key.START_DECISION, language="en")
    assert isinstance(form, forms.StartDecision)
    assert form.title == text("Kollegialt lärande")
    assert form.evidence == text(life.template.evidence.en)


def test_the_workshop_is_about_the_title_and_its_record_repeats_the_plan() -> None:
    life = Life().starts()
    plan = filled(life, Key.NEEDS_WORKSHOP)
    assert isinstance(plan, forms.NeedsPlan)
    assert plan.competence == text("Kollegialt lärande")
    sent = replace(plan, held_on=(life.now + timedelta(days=9)).date(), minutes=90, perspectives=(Perspective.IT,))
    life.sends(sent, Key.NEEDS_WORKSHOP)
    assert filled(life, Key.NEEDS_WORKSHOP) == forms.NeedsRecord(perspectives=(Perspective.IT,))


def test_evidence_starts_from_how_it_was_noticed_and_what_was_to_be_collected() -> None:
    life = Life().starts()
    wanted = MoreInformation(what=text("trivsel"), how=HowToLearn.SURVEY, by_when=(life.now + timedelta(20)).date())
    life.sends(replace(needs_form(), more_information=True, information=(wanted,)), Key.NEEDS_WORKSHOP)
    form = filled(life, Key.CURRENT_STATE)
    assert isinstance(form, forms.CurrentState)
    assert [row.source for row in form.evidence] == [text("prov"), text("trivsel")]


def test_conditions_list_every_one_and_later_rounds_repeat_the_last_answers() -> None:
    life = Life().to_current_state()
    form = filled(life, Key.CONDITIONS, Voice.PRINCIPAL)
    assert isinstance(form, forms.Conditions)
    assert [row.condition for row in form.answers] == list(Condition)
    assert all(row.rating is None for row in form.answers)
    life = Life().to_implementation(meetings=9)
    while not life.state.open_of(Key.CHECKPOINT):
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL):
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form()))
    again = filled(life, Key.CHECKPOINT, Voice.PRINCIPAL)
    assert isinstance(again, forms.Conditions)
    assert [(row.condition, row.rating) for row in again.answers] == [(c, Rating.IN_PLACE) for c in PRECONDITIONS]
    life.sends(again, Key.CHECKPOINT, Voice.PRINCIPAL)


def test_the_chain_starts_from_focus_evidence_and_template() -> None:
    life = Life().to_effect_chain()
    form = filled(life, Key.EFFECT_CHAIN)
    assert isinstance(form, forms.EffectChainForm)
    (pupils,) = (node for node in form.nodes if node.kind is NodeKind.PUPILS)
    assert (pupils.text, pupils.baseline) == (text("d"), text("lågt"))
    assert {row.mechanism for row in form.mechanisms} == {each.mechanism for each in life.template.mechanisms}
    assert form.edges
    light = prefill(life.open(Key.EFFECT_CHAIN), replace(life.state, track=Track.LIGHT), life.template)
    assert isinstance(light, forms.EffectChainForm)
    assert light.edges == ()


def test_the_plan_starts_from_the_chain_and_the_facilitators() -> None:
    life = Life().to_plan()
    form = filled(life, Key.DEVELOPMENT_PLAN)
    assert isinstance(form, forms.DevelopmentPlan)
    assert form.goals == text("effekt")
    assert [group.facilitator for group in form.groups] == sorted((ANNA, BO))
    assert {group.every_weeks for group in form.groups} == {life.template.series.every_weeks}


def test_a_plan_sent_back_is_mended() -> None:
    life = Life().to_plan()
    sent = plan_form((life.now + timedelta(days=14)).date())
    life.sends(sent, Key.DEVELOPMENT_PLAN)
    life.sends(forms.ApprovePlan(decision=OnPlan.RETURN, comments=text("fler")), Key.APPROVE_PLAN)
    assert filled(life, Key.DEVELOPMENT_PLAN) == sent


def test_a_protocol_starts_from_what_was_to_be_done() -> None:
    life = Life().to_implementation()
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    first = filled(life, Key.PROTOCOL)
    assert isinstance(first, forms.Protocol)
    assert first.tried is None
    assert first.moments == tuple(Moment)
    assert first.mechanisms
    for task in life.state.open_of(Key.PROTOCOL):
        life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form()))
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    second = filled(life, Key.PROTOCOL)
    assert isinstance(second, forms.Protocol)
    assert second.tried == text("pröva")


def test_afterwards_starts_from_the_plan_and_the_draft() -> None:
    life = Life().to_implementation().holds_every_meeting()
    draft = filled(life, Key.CONTINUATION_PLAN)
    assert isinstance(draft, forms.ContinuationPlan)
    assert draft.content_and_goals == text("mål")
    assert draft.pace == text("Träffar var 4:e vecka")
    life = Life().to_evaluation()
    evaluation = filled(life, Key.EVALUATION)
    assert isinstance(evaluation, forms.Evaluation)
    assert [row.effect for row in evaluation.indicators] == [4, 5]


def test_knowingly_ended_work_is_evaluated_with_the_end_suggested() -> None:
    life = Life().to_implementation().holds_every_meeting()
    life.sends(continuation_form(Afterwards.END), Key.CONTINUATION_PLAN)
    evaluation = filled(life, Key.EVALUATION)
    assert isinstance(evaluation, forms.Evaluation)
    assert evaluation.conclusion is Conclusion.END


def test_a_check_in_starts_from_the_last_in_the_same_voice() -> None:
    life = Life().to_continuation()
    while not life.state.open_of(Key.CHECK_IN):
        life.days(1)
    assert filled(life, Key.CHECK_IN, Voice.PRINCIPAL) == forms.CheckIn()
    life.sends(check_in_form(BEST), Key.CHECK_IN, Voice.PRINCIPAL)
    seldom = check_in_form(replace(BEST, meets=Meets.SOME_A_TERM))
    life.sends(seldom, Key.CHECK_IN, Voice.SECOND)
    while not life.state.open_of(Key.CHECK_IN):
        life.days(30)
    assert filled(life, Key.CHECK_IN, Voice.PRINCIPAL) == check_in_form(BEST)
    assert filled(life, Key.CHECK_IN, Voice.SECOND) == seldom


def test_what_was_answered_stands_in_the_form() -> None:
    life = Life().to_current_state()
    task = life.open(Key.CONDITIONS, Voice.PRINCIPAL)
    life.does(HEAD, do.HandTask(task=task.task, to=ORGANISER))
    answered = conditions_form(Rating.PARTLY)
    life.does(replace(HEAD, person=ORGANISER), do.CompleteTask(task=task.task, form=answered))
    assert filled(life, Key.CONDITIONS, Voice.PRINCIPAL) == answered


def test_every_task_of_a_whole_life_has_a_form_of_its_own_class() -> None:
    life = Life().to_continuation().answers_check_ins()
    for task in life.state.tasks.values():
        blank = replace(task, answer=None)
        form = prefill(blank, life.state, life.template)
        assert type(form) is form_class(blank)
        assert isinstance(form, CATALOGUE[task.key].forms)
