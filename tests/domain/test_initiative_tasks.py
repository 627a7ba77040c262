"""Starting, tasks, whose they are, and their ladders (TASKS.md)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import forms
from domain.actors import CLOCK
from domain.check_in import Place
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.events import (
    Event,
    Manner,
    ReminderDue,
    Voice,
)
from domain.initiative.state import TaskState
from domain.initiative.timing import timing
from domain.ladders import Step
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from tests.domain.life import (
    ANNA,
    HEAD,
    LEADER,
    STAFF,
    Life,
    an_id,
    at,
    check_in_form,
    conditions_form,
    needs_form,
    plan_form,
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
