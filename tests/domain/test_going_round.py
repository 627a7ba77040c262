"""Needs that an evaluation saw propose a new initiative to the organiser, linked by `follows` (TASKS.md)."""

import pytest

from domain import forms
from domain.actors import CLOCK
from domain.forms.evaluation import Conclusion
from domain.forms.needs import Need
from domain.initiative import commands as do
from domain.initiative.going_round import next_decision
from domain.initiative.next_round import NextProposed, NextStarted, NoteNext
from domain.initiative.prefill import prefill
from domain.initiative.state import TaskState
from domain.refusals import NotAllowed, Unmet
from domain.stages import Stage
from domain.tasks import Address, Key
from domain.track import Track
from styrkedjan.templates import SHIPPED
from tests.domain.kinds import life_of
from tests.domain.life import (
    HEAD,
    STAFF,
    UNIT,
    Life,
    an_id,
    evaluation_form,
    start_form,
    text,
)

LATER = an_id("the next initiative")


def kinds(events: list[object]) -> list[str]:
    return [event.kind for event in events]  # type: ignore[attr-defined]  # every event has one


@pytest.mark.parametrize("key", SHIPPED)
def test_any_kind_proposes_what_its_evaluation_saw_and_asks_the_organiser(key: str) -> None:
    life = life_of(key).to_evaluation()
    events = life.sends(evaluation_form(plan_holds=True, new_needs=text("läsa mer")), Key.EVALUATION)
    assert NextProposed(needs=text("läsa mer"), on=life.now.date()) in events
    task = life.open(Key.NEXT_INITIATIVE)
    assert (task.address, task.due_position) == (Address.ORGANISER, task.position + 15)
    assert life.state.proposes


def test_an_evaluation_without_new_needs_proposes_nothing() -> None:
    life = Life().to_evaluation()
    events = life.sends(evaluation_form(plan_holds=True, new_needs=None), Key.EVALUATION)
    assert "next_proposed" not in kinds([*events])
    assert not life.state.proposes
    assert not life.state.open_of(Key.NEXT_INITIATIVE)


def test_an_initiative_that_ends_proposes_too_and_leaves_no_task_behind() -> None:
    life = Life().to_evaluation()
    life.sends(evaluation_form(Conclusion.END), Key.EVALUATION)
    assert not life.state.is_going_on
    assert life.state.proposes
    assert not list(life.state.open_tasks)


def test_the_next_decision_is_prefilled_with_the_needs_and_what_is_known() -> None:
    life = Life().to_continuation(new_needs=text("läsa mer"))
    form = next_decision(life.state)
    assert (form.follows, form.needs) == (life.state.initiative, text("läsa mer"))
    assert (form.unit, form.template, form.title) == (UNIT, "lartraffar", life.state.title)
    assert form.decision_body is None
    assert form.decided_on is None


def test_the_initiative_that_follows_begins_its_inventory_with_the_needs() -> None:
    life = Life().starts(follows=LATER, needs=text("läsa mer"))
    assert life.state.follows == LATER
    planned = forms.NeedsPlan(
        held_on=life.now.date(),
        minutes=90,
        competence=text("k"),
        perspectives=(forms.needs.Perspective.TEACHER,),
    )
    life.sends(planned, Key.NEEDS_WORKSHOP)
    record = prefill(life.open(Key.NEEDS_WORKSHOP), life.state, life.template)
    assert isinstance(record, forms.NeedsRecord)
    assert record.needs == (Need(need=text("läsa mer")),)
    light = Life().starts(Track.LIGHT, follows=LATER, needs=text("läsa mer"))
    page = prefill(light.open(Key.NEEDS_AND_CURRENT_STATE), light.state, light.template)
    assert isinstance(page, forms.NeedsAndCurrentState)
    assert page.needs == (Need(need=text("läsa mer")),)


def test_what_it_follows_is_fixed_at_the_start() -> None:
    life = Life().starts(decision_body=None, follows=LATER)
    with pytest.raises(Unmet) as refused:
        life.sends(start_form(follows=an_id("another")), Key.START_DECISION)
    assert refused.value.code == "start_fixed"


def test_once_the_next_has_started_nobody_is_asked_any_more_and_the_first_is_kept() -> None:
    life = Life().to_continuation()
    task = life.open(Key.NEXT_INITIATIVE)
    events = life.does(CLOCK, NoteNext(initiative=LATER))
    assert events[0] == NextStarted(initiative=LATER, on=life.now.date())
    assert life.state.tasks[task.task].state is TaskState.WITHDRAWN
    assert not life.state.proposes
    assert life.does(CLOCK, NoteNext(initiative=LATER)) == []
    assert life.does(CLOCK, NoteNext(initiative=an_id("another"))) == []
    assert life.state.next_initiative == LATER


def test_an_initiative_that_is_over_learns_of_its_next_too() -> None:
    life = Life().to_evaluation()
    life.sends(evaluation_form(Conclusion.END), Key.EVALUATION)
    life.does(CLOCK, NoteNext(initiative=LATER))
    assert not life.state.proposes


def test_only_the_follower_notes_what_follows() -> None:
    life = Life().to_continuation()
    with pytest.raises(NotAllowed):
        life.does(STAFF, NoteNext(initiative=LATER))


def test_the_organiser_may_say_why_not_and_nobody_else() -> None:
    life = Life().to_continuation()
    task = life.open(Key.NEXT_INITIATIVE).task
    with pytest.raises(NotAllowed):
        life.does(HEAD, do.CompleteTask(task=task, form=forms.NotNow(reason=text("nej"))))
    with pytest.raises(Unmet):
        life.does(STAFF, do.CompleteTask(task=task, form=forms.NotNow()))
    life.does(STAFF, do.CompleteTask(task=task, form=forms.NotNow(reason=text("annat går före"))))
    assert not life.state.proposes
    assert not life.state.open_of(Key.NEXT_INITIATIVE)


def test_a_proposal_nobody_answers_is_reminded_of_and_stalls_nothing() -> None:
    life = Life().to_continuation()
    life.days(80)
    asked = life.open(Key.NEXT_INITIATIVE)
    assert asked.steps
    assert life.state.stage is Stage.CONTINUATION
    assert life.state.stalled is None
