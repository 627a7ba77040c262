"""`stl`: at least eight meetings, six analysis rounds answered twice (TASKS.md, seed 003)."""

from dataclasses import replace

import pytest

from domain.initiative import commands as do
from domain.initiative.events import TaskOpened
from domain.initiative.gates import CLAUSES, unmet
from domain.initiative.parts import about_task
from domain.initiative.prefill import prefill
from domain.initiative.state import MeetingState
from domain.ladders import Ladder
from domain.refusals import Unmet
from domain.stages import Stage
from domain.tasks import Key
from tests.domain.kinds import life_of
from tests.domain.life import (
    HEAD,
    LEADER,
    STAFF,
    Life,
    continuation_form,
    plan_form,
    protocol_form,
    round_form,
    text,
)


def asked_for_a_round() -> Life:
    life = life_of("stl").to_implementation()
    while not life.state.open_of(Key.ANALYSIS_ROUND):
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL):
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form()))
    return life


def but_for_the_rounds() -> Life:
    """Every meeting is settled and the plan for afterwards made; a round of each group is left."""
    life = life_of("stl").to_implementation()
    while life.state.stage is Stage.IMPLEMENTATION and any(
        m.state is MeetingState.PLANNED for m in life.state.meetings.values()
    ):
        life.a_day_of_meetings(rounds=5)
        if life.state.open_of(Key.CONTINUATION_PLAN):
            life.sends(continuation_form(), Key.CONTINUATION_PLAN)
    return life


def test_seven_meetings_are_too_few() -> None:
    life = life_of("stl").to_plan()
    with pytest.raises(Unmet) as refused:
        life.sends(plan_form(life.now.date(), 7, 4), Key.DEVELOPMENT_PLAN)
    assert refused.value.code == "too_few_meetings"


def test_six_rounds_spread_over_the_meetings_of_each_group_due_in_ten_school_days() -> None:
    life = life_of("stl").to_evaluation()
    opened = [e for e in life.events if isinstance(e, TaskOpened) and e.key is Key.ANALYSIS_ROUND]
    assert [e.number for e in opened if e.group == 1] == [1, 2, 3, 4, 5, 6]
    assert {(e.due_position or 0) - e.position for e in opened} == {10}
    assert {e.ladder for e in opened} == {Ladder.FACILITATOR}
    settled = 0
    after = []
    for event in life.events:
        settled += event.kind == "task_completed" and event.form.kind == "protocol"
        if isinstance(event, TaskOpened) and event.key is Key.ANALYSIS_ROUND and event.group == 1:
            after.append((settled + 1) // 2)
    assert after == [2, 3, 4, 6, 7, 8]
    words = about_task(life.state.tasks[opened[0].task], life.state, life.template)
    assert words
    assert words.sv == "omgång 1 (6)"


@pytest.mark.parametrize(("sent_in", "by_friend", "by_leader"), [(9, 8, 8), (7, 8, 7), (7, 7, 8), (-1, -1, -1)])
def test_counts_that_cannot_be_are_refused(sent_in: int, by_friend: int, by_leader: int) -> None:
    life = asked_for_a_round()
    with pytest.raises(Unmet) as refused:
        life.sends(round_form(sent_in, by_friend, by_leader, reason=text("r")), Key.ANALYSIS_ROUND)
    assert refused.value.code == "round_counts"


@pytest.mark.parametrize(("sent_in", "by_friend", "by_leader"), [(7, 7, 7), (8, 7, 8), (8, 8, 7), (0, 0, 0)])
def test_a_round_that_not_everybody_finished_needs_a_reason(sent_in: int, by_friend: int, by_leader: int) -> None:
    life = asked_for_a_round()
    with pytest.raises(Unmet) as refused:
        life.sends(round_form(sent_in, by_friend, by_leader), Key.ANALYSIS_ROUND)
    assert refused.value.code == "field_missing"
    assert life.sends(round_form(sent_in, by_friend, by_leader, reason=text("sjuk")), Key.ANALYSIS_ROUND)


def test_the_friends_of_one_round_are_suggested_for_the_next() -> None:
    life = asked_for_a_round()
    life.sends(round_form(), Key.ANALYSIS_ROUND)
    while not any(t.group == 1 and t.number == 2 for t in life.state.open_of(Key.ANALYSIS_ROUND)):
        life.a_day_of_meetings(rounds=1)
    task = next(t for t in life.state.open_of(Key.ANALYSIS_ROUND) if t.group == 1)
    assert prefill(task, life.state, life.template) == replace(
        round_form(), sent_in=None, by_critical_friend=None, by_course_leader=None
    )


def test_only_the_rounds_clause_is_left_and_keeps_implementation_open() -> None:
    life = but_for_the_rounds()
    assert [clause.key for clause in unmet(life.state)] == ["rounds"]
    assert life.state.stage is Stage.IMPLEMENTATION
    for _ in range(2):
        life.sends(round_form(), Key.ANALYSIS_ROUND)
    assert life.state.stage is Stage.EVALUATION


def test_the_organiser_lets_missing_rounds_pass_and_an_early_close_needs_none() -> None:
    life = but_for_the_rounds()
    life.does(STAFF, do.LetClausePass(clause="rounds", reason=text("kursen slutade")))
    assert life.state.stage is Stage.EVALUATION
    assert not life.state.open_of(Key.ANALYSIS_ROUND)
    closed = but_for_the_rounds()
    closed.does(HEAD, do.CloseSeriesEarly(reason=text("kursen slutade")))
    assert closed.state.stage is Stage.EVALUATION
    assert CLAUSES["rounds"].may_pass


def test_the_round_belongs_to_the_course_leader_of_the_group() -> None:
    life = asked_for_a_round()
    task = next(t for t in life.state.open_of(Key.ANALYSIS_ROUND) if t.group == 1)
    assert life.holder(task) is LEADER
    assert life.does(LEADER, do.CompleteTask(task=task.task, form=round_form()))
