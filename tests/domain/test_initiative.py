"""What people and time do to an initiative (TASKS.md), rule by rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import forms
from domain.actors import CLOCK, Actor, Role
from domain.check_in import DrivenBy, Led, Place
from domain.conditions import Rating
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Hold, IndicatorOutcome, Result
from domain.forms.implementation import Held, OnPause, Response, Rhythm
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.events import (
    CadenceLapsed,
    Event,
    InitiativePaused,
    Manner,
    Outcome,
    PauseProposed,
    ReminderDue,
    StallEntered,
    StallLeft,
    TaskCompleted,
    TaskOpened,
    Voice,
)
from domain.initiative.state import MeetingState, Status, TaskState
from domain.initiative.timing import timing
from domain.ladders import Step
from domain.refusals import Conflict, NotAllowed, NotFound, Refusal, Unmet
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key
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
    conditions_form,
    continuation_form,
    evaluation_form,
    needs_form,
    plan_form,
    protocol_form,
    start_form,
    text,
)


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


# Starting


def test_a_complete_start_opens_and_closes_its_decision_in_one_append() -> None:
    events = Life().does(STAFF, do.StartInitiative(initiative=an_id("initiative"), form=start_form()))
    assert kinds(events)[:5] == [
        "initiative_started",
        "stage_entered",
        "task_opened",
        "task_completed",
        "stage_closed",
    ]


def test_only_the_organisers_staff_starts() -> None:
    with pytest.raises(NotAllowed, match="organiser_only"):
        Life().does(HEAD, do.StartInitiative(initiative=an_id("initiative"), form=start_form()))


def test_a_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound, match="unit_unknown"):
        Life().starts(unit=an_id("elsewhere"))


def test_a_second_start_of_the_same_initiative_is_refused() -> None:
    life = Life().starts()
    with pytest.raises(Conflict, match="initiative_exists"):
        life.starts(title=text("En annan"))


def test_before_it_has_started_nothing_can_be_done() -> None:
    with pytest.raises(NotFound, match="initiative_unknown"):
        Life().does(STAFF, do.Comment(text=text("hej")))


# Tasks, holders, handing on


def test_the_template_gives_the_due_day() -> None:
    task = Life().starts().open(Key.NEEDS_WORKSHOP)
    assert task.due_position is not None
    assert task.due_position - task.position == 15


def test_planning_the_workshop_moves_its_due_day_to_ten_school_days_after() -> None:
    life = Life().starts()
    held = (life.now + timedelta(days=14)).date()
    plan = forms.NeedsPlan(held_on=held, minutes=90, competence=text("c"), perspectives=needs_form().perspectives)
    life.sends(plan, Key.NEEDS_WORKSHOP)
    task = life.open(Key.NEEDS_WORKSHOP)
    calendar = timing(life.state, life.facts(STAFF)).calendar.school
    assert task.due == calendar.add(held, 10)
    life.sends(needs_form(), Key.NEEDS_WORKSHOP)
    assert life.state.stage is Stage.CURRENT_STATE


def test_a_workshop_is_at_least_ninety_minutes() -> None:
    life = Life().starts()
    plan = forms.NeedsPlan(
        held_on=life.now.date(), minutes=60, competence=text("c"), perspectives=needs_form().perspectives
    )
    with pytest.raises(Unmet, match="workshop_too_short"):
        life.sends(plan, Key.NEEDS_WORKSHOP)


def test_somebody_elses_task_is_refused() -> None:
    life = Life().starts()
    with pytest.raises(NotAllowed, match="not_yours"):
        life.does(STAFF, do.CompleteTask(task=life.open(Key.NEEDS_WORKSHOP).task, form=needs_form()))


def test_a_colleagues_answer_waits_to_be_confirmed() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    life.does(HEAD, do.HandTask(task=task, to=ANNA))
    life.does(LEADER, do.CompleteTask(task=task, form=needs_form()))
    assert life.state.tasks[task].state is TaskState.ANSWERED
    assert life.state.stage is Stage.NEEDS
    with pytest.raises(NotAllowed, match="not_yours"):
        life.does(LEADER, do.ConfirmAnswer(task=task))
    life.does(HEAD, do.ConfirmAnswer(task=task))
    done = life.state.tasks[task]
    assert done.answer is not None
    assert done.answer.by == ANNA
    assert life.state.stage is Stage.CURRENT_STATE


def test_a_task_taken_back_is_no_longer_the_colleagues() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    life.does(HEAD, do.HandTask(task=task, to=ANNA))
    life.does(HEAD, do.TakeTaskBack(task=task))
    with pytest.raises(NotAllowed):
        life.does(LEADER, do.CompleteTask(task=task, form=needs_form()))


def test_waiting_for_a_colleague_counts_on_the_address() -> None:
    life = Life().starts()
    life.does(HEAD, do.HandTask(task=life.open(Key.NEEDS_WORKSHOP).task, to=ANNA))
    life.days(120)
    assert life.state.stalled is Cause.WAITING_PRINCIPAL


def test_a_done_or_withdrawn_task_cannot_be_done() -> None:
    life = Life().to_effect_chain()
    done = next(t for t in life.state.tasks.values() if t.key is Key.NEEDS_WORKSHOP)
    with pytest.raises(Conflict, match="task_done"):
        life.does(HEAD, do.CompleteTask(task=done.task, form=replace(needs_form(), more_information=None)))
    offered = next(t for t in life.state.tasks.values() if t.key is Key.OBSERVATION)
    with pytest.raises(Conflict, match="task_withdrawn"):
        life.does(HEAD, do.CompleteTask(task=offered.task, form=forms.Observation()))


def test_another_tasks_form_is_refused() -> None:
    life = Life().starts()
    with pytest.raises(Unmet, match="wrong_form"):
        life.does(HEAD, do.CompleteTask(task=life.open(Key.NEEDS_WORKSHOP).task, form=conditions_form()))


def test_what_changed_since_it_was_seen_is_not_answered_by_accident() -> None:
    life = Life().to_plan()
    first = (life.now + timedelta(days=14)).date()
    life.sends(plan_form(first), Key.DEVELOPMENT_PLAN)
    approve, seen = life.open(Key.APPROVE_PLAN), life.state.version
    plan = next(t for t in life.state.tasks.values() if t.key is Key.DEVELOPMENT_PLAN)
    edited = do.CorrectForm(task=plan.task, form=plan_form(first, meetings=3), reason=text("färre"))
    life.does(HEAD, edited)
    approval = do.CompleteTask(task=approve.task, form=forms.ApprovePlan(decision=OnPlan.APPROVE))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        life.does(STAFF, approval, seen=seen)
    life.does(STAFF, approval, seen=life.state.version)
    assert len(life.state.meetings) == 6


def test_a_comment_in_between_does_not_stop_an_answer() -> None:
    life = Life().starts()
    seen = life.state.version
    life.does(STAFF, do.Comment(text=text("lycka till")))
    task = life.open(Key.NEEDS_WORKSHOP)
    life.does(HEAD, do.CompleteTask(task=task.task, form=needs_form()), seen=seen)
    assert life.state.stage is Stage.CURRENT_STATE


def test_already_done_needs_a_link_and_what_the_gate_reads() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    form = replace(needs_form(), more_information=None)
    with pytest.raises(Unmet, match="link_missing"):
        life.does(HEAD, do.CompleteTask(task=task, form=form, manner=Manner.ALREADY_DONE))
    life.does(HEAD, do.CompleteTask(task=task, form=form, manner=Manner.ALREADY_DONE, link=text("https://x")))
    assert life.state.stage is Stage.CURRENT_STATE


def test_unchanged_repeats_the_last_answer_in_the_same_voice() -> None:
    life = Life().to_current_state()
    task = life.open(Key.CONDITIONS, Voice.PRINCIPAL)
    with pytest.raises(Unmet, match="nothing_to_repeat"):
        life.does(HEAD, do.CompleteTask(task=task.task, manner=Manner.UNCHANGED))
    life = Life().to_continuation()
    for _ in range(2):
        alarm = agenda(life.state, life.facts(CLOCK)).next
        while not life.state.open_of(Key.CHECK_IN) and alarm:
            life.until(alarm.at)
            alarm = agenda(life.state, life.facts(CLOCK)).next
        for voice in Voice:
            task = life.open(Key.CHECK_IN, voice)
            again = any(life.state.placed)
            command = (
                do.CompleteTask(task=task.task, manner=Manner.UNCHANGED)
                if again
                else do.CompleteTask(task=task.task, form=check_in_form())
            )
            life.does(life.holder(task), command)
    assert [placed.place for placed in life.state.placed.values()] == [Place.PERMEATES, Place.PERMEATES]


# Ladders


def test_a_ladder_reminds_before_on_the_day_and_after_then_escalates_then_stalls() -> None:
    life = Life().starts()
    life.days(90)
    steps = [event.step for event in life.events if isinstance(event, ReminderDue)]
    assert steps == [Step.BEFORE, Step.ON_DAY, Step.AFTER]
    assert "escalation_due" in kinds(life.events)
    assert life.state.stalled is Cause.WAITING_PRINCIPAL


def test_after_an_outage_only_the_highest_step_is_sent() -> None:
    life = Life().starts()
    life.now += timedelta(days=25)
    life.tick()
    reminded = [event for event in life.events if isinstance(event, ReminderDue)]
    assert [(event.step, event.passed) for event in reminded] == [(Step.ON_DAY, (Step.BEFORE,))]


def test_an_extension_arms_the_ladder_again_and_a_pause_does_not() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP)
    life.until(at(task.due or date.max, 12))
    assert Step.ON_DAY in life.open(Key.NEEDS_WORKSHOP).steps
    until = life.now.date() + timedelta(days=10)
    life.does(STAFF, do.PauseInitiative(until=until, reason=text("paus")))
    life.does(STAFF, do.ResumeInitiative())
    assert Step.ON_DAY in life.open(Key.NEEDS_WORKSHOP).steps
    life.does(STAFF, do.ExtendTask(task=task.task, school_days=10, reason=text("mer")))
    assert not life.open(Key.NEEDS_WORKSHOP).steps


def test_the_principal_extends_once_and_by_at_most_fifteen_school_days() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    with pytest.raises(NotAllowed, match="extended_once"):
        life.does(HEAD, do.ExtendTask(task=task, school_days=16, reason=text("r")))
    life.does(HEAD, do.ExtendTask(task=task, school_days=15, reason=text("r")))
    with pytest.raises(NotAllowed, match="extended_once"):
        life.does(HEAD, do.ExtendTask(task=task, school_days=1, reason=text("r")))
    with pytest.raises(NotAllowed, match="extend_not_yours"):
        life.does(LEADER, do.ExtendTask(task=task, school_days=1, reason=text("r")))
    observed = Life().to_current_state()
    offered = observed.open(Key.OBSERVATION).task
    with pytest.raises(Conflict, match="never_overdue"):
        observed.does(STAFF, do.ExtendTask(task=offered, school_days=1, reason=text("r")))


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
    life.organiser = replace(life.organiser, roles=frozenset({(STAFF.person, Role.ORGANISER, None)}))
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
