"""What whoever comes is told and asked, and how often, when others were believed to come."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain import forms
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.post.events import TenureCorrected, TenureStruck
from domain.refusals import Refusal
from domain.tasks import Key
from tests.domain.life import CLOCK, STAFF
from tests.domain.test_turnover import DAY, NEW, NEWCOMER, WHY, comes, handed_over, happens, leaves, today
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


def test_what_a_newcomer_has_said_is_not_asked_again_when_another_was_recorded_by_mistake() -> None:
    life = handed_over()
    life.days(24)
    life.does(NEWCOMER, do.CompleteTask(task=life.open(Key.POSITION).task, form=forms.Position(choice=Stance.GO_ON)))
    leaves(life, today(life))
    mistaken = an_id("recorded by mistake")
    comes(life, today(life) + DAY, mistaken)
    life.days(2)
    assert life.state.principal == mistaken
    second, third = list(life.post.tenures.values())[1:]
    happens(life, TenureStruck(tenure=third.tenure, reason=WHY))
    happens(life, TenureCorrected(tenure=second.tenure, since=second.since, until=None, reason=WHY))
    assert life.state.principal == NEW
    assert life.state.open_of(Key.POSITION) == []
