"""Receiving capacity, and pausing (TASKS.md)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain import forms
from domain.actors import Actor
from domain.conditions import Rating
from domain.forms.current_state import OnConditions
from domain.forms.implementation import OnPause
from domain.initiative import commands as do
from domain.initiative.events import (
    InitiativePaused,
    PauseProposed,
    StallEntered,
    StallLeft,
    Voice,
)
from domain.initiative.state import MeetingState, Status, TaskState
from domain.initiative.timing import timing
from domain.refusals import NotAllowed, Unmet
from domain.stages import Stage
from domain.tasks import Address, Key
from tests.domain.life import (
    ANNA,
    BO,
    HEAD,
    LEADER,
    STAFF,
    Life,
    conditions_form,
    needs_form,
)
from tests.domain.who import PRINCIPAL, an_id, text

# Receiving capacity


def low(life: Life) -> Life:
    life.to_current_state()
    life.rates(second=Rating.MISSING)
    return life


def test_strengthening_first_opens_the_conditions_again() -> None:
    life = low(Life())
    until = life.now.date() + timedelta(days=40)
    decided = forms.DecideOnConditions(decision=OnConditions.STRENGTHEN_FIRST, until=until, reason=text("tid saknas"))
    life.sends(decided, Key.DECIDE_ON_CONDITIONS)
    task = life.open(Key.STRENGTHEN_CONDITIONS)
    assert task.due is not None
    assert abs((task.due - until).days) <= 7
    life.sends(forms.StrengthenConditions(done=text("schemalagt")), Key.STRENGTHEN_CONDITIONS)
    assert len(life.state.open_of(Key.CONDITIONS)) == 2
    life.rates()
    assert not life.state.open_of(Key.DECIDE_ON_CONDITIONS)


def test_waiting_is_a_pause_and_the_conditions_again() -> None:
    life = low(Life())
    until = life.now.date() + timedelta(days=40)
    decided = forms.DecideOnConditions(decision=OnConditions.WAIT, until=until, reason=text("vänta"))
    life.sends(decided, Key.DECIDE_ON_CONDITIONS)
    assert life.state.status is Status.PAUSED
    life.days(41)
    assert life.state.status is Status.LIVE
    assert len(life.state.open_of(Key.CONDITIONS)) == 2


def test_going_on_all_the_same_meets_the_clause() -> None:
    life = low(Life())
    decided = forms.DecideOnConditions(decision=OnConditions.GO_ON, reason=text("vi tror på det"))
    life.sends(decided, Key.DECIDE_ON_CONDITIONS)
    assert life.state.stage is Stage.CURRENT_STATE
    focus = Life().to_effect_chain().state.answer(Key.CURRENT_STATE)
    assert isinstance(focus, forms.CurrentState)
    life.sends(focus, Key.CURRENT_STATE)
    assert life.state.stage is Stage.EFFECT_CHAIN


def test_without_facilitators_two_named_people_are_the_second_voice() -> None:
    life = Life().starts(facilitators=())
    life.sends(needs_form(), Key.NEEDS_WORKSHOP)
    second = life.open(Key.CONDITIONS, Voice.SECOND)
    assert second.address is Address.PRINCIPAL
    with pytest.raises(Unmet, match="second_voice"):
        life.sends(replace(conditions_form(), second_voice=()), Key.CONDITIONS, Voice.SECOND)
    life.sends(conditions_form(), Key.CONDITIONS, Voice.SECOND)


def left_with(colleague: UUID) -> Life:
    """A colleague has answered for the facilitators, who have both left since."""
    life = Life().to_current_state()
    task, by = life.open(Key.CONDITIONS, Voice.SECOND).task, Actor(kind="person", person=colleague)
    life.does(LEADER, do.HandTask(task=task, to=colleague))
    life.does(by, do.CompleteTask(task=task, form=replace(conditions_form(Rating.PARTLY), second_voice=())))
    for facilitator in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=facilitator))
    return life


def test_what_a_colleague_answered_for_facilitators_who_leave_is_the_principal_s_to_confirm() -> None:
    life = left_with(an_id("colleague"))
    second = life.open(Key.CONDITIONS, Voice.SECOND)
    assert (second.address, second.state) == (Address.PRINCIPAL, TaskState.ANSWERED)
    life.does(HEAD, do.ConfirmAnswer(task=second.task))
    answered = life.state.conditions(Voice.SECOND)
    assert answered == replace(conditions_form(Rating.PARTLY), second_voice=())
    task = life.state.tasks[second.task]
    assert task.answer is not None
    assert task.answer.by == an_id("colleague")


def test_what_the_principal_answered_for_them_is_no_second_voice() -> None:
    life = left_with(PRINCIPAL)
    second = life.open(Key.CONDITIONS, Voice.SECOND)
    assert (second.state, second.answer) == (TaskState.OPEN, None)


# Pausing


def test_a_principal_pauses_alone_for_thirty_school_days_and_proposes_longer() -> None:
    life = Life().starts()
    proposed = life.does(HEAD, do.PauseInitiative(until=life.now.date() + timedelta(days=90), reason=text("sjukdom")))
    assert isinstance(proposed[0], PauseProposed)
    life.sends(forms.AnswerPause(decision=OnPause.PAUSE), Key.ANSWER_PAUSE)
    assert life.state.status is Status.PAUSED
    with pytest.raises(NotAllowed, match="resume_not_yours"):
        life.does(HEAD, do.ResumeInitiative())
    life.does(STAFF, do.ResumeInitiative())
    short = life.does(HEAD, do.PauseInitiative(until=life.now.date() + timedelta(days=20), reason=text("paus")))
    assert isinstance(short[0], InitiativePaused)
    life.does(HEAD, do.ResumeInitiative())
    assert life.state.status is Status.LIVE


def test_a_declined_proposal_pauses_nothing() -> None:
    life = Life().starts()
    life.does(HEAD, do.PauseInitiative(until=life.now.date() + timedelta(days=90), reason=text("sjukdom")))
    life.sends(forms.AnswerPause(decision=OnPause.GO_ON), Key.ANSWER_PAUSE)
    assert life.state.status is Status.LIVE
    assert life.state.proposal is None


@pytest.mark.parametrize("days", [0, 366])
def test_every_pause_ends_after_today_and_within_a_year(days: int) -> None:
    life = Life().starts()
    with pytest.raises(Unmet):
        life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=days), reason=text("r")))


def test_a_pause_resumes_by_itself_and_moves_due_days_by_what_it_took() -> None:
    life = Life().starts()
    due = life.open(Key.NEEDS_WORKSHOP).due
    calendar = timing(life.state, life.facts(STAFF)).calendar.school
    assert due is not None
    until = life.now.date() + timedelta(days=14)
    lost = calendar.between(life.now.date() - timedelta(days=1), until - timedelta(days=1))
    life.does(STAFF, do.PauseInitiative(until=until, reason=text("r")))
    life.days(15)
    assert life.state.status is Status.LIVE
    assert life.open(Key.NEEDS_WORKSHOP).due == calendar.add(due, lost)


def test_meetings_inside_a_pause_are_cancelled_and_the_principal_replans_once() -> None:
    life = Life().to_implementation()
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=60), reason=text("r")))
    life.days(61)
    cancelled = [m for m in life.state.meetings.values() if m.state is MeetingState.CANCELLED]
    assert len(cancelled) >= 2
    assert len(life.state.open_of(Key.RESTORE_RHYTHM)) == 1


def test_paused_is_never_stalled_and_it_is_judged_again_on_resumption() -> None:
    life = Life().starts()
    life.days(120)
    assert life.state.stalled
    events = life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=30), reason=text("r")))
    assert any(isinstance(event, StallLeft) for event in events)
    resumed = life.does(STAFF, do.ResumeInitiative())
    assert any(isinstance(event, StallEntered) for event in resumed)
