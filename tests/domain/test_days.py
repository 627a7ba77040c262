"""Whose day it was, over a whole life: every school day has one cause, and they add up to the time in each stage."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from domain import forms
from domain.actors import CLOCK
from domain.check_in import Model
from domain.conditions import Rating
from domain.forms.current_state import OnConditions
from domain.forms.plan import OnPlan
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative.events import StageClosed, StageEntered, StallEntered, Voice, WaitsFor
from domain.post.state import PostState
from domain.stalls import Cause
from domain.tasks import Address, Key
from tests.domain.days_read import WAITING, causes_agree
from tests.domain.life import (
    ANNA,
    BEST,
    STAFF,
    Life,
    analysis_form,
    chain_form,
    check_in_form,
    continuation_form,
    evaluation_form,
    needs_form,
    plan_form,
    text,
)
from tests.domain.posted_life import NEXT, THIRD, PostedLife


def eventful() -> PostedLife:
    """A life with every cause in it: late tasks of everybody, two kinds of pause, a lapse, a group nobody leads, a
    principal who leaves the post vacant and a newcomer who takes their time, and another who comes during a pause.
    """
    life = PostedLife()
    life.starts()
    life.days(6)  # from one Monday to another
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=21), reason=text("r")))
    life.days(60)
    life.sends(needs_form(), Key.NEEDS_WORKSHOP)
    life.days(45)
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=20), reason=text("r")))
    life.days(30)
    life.sends(analysis_form(), Key.CURRENT_STATE)
    life.days(30)
    life.leaves(life.now.date() + timedelta(days=5)).comes(life.now.date() + timedelta(days=20))
    life.days(25)
    life.sends(forms.Position(choice=Stance.GO_ON), Key.POSITION)
    life.rates(second=Rating.MISSING)
    life.days(40)
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=90), reason=text("r")))
    life.days(10)
    life.does(STAFF, do.ResumeInitiative())
    decided = forms.DecideOnConditions(decision=OnConditions.GO_ON, reason=text("r"))
    life.sends(decided, Key.DECIDE_ON_CONDITIONS)
    life.sends(chain_form(), Key.EFFECT_CHAIN)
    first = (life.now + timedelta(days=14)).date()
    life.sends(plan_form(first, 5, 3), Key.DEVELOPMENT_PLAN)
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    life.does(life.principal(), do.NameFacilitator(group=1, person=None))
    life.days(30)
    life.does(life.principal(), do.NameFacilitator(group=1, person=ANNA))
    life.days(170)
    life.does(life.principal(), do.NameFacilitator(group=2, person=None))
    life.days(10)
    life.does(life.principal(), do.CloseSeriesEarly(reason=text("r")))
    life.days(40)
    life.sends(continuation_form(), Key.CONTINUATION_PLAN)
    life.days(20)
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=20), reason=text("r")))
    life.leaves(life.now.date() + timedelta(days=5), NEXT).comes(life.now.date() + timedelta(days=6), THIRD)
    life.days(60)
    life.sends(evaluation_form(plan_holds=True), Key.EVALUATION)
    life.days(300)
    return life


def test_every_school_day_of_a_life_has_exactly_one_cause() -> None:
    """The causes of the days add up, stage by stage, to the school days between entering and leaving it."""
    life = eventful()
    causes = causes_agree(life)
    calendar = life.facts(CLOCK).calendar
    assert calendar is not None
    entered = {event.stage: event.on for event in life.events if isinstance(event, StageEntered)}
    left = {event.stage: event.on for event in life.events if isinstance(event, StageClosed)}
    counted = Counter(stage for stage, _ in causes.values())
    for stage, on in entered.items():
        until = left.get(stage, life.now.date())
        assert counted[stage] == calendar.school.between(on - timedelta(days=1), until - timedelta(days=1)), stage
    assert {cause for _, cause in causes.values()} == set(Cause)


def test_what_is_shown_of_a_stage_counts_a_lapse_from_the_day_whose_close_found_it() -> None:
    life = Life().to_implementation()
    life.days(150)
    assert Cause.LAPSED_CADENCE in {cause for _, cause in causes_agree(life).values()}


def test_a_group_nobody_leads_is_a_vacancy_from_its_first_day() -> None:
    life = Life().to_implementation()
    life.days(16)
    life.does(life.principal(), do.NameFacilitator(group=1, person=None))
    life.days(1)
    assert list(causes_agree(life).values())[-1][1] is Cause.VACANCY
    life.days(1)
    causes_agree(life)


def test_a_pause_decided_within_a_pause_goes_on_with_it() -> None:
    """The organiser answers low conditions with "wait" while the initiative is paused already."""
    life = Life().to_current_state()
    life.rates(second=Rating.MISSING)
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=60), reason=text("r")))
    began = life.now.date()
    life.days(20)
    until = life.now.date() + timedelta(days=70)
    life.sends(
        forms.DecideOnConditions(decision=OnConditions.WAIT, until=until, reason=text("r")), Key.DECIDE_ON_CONDITIONS
    )
    assert life.state.pause is not None
    assert (life.state.pause.on, life.state.pause.until) == (began, until)
    life.days(100)
    causes = causes_agree(life)
    assert {day for day, (_, cause) in causes.items() if cause is Cause.PAUSED} == {
        day for day in causes if began <= day < until
    }
    assert life.state.open_of(Key.CONDITIONS)


def test_a_check_in_that_gives_way_changes_the_stall_from_the_new_day() -> None:
    """Until the day of the next check-in the facilitators were waited for, from that day the principal is."""
    life = Life().to_continuation(new_needs=None)
    while not life.state.open_of(Key.CHECK_IN):
        life.days(1)
    life.sends(check_in_form(replace(BEST, model=Model.NO)), Key.CHECK_IN, Voice.PRINCIPAL)
    life.days(500)
    causes_agree(life)
    entered = [event for event in life.events if isinstance(event, StallEntered)]
    assert [event.cause for event in entered] == [Cause.WAITING_FACILITATOR, Cause.WAITING_PRINCIPAL]
    asked = [task.opened for task in life.state.tasks_of(Key.CHECK_IN)]
    assert entered[1].on == asked[-1]


def test_a_stall_says_on_whom_it_waits() -> None:
    """By the cause: an overdue task's address, the empty role, or whoever restores the rhythm."""
    life = eventful()
    said = [event for event in life.events if isinstance(event, StallEntered)]
    keys = {(event.cause, event.waits_for.address, _key(life, event.waits_for)) for event in said if event.waits_for}
    assert keys >= {
        (Cause.VACANCY, Address.FACILITATOR, Key.PROTOCOL),
        (Cause.LAPSED_CADENCE, Address.PRINCIPAL, Key.RESTORE_RHYTHM),
    }
    assert all(WAITING[address] is cause for cause, address, _ in keys if cause in WAITING.values())
    assert all(event.waits_for for event in said)


def test_a_task_stalls_at_the_close_of_the_twentieth_school_day_past_its_due_day() -> None:
    life = Life().starts()
    due = life.open(Key.NEEDS_WORKSHOP).due
    assert due is not None
    twentieth = life.calendar.school.add(due, 20)
    life.until(life.calendar.close_of(twentieth) - timedelta(seconds=1))
    assert not life.state.stalled
    life.until(life.calendar.close_of(twentieth))
    assert life.state.stalled is Cause.WAITING_PRINCIPAL


def test_a_checkpoint_that_nobody_answers_stalls_nothing() -> None:
    """It is overdue, and the day is its address's; nothing waits for it."""
    life = Life().to_implementation(meetings=10)
    while not life.state.open_of(Key.CHECKPOINT):
        life.a_day_of_meetings()
    due = life.open(Key.CHECKPOINT).due
    assert due is not None
    late = life.calendar.school.add(due, 25)
    while life.now.date() < late:
        life.a_day_of_meetings()
    assert len(life.state.open_of(Key.CHECKPOINT)) == 2
    assert life.state.stalled is None


def test_a_post_that_nobody_holds_is_waited_for_itself() -> None:
    life = Life().starts()
    life.days(1)
    life.post = PostState()
    life.does(STAFF, do.Comment(text=text("r")))
    assert (life.state.stalled, life.state.stalled_on) == (
        Cause.VACANCY,
        WaitsFor(address=Address.PRINCIPAL, task=None),
    )


def _key(life: Life, waits_for: WaitsFor) -> Key | None:
    return life.state.tasks[waits_for.task].key if waits_for.task else None
