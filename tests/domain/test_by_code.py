"""Codes for participants: given out by whoever holds the task, counted once, and only from five."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import forms
from domain.actors import Actor
from domain.initiative import commands as do
from domain.initiative.by_code import MOST
from domain.initiative.codes import CodesClosed, CodesIssued
from domain.initiative.prefill import prefill
from domain.initiative.state import Task, TaskState
from domain.questionnaires import Counts, Questionnaire, check, in_the_middle
from domain.refusals import Refusal, Unmet
from domain.tasks import Key
from tests.domain.life import ANNA, HEAD, LEADER, STAFF, Life, analysis_form, protocol_form, text

SEVEN: Counts = ((1, 2, 3, 1),) * 18


def refused(life: Life, actor: Actor, command: do.Command) -> str:
    with pytest.raises(Refusal) as refusal:
        life.does(actor, command)
    return refusal.value.code


def talk() -> tuple[Life, Task]:
    """A life in the current-state analysis, and its self-assessment."""
    life = Life().to_current_state()
    return life, life.open(Key.SELF_ASSESSMENT)


def issued(life: Life, task: Task, number: int = 12, until: date | None = None) -> None:
    life.does(life.holder(task), do.IssueCodes(task=task.task, number=number, until=until))


def test_codes_are_given_out_and_more_of_them_later() -> None:
    life, task = talk()
    issued(life, task)
    fortnight = life.now.date() + timedelta(days=14)
    assert life.events[-1] == CodesIssued(task=task.task, number=12, until=fortnight)
    issued(life, task, 3)
    codes = life.state.task(task.task).codes
    assert codes is not None
    assert (codes.issued, codes.until) == (15, fortnight)
    issued(life, task, 1, until=fortnight + timedelta(days=7))
    assert life.state.task(task.task).codes == replace(codes, issued=16, until=fortnight + timedelta(days=7))


def test_the_talk_leader_it_was_handed_to_may_and_nobody_else() -> None:
    life, task = talk()
    ask = do.IssueCodes(task=task.task, number=12)
    assert refused(life, LEADER, ask) == refused(life, STAFF, ask) == "not_yours"
    life.does(HEAD, do.HandTask(task=task.task, to=ANNA))
    assert life.does(LEADER, ask)
    assert refused(life, STAFF, do.CloseCodes(task=task.task, answered=0)) == "not_yours"


def test_numbers_and_dates_have_limits() -> None:
    life, task = talk()

    def code(number: int, days: int | None = None) -> str:
        until = None if days is None else life.now.date() + timedelta(days=days)
        return refused(life, HEAD, do.IssueCodes(task=task.task, number=number, until=until))

    assert code(0) == "codes_number"
    assert code(4) == "too_few_codes"
    assert code(MOST + 1) == "too_many_codes"
    assert code(5, -1) == "codes_until"
    assert code(5, 61) == "codes_too_long"
    issued(life, task, 5, life.now.date())
    assert code(MOST - 4) == "too_many_codes"


def test_only_two_tasks_are_answered_by_code() -> None:
    life, _ = talk()
    task = life.open(Key.CURRENT_STATE)
    assert refused(life, HEAD, do.IssueCodes(task=task.task, number=12)) == "not_by_code"


def test_the_counts_prefill_the_form_and_are_counted_once() -> None:
    life, task = talk()
    issued(life, task)
    filled = forms.SelfAssessment(answered=7, counts=((1, 2, 3, 1),) * 18)
    assert refused(life, HEAD, do.CompleteTask(task=task.task, form=filled)) == "codes_open"
    close = do.CloseCodes(task=task.task, answered=7, counts=SEVEN)
    assert life.does(HEAD, close) == [CodesClosed(task=task.task, answered=7, counts=SEVEN)]
    assert life.does(HEAD, close) == []
    assert refused(life, HEAD, do.IssueCodes(task=task.task, number=12)) == "codes_closed"
    assert prefill(life.state.task(task.task), life.state, life.template) == filled
    life.does(HEAD, do.CompleteTask(task=task.task, form=filled))
    assert life.state.task(task.task).state is TaskState.DONE


def test_with_fewer_than_five_only_their_number_is_kept() -> None:
    life, task = talk()
    issued(life, task)
    four: Counts = ((1, 1, 1, 1),) * 18
    assert refused(life, HEAD, do.CloseCodes(task=task.task, answered=4, counts=four)) == "too_few_answers"
    life.does(HEAD, do.CloseCodes(task=task.task, answered=4))
    form = prefill(life.state.task(task.task), life.state, life.template)
    assert form == forms.SelfAssessment(answered=4)


@pytest.mark.parametrize(
    ("answered", "counts"),
    [
        (7, ()),
        (7, SEVEN[:17]),
        (8, SEVEN),
        (7, ((1, 2, 4),) * 18),
        (7, ((8, -1, 0, 0),) * 18),
        (13, ((13, 0, 0, 0),) * 18),
    ],
)
def test_counts_that_do_not_add_up_are_refused(answered: int, counts: Counts) -> None:
    life, task = talk()
    issued(life, task)
    assert refused(life, HEAD, do.CloseCodes(task=task.task, answered=answered, counts=counts)) == "counts_wrong"


def test_a_round_under_way_outlives_its_stage_and_no_longer_than_the_initiative() -> None:
    life, task = talk()
    issued(life, task)
    life.sends(analysis_form(), Key.CURRENT_STATE)
    life.rates()
    assert life.state.stage == 3
    assert life.state.task(task.task).is_open
    life.does(HEAD, do.CloseCodes(task=task.task, answered=7, counts=SEVEN))
    assert life.state.task(task.task).is_open
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    assert life.state.task(task.task).state is TaskState.WITHDRAWN


def test_codes_cannot_be_closed_that_were_never_given_out() -> None:
    life, task = talk()
    assert refused(life, HEAD, do.CloseCodes(task=task.task, answered=0)) == "no_codes"


def with_pulse(*, by_code: bool) -> tuple[Life, Task]:
    """A life whose group 1 has come to the protocol that carries the pulse."""
    life = Life()
    held = life.organiser.settings
    assert held is not None
    life.organiser = replace(life.organiser, settings=replace(held, pulse_by_code=by_code))
    life.to_implementation()
    while True:
        life.days(1)
        for task in life.state.open_of(Key.PROTOCOL):
            if task.group == 1 and task.pulse:
                return life, task
            life.does(life.holder(task), do.CompleteTask(task=task.task, form=protocol_form()))


def test_the_pulse_is_asked_by_code_where_the_organiser_has_turned_it_on() -> None:
    life, task = with_pulse(by_code=False)
    ask = do.IssueCodes(task=task.task, number=8)
    assert refused(life, LEADER, ask) == "pulse_by_code_off"
    life, task = with_pulse(by_code=True)
    life.does(LEADER, ask := do.IssueCodes(task=task.task, number=8))
    assert refused(life, LEADER, do.CompleteTask(task=task.task, form=protocol_form())) == "codes_open"
    life.does(LEADER, do.CloseCodes(task=task.task, answered=6, counts=((3, 2, 1),)))
    form = prefill(life.state.task(task.task), life.state, life.template)
    assert isinstance(form, forms.Protocol)
    assert (form.pulse_answered, form.pulse_counts, form.pulse_tried) == (6, (3, 2, 1), "partly")
    life.does(LEADER, do.CompleteTask(task=task.task, form=protocol_form(pulse_answered=6, pulse_counts=(3, 2, 1))))
    assert life.state.task(task.task).state is TaskState.DONE


def test_a_protocol_takes_no_counts_of_fewer_than_five() -> None:
    life, task = with_pulse(by_code=False)
    few = protocol_form(pulse_answered=3, pulse_counts=(1, 1, 1))
    assert refused(life, LEADER, do.CompleteTask(task=task.task, form=few)) == "too_few_answers"


@given(st.lists(st.integers(0, 9), min_size=3, max_size=4).filter(any))
def test_the_middle_is_the_median_the_later_of_two(row: list[int]) -> None:
    answers = [place for place, times in enumerate(row) for _ in range(times)]
    assert in_the_middle(row) == answers[len(answers) // 2]


@pytest.mark.parametrize("asked", Questionnaire)
def test_five_answers_to_every_question_are_counts(asked: Questionnaire) -> None:
    check(asked, 5, ((5, *[0] * (asked.choices - 1)),) * asked.questions)
    with pytest.raises(Unmet):
        check(asked, 5, ((4, *[0] * (asked.choices - 1)),) * asked.questions)
