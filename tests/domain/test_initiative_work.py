"""Meetings, evaluation, check-ins and steering (TASKS.md)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import forms
from domain.actors import CLOCK, Actor
from domain.check_in import DrivenBy, Led, Place
from domain.forms.evaluation import Hold, IndicatorOutcome, Result
from domain.forms.implementation import Held, Response, Rhythm
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.events import (
    CadenceLapsed,
    Outcome,
    TaskCompleted,
    TaskOpened,
    Voice,
)
from domain.initiative.state import MeetingState, Status
from domain.initiative.timing import timing
from domain.ladders import Step
from domain.post.state import PostState
from domain.refusals import Conflict, NotAllowed, Refusal, Unmet
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from tests.domain.life import (
    ANNA,
    BEST,
    HEAD,
    LEADER,
    MANAGER,
    OTHER_LEADER,
    STAFF,
    UNIT,
    Life,
    an_id,
    at,
    check_in_form,
    continuation_form,
    evaluation_form,
    needs_form,
    plan_form,
    protocol_form,
    text,
)

# Implementation


def test_meetings_are_planned_on_days_one_may_meet() -> None:
    life = Life().to_implementation()
    calendar = timing(life.state, life.facts(STAFF)).calendar.school
    assert len(life.state.meetings) == 10
    assert all(calendar.may_meet(meeting.on) for meeting in life.state.meetings.values())


def test_a_held_meeting_is_read_by_the_principal_and_reading_is_never_overdue() -> None:
    life = Life().to_implementation()
    life.days(20)
    life.sends(protocol_form(), Key.PROTOCOL)
    read = life.open(Key.READ_PROTOCOL)
    assert read.due is None
    with pytest.raises(Unmet, match="field_missing"):
        life.sends(forms.ReadProtocol(response=Response.IDEA), Key.READ_PROTOCOL)
    events = life.does(HEAD, do.ReadAllProtocols())
    assert [type(event) for event in events] == [TaskCompleted]
    assert life.does(HEAD, do.ReadAllProtocols()) == []


def test_a_moved_meeting_asks_for_its_protocol_on_the_new_day() -> None:
    life = Life().to_implementation()
    life.days(20)
    task = life.open(Key.PROTOCOL)
    to = life.now.date() + timedelta(days=6)
    life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form(Held.MOVED, moved_to=to)))
    before = len(life.state.tasks)
    life.until(at(life.state.meetings[task.meeting or UNIT].on))
    assert len(life.state.tasks) > before
    assert any(t.meeting == task.meeting for t in life.state.open_of(Key.PROTOCOL))


def test_one_late_protocol_does_not_lapse_the_cadence_but_silence_does() -> None:
    life = Life().to_implementation()
    life.days(30)
    assert not any(isinstance(event, CadenceLapsed) for event in life.events)
    life.days(90)
    assert any(isinstance(event, CadenceLapsed) for event in life.events)
    assert life.state.stalled is Cause.LAPSED_CADENCE
    assert len(life.state.open_of(Key.RESTORE_RHYTHM)) == 1


@pytest.mark.parametrize("choice", [Rhythm.NEW_DATES, Rhythm.PAUSE, Rhythm.CLOSE_EARLY, Rhythm.END_KNOWINGLY])
def test_a_lapsed_cadence_has_an_owner_and_four_ways_out(choice: Rhythm) -> None:
    life = Life().to_implementation()
    life.days(120)
    soon = life.now.date() + timedelta(days=14)
    dates = tuple(forms.implementation.NewMeeting(group=n, on=soon) for n in (1, 2))
    form = forms.RestoreRhythm(choice=choice, new_dates=dates, pause_until=soon, reason=text("skäl"))
    life.sends(form, Key.RESTORE_RHYTHM)
    match choice:
        case Rhythm.NEW_DATES:
            assert not any(group.lapsed_on for group in life.state.groups.values())
        case Rhythm.PAUSE:
            assert life.state.status is Status.PAUSED
        case Rhythm.CLOSE_EARLY:
            assert life.open(Key.CONTINUATION_PLAN)
        case Rhythm.END_KNOWINGLY:
            assert life.state.stage is Stage.EVALUATION


@pytest.mark.parametrize(("days", "code"), [(0, "date_passed"), (400, "too_long")])
def test_a_day_that_will_not_do_is_refused_by_the_question_s_label(days: int, code: str) -> None:
    life = Life().to_implementation()
    life.days(120)
    until = life.now.date() + timedelta(days=days)
    form = forms.RestoreRhythm(choice=Rhythm.PAUSE, pause_until=until, reason=text("skäl"))
    with pytest.raises(Refusal, match=rf"{code}: “Pause until” \(pause_until\): give a date"):
        life.sends(form, Key.RESTORE_RHYTHM)


def test_three_quarters_settled_ask_what_comes_after() -> None:
    life = Life().to_implementation().holds_every_meeting()
    settled = [m for m in life.state.meetings.values() if m.state is not MeetingState.PLANNED]
    assert len(settled) == 8


def test_the_pulse_is_asked_once_a_group_four_weeks_in() -> None:
    life = Life().to_implementation(meetings=6).holds_every_meeting()
    opened = [event for event in life.events if isinstance(event, TaskOpened) and event.pulse]
    assert sorted(event.group or 0 for event in opened) == [1, 2]


def test_a_checkpoint_opens_thirty_school_days_before_the_term_ends() -> None:
    life = Life().to_implementation(meetings=8)
    life.until(at(date(2028, 6, 1)))
    asked = [event for event in life.events if isinstance(event, TaskOpened) and event.key is Key.CHECKPOINT]
    assert [event.voice for event in asked] == [Voice.PRINCIPAL, Voice.SECOND] * (len(asked) // 2)
    calendar = timing(life.state, life.facts(STAFF)).calendar.school
    for event in asked:
        assert calendar.between(event.on, calendar.term_end(event.on)) == 30


def test_a_changed_plan_is_approved_again_and_replaces_the_meetings_ahead() -> None:
    life = Life().to_implementation()
    first = life.now.date() + timedelta(days=30)
    life.does(HEAD, do.ChangePlan(plan=plan_form(first, meetings=2), reason=text("färre")))
    assert sum(m.state is MeetingState.PLANNED for m in life.state.meetings.values()) == 10
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    assert sum(m.state is MeetingState.PLANNED for m in life.state.meetings.values()) == 4


def test_an_empty_facilitators_role_is_a_vacancy_from_the_close_of_the_day() -> None:
    life = Life().to_implementation()
    life.days(20)
    life.does(HEAD, do.NameFacilitator(group=1, person=None))
    assert life.state.stalled is None
    life.days(3)
    assert life.state.stalled is Cause.VACANCY
    life.does(HEAD, do.NameFacilitator(group=1, person=MANAGER))
    assert life.state.stalled is None


def test_a_post_without_a_holder_is_a_vacancy() -> None:
    life = Life().starts()
    life.post = PostState()
    life.days(1)
    assert life.state.stalled is Cause.VACANCY


# Evaluation and continuation


def test_too_early_is_looked_at_again_on_its_day() -> None:
    life = Life().to_evaluation()
    again = life.now.date() + timedelta(days=300)
    rows = tuple(IndicatorOutcome(effect=n, result=Result.TOO_EARLY, again_on=again) for n in (4, 5))
    life.sends(evaluation_form(indicators=rows, plan_holds=True), Key.EVALUATION)
    life.days(290)
    assert not life.state.open_of(Key.INDICATOR_AGAIN)
    life.days(20)
    assert len(life.state.open_of(Key.INDICATOR_AGAIN)) == 2
    life.sends(forms.IndicatorAgain(result=Result.OUTCOME, text=text("75 %")), Key.INDICATOR_AGAIN)
    assert len(life.state.indicators) == 1


def test_a_plan_that_holds_needs_no_second_confirmation() -> None:
    assert not Life().to_continuation().state.open_of(Key.CONFIRM_CONTINUATION)


def test_four_years_of_check_ins_close_the_initiative_with_its_outcome() -> None:
    life = Life().to_continuation().answers_check_ins()
    assert life.state.status is Status.CLOSED
    assert life.state.outcome is Outcome.PERMEATES
    assert sorted(life.state.placed) == [4, 18, 24, 48]


def test_the_one_year_check_in_is_the_organisers_choice() -> None:
    life = Life()
    settings = life.organiser.settings
    assert settings is not None
    life.organiser = replace(life.organiser, settings=replace(settings, check_in_after_one_year=True))
    life.to_continuation().answers_check_ins()
    assert sorted(life.state.placed) == [4, 12, 18, 24, 48]


def first_check_in(life: Life) -> Life:
    life.to_continuation()
    while not life.state.open_of(Key.CHECK_IN):
        alarm = agenda(life.state, life.facts(CLOCK)).next
        assert alarm
        life.until(alarm.at)
    return life


def test_a_check_in_is_unclassed_until_both_have_answered() -> None:
    life = first_check_in(Life())
    life.sends(check_in_form(), Key.CHECK_IN, Voice.PRINCIPAL)
    assert not life.state.placed


def test_a_voice_that_never_comes_leaves_a_class_on_one_voice_at_most_present() -> None:
    life = first_check_in(Life())
    life.sends(check_in_form(), Key.CHECK_IN, Voice.PRINCIPAL)
    life.days(200)
    assert life.state.placed[4].one_voice
    assert life.state.placed[4].place is Place.PRESENT


def test_fading_asks_to_take_new_hold_or_to_end() -> None:
    life = first_check_in(Life())
    fading = replace(BEST, led=Led.NOBODY, driven_by=DrivenBy.NOBODY)
    for voice in Voice:
        life.sends(check_in_form(fading), Key.CHECK_IN, voice)
    assert life.state.placed[4].place is Place.FADING
    ended = forms.TakeNewHold(choice=Hold.END, reason=text("r"), closing_note=text("n"))
    life.sends(ended, Key.TAKE_NEW_HOLD)
    assert life.state.status is Status.CLOSED
    assert life.state.outcome is Outcome.ENDED


def test_of_two_open_check_ins_the_older_is_superseded() -> None:
    life = first_check_in(Life())
    life.days(900)
    assert {task.number for task in life.state.open_of(Key.CHECK_IN)} == {24}


# Steering


def test_a_correction_is_the_senders_or_the_organisers_and_needs_a_reason() -> None:
    life = Life().to_effect_chain()
    task = next(t for t in life.state.tasks.values() if t.key is Key.NEEDS_WORKSHOP).task
    better = replace(needs_form(), few_perspectives_reason=text("fler kom"))
    with pytest.raises(NotAllowed, match="not_sender"):
        life.does(LEADER, do.CorrectForm(task=task, form=better, reason=text("fel")))
    with pytest.raises(Unmet, match="reason_missing"):
        life.does(HEAD, do.CorrectForm(task=task, form=better, reason=text("")))
    life.does(HEAD, do.CorrectForm(task=task, form=better, reason=text("fel")))
    assert life.state.answer(Key.NEEDS_WORKSHOP) == better
    assert life.state.stage is Stage.EFFECT_CHAIN, "a correction never reopens a passed gate"


def test_only_the_organiser_cancels_and_only_with_a_closing_note() -> None:
    life = Life().to_implementation()
    with pytest.raises(NotAllowed, match="organiser_only"):
        life.does(HEAD, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    with pytest.raises(Unmet, match="closing_note"):
        life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("")))
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    assert life.state.status is Status.CANCELLED
    assert not any(life.state.open_tasks)
    with pytest.raises(Conflict, match="initiative_over"):
        life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=5), reason=text("r")))


@pytest.mark.parametrize("stranger", [Actor(kind="person", person=an_id("stranger")), OTHER_LEADER])
def test_only_who_may_read_may_comment(stranger: Actor) -> None:
    life = Life().starts(facilitators=(ANNA,))
    with pytest.raises(NotAllowed, match="not_readable"):
        life.does(stranger, do.Comment(text=text("hej")))


def test_only_the_clock_does_what_time_makes_due() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    with pytest.raises(NotAllowed, match="clock_only"):
        life.does(STAFF, do.Remind(task=task, step=Step.ON_DAY))
    assert life.does(CLOCK, do.Remind(task=task, step=Step.ON_DAY)) == []


def test_every_refusal_reads_as_a_sentence() -> None:
    life = Life().starts()
    with pytest.raises(Refusal) as refused:
        life.does(STAFF, do.LetClausePass(clause="nothing", reason=text("r")))
    assert str(refused.value) == "clause_unknown: There is no clause “nothing”."


def test_an_end_confirmed_in_stage_seven_closes_with_its_note() -> None:
    life = Life().to_evaluation()
    life.sends(evaluation_form(), Key.EVALUATION)
    life.sends(continuation_form(forms.implementation.Afterwards.END), Key.CONFIRM_CONTINUATION)
    assert life.state.status is Status.CLOSED


def test_where_the_plan_follows_the_hesitant_closer_every_second_meeting_carries_the_pulse() -> None:
    life = Life().to_plan()
    plan = replace(plan_form((life.now + timedelta(days=14)).date(), 5, 3), closer_pulse=True)
    life.sends(plan, Key.DEVELOPMENT_PLAN)
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    life.holds_every_meeting()
    of_group = [task.pulse for task in life.state.tasks.values() if task.key is Key.PROTOCOL and task.group == 1]
    assert of_group[:4] == [False, True, False, True]


def test_planning_a_meeting_on_a_day_that_has_one_changes_nothing() -> None:
    life = Life().to_implementation()
    meeting = next(iter(life.state.meetings.values()))
    assert life.does(HEAD, do.PlanMeeting(group=meeting.group, on=meeting.on)) == []


def test_proposing_the_same_plan_again_changes_nothing() -> None:
    life = Life().to_implementation()
    change = do.ChangePlan(plan=plan_form(life.now.date() + timedelta(days=21), meetings=2), reason=text("färre"))
    assert life.does(HEAD, change)
    assert life.does(HEAD, change) == []


def test_a_lapsed_cadence_stalls_no_longer_than_the_series() -> None:
    life = Life().to_implementation()
    life.days(120)
    assert life.state.stalled is Cause.LAPSED_CADENCE
    life.does(HEAD, do.CloseSeriesEarly(reason=text("nog")))
    assert life.state.stalled is not Cause.LAPSED_CADENCE
    life.sends(continuation_form(), Key.CONTINUATION_PLAN)
    assert (life.state.stage, life.state.stalled) == (Stage.EVALUATION, None)
