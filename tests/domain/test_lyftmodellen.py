"""`lyftmodellen`: two modules of parts, each two meetings around a try-out; spans of participants (TASKS.md)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import forms
from domain.course import places
from domain.forms.implementation import Held
from domain.initiative import commands as do
from domain.initiative.parts import about_meeting, standings
from domain.initiative.state import Meeting, MeetingState
from domain.refusals import Unmet
from domain.stages import Stage
from domain.subject import Subject
from domain.tasks import Key
from tests.domain.kinds import life_of
from tests.domain.life import ANNA, HEAD, LEADER, STAFF, Life, plan_form, protocol_form, text


def of_group(life: Life, group: int = 1) -> list[Meeting]:
    return sorted((m for m in life.state.meetings.values() if m.group == group), key=lambda m: m.on)


def test_every_part_of_both_modules_is_two_meetings() -> None:
    life = life_of("lyftmodellen").to_implementation()
    about = [about_meeting(meeting, life.template) for meeting in of_group(life)]
    assert [words.sv for words in about if words][:3] == [
        "Modul 1, del 1: möts kring det lästa",
        "Modul 1, del 1: kommer tillbaka från prövandet",
        "Modul 1, del 2: möts kring det lästa",
    ]
    assert [meeting.slot for meeting in of_group(life)] == list(range(1, 17))
    assert life.template.longest_gap_weeks == 4


def test_the_organiser_sets_how_many_parts_a_module_has_and_the_meetings_follow() -> None:
    kind = life_of("lyftmodellen").template
    longer = replace(kind, modules=tuple(replace(module, parts=6) for module in kind.modules))
    assert len(places(longer, 1)) == 24


def test_a_plan_with_fewer_meetings_than_the_parts_need_is_refused() -> None:
    life = life_of("lyftmodellen").to_plan()
    with pytest.raises(Unmet) as refused:
        life.sends(plan_form(life.now.date(), 15, 2), Key.DEVELOPMENT_PLAN)
    assert refused.value.code == "too_few_meetings"


@pytest.mark.parametrize(("turn", "left_out"), [(1, "next_do"), (2, "tried")])
def test_the_first_meeting_says_what_is_tried_out_and_the_second_what_came_of_it(turn: int, left_out: str) -> None:
    life = life_of("lyftmodellen").to_implementation()
    held = 0
    while held < turn - 1 or not life.state.open_of(Key.PROTOCOL):
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL) if held < turn - 1 else ():
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form()))
            held += task.group == 1
    task = next(t for t in life.state.open_of(Key.PROTOCOL) if t.group == 1)
    other = protocol_form(next_read=text("nästa text"), **{left_out: None})
    with pytest.raises(Unmet) as refused:
        life.does(LEADER, do.CompleteTask(task=task.task, form=other))
    assert refused.value.code == "field_missing"
    assert f"({left_out})" in str(refused.value)


def test_a_missed_meeting_leaves_its_place_to_the_next_one_that_is_planned() -> None:
    life = life_of("lyftmodellen").to_implementation()
    life.until(life.now + timedelta(days=15))
    task = next(t for t in life.state.open_of(Key.PROTOCOL) if t.group == 1)
    life.does(LEADER, do.CompleteTask(task=task.task, form=protocol_form(Held.MISSED)))
    life.does(HEAD, do.PlanMeeting(group=1, on=(life.now + timedelta(days=3)).date()))
    again = [m for m in of_group(life) if m.slot == 1]
    assert [m.state for m in again] == [MeetingState.MISSED, MeetingState.PLANNED]
    assert next(standings(life.state, life.template)).settled is False


def test_a_part_is_settled_when_both_its_meetings_are_in_every_group() -> None:
    life = life_of("lyftmodellen").to_implementation()
    while not next(standings(life.state, life.template)).settled:
        life.a_day_of_meetings()
    first, second, *_ = standings(life.state, life.template)
    assert (first.title.sv, first.held, first.of) == ("Modul 1, del 1", 4, 4)
    assert not second.settled


def plan_of(*groups: dict[str, Any]) -> forms.DevelopmentPlan:
    """A plan whose groups are changed like this, in order."""
    plan = plan_form(life_of("lyftmodellen").now.date() + timedelta(days=30), 16, 2)
    return replace(plan, groups=tuple(replace(g, **change) for g, change in zip(plan.groups, groups, strict=False)))


INSIDE = [
    ({"participants": 6, "time_percent": 10},),
    ({"participants": 10, "time_percent": 10},),
    ({"participants": 12, "time_percent": 20},),
    ({"participants": 20, "time_percent": 20},),
    ({"participants": 23, "time_percent": 20, "subject": Subject.MATHEMATICS},),
    ({"participants": 10, "time_percent": 20}, {"participants": 10, "time_percent": 20, "facilitator": ANNA}),
]
OUTSIDE = [
    ({"participants": 5, "time_percent": 10},),
    ({"participants": 11, "time_percent": 10},),
    ({"participants": 11, "time_percent": 20},),
    ({"participants": 21, "time_percent": 20},),
    ({"participants": 14, "time_percent": 20, "subject": Subject.MATHEMATICS},),
    ({"participants": 8, "time_percent": 10, "subject": Subject.MATHEMATICS},),
    ({"participants": 8, "time_percent": None},),
    ({"participants": 6, "time_percent": 10}, {"participants": 6, "time_percent": 10, "facilitator": ANNA}),
]


@pytest.mark.parametrize("groups", INSIDE)
def test_participants_within_the_span_of_their_facilitators_time_need_no_reason(groups: tuple[dict[str, Any]]) -> None:
    life = life_of("lyftmodellen").to_plan()
    life.sends(plan_of(*groups), Key.DEVELOPMENT_PLAN)
    assert life.state.open_of(Key.APPROVE_PLAN)


@pytest.mark.parametrize("groups", OUTSIDE)
def test_participants_outside_the_span_are_warned_of_until_there_is_a_reason(groups: tuple[dict[str, Any]]) -> None:
    life = life_of("lyftmodellen").to_plan()
    with pytest.raises(Unmet) as refused:
        life.sends(plan_of(*groups), Key.DEVELOPMENT_PLAN)
    assert refused.value.code == "outside_span"
    explained = plan_of(*({**group, "outside_span": text("liten skola")} for group in groups))
    life.sends(explained, Key.DEVELOPMENT_PLAN)
    assert life.state.open_of(Key.APPROVE_PLAN)


def test_a_changed_plan_counts_the_meetings_that_were_held() -> None:
    life = life_of("lyftmodellen").to_implementation()
    while sum(m.state is MeetingState.HELD for m in of_group(life)) < 4:
        life.a_day_of_meetings()
    soon = (life.now + timedelta(days=10)).date()
    life.does(HEAD, do.ChangePlan(plan=plan_form(soon, 12, 2), reason=text("ny tid")))
    life.sends(forms.ApprovePlan(decision=forms.plan.OnPlan.APPROVE), Key.APPROVE_PLAN)
    ahead = [m.slot for m in of_group(life) if m.state is MeetingState.PLANNED]
    assert ahead == list(range(5, 17))


def test_two_modules_take_a_school_year() -> None:
    life = life_of("lyftmodellen").to_implementation()
    school = life.facts(STAFF).calendar.school  # type: ignore[union-attr]  # these facts have a calendar
    days = [meeting.on for meeting in of_group(life)]
    assert 130 < school.between(days[0], days[-1]) < 190


def test_a_whole_life_reaches_the_last_check_in() -> None:
    life = life_of("lyftmodellen").to_continuation()
    assert life.state.stage is Stage.CONTINUATION
    assert all(part.settled and part.held == part.of for part in standings(life.state, life.template))
