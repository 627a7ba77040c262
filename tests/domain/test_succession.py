"""When a facilitator or another key person leaves: whose successor is asked for, and what naming one changes."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain import forms
from domain.actors import Actor
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.rights import may_read
from domain.initiative.state import TaskState
from domain.refusals import Refusal
from domain.tasks import Key
from tests.domain.life import ANNA, BO, CLOCK, HEAD, STAFF, Life, plan_form
from tests.domain.who import PRINCIPAL, an_id, text

NEW = an_id("successor")
DAY = timedelta(days=1)


def today(life: Life) -> date:
    return life.facts(CLOCK).today


def test_a_facilitator_who_leaves_is_succeeded() -> None:
    life = Life()
    life.to_implementation()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    asked = life.open(Key.NAME_SUCCESSOR)
    assert (asked.group, life.state.groups[1].facilitator) == (1, None)
    with pytest.raises(Refusal, match="one_of_three"):
        life.sends(forms.NameSuccessor(), Key.NAME_SUCCESSOR)
    with pytest.raises(Refusal, match="group_unknown"):
        life.sends(forms.NameSuccessor(merge_with=1), Key.NAME_SUCCESSOR)
    life.sends(forms.NameSuccessor(merge_with=2), Key.NAME_SUCCESSOR)
    assert life.state.groups[1].facilitator == life.state.groups[2].facilitator
    assert life.state.open_of(Key.NAME_SUCCESSOR) == []


def test_a_group_is_not_merged_with_one_that_nobody_leads() -> None:
    life = Life()
    life.to_implementation()
    for person in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=person))
    first, second = life.state.open_of(Key.NAME_SUCCESSOR)
    for task, other in ((first, 2), (second, 1)):
        with pytest.raises(Refusal, match="group_not_led"):
            life.does(HEAD, do.CompleteTask(task=task.task, form=forms.NameSuccessor(merge_with=other)))
    life.does(HEAD, do.CompleteTask(task=second.task, form=forms.NameSuccessor(person=NEW)))
    life.does(HEAD, do.CompleteTask(task=first.task, form=forms.NameSuccessor(merge_with=2)))
    assert [group.facilitator for group in life.state.groups.values()] == [NEW, NEW]


def test_a_group_that_the_plan_no_longer_has_needs_no_successor() -> None:
    life = Life()
    life.to_implementation()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    plan = plan_form(today(life) + 20 * DAY)
    life.does(HEAD, do.ChangePlan(plan=replace(plan, groups=plan.groups[1:]), reason=text("en grupp räcker")))
    approved(life)
    assert (set(life.state.groups), life.state.open_of(Key.NAME_SUCCESSOR)) == ({2}, [])


def test_whoever_led_no_group_leaves_a_task_once() -> None:
    life = Life()
    life.to_implementation()
    assert life.does(STAFF, do.NotePersonLeft(person=NEW))
    assert life.does(STAFF, do.NotePersonLeft(person=NEW)) == []
    assert life.open(Key.NAME_SUCCESSOR).group is None


def test_nobody_who_has_left_succeeds_anybody_until_they_are_back() -> None:
    life = Life()
    life.to_implementation()
    for person in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=person))
    asked, _ = life.state.open_of(Key.NAME_SUCCESSOR)
    answer = do.CompleteTask(task=asked.task, form=forms.NameSuccessor(person=BO))
    with pytest.raises(Refusal, match="has_left"):
        life.does(HEAD, answer)
    life.does(HEAD, do.NameFacilitator(group=2, person=BO))
    assert life.does(HEAD, answer)


def test_the_principal_s_departure_is_the_post_s() -> None:
    life = Life().starts()
    with pytest.raises(Refusal, match="is_principal"):
        life.does(STAFF, do.NotePersonLeft(person=PRINCIPAL))


def test_before_there_are_groups_a_successor_takes_the_leaver_s_place() -> None:
    life = Life().starts(facilitators=(ANNA, BO))
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.does(STAFF, do.NotePersonLeft(person=BO))
    assert life.state.facilitators == frozenset()
    first, second = life.state.open_of(Key.NAME_SUCCESSOR)
    assert (first.after, second.after) == (ANNA, BO)
    life.does(HEAD, do.CompleteTask(task=second.task, form=forms.NameSuccessor(person=NEW)))
    assert life.state.facilitators == {NEW}
    assert may_read(life.state, life.facts(Actor(kind="person", person=NEW)).standing)
    life.does(HEAD, do.CompleteTask(task=first.task, form=forms.NameSuccessor(none_because=text("en räcker"))))
    assert life.state.facilitators == {NEW}


def test_a_successor_is_named_in_the_plan_too() -> None:
    life = Life().starts(facilitators=(ANNA, BO))
    life.to_plan()
    life.sends(plan_form(today(life) + 30 * DAY, 3, 5), Key.DEVELOPMENT_PLAN)
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.sends(forms.NameSuccessor(person=NEW), Key.NAME_SUCCESSOR)
    assert life.state.plan is not None
    assert [group.facilitator for group in life.state.plan.groups] == [NEW, BO]


def waiting_for_approval(leader: UUID = ANNA) -> Life:
    """A plan in which somebody leads the first group who was not named before, if it is not Anna."""
    life = Life().starts(facilitators=(ANNA, BO))
    life.to_plan()
    plan = plan_form(today(life) + 30 * DAY, 3, 5)
    first, second = plan.groups
    life.sends(replace(plan, groups=(replace(first, facilitator=leader), second)), Key.DEVELOPMENT_PLAN)
    return life


def approved(life: Life) -> Life:
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    return life


@pytest.mark.parametrize("leader", [ANNA, NEW])
def test_a_group_whose_leader_left_before_it_began_begins_with_a_vacancy_and_is_asked_for(leader: UUID) -> None:
    life = waiting_for_approval(leader)
    life.does(STAFF, do.NotePersonLeft(person=leader))
    before = life.open(Key.NAME_SUCCESSOR)
    approved(life)
    group = life.state.groups[1]
    assert (group.facilitator, group.led_by, group.vacant_since) == (None, leader, today(life))
    asked = life.open(Key.NAME_SUCCESSOR)
    assert (asked.group, asked.after, life.state.tasks[before.task].state) == (1, leader, TaskState.WITHDRAWN)
    life.sends(forms.NameSuccessor(merge_with=2), Key.NAME_SUCCESSOR)
    assert life.state.groups[1].facilitator == BO


def test_whoever_follows_one_who_leads_a_group_in_a_plan_alone_leads_it_and_is_no_facilitator_before() -> None:
    life = waiting_for_approval(NEW)
    life.does(STAFF, do.NotePersonLeft(person=NEW))
    successor = an_id("the successor's successor")
    life.sends(forms.NameSuccessor(person=successor), Key.NAME_SUCCESSOR)
    assert life.state.facilitators == {ANNA, BO}
    assert approved(life).state.groups[1].facilitator == successor
    assert life.state.open_of(Key.NAME_SUCCESSOR) == []


def test_one_who_had_left_and_is_named_again_is_back() -> None:
    life = waiting_for_approval()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.sends(forms.ApprovePlan(decision=OnPlan.RETURN, comments=text("Anna slutar ju")), Key.APPROVE_PLAN)
    life.sends(plan_form(today(life) + 30 * DAY, 3, 5), Key.DEVELOPMENT_PLAN)
    assert approved(life).state.groups[1].facilitator == ANNA
    assert life.does(STAFF, do.NotePersonLeft(person=ANNA))
    assert life.state.groups[1].facilitator is None


def test_whoever_follows_somebody_who_was_no_facilitator_is_none() -> None:
    life = Life().starts(facilitators=(ANNA, BO))
    life.does(STAFF, do.NotePersonLeft(person=an_id("librarian")))
    life.sends(forms.NameSuccessor(person=NEW), Key.NAME_SUCCESSOR)
    assert life.state.facilitators == {ANNA, BO}


def test_the_question_for_a_group_s_successor_says_after_whom() -> None:
    life = Life()
    life.to_implementation()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.does(HEAD, do.NameFacilitator(group=2, person=None))
    assert [task.after for task in life.state.open_of(Key.NAME_SUCCESSOR)] == [ANNA, BO]


def test_a_successor_named_another_way_ends_the_question_and_why_not_is_an_answer() -> None:
    life = Life()
    life.to_implementation()
    life.does(HEAD, do.NameFacilitator(group=1, person=None))
    assert life.open(Key.NAME_SUCCESSOR)
    life.does(HEAD, do.NameFacilitator(group=1, person=NEW))
    assert life.state.open_of(Key.NAME_SUCCESSOR) == []
    life.does(HEAD, do.NameFacilitator(group=1, person=None))
    life.sends(forms.NameSuccessor(none_because=text("gruppen vilar")), Key.NAME_SUCCESSOR)
    life.days(10)
    assert life.state.open_of(Key.NAME_SUCCESSOR) == []
