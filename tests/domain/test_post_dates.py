"""Dates of a post that cannot be: refused with what to do, before anything follows from them."""

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


def test_who_leaves_before_another_appointment_of_theirs_is_told_to_strike_it_first() -> None:
    post = held().leaves(ANNA, TODAY).appoint(BO, TODAY + DAY, TODAY + 100 * DAY, acting=True)
    post.appoint(BO, TODAY + 101 * DAY)
    leaving = do.AnnounceDeparture(unit=UNIT, person=BO, last_day=TODAY + 50 * DAY)
    *_, later = post.state.tenures
    with pytest.raises(Refusal) as refusal:
        post.does(leaving)
    assert refusal.value.code == "appointed_also"
    assert f"from {TODAY + 101 * DAY}." in str(refusal.value)
    assert str(refusal.value).endswith(f"styrkedjan post strike UNIT {later} --reason REASON")
    post.refuses(do.AnnounceDeparture(unit=UNIT, person=BO, last_day=TODAY), "ends_before_start")
    post.does(do.StrikeTenure(unit=UNIT, tenure=later, reason=WHY))
    assert post.leaves(BO, TODAY + 50 * DAY).on(TODAY + 51 * DAY)[1] is None
