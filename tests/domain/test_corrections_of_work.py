"""Corrected protocols, evaluations and check-ins: what follows from what they say now (`test_corrections`)."""

from dataclasses import replace
from datetime import date

import pytest

from domain import forms
from domain.check_in import Model, Place
from domain.forms.evaluation import Conclusion, IndicatorOutcome, Result
from domain.forms.implementation import Held
from domain.initiative import commands as do
from domain.initiative.events import Voice
from domain.initiative.state import Placed
from domain.refusals import Refusal
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from tests.domain.life import (
    BEST,
    HEAD,
    LEADER,
    STAFF,
    Life,
    at,
    check_in_form,
    continuation_form,
    evaluation_form,
    new_hold_form,
    protocol_form,
)
from tests.domain.test_corrections import corrects, refused
from tests.domain.test_turnover import DAY, WHY, today
from tests.domain.who import text

# Protocols


def told(outcome: Held) -> Life:
    """The protocol of the first group's first meeting."""
    life = Life().to_implementation()
    while not life.state.open_of(Key.PROTOCOL):
        life.days(1)
    tells(life, outcome)
    return life


def tells(life: Life, outcome: Held) -> None:
    """The first group's protocol, with no meeting held in the second."""
    for asked in life.state.open_of(Key.PROTOCOL):
        said = outcome if asked.group == 1 else Held.MISSED
        life.does(life.holder(asked), do.CompleteTask(task=asked.task, form=protocol(life, said)))


def protocol(life: Life, outcome: Held, days: int = 7) -> forms.Protocol:
    return protocol_form(outcome, moved_to=today(life) + days * DAY if outcome is Held.MOVED else None)


def of_first_group(life: Life, outcome: Held, days: int = 7) -> do.CorrectForm:
    task = next(task for task in reversed(life.state.tasks_of(Key.PROTOCOL)) if task.group == 1 and task.answer)
    return do.CorrectForm(task=task.task, form=protocol(life, outcome, days), reason=WHY)


def test_a_meeting_that_was_held_after_all_is_read() -> None:
    life = told(Held.MISSED)
    assert not life.state.open_of(Key.READ_PROTOCOL)
    life.does(LEADER, of_first_group(life, Held.HELD))
    assert life.open(Key.READ_PROTOCOL).group == 1
    life.does(LEADER, of_first_group(life, Held.MISSED))
    assert not life.state.open_of(Key.READ_PROTOCOL)


def test_a_meeting_that_was_held_after_all_restores_the_rhythm_that_was_lost_without_it() -> None:
    life = told(Held.MISSED)
    while life.state.groups[1].lapsed_on is None:
        life.days(1)
        tells(life, Held.MISSED)
    assert life.state.stalled is Cause.LAPSED_CADENCE
    life.does(LEADER, of_first_group(life, Held.HELD))
    assert life.state.groups[1].lapsed_on is None


def test_in_another_stage_nobody_is_asked_to_read_it() -> None:
    life = told(Held.MISSED)
    wrong = of_first_group(life, Held.HELD)
    life.does(HEAD, do.CloseSeriesEarly(reason=text("r")))
    life.sends(continuation_form(), Key.CONTINUATION_PLAN)
    assert life.state.stage is Stage.EVALUATION
    life.does(STAFF, wrong)
    assert not life.state.open_of(Key.READ_PROTOCOL)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (Held.HELD, Held.MOVED),
        (Held.MISSED, Held.MOVED),
        (Held.MOVED, Held.HELD),
        (Held.MOVED, Held.MISSED),
        (Held.MOVED, Held.MOVED),
    ],
)
def test_a_correction_moves_no_meeting(was: Held, becomes: Held) -> None:
    life = told(was)
    before = life.state
    with pytest.raises(Refusal, match="meeting_moved"):
        life.does(LEADER, of_first_group(life, becomes, days=9))
    assert life.state is before


def test_why_a_meeting_was_moved_may_be_corrected() -> None:
    life = told(Held.MOVED)
    command = of_first_group(life, Held.MOVED)
    assert isinstance(command.form, forms.Protocol)
    assert life.does(LEADER, replace(command, form=replace(command.form, why_missed=text("sjuka"))))


# Evaluations


def evaluated(**changes: object) -> Life:
    """Stage 7, unless `changes` end it; the plan for afterwards is confirmed."""
    return Life().to_continuation(**changes)


def looked_at(life: Life, *days: date | None) -> forms.Evaluation:
    """The evaluation with its indicators put off to these days, or with an outcome."""
    rows = [
        IndicatorOutcome(effect=n, result=Result.TOO_EARLY if on else Result.OUTCOME, again_on=on, text=text("70 %"))
        for n, on in enumerate(days, start=4)
    ]
    return replace(evaluation_form(plan_holds=True), indicators=tuple(rows))


def test_an_indicator_is_looked_at_again_when_the_correction_says_so() -> None:
    life = evaluated()
    first, later = (today(life) + days * DAY for days in (200, 230))
    corrects(life, Key.EVALUATION, looked_at(life, first, later))
    assert {n: indicator.on for n, indicator in life.state.indicators.items()} == {4: first, 5: later}
    corrects(life, Key.EVALUATION, looked_at(life, None, first))
    assert {n: indicator.on for n, indicator in life.state.indicators.items()} == {5: first}
    life.until(at(first + 60 * DAY))
    assert [task.number for task in life.state.tasks_of(Key.INDICATOR_AGAIN)] == [5]


def test_an_indicator_that_has_been_asked_about_again_is_answered_there() -> None:
    life = evaluated()
    first = today(life) + 200 * DAY
    corrects(life, Key.EVALUATION, looked_at(life, None, first))
    life.until(at(first + 60 * DAY))
    assert life.open(Key.INDICATOR_AGAIN)
    refused(life, Key.EVALUATION, looked_at(life, None, None), "asked_again")
    again = forms.IndicatorAgain(result=Result.TOO_EARLY, again_on=today(life) + 300 * DAY)
    life.sends(again, Key.INDICATOR_AGAIN)
    refused(life, Key.EVALUATION, looked_at(life, None, None), "asked_again")


def test_a_follow_up_that_is_corrected_puts_its_indicator_off_or_no_longer() -> None:
    life = evaluated(indicators=looked_at(Life(), None, date(2028, 12, 1)).indicators)
    life.until(at(date(2028, 12, 20)))
    again = forms.IndicatorAgain(result=Result.TOO_EARLY, again_on=today(life) + 300 * DAY)
    life.sends(again, Key.INDICATOR_AGAIN)
    corrects(life, Key.INDICATOR_AGAIN, replace(again, again_on=today(life) + 310 * DAY))
    assert life.state.indicators[5].on == today(life) + 310 * DAY
    corrects(life, Key.INDICATOR_AGAIN, forms.IndicatorAgain(result=Result.OUTCOME, text=text("70 %")))
    assert not life.state.indicators
    corrects(life, Key.INDICATOR_AGAIN, again)
    assert life.state.indicators[5].on == again.again_on


def test_what_is_over_looks_at_nothing_again() -> None:
    life = evaluated()
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    refused(life, Key.EVALUATION, looked_at(life, None, today(life) + 20 * DAY), "initiative_over")


@pytest.mark.parametrize("conclusion", [Conclusion.KEEP, Conclusion.END])
def test_whether_the_work_goes_on_was_concluded(conclusion: Conclusion) -> None:
    life, status = evaluated(conclusion=conclusion), evaluated(conclusion=conclusion).state.status
    form = evaluation_form(conclusion, plan_holds=True)
    other = Conclusion.END if conclusion is Conclusion.KEEP else Conclusion.KEEP
    refused(life, Key.EVALUATION, replace(form, conclusion=other, closing_note=text("slut")), "acted_on")
    refused(life, Key.EVALUATION, replace(form, plan_holds=False), "acted_on")
    assert corrects(life, Key.EVALUATION, replace(form, helped=text("tid")))
    assert life.state.status is status


def test_how_it_goes_on_may_be_concluded_otherwise() -> None:
    assert corrects(evaluated(), Key.EVALUATION, evaluation_form(Conclusion.SPREAD, plan_holds=True))


def test_new_needs_that_a_correction_sees_are_proposed_and_are_not_taken_back() -> None:
    life = evaluated(new_needs=None)
    form = evaluation_form(plan_holds=True)
    corrects(life, Key.EVALUATION, form)
    assert (life.state.proposed, life.state.proposes) == (form.new_needs, True)
    assert life.open(Key.NEXT_INITIATIVE)
    corrects(life, Key.EVALUATION, replace(form, new_needs=text("annat")))
    assert life.state.proposed == text("annat")
    refused(life, Key.EVALUATION, replace(form, new_needs=None), "acted_on")


# Check-ins

FADING = check_in_form(replace(BEST, model=Model.NO))


def checked_in(form: forms.CheckIn = FADING) -> Life:
    """After four months: by the principal as `form` has it, by the facilitators as well as can be."""
    life = Life().to_continuation()
    while not life.state.open_of(Key.CHECK_IN):
        life.days(10)
    life.sends(check_in_form(), Key.CHECK_IN, Voice.SECOND)
    life.sends(form, Key.CHECK_IN, Voice.PRINCIPAL)
    return life


def corrects_check_in(life: Life, form: forms.CheckIn) -> None:
    task = next(task for task in life.state.tasks_of(Key.CHECK_IN) if task.voice is Voice.PRINCIPAL)
    life.does(HEAD, do.CorrectForm(task=task.task, form=form, reason=WHY))


def test_a_new_hold_is_taken_of_what_fades_by_a_correction_once() -> None:
    life = checked_in(check_in_form())
    corrects_check_in(life, FADING)
    assert life.open(Key.TAKE_NEW_HOLD).number == 4
    life.sends(new_hold_form(today(life)), Key.TAKE_NEW_HOLD)
    corrects_check_in(life, check_in_form())
    corrects_check_in(life, FADING)
    assert not life.state.open_of(Key.TAKE_NEW_HOLD)


def test_a_new_hold_is_not_taken_of_what_does_not_fade_by_a_correction() -> None:
    life = checked_in()
    assert life.open(Key.TAKE_NEW_HOLD)
    corrects_check_in(life, check_in_form())
    assert not life.state.open_of(Key.TAKE_NEW_HOLD)
    corrects_check_in(life, FADING)
    assert life.open(Key.TAKE_NEW_HOLD)


def test_an_earlier_check_in_asks_for_nothing_any_more() -> None:
    life = checked_in(check_in_form())
    while not life.state.open_of(Key.CHECK_IN):
        life.days(10)
    for voice in Voice:
        life.sends(check_in_form(), Key.CHECK_IN, voice)
    corrects_check_in(life, FADING)
    assert [life.state.placed[months].place for months in (4, 18)] == [Place.FADING, Place.PERMEATES]
    assert not life.state.open_of(Key.TAKE_NEW_HOLD)


def test_a_late_second_voice_that_sees_it_fade_asks_for_a_new_hold() -> None:
    life = Life().to_continuation()
    while not life.state.open_of(Key.CHECK_IN):
        life.days(10)
    life.sends(check_in_form(), Key.CHECK_IN, Voice.PRINCIPAL)
    life.days(200)
    assert life.state.placed[4] == Placed(place=Place.PRESENT, one_voice=True)
    life.sends(FADING, Key.CHECK_IN, Voice.SECOND)
    assert life.open(Key.TAKE_NEW_HOLD).number == 4


def test_what_is_over_is_placed_as_it_was() -> None:
    life = checked_in(check_in_form())
    life.does(STAFF, do.CancelInitiative(reason=text("r"), closing_note=text("n")))
    with pytest.raises(Refusal, match="initiative_over"):
        corrects_check_in(life, FADING)
    corrects_check_in(life, replace(check_in_form(), comment=text("hej")))


def test_a_day_that_has_passed_since_keeps_nobody_from_correcting_the_rest() -> None:
    life = evaluated(indicators=looked_at(Life(), None, date(2028, 12, 1)).indicators)
    life.until(at(date(2028, 12, 20)))
    before = looked_at(life, None, date(2028, 12, 1))
    corrects(life, Key.EVALUATION, replace(before, helped=text("tiden")))
    elsewhere = looked_at(life, None, date(2028, 12, 2))
    refused(life, Key.EVALUATION, elsewhere, "date_passed")
