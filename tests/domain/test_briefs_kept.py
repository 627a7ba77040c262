"""What somebody is told of an initiative as its principal changes, and how often."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.post.events import TenureCorrected
from domain.refusals import Refusal
from tests.domain.life import CLOCK, STAFF
from tests.domain.test_turnover import DAY, NEW, WHY, handed_over, happens, today
from tests.domain.who import an_id, text

A_BRIEF = do.KeepBrief(
    handover=an_id("handover"),
    told=NEW,
    since=date.min,
    text=text("Så står det till."),
    language="sv",
    of_version=7,
    rests_on=(),
    moment=datetime(2027, 9, 15, 8, tzinfo=UTC),
    renderer=1,
    digest="00",
)


def test_a_brief_is_kept_once_for_each_who_is_told() -> None:
    life = handed_over()
    keep = replace(A_BRIEF, told=NEW, moment=life.now)
    (kept,) = life.does(CLOCK, keep)
    assert isinstance(kept, ev.BriefKept)
    assert life.does(CLOCK, keep) == []
    with pytest.raises(Refusal, match="clock_only"):
        life.does(STAFF, keep)


def test_whoever_comes_after_all_is_told_anew() -> None:
    """They were believed to have come, and had been told; then who was there before was principal for a while."""
    life = handed_over()
    life.days(22)
    keep = replace(A_BRIEF, told=NEW, moment=life.now)
    assert life.does(CLOCK, keep)
    first, second = life.post.tenures.values()
    right = today(life) + 10 * DAY
    happens(life, TenureCorrected(tenure=second.tenure, since=right, until=None, reason=WHY))
    happens(life, TenureCorrected(tenure=first.tenure, since=first.since, until=right - DAY, reason=WHY))
    assert life.state.principal == first.person
    life.days(10)
    assert life.state.principal == NEW
    assert life.does(CLOCK, keep) == []
    again = replace(keep, since=right)
    assert life.does(CLOCK, again)
    assert life.does(CLOCK, again) == []
    assert [len(versions) for versions in life.state.told.values()] == [2]
