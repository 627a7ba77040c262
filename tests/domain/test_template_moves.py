"""Moving to another version of the template: what changes with it, what does not, and when the answer is no."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import forms
from domain.actors import Actor
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.decide import settle
from domain.initiative.events import DueCounted, InitiativeClosed, Outcome, TaskOpened, TemplateMoved, Voice
from domain.initiative.follow import fold
from domain.initiative.moving import SPARED
from domain.initiative.rehearsal import Rehearsal, rehearse
from domain.initiative.state import Status, TaskState
from domain.initiative.timing import timing
from domain.ladders import Step
from domain.refusals import Refusal
from domain.tasks import Key
from styrkedjan.templates import load
from tests.domain.drawn import REACHED, VERSIONS
from tests.domain.life import HEAD, STAFF, Life, check_in_form, needs_form, plan_form, protocol_form, text


def moves(life: Life, number: int, by: Actor = STAFF) -> Any:
    return life.does(by, do.MoveToTemplate(version=number))


def refusal(life: Life, number: int, by: Actor = STAFF, seen: int | None = None) -> str:
    """The code of the move's refusal, which leaves everything as it was."""
    before = life.state
    with pytest.raises(Refusal) as refused:
        life.does(by, do.MoveToTemplate(version=number), seen)
    assert life.state is before
    return refused.value.code


def given_days(life: Life, key: Key) -> int:
    task = life.open(key)
    assert task.due_position is not None
    return task.due_position - task.position


def with_due(life: Life, **days: int) -> int:
    """A version that gives these tasks other time."""
    return life.publishes(due={**life.template.due, **days})


def test_an_open_task_is_due_anew_from_its_opening_and_the_rest_stays() -> None:
    life = Life().to_current_state()
    life.days(7)
    before = life.state
    (moved,) = moves(life, with_due(life, current_state=25, needs_workshop=30))
    assert isinstance(moved, TemplateMoved)
    assert [row.task for row in moved.dues] == [life.open(Key.CURRENT_STATE).task]
    assert given_days(life, Key.CURRENT_STATE) == 25
    task = life.open(Key.CURRENT_STATE)
    assert task.due == timing(life.state, life.facts(STAFF)).date_of(task.due_position or 0)
    others = [each for each in life.state.tasks.values() if each.key is not Key.CURRENT_STATE]
    assert all(before.tasks[each.task] is each for each in others)
    assert life.state.template_version == 2


def test_nothing_is_due_within_five_school_days_of_the_move() -> None:
    life = Life().to_current_state()
    life.days(14)
    moves(life, with_due(life, current_state=1))
    task = life.open(Key.CURRENT_STATE)
    assert (task.due_position or 0) - timing(life.state, life.facts(STAFF)).now == SPARED


def test_moving_back_gives_the_old_due_day_even_where_the_floor_was_reached() -> None:
    life = Life().to_current_state()
    before = life.open(Key.CURRENT_STATE)
    moves(life, with_due(life, current_state=1))
    moves(life, 1)
    assert life.open(Key.CURRENT_STATE).due == before.due


def test_the_ladder_begins_anew_for_a_task_that_got_another_day() -> None:
    life = Life().starts()
    life.days(40)
    late = life.open(Key.NEEDS_WORKSHOP)
    assert Step.ESCALATED in late.steps
    assert life.state.stalled is None
    moves(life, with_due(life, needs_workshop=40))
    task = life.open(Key.NEEDS_WORKSHOP)
    assert task.armed > late.armed
    assert task.steps == frozenset()
    life.until(life.now + timedelta(days=40))
    assert Step.ON_DAY in life.open(Key.NEEDS_WORKSHOP).steps


def test_a_stall_ends_with_the_move_that_ends_its_reason() -> None:
    life = Life().starts()
    life.days(80)
    assert life.state.stalled is not None
    moves(life, with_due(life, needs_workshop=90))
    assert life.state.stalled is None


def test_extensions_are_kept() -> None:
    life = Life().to_current_state()
    task = life.open(Key.CURRENT_STATE).task
    life.does(STAFF, do.ExtendTask(task=task, school_days=7, reason=text("mer")))
    moves(life, with_due(life, current_state=20))
    assert given_days(life, Key.CURRENT_STATE) == 27


def test_due_days_set_otherwise_stay() -> None:
    life = Life().to_plan()
    life.sends(plan_form((life.now + timedelta(days=14)).date()), Key.DEVELOPMENT_PLAN)
    life.sends(forms.ApprovePlan(decision=OnPlan.RETURN, comments=text("mer")), Key.APPROVE_PLAN)
    assert given_days(life, Key.DEVELOPMENT_PLAN) == 10
    (moved,) = moves(life, with_due(life, development_plan=30, needs_workshop=30))
    assert moved.dues == ()
    planned = Life().starts()
    day = (planned.now + timedelta(days=7)).date()
    three = needs_form().perspectives
    plan = forms.NeedsPlan(held_on=day, minutes=90, competence=text("x"), perspectives=three)
    planned.sends(plan, Key.NEEDS_WORKSHOP)
    (moved,) = moves(planned, with_due(planned, needs_workshop=40))
    assert moved.dues == ()


def test_a_paused_initiative_moves_and_what_remained_remains() -> None:
    life = Life().to_current_state()
    life.does(STAFF, do.PauseInitiative(until=(life.now + timedelta(days=60)).date(), reason=text("vila")))
    assert life.state.pause is not None
    stopped = life.state.pause.position
    left = {task.task: (task.due_position or 0) - stopped for task in life.state.open_tasks}
    life.days(20)
    moves(life, with_due(life, current_state=25))
    assert life.state.status is Status.PAUSED
    life.does(STAFF, do.ResumeInitiative())
    closed = timing(life.state, life.facts(STAFF)).closed
    for task in life.state.open_tasks:
        more = 10 if task.key is Key.CURRENT_STATE else 0
        if task.due_position is not None:
            assert task.due_position - closed == left[task.task] + more


def test_an_initiative_closes_with_the_last_check_in_of_the_version_it_is_at() -> None:
    life = Life().to_continuation()
    number = life.publishes(check_in_months=(4, 10))
    rehearsal = rehearse(number, life.state, life.facts(STAFF))
    assert set(rehearsal.added) == {10}
    assert set(rehearsal.removed) == {18, 24, 48}
    assert all(rehearsal.added.values())
    moves(life, number)
    life.answers_check_ins()
    closed = life.events[-1]
    assert isinstance(closed, InitiativeClosed)
    assert closed.outcome is Outcome.PERMEATES
    assert sorted(life.state.placed) == [4, 10]


def test_the_move_itself_never_closes_an_initiative() -> None:
    life = Life().to_continuation()
    first_check_in(life)
    assert refusal(life, life.publishes(check_in_months=(4,))) == "check_ins_passed"
    moves(life, life.publishes(check_in_months=(4, 60)))
    assert life.state.is_going_on


def first_check_in(life: Life) -> None:
    while not life.state.open_of(Key.CHECK_IN):
        life.days(1)
    for voice in Voice:
        life.sends(check_in_form(), Key.CHECK_IN, voice)


def test_of_check_ins_that_have_passed_only_the_latest_is_asked() -> None:
    life = Life().to_continuation()
    first_check_in(life)
    life.days(300)
    number = life.publishes(check_in_months=(4, 6, 8, 48))
    assert set(rehearse(number, life.state, life.facts(STAFF)).added) == {8}
    moves(life, number)
    assert {task.number for task in life.state.open_of(Key.CHECK_IN)} == {8}


def test_what_follows_at_once_follows_and_was_rehearsed() -> None:
    life = Life().to_implementation()
    thresholds = replace(life.template.thresholds, plan_for_afterwards_percent=1)
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    life.sends(protocol_form(), Key.PROTOCOL)
    number = life.publishes(thresholds=thresholds)
    assert rehearse(number, life.state, life.facts(STAFF)).opened == (Key.CONTINUATION_PLAN,)
    assert any(isinstance(event, TaskOpened) for event in moves(life, number))


def test_a_plan_that_would_become_too_sparse_is_changed_first() -> None:
    life = Life().to_implementation(every_weeks=5)
    assert refusal(life, life.publishes(longest_gap_weeks=4)) == "plan_too_sparse"
    denser = Life().to_implementation(every_weeks=3)
    rehearsal = rehearse(denser.publishes(longest_gap_weeks=4), denser.state, denser.facts(STAFF))
    assert not rehearsal.is_clean
    assert set(rehearsal.rhythm) == {1, 2}
    already = Life().to_implementation(every_weeks=8)
    moves(already, already.publishes(longest_gap_weeks=6))


def test_parts_of_planned_meetings_stay() -> None:
    life = Life(template=load("lyftmodellen")).to_implementation(16, 2)
    fewer = tuple(replace(module, parts=3) for module in life.template.modules)
    assert refusal(life, life.publishes(modules=fewer)) == "parts_differ"
    renamed = tuple(replace(module, text=life.template.name) for module in life.template.modules)
    moves(life, life.publishes(modules=renamed))


def test_only_the_organiser_moves_to_a_version_there_is() -> None:
    life = Life().starts()
    number = life.publishes(longest_gap_weeks=6)
    assert refusal(life, number, HEAD) == "organiser_only"
    assert refusal(life, 9) == "version_unknown"
    assert refusal(life, number, seen=1) == "changed_meanwhile"
    assert moves(life, 1) == []
    assert rehearse(number, life.state, life.facts(STAFF)).is_clean
    moves(life, number)
    assert moves(life, number) == []
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    assert refusal(life, 1) == "initiative_over"


MOMENTS: Final = st.tuples(st.sampled_from(REACHED), st.sampled_from([0, 3, 12, 30, 70, 160]), st.booleans())
"""How far a life has come, the days since, and whether it is paused then."""


def lived(reach: Any, days: int, paused: bool) -> Life:
    life = Life().starts() if reach is None else reach(Life())
    life.days(days)
    if paused and life.state.status is Status.LIVE:
        life.does(STAFF, do.PauseInitiative(until=(life.now + timedelta(days=40)).date(), reason=text("vila")))
    return life


def rehearsed(number: int, life: Life) -> Rehearsal | None:
    """`None` where it is refused."""
    with suppress(Refusal):
        return rehearse(number, life.state, life.facts(STAFF))
    return None


@given(moment=MOMENTS, changes=VERSIONS)
@settings(max_examples=40, deadline=None)
def test_at_any_moment_of_any_life_the_rehearsal_is_the_move(moment: Any, changes: dict[str, Any]) -> None:
    life = lived(*moment)
    number, before, facts = life.publishes(**changes), life.state, life.facts(STAFF)
    rehearsal = rehearsed(number, life)
    if rehearsal is None:
        refusal(life, number)
        return
    events, after = settle(do.MoveToTemplate(version=number), before, facts)
    assert events == rehearsal.events
    for due in rehearsal.dues:
        assert (before.tasks[due.task].due, after.tasks[due.task].due) == (due.was, due.becomes)
    changed = {due.task for due in rehearsal.dues}
    assert all(after.tasks[t].due == before.tasks[t].due for t in before.tasks if t not in changed)
    settled = [t for t in before.tasks.values() if t.state in (TaskState.DONE, TaskState.WITHDRAWN)]
    assert all(after.tasks[t.task] is t for t in settled)


@given(moment=MOMENTS, changes=VERSIONS)
@settings(max_examples=40, deadline=None)
def test_back_and_forth_every_due_day_is_what_it_was_or_five_school_days_off(
    moment: Any, changes: dict[str, Any]
) -> None:
    life = lived(*moment)
    number, before = life.publishes(**changes), life.state
    there = rehearsed(number, life)
    if there is None:
        return
    life.state = fold(before, there.events)
    back = rehearsed(1, life)
    if back is None:
        return
    earliest = timing(before, life.facts(STAFF)).now + SPARED
    rows = {row.task: row.due_position for row in counted(back)}
    for task in {row.task for row in counted(there)} & {task.task for task in life.state.open_tasks}:
        assert rows[task] == max(before.tasks[task].due_position or 0, earliest)


def counted(rehearsal: Rehearsal) -> list[DueCounted]:
    return [row for event in rehearsal.events if isinstance(event, TemplateMoved) for row in event.dues]
