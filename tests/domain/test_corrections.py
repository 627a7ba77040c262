"""A corrected form has the consequences of the answer that it now is, or is refused: nothing shows what is not so."""

from dataclasses import replace

import pytest

from domain import forms
from domain.actors import Actor
from domain.conditions import Rating
from domain.forms.current_state import OnConditions
from domain.forms.implementation import Afterwards, OnPause, Rhythm
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.rights import may_read
from domain.initiative.state import TaskState
from domain.refusals import Refusal
from domain.tasks import Key
from styrkedjan.templates import load
from tests.domain.life import (
    ANNA,
    BO,
    HEAD,
    STAFF,
    Life,
    conditions_form,
    continuation_form,
    parts_form,
    plan_form,
    start_form,
)
from tests.domain.test_turnover import DAY, NEWCOMER, WHY, handed_over, today
from tests.domain.who import an_id, text

NEW, OTHER = an_id("successor"), an_id("other successor")
LOW = Rating.MISSING


def corrects(life: Life, key: Key, form: forms.Form, who: Actor = STAFF) -> list[ev.Event]:
    """The latest of that kind that is done."""
    task = next(task for task in reversed(life.state.tasks_of(key)) if task.state is TaskState.DONE)
    return life.does(who, do.CorrectForm(task=task.task, form=form, reason=WHY))


def refused(life: Life, key: Key, form: forms.Form, code: str) -> None:
    before = life.state
    with pytest.raises(Refusal) as refusal:
        corrects(life, key, form)
    assert refusal.value.code == code
    assert "{" not in str(refusal.value)
    assert life.state is before


def with_a_position(form: forms.Position) -> Life:
    life = handed_over()
    life.days(22)
    life.sends_as(NEWCOMER, form, Key.POSITION)
    return life


def a_pause(life: Life, days: int = 60) -> forms.Position:
    until = today(life) + days * DAY
    return forms.Position(choice=Stance.PROPOSE_PAUSE, comment=text("för mycket"), pause_until=until)


def going_on() -> Life:
    return with_a_position(forms.Position(choice=Stance.GO_ON))


def proposing() -> Life:
    life = handed_over()
    life.days(22)
    life.sends_as(NEWCOMER, a_pause(life), Key.POSITION)
    return life


# Positions


def test_a_pause_that_a_correction_proposes_is_the_organiser_s_to_answer() -> None:
    life = going_on()
    corrects(life, Key.POSITION, a_pause(life), NEWCOMER)
    assert life.state.proposal is not None
    assert life.state.proposal.until == a_pause(life).pause_until
    life.sends(forms.AnswerPause(decision=OnPause.PAUSE), Key.ANSWER_PAUSE)
    assert life.state.pause is not None


def test_another_day_is_another_proposal_and_the_same_question() -> None:
    life = proposing()
    asked = life.open(Key.ANSWER_PAUSE)
    corrects(life, Key.POSITION, a_pause(life, days=90), NEWCOMER)
    assert life.state.proposal is not None
    assert life.state.proposal.until == today(life) + 90 * DAY
    assert [task.task for task in life.state.open_of(Key.ANSWER_PAUSE)] == [asked.task]


def test_a_pause_is_answered_as_it_was_seen() -> None:
    life = proposing()
    asked, seen, answer = life.open(Key.ANSWER_PAUSE), life.state.version, forms.AnswerPause(decision=OnPause.PAUSE)
    corrects(life, Key.POSITION, a_pause(life, days=90), NEWCOMER)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        life.does(STAFF, do.CompleteTask(task=asked.task, form=answer), seen=seen)
    seen = life.state.version
    life.does(STAFF, do.Comment(text=text("hej")))
    assert life.does(STAFF, do.CompleteTask(task=asked.task, form=answer), seen=seen)


def test_a_proposal_that_is_taken_back_need_not_be_answered() -> None:
    life = proposing()
    corrects(life, Key.POSITION, forms.Position(choice=Stance.ADJUST), NEWCOMER)
    assert (life.state.open_of(Key.ANSWER_PAUSE), life.state.proposal) == ([], None)
    corrects(life, Key.POSITION, a_pause(life), NEWCOMER)
    assert life.open(Key.ANSWER_PAUSE)


@pytest.mark.parametrize("decision", OnPause)
def test_a_proposal_that_has_been_answered_stays(decision: OnPause) -> None:
    life = proposing()
    life.sends(forms.AnswerPause(decision=decision), Key.ANSWER_PAUSE)
    refused(life, Key.POSITION, forms.Position(choice=Stance.GO_ON), "pause_answered")
    refused(life, Key.POSITION, a_pause(life, days=90), "pause_answered")


def test_what_is_over_proposes_nothing() -> None:
    life = going_on()
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    refused(life, Key.POSITION, a_pause(life), "initiative_over")
    assert corrects(life, Key.POSITION, forms.Position(choice=Stance.ADJUST))


# Successors


def without_anna(form: forms.NameSuccessor) -> Life:
    life = Life()
    life.to_implementation()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.sends(form, Key.NAME_SUCCESSOR)
    return life


@pytest.mark.parametrize("form", [forms.NameSuccessor(person=OTHER), forms.NameSuccessor(merge_with=2)])
def test_the_successor_of_the_correction_leads_the_group(form: forms.NameSuccessor) -> None:
    life = without_anna(forms.NameSuccessor(person=NEW))
    corrects(life, Key.NAME_SUCCESSOR, form, HEAD)
    assert life.state.groups[1].facilitator == (form.person or BO)
    assert not may_read(life.state, life.facts(Actor(kind="person", person=NEW)).standing)


def test_a_correction_that_there_is_nobody_asks_nobody_again_and_one_that_there_is_names_them() -> None:
    life = without_anna(forms.NameSuccessor(person=NEW))
    corrects(life, Key.NAME_SUCCESSOR, forms.NameSuccessor(none_because=text("gruppen vilar")), HEAD)
    assert (life.state.groups[1].facilitator, life.state.groups[1].vacant_since) == (None, today(life))
    life.days(10)
    assert life.state.open_of(Key.NAME_SUCCESSOR) == []
    corrects(life, Key.NAME_SUCCESSOR, forms.NameSuccessor(person=OTHER), HEAD)
    assert life.state.groups[1].facilitator == OTHER
    life.does(STAFF, do.NotePersonLeft(person=OTHER))
    assert life.open(Key.NAME_SUCCESSOR).group == 1


def test_whoever_leads_the_group_by_another_s_word_leads_it_still() -> None:
    life = without_anna(forms.NameSuccessor(person=NEW))
    life.does(HEAD, do.NameFacilitator(group=1, person=BO))
    refused(life, Key.NAME_SUCCESSOR, forms.NameSuccessor(person=OTHER), "named_otherwise")
    assert life.state.groups[1].facilitator == BO


def test_before_there_are_groups_a_correction_names_somebody_where_nobody_was_named() -> None:
    life = Life().starts(facilitators=(ANNA, BO))
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.sends(forms.NameSuccessor(none_because=text("en räcker")), Key.NAME_SUCCESSOR)
    corrects(life, Key.NAME_SUCCESSOR, forms.NameSuccessor(person=NEW), HEAD)
    assert life.state.facilitators == {BO, NEW}
    refused(life, Key.NAME_SUCCESSOR, forms.NameSuccessor(person=OTHER), "named_otherwise")


# Other forms


def test_support_that_a_correction_says_will_end_is_asked_about() -> None:
    life = Life().to_current_state()
    life.sends(conditions_form(), Key.CONDITIONS, ev.Voice.PRINCIPAL)
    ends = today(life) + 100 * DAY
    corrects(life, Key.CONDITIONS, replace(conditions_form(), support_ends_on=ends))
    assert life.state.support_ends == ends
    assert life.open(Key.SUPPORT_ENDS)


def test_a_corrected_title_is_the_initiative_s() -> None:
    life = Life().starts()
    corrects(life, Key.START_DECISION, start_form(title=text("Läslyftet")))
    assert life.state.title == text("Läslyftet")


def test_who_was_decided_on_at_the_start_is_changed_by_name() -> None:
    life = Life().starts()
    for changed in ({"manager": NEW}, {"facilitators": (NEW,)}):
        refused(life, Key.START_DECISION, start_form(**changed), "acted_on")


def test_a_plan_that_was_sent_back_or_approved_has_been() -> None:
    life = Life()
    life.to_plan()
    life.sends(plan_form(today(life) + 30 * DAY), Key.DEVELOPMENT_PLAN)
    returned = forms.ApprovePlan(decision=OnPlan.RETURN, comments=text("glesare"))
    life.sends(returned, Key.APPROVE_PLAN)
    refused(life, Key.APPROVE_PLAN, forms.ApprovePlan(decision=OnPlan.APPROVE), "acted_on")
    assert corrects(life, Key.APPROVE_PLAN, replace(returned, comments=text("glesare, tack")))


def test_an_answer_about_a_pause_has_been_given() -> None:
    life = proposing()
    life.sends(forms.AnswerPause(decision=OnPause.GO_ON), Key.ANSWER_PAUSE)
    refused(life, Key.ANSWER_PAUSE, forms.AnswerPause(decision=OnPause.PAUSE), "acted_on")


def test_a_rhythm_was_restored_as_it_was() -> None:
    life = Life()
    life.to_implementation()
    life.does(STAFF, do.PauseInitiative(until=today(life) + 60 * DAY, reason=text("r")))
    life.days(61)
    life.sends(forms.RestoreRhythm(choice=Rhythm.CLOSE_EARLY, reason=text("klart")), Key.RESTORE_RHYTHM)
    other = forms.RestoreRhythm(choice=Rhythm.END_KNOWINGLY, reason=text("klart"))
    refused(life, Key.RESTORE_RHYTHM, other, "acted_on")


def test_low_capacity_is_gone_on_with_by_a_correction_and_not_strengthened() -> None:
    life = Life().to_current_state()
    life.rates(LOW, LOW)
    until = today(life) + 30 * DAY
    first = forms.DecideOnConditions(decision=OnConditions.STRENGTHEN_FIRST, until=until, reason=text("r"))
    life.sends(first, Key.DECIDE_ON_CONDITIONS)
    refused(life, Key.DECIDE_ON_CONDITIONS, replace(first, until=until + DAY), "acted_on")
    refused(life, Key.DECIDE_ON_CONDITIONS, replace(first, decision=OnConditions.WAIT), "acted_on")
    assert corrects(life, Key.DECIDE_ON_CONDITIONS, replace(first, decision=OnConditions.GO_ON))


def test_the_end_of_the_work_and_dates_of_parts_are_as_they_were_answered() -> None:
    life = Life().to_evaluation()
    refused(life, Key.CONTINUATION_PLAN, continuation_form(Afterwards.END), "acted_on")
    parts = Life(template=load("leda-digitalisering")).starts()
    form = parts_form(parts)
    parts.sends(form, Key.PLAN_PARTS)
    first, *others = form.meetings
    later = replace(first, on=today(parts) + DAY)
    refused(parts, Key.PLAN_PARTS, replace(form, meetings=(later, *others)), "acted_on")
