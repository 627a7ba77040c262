"""Whose day it was, and whether it was a stall, as one principal leaves and another comes."""

from datetime import date

import pytest

from domain import forms
from domain.forms.turnover import Stance
from domain.initiative import events as ev
from domain.initiative.days_in_stage import days_in_stage
from domain.stalls import Cause
from domain.tasks import Key
from tests.domain.life import CLOCK, Life
from tests.domain.test_turnover import DAY, NEWCOMER, comes, leaves, today


def vacancies_of(life: Life) -> list[tuple[date, date]]:
    """When the initiative was found to stand still for want of a principal, and when to go on."""
    stalls = [e for e in life.events if isinstance(e, ev.StallEntered | ev.StallLeft) and e.cause is Cause.VACANCY]
    assert [type(event) for event in stalls] == [ev.StallEntered, ev.StallLeft] * (len(stalls) // 2)
    return list(zip((e.on for e in stalls[::2]), (e.on for e in stalls[1::2]), strict=True))


@pytest.mark.parametrize(
    ("weekday", "stalls"), [("Monday", []), ("Tuesday", []), ("Wednesday", [("Tuesday", "Wednesday")])]
)
def test_days_without_school_and_nobody_are_no_stall(weekday: str, stalls: list[tuple[str, str]]) -> None:
    """The last one leaves on a Friday."""
    life = Life().starts()
    friday = next(today(life) + n * DAY for n in range(7) if f"{today(life) + n * DAY:%A}" == "Friday")
    leaves(life, friday)
    comes(life, next(friday + n * DAY for n in range(7) if f"{friday + n * DAY:%A}" == weekday))
    life.days(10)
    assert [(f"{since:%A}", f"{until:%A}") for since, until in vacancies_of(life)] == stalls


def test_whose_day_it_is_goes_from_progress_to_vacancy_to_handover() -> None:
    life = Life().starts()
    last_day = today(life) + 6 * DAY
    leaves(life, last_day)
    comes(life, last_day + 15 * DAY)
    life.days(25)
    days = days_in_stage(life.dated, life.facts(CLOCK))
    assert days[Cause.VACANCY] == 10
    assert days[Cause.HANDOVER] > 0
    assert vacancies_of(life) == [(last_day + 2 * DAY, last_day + 15 * DAY)], "from its first day's close"
    life.sends_as(NEWCOMER, forms.Position(choice=Stance.GO_ON), Key.POSITION)
    before = days_in_stage(life.dated, life.facts(CLOCK))[Cause.HANDOVER]
    life.days(5)
    assert days_in_stage(life.dated, life.facts(CLOCK))[Cause.HANDOVER] == before


def test_the_days_of_a_newcomer_who_was_recorded_late_are_the_handover_s() -> None:
    life = Life().starts()
    last_day = today(life) + 7 * DAY
    leaves(life, last_day)
    life.days(28)
    empty = days_in_stage(life.dated, life.facts(CLOCK))[Cause.VACANCY]
    comes(life, last_day + DAY)
    days = days_in_stage(life.dated, life.facts(CLOCK))
    assert (days.get(Cause.VACANCY, 0), days[Cause.HANDOVER]) == (0, empty)
    life.sends(forms.Position(choice=Stance.GO_ON), Key.POSITION)
    life.days(3)
    assert days_in_stage(life.dated, life.facts(CLOCK))[Cause.HANDOVER] == empty
