"""`leda-digitalisering`: parts before the chain, each prepared for alone, met about, tried, met about (TASKS.md)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import forms
from domain.course import WORKING_GROUP
from domain.forms.implementation import Held
from domain.initiative import commands as do
from domain.initiative.gates import CLAUSES, unmet
from domain.initiative.parts import about_meeting, about_task, standings
from domain.initiative.prefill import prefill
from domain.initiative.state import MeetingState, Task
from domain.ladders import Ladder
from domain.refusals import Conflict, NotAllowed, Unmet
from domain.stages import Stage
from domain.tasks import Address, Key
from tests.domain.kinds import life_of
from tests.domain.life import HEAD, LEADER, STAFF, Life, needs_form, parts_form, protocol_form, text


def begun() -> Life:
    """The decision is taken, and the dates of the first parts are given."""
    life = life_of("leda-digitalisering").starts()
    life.sends(parts_form(life), Key.PLAN_PARTS)
    return life


def protocol(life: Life) -> Task:
    """The next protocol the working group is asked for."""
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    return life.open(Key.PROTOCOL)


def test_parts_1_and_2_come_after_the_decision_and_before_stage_1() -> None:
    life = life_of("leda-digitalisering").starts()
    assert life.state.stage is Stage.START
    assert [clause.key for clause in unmet(life.state)] == ["preparation"]
    asked = prefill(life.open(Key.PLAN_PARTS), life.state, life.template)
    assert isinstance(asked, forms.PlanParts)
    assert [(row.meeting, (row.about or b"").decode()) for row in asked.meetings] == [
        (1, "Del 1 Digitalisering – samhälle och skola: moment B, kollegialt arbete"),
        (2, "Del 1 Digitalisering – samhälle och skola: moment D, gemensam uppföljning"),
        (3, "Del 2 Digitalisering och ledarskap: moment B, kollegialt arbete"),
        (4, "Del 2 Digitalisering och ledarskap: moment D, gemensam uppföljning"),
    ]


def test_an_incomplete_decision_opens_no_part() -> None:
    life = life_of("leda-digitalisering").starts(decision_body=None)
    assert [task.key for task in life.state.open_tasks] == [Key.START_DECISION]


def test_part_3_is_stage_1_beside_the_workshop_and_its_gate_waits_for_both() -> None:
    life = life_of("leda-digitalisering").to_needs()
    assert life.state.stage is Stage.NEEDS
    assert {Key.PLAN_PARTS, Key.NEEDS_WORKSHOP} <= {task.key for task in life.state.open_tasks}
    life.sends(needs_form(), Key.NEEDS_WORKSHOP)
    assert [clause.key for clause in unmet(life.state)] == ["parts"]
    life.through_parts()
    assert life.state.stage is Stage.CURRENT_STATE
    parts = list(standings(life.state, life.template))
    assert [(part.held, part.of, part.settled) for part in parts] == [(2, 2, True)] * 3


def test_a_part_closes_when_both_its_meetings_are_settled_held_or_missed() -> None:
    life = begun()
    life.does(HEAD, do.CompleteTask(task=protocol(life).task, form=protocol_form(Held.MISSED)))
    assert [part.settled for part in standings(life.state, life.template)] == [False, False, False]
    life.does(HEAD, do.CompleteTask(task=protocol(life).task, form=protocol_form()))
    assert [part.settled for part in standings(life.state, life.template)] == [True, False, False]


def test_the_working_groups_protocol_is_the_principals_and_nobody_is_asked_to_read_it() -> None:
    life = begun()
    task = protocol(life)
    assert (task.address, task.ladder, task.group) == (Address.PRINCIPAL, Ladder.PRINCIPAL, WORKING_GROUP)
    life.does(HEAD, do.CompleteTask(task=task.task, form=protocol_form()))
    assert not life.state.open_of(Key.READ_PROTOCOL)
    assert task.pulse is False
    with pytest.raises(NotAllowed):
        life.does(LEADER, do.CompleteTask(task=protocol(life).task, form=protocol_form()))


def test_b_says_what_the_activity_is_and_d_what_came_of_it() -> None:
    life = begun()
    with pytest.raises(Unmet) as refused:
        life.does(
            HEAD, do.CompleteTask(task=protocol(life).task, form=protocol_form(next_do=None, next_read=text("x")))
        )
    assert "(next_do)" in str(refused.value)
    life.does(HEAD, do.CompleteTask(task=protocol(life).task, form=protocol_form(next_do=text("intervjua"))))
    follow_up = protocol(life)
    suggested = prefill(follow_up, life.state, life.template)
    assert isinstance(suggested, forms.Protocol)
    assert suggested.tried == text("intervjua")
    with pytest.raises(Unmet) as refused:
        life.does(HEAD, do.CompleteTask(task=follow_up.task, form=protocol_form(tried=None)))
    assert "(tried)" in str(refused.value)


def test_individual_preparation_is_offered_part_by_part_counted_and_never_overdue() -> None:
    life = begun()
    (offered,) = life.state.open_of(Key.INDIVIDUAL_PREPARATION)
    about = about_task(offered, life.state, life.template)
    assert about is not None
    assert about.en == "Part 1 Digitalisation – society and school"
    assert (offered.number, offered.due, offered.ladder) == (1, None, Ladder.NONE)
    life.sends(forms.IndividualPreparation(prepared=6), Key.INDIVIDUAL_PREPARATION)
    assert [part.prepared for part in standings(life.state, life.template)] == [6, None, None]
    for _ in range(2):
        life.does(HEAD, do.CompleteTask(task=protocol(life).task, form=protocol_form()))
    assert [task.number for task in life.state.open_of(Key.INDIVIDUAL_PREPARATION)] == [2]
    life.through_parts()
    assert [t.number for t in life.state.open_of(Key.INDIVIDUAL_PREPARATION)] == [3], "withdrawn with their stage"
    with pytest.raises(Unmet):
        life.sends(forms.IndividualPreparation(prepared=-1), Key.INDIVIDUAL_PREPARATION)


def changed(life: Life, number: int, **change: object) -> forms.PlanParts:
    """The dates, with the row of one meeting changed."""
    form = parts_form(life)
    rows = [replace(row, **change) if row.meeting == number else row for row in form.meetings]  # type: ignore[arg-type]
    return replace(form, meetings=tuple(rows))


@pytest.mark.parametrize(
    ("number", "change", "code"),
    [
        (2, {"meeting": 5}, "part_meetings"),
        (2, {"meeting": 1}, "part_meetings"),
        (1, {"on": life_of("stl").now.date() + timedelta(days=300)}, "part_order"),
        (1, {"on": life_of("stl").now.date()}, "date_passed"),
        (1, {"on": None}, "field_missing"),
    ],
)
def test_dates_are_of_the_meetings_asked_for_in_their_order_and_ahead(
    number: int, change: dict[str, object], code: str
) -> None:
    life = life_of("leda-digitalisering").starts()
    with pytest.raises(Unmet) as refused:
        life.sends(changed(life, number, **change), Key.PLAN_PARTS)
    assert refused.value.code == code


def test_a_meeting_of_the_working_group_can_be_moved_but_not_cancelled() -> None:
    life = begun()
    first = min(life.planned_parts(), key=lambda m: m.on)
    life.does(HEAD, do.MoveMeeting(meeting=first.meeting, to=first.on + timedelta(days=2)))
    assert life.state.meetings[first.meeting].on == first.on + timedelta(days=2)
    assert life.state.meetings[first.meeting].slot == 1
    with pytest.raises(Conflict):
        life.does(HEAD, do.CancelMeeting(meeting=first.meeting))


def test_after_a_pause_the_dates_it_took_are_asked_for_again() -> None:
    life = begun()
    life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=16), reason=text("flytt")))
    life.days(20)
    assert not life.state.open_of(Key.RESTORE_RHYTHM)
    asked = prefill(life.open(Key.PLAN_PARTS), life.state, life.template)
    assert isinstance(asked, forms.PlanParts)
    assert [row.meeting for row in asked.meetings] == [1, 2]
    form = forms.PlanParts(
        meetings=tuple(replace(row, on=life.now.date() + timedelta(days=n)) for n, row in enumerate(asked.meetings, 3))
    )
    life.sends(form, Key.PLAN_PARTS)
    assert sorted(m.slot or 0 for m in life.planned_parts()) == [1, 2, 3, 4]


@pytest.mark.parametrize("clause", ["preparation", "parts"])
def test_the_organiser_lets_the_parts_pass_and_their_meetings_are_cancelled(clause: str) -> None:
    life = begun()
    if clause == "parts":
        life.through_parts()
        life.sends(needs_form(), Key.NEEDS_WORKSHOP)
        life.sends(parts_form(life), Key.PLAN_PARTS)
    stage = life.state.stage
    life.does(STAFF, do.LetClausePass(clause=clause, reason=text("gjort förut")))
    assert life.state.stage is Stage(stage + 1)
    assert not life.planned_parts()
    assert CLAUSES[clause].may_pass


def test_the_parts_do_not_count_among_the_meetings_of_implementation() -> None:
    life = life_of("leda-digitalisering").to_implementation()
    assert not life.state.open_of(Key.CONTINUATION_PLAN)
    about = {about_meeting(m, life.template) for m in life.state.meetings.values() if m.group != WORKING_GROUP}
    assert about == {None}
    assert sum(m.state is MeetingState.HELD for m in life.state.meetings.values()) == 6


def test_stages_1_to_4_are_called_by_their_parts() -> None:
    titles = {title.stage: title.text.sv for title in life_of("leda-digitalisering").template.stage_titles}
    assert titles[Stage.CURRENT_STATE] == "Nulägesanalys (del 4)"
    assert titles[Stage.PLAN] == "Utvecklingsplan (del 6)"
