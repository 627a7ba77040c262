"""Who leaves takes nothing along: groups, forms and tasks are somebody else's, or asked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain import forms
from domain.actors import Actor
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.agenda import agenda
from domain.initiative.rights import may_read
from domain.initiative.state import MeetingState
from domain.post import commands as post
from domain.refusals import Refusal
from domain.stalls import Cause
from domain.tasks import Address, Key
from tests.domain.life import ANNA, BO, HEAD, STAFF, Life, load, plan_form, text
from tests.domain.posted_life import COLLEAGUE, NEXT, WHY, PostedLife
from tests.domain.who import PRINCIPAL, UNIT

DAY = timedelta(days=1)


def reads(life: Life, person: UUID) -> bool:
    return may_read(life.state, life.facts(Actor(kind="person", person=person)).standing)


def is_succeeded(life: PostedLife) -> PostedLife:
    """By somebody else, five days on."""
    today = life.now.date()
    life.leaves(today + 5 * DAY)
    life.comes(today + 6 * DAY)
    life.days(10)
    return life


def test_a_principal_leads_a_group_no_longer_than_their_tenure() -> None:
    life = PostedLife()
    life.to_implementation()
    life.does(HEAD, do.NameFacilitator(group=1, person=PRINCIPAL))
    is_succeeded(life)
    assert not reads(life, PRINCIPAL)
    assert life.state.groups[1].facilitator is None
    (asked,) = life.state.open_of(Key.NAME_SUCCESSOR)
    assert (asked.group, asked.address) == (1, Address.PRINCIPAL)


def test_nor_are_they_to_lead_one() -> None:
    life = PostedLife()
    life.starts()
    life.does(HEAD, do.NameFacilitator(group=None, person=PRINCIPAL))
    is_succeeded(life)
    assert PRINCIPAL not in life.state.facilitators
    assert not reads(life, PRINCIPAL)
    assert life.state.open_of(Key.NAME_SUCCESSOR)


def test_a_gap_between_two_of_their_tenures_is_no_end() -> None:
    life = PostedLife()
    life.to_implementation()
    life.does(HEAD, do.NameFacilitator(group=1, person=PRINCIPAL))
    today = life.now.date()
    life.leaves(today + 5 * DAY)
    life.records(post.AppointPrincipal(unit=UNIT, person=PRINCIPAL, since=today + 20 * DAY, reason=WHY))
    life.days(10)
    assert life.state.groups[1].facilitator == PRINCIPAL


def test_what_somebody_was_handed_goes_back_as_it_is_noted_that_they_have_left() -> None:
    life = PostedLife()
    life.starts()
    task = life.open(Key.NEEDS_WORKSHOP)
    life.does(HEAD, do.HandTask(task=task.task, to=COLLEAGUE))
    assert reads(life, COLLEAGUE)
    life.does(STAFF, do.NotePersonLeft(person=COLLEAGUE))
    assert life.state.tasks[task.task].handed_to is None
    assert not reads(life, COLLEAGUE)
    assert life.does(STAFF, do.NotePersonLeft(person=COLLEAGUE)) == []


def in_evaluation() -> Life:
    life = Life()
    life.to_evaluation()
    return life


def at_a_check_in() -> Life:
    life = Life()
    life.to_continuation()
    while not life.state.open_of(Key.CHECK_IN):
        ahead = agenda(life.state, life.facts(STAFF)).next
        assert ahead is not None
        life.until(ahead.at + timedelta(hours=10))
    return life


@pytest.mark.parametrize("late", [in_evaluation, at_a_check_in])
def test_a_facilitator_who_leaves_late_is_succeeded_too_or_not_waited_for(late: Any) -> None:
    life: Life = late()
    for person in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=person))
    asked = life.state.open_of(Key.NAME_SUCCESSOR)
    assert sorted(task.group or 0 for task in asked) == [1, 2]
    life.days(1)
    assert any(task.address is Address.FACILITATORS for task in life.state.open_tasks), "while one may be named"
    for task in asked:
        life.does(
            HEAD, do.CompleteTask(task=task.task, form=forms.NameSuccessor(none_because=text("arbetet är klart")))
        )
    assert all(task.address is not Address.FACILITATORS for task in life.state.open_tasks)
    life.days(1)
    assert life.state.stalled is not Cause.VACANCY


@pytest.mark.parametrize("template", ["lartraffar", "stl"])
def test_a_group_that_the_plan_drops_is_asked_nothing_more(template: str) -> None:
    life = Life(template=load(template))
    life.to_implementation()
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    life.days(1)
    plan = plan_form((life.now + timedelta(days=20)).date(), 8, life.template.series.every_weeks)
    life.does(HEAD, do.ChangePlan(plan=replace(plan, groups=plan.groups[1:]), reason=text("en grupp")))
    life.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
    assert set(life.state.groups) == {2}
    assert all(task.group != 1 or task.key is Key.READ_PROTOCOL for task in life.state.open_tasks)
    assert all(m.group != 1 for m in life.state.meetings.values() if m.state is MeetingState.PLANNED)
    life.days(3)
    assert life.state.stalled is not Cause.VACANCY


def test_whoever_acts_for_the_principal_does_not_make_themself_a_facilitator() -> None:
    life = PostedLife()
    life.to_implementation()
    until = life.now.date() + 20 * DAY
    life.records(post.AllowActingFor(unit=UNIT, person=COLLEAGUE, until=until), HEAD)
    instead = Actor(kind="person", person=COLLEAGUE, acting_for=PRINCIPAL)
    for_oneself = plan_form((life.now + timedelta(days=20)).date())
    groups = tuple(replace(group, facilitator=COLLEAGUE) for group in for_oneself.groups)
    for command in (
        do.NameFacilitator(group=1, person=COLLEAGUE),
        do.ChangePlan(plan=replace(for_oneself, groups=groups), reason=text("jag")),
    ):
        with pytest.raises(Refusal, match="not_for_oneself"):
            life.does(instead, command)
    (named,) = life.does(instead, do.NameFacilitator(group=1, person=NEXT))
    assert isinstance(named, ev.FacilitatorNamed)
    life.does(HEAD, do.NotePersonLeft(person=NEXT))
    asked = life.state.open_of(Key.NAME_SUCCESSOR)[0]
    with pytest.raises(Refusal, match="not_for_oneself"):
        life.does(instead, do.CompleteTask(task=asked.task, form=forms.NameSuccessor(person=COLLEAGUE)))
