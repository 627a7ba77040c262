"""What is somebody's by name in an initiative, and how it is given to another when they leave."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain import forms
from domain.actors import Actor
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.persons import by_name
from domain.initiative.rights import may_read
from domain.initiative.state import TaskState
from domain.post.events import ActingForAllowed, DepartureAnnounced
from domain.refusals import Refusal
from domain.tasks import Key
from tests.domain.life import (
    ANNA,
    BO,
    CLOCK,
    HEAD,
    LEADER,
    MANAGER,
    OTHER_LEADER,
    STAFF,
    Life,
    analysis_form,
    conditions_form,
    needs_form,
    plan_form,
)
from tests.domain.test_turnover import DAY, NEW, NEWCOMER, comes, happens, leaves, today
from tests.domain.who import PRINCIPAL, an_id, text


def given_on(life: Life, leaver: UUID, to: UUID = NEW) -> list[ev.Event]:
    """All that is theirs, by the organiser."""
    commands = list(by_name(leaver, to, life.state))
    return [event for command in commands for event in life.does(STAFF, command)]


def refused(life: Life, who: object, command: do.Command, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        life.does(who, command)  # type: ignore[arg-type]  # an actor
    assert refusal.value.code == code


def test_a_group_s_leader_is_replaced_by_the_organiser_and_their_tasks_follow() -> None:
    life = Life()
    life.to_implementation()
    led = [number for number, group in life.state.groups.items() if group.facilitator == ANNA]
    assert led
    given_on(life, ANNA)
    assert all(life.state.groups[number].facilitator == NEW for number in led)
    assert ANNA not in life.state.facilitators
    assert not may_read(life.state, life.facts(LEADER).standing)
    assert given_on(life, ANNA) == []


def test_the_successor_stands_in_a_plan_that_waits_to_be_approved() -> None:
    life = Life()
    life.to_plan()
    life.sends(plan_form(life.now.date() + timedelta(days=14)), Key.DEVELOPMENT_PLAN)
    seen = life.state.version
    given_on(life, ANNA)
    plan = life.state.plan
    assert plan is not None
    assert {group.facilitator for group in plan.groups} == {NEW, BO}
    approve = do.CompleteTask(
        task=life.open(Key.APPROVE_PLAN).task, form=forms.ApprovePlan(decision=forms.plan.OnPlan.APPROVE)
    )
    with pytest.raises(Refusal, match="changed_meanwhile"):
        life.does(STAFF, approve, seen)
    life.does(STAFF, approve)
    assert life.state.facilitators == {NEW, BO}


def test_whoever_was_named_before_there_are_groups_is_replaced() -> None:
    life = Life().starts()
    assert life.state.named == {ANNA, BO}
    [named] = given_on(life, ANNA)
    assert named == ev.FacilitatorNamed(group=None, person=NEW, on=life.now.date(), instead_of=ANNA)
    assert life.state.named == {NEW, BO}
    given_on(life, NEW, BO)
    assert life.state.named == {BO}


def test_a_decision_that_is_not_complete_changes_nobody_back() -> None:
    life = Life().starts(decision_body=None)
    given_on(life, ANNA)
    given_on(life, MANAGER)
    draft = life.state.draft
    assert draft is not None
    assert (draft.manager, set(draft.facilitators)) == (NEW, {NEW, BO})


def test_a_form_that_is_with_a_colleague_is_handed_on_by_the_organiser() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    refused(life, STAFF, do.HandTask(task=task, to=NEW), "not_yours")
    life.does(HEAD, do.HandTask(task=task, to=ANNA))
    refused(life, OTHER_LEADER, do.HandTask(task=task, to=NEW), "not_yours")
    handed = ev.TaskHanded(task=task, to=NEW)
    assert handed in given_on(life, ANNA)
    refused(life, LEADER, do.CompleteTask(task=task, form=needs_form()), "not_yours")
    refused(life, STAFF, do.HandTask(task=task, to=BO, instead_of=ANNA), "no_longer_theirs")
    assert life.does(STAFF, do.HandTask(task=task, to=NEW, instead_of=ANNA)) == []


def test_what_they_have_answered_stays_theirs() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    life.does(HEAD, do.HandTask(task=task, to=ANNA))
    life.does(LEADER, do.CompleteTask(task=task, form=needs_form()))
    assert life.state.task(task).state is TaskState.ANSWERED
    given_on(life, ANNA)
    assert life.state.task(task).handed_to == ANNA
    assert life.does(HEAD, do.ConfirmAnswer(task=task))


def test_a_form_is_handed_to_somebody_else() -> None:
    life = Life().starts()
    task = life.open(Key.NEEDS_WORKSHOP).task
    refused(life, HEAD, do.HandTask(task=task, to=PRINCIPAL), "yours_already")
    since, until = today(life), today(life) + 10 * DAY
    happens(life, ActingForAllowed(delegation=an_id("leave"), holder=PRINCIPAL, person=NEW, since=since, until=until))
    substitute = Actor(kind="person", person=NEW, acting_for=PRINCIPAL)
    for to in (NEW, PRINCIPAL):
        refused(life, substitute, do.HandTask(task=task, to=to), "yours_already")


def test_whoever_was_handed_a_form_reads_until_it_is_done() -> None:
    life = Life().starts()
    task, vice = life.open(Key.NEEDS_WORKSHOP).task, Actor(kind="person", person=NEW)
    life.does(HEAD, do.HandTask(task=task, to=NEW))
    life.does(vice, do.CompleteTask(task=task, form=needs_form()))
    assert may_read(life.state, life.facts(vice).standing), "it waits to be confirmed"
    life.does(HEAD, do.ConfirmAnswer(task=task))
    assert not may_read(life.state, life.facts(vice).standing)


def a_vice_principal_who_was_principal_until_today() -> Life:
    """They were handed two forms as a colleague, and have answered one that waits to be confirmed."""
    life = Life().to_current_state()
    for key in (Key.CURRENT_STATE, Key.CONDITIONS):
        life.does(HEAD, do.HandTask(task=life.open(key, ev.Voice.PRINCIPAL).task, to=NEW))
    answer = do.CompleteTask(task=life.open(Key.CURRENT_STATE).task, form=analysis_form())
    life.does(NEWCOMER, answer)
    leaves(life, today(life))
    comes(life, today(life) + DAY)
    life.days(1)
    assert life.state.principal == NEW
    happens(life, DepartureAnnounced(tenure=an_id(f"tenure {NEW}"), last_day=today(life), reason=None))
    return life


def test_what_the_leaver_was_handed_goes_back_to_the_post_with_the_tenure() -> None:
    life = a_vice_principal_who_was_principal_until_today()
    handed = [task for task in life.state.open_tasks if task.handed_to == NEW]
    assert len(handed) == 2
    life.now += DAY
    assert life.post.at(today(life)).is_vacant
    assert not may_read(life.state, life.facts(NEWCOMER).standing), "before anybody has told the initiative"
    for task in handed:
        form = analysis_form() if task.key is Key.CURRENT_STATE else conditions_form()
        refused(life, NEWCOMER, do.CompleteTask(task=task.task, form=form), "not_yours")
    back = life.does(CLOCK, do.FollowPost())
    assert [event for event in back if isinstance(event, ev.TaskTakenBack)] == [
        ev.TaskTakenBack(task=task.task) for task in handed
    ]
    assert life.does(CLOCK, do.FollowPost()) == []


def test_whoever_comes_after_the_leaver_finds_every_form_with_the_post() -> None:
    life = a_vice_principal_who_was_principal_until_today()
    third = an_id("third principal")
    comes(life, today(life) + DAY, third)
    life.now += DAY
    kinds = [type(event) for event in life.does(STAFF, do.Comment(text=text("hej")))]
    assert kinds[:3] == [ev.TaskTakenBack, ev.TaskTakenBack, ev.PrincipalReceived]
    assert not may_read(life.state, life.facts(NEWCOMER).standing)
    task = life.open(Key.CURRENT_STATE).task
    assert life.does(Actor(kind="person", person=third), do.CompleteTask(task=task, form=analysis_form()))


def test_the_organiser_changes_who_is_manager_and_nobody_else_does() -> None:
    life = Life().starts()
    refused(life, HEAD, do.ChangeManager(person=NEW), "organiser_only")
    assert given_on(life, MANAGER) == [ev.ManagerChanged(person=NEW, on=life.now.date())]
    assert life.state.manager == NEW
    refused(life, STAFF, do.ChangeManager(person=BO, instead_of=MANAGER), "no_longer_theirs")
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    refused(life, STAFF, do.ChangeManager(person=BO), "initiative_over")


def test_a_facilitator_names_nobody() -> None:
    life = Life().starts()
    refused(life, LEADER, do.NameFacilitator(group=None, person=NEW), "principal_or_organiser")
    assert life.does(STAFF, do.NameFacilitator(group=None, person=NEW))
    assert life.does(HEAD, do.NameFacilitator(group=None, person=NEW)) == []
