"""What an initiative makes of a change of principal that is recorded late, corrected, taken back, or comes again."""

from datetime import date

import pytest

from domain import forms
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.turnover import WAS_LATE, comments
from domain.post.events import DepartureAnnounced, TenureCorrected
from domain.tasks import Key
from tests.domain.life import CLOCK, STAFF, Life, at
from tests.domain.posted_life import PostedLife
from tests.domain.test_turnover import DAY, NEW, WHY, comes, due_position, handed_over, happens, leaves, today
from tests.domain.who import PRINCIPAL, text


def test_who_stayed_after_all_is_asked_anew_when_they_do_leave() -> None:
    life = Life().starts()
    leaves(life, today(life) + 21 * DAY)
    life.sends(forms.OutgoingComment(fragile=text("schemat")), Key.OUTGOING_COMMENT)
    life.post = Life().post
    life.does(CLOCK, do.FollowPost())
    last_day = today(life) + 365 * DAY
    leaves(life, last_day)
    assert life.open(Key.OUTGOING_COMMENT).due == last_day
    life.sends(forms.OutgoingComment(fragile=text("tiden")), Key.OUTGOING_COMMENT)
    leaves(life, last_day - 14 * DAY)
    assert life.state.open_of(Key.OUTGOING_COMMENT) == [], "a corrected day is the same departure"


def test_who_returns_and_leaves_again_is_asked_anew() -> None:
    life = Life().starts()
    leaves(life, today(life) + 7 * DAY)
    life.sends(forms.OutgoingComment(fragile=text("schemat")), Key.OUTGOING_COMMENT)
    comes(life, today(life) + 8 * DAY)
    life.days(9)
    leaves(life, today(life) + 7 * DAY)
    comes(life, today(life) + 8 * DAY, PRINCIPAL)
    life.days(9)
    last_day = today(life) + 21 * DAY
    tenure = next(each for each in life.post.tenures.values() if each.person == PRINCIPAL and each.until is None)
    happens(life, DepartureAnnounced(tenure=tenure.tenure, last_day=last_day, reason=None))
    assert life.open(Key.OUTGOING_COMMENT).due == last_day
    leaver = life.post.turnovers[-1]
    assert comments(life.state, PRINCIPAL, leaver.leaver_since, last_day) == [], "they have not spoken this time"


def test_a_first_day_corrected_to_a_later_one_is_another_day_one() -> None:
    life = handed_over()
    life.days(22)
    first_day = today(life) + 30 * DAY
    before = life.open(Key.NEEDS_WORKSHOP).due
    tenure = next(each.tenure for each in life.post.tenures.values() if each.person == NEW)
    happens(life, TenureCorrected(tenure=tenure, since=first_day, until=None, reason=WHY))
    assert life.state.open_of(Key.POSITION) == [], "they are not there yet"
    life.days(31)
    received = [event for event in life.events if isinstance(event, ev.PrincipalReceived)]
    assert [event.first_day for event in received][1:] == [first_day]
    assert life.open(Key.POSITION).opened == first_day
    assert before is not None
    assert before < first_day, "late as they come"
    assert due_position(life, Key.NEEDS_WORKSHOP) == received[-1].position + WAS_LATE
    life.does(CLOCK, do.FollowPost())
    assert [event for event in life.events if isinstance(event, ev.PrincipalReceived)] == received


@pytest.mark.parametrize("late", [False, True])
def test_a_newcomer_who_is_recorded_late_is_eased_from_their_first_day_also_with_a_pause_since(late: bool) -> None:
    """The clock stood still from before that day until after: what was overdue has its fifteen days ahead."""
    life = PostedLife()
    life.starts()
    began = life.now.date()
    first = began + 35 * DAY
    life.leaves(began + 20 * DAY)
    if not late:
        life.comes(first)
    life.until(at(began + 30 * DAY))
    life.does(STAFF, do.PauseInitiative(until=began + 90 * DAY, reason=WHY))
    life.until(at(began + 91 * DAY))
    if late:
        life.comes(first)
    life.days(1)
    (received,) = (event for event in life.events if isinstance(event, ev.PrincipalReceived))
    task = life.open(Key.NEEDS_WORKSHOP)
    assert task.due_position == received.position + WAS_LATE
    assert task.due == date(2027, 12, 10)
