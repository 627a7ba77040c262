"""Dates of a post that cannot be meant: refused with what to do, before anything follows from them."""

from datetime import date
from typing import Any

import pytest

from domain.post import commands as do
from domain.refusals import Refusal
from tests.domain.test_post import ANNA, BO, DAY, TODAY, WHY, Post, held
from tests.domain.who import UNIT

LONG_AGO, FOR_EVER = date.min, date.max
TENURE = next(iter(held().state.tenures))


@pytest.mark.parametrize(
    ("command", "remedy"),
    [
        (do.AppointPrincipal(unit=UNIT, person=BO, since=LONG_AGO, reason=WHY), "Correct the date."),
        (do.AppointPrincipal(unit=UNIT, person=BO, since=FOR_EVER), "Correct the date."),
        (do.AppointPrincipal(unit=UNIT, person=BO, since=TODAY, until=FOR_EVER), "leave it empty"),
        (do.AnnounceDeparture(unit=UNIT, person=ANNA, last_day=LONG_AGO), "Correct the date."),
        (do.AnnounceDeparture(unit=UNIT, person=ANNA, last_day=FOR_EVER), "Correct the date."),
        (do.CorrectTenure(unit=UNIT, tenure=TENURE, since=LONG_AGO, until=None, reason=WHY), "Correct the date."),
        (do.CorrectTenure(unit=UNIT, tenure=TENURE, since=TODAY, until=FOR_EVER, reason=WHY), "leave it empty"),
        (do.AppointDeputy(unit=UNIT, person=BO, since=LONG_AGO), "Correct the date."),
        (do.AppointDeputy(unit=UNIT, person=BO, since=FOR_EVER), "Correct the date."),
        (do.AppointDeputy(unit=UNIT, person=BO, since=TODAY, until=FOR_EVER), "leave it empty"),
        (do.EndAbsence(unit=UNIT, last_day=LONG_AGO), "Correct the date."),
        (do.EndAbsence(unit=UNIT, last_day=FOR_EVER), "Correct the date."),
    ],
)
def test_a_date_that_cannot_be_meant_is_refused(command: Any, remedy: str) -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY + DAY))
    with pytest.raises(Refusal) as refusal:
        post.does(command)
    assert (refusal.value.code, refusal.value.status) == ("date_far_away", 422)
    assert remedy in str(refusal.value)


@pytest.mark.parametrize("until", [LONG_AGO, FOR_EVER])
def test_what_is_bounded_says_so(until: date) -> None:
    code = "too_long" if until == FOR_EVER else "ends_before_start"
    Post().refuses(do.NameMeanwhile(unit=UNIT, person=BO, until=until), code)
    held().refuses(do.AllowActingFor(unit=UNIT, person=BO, until=until), code, by=ANNA)


def test_every_day_that_is_counted_may_be_meant() -> None:
    post = held().appoint(ANNA, date(1900, 7, 1), date(2024, 7, 31), reason=WHY).leaves(ANNA, date(2199, 12, 31))
    assert (len(post.state.turnovers), post.on(date(2199, 12, 31))[1]) == (2, ANNA)
