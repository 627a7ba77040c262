"""School days counted in runs are those counted one by one."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.days_in_stage import cause_at_close
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.initiative.timing import calendar_of
from domain.post import state as post
from domain.post.events import DepartureAnnounced, PrincipalAppointed
from domain.sealed import Sealed
from domain.stages import Stage
from domain.stalls import Cause
from tests.domain.corpus import LIVES
from tests.domain.life import HEAD, Life
from tests.domain.who import PRINCIPAL, UNIT, an_id
from tests.web.briefs.lives import turned_over
from web.brief.telling import NOBODY
from web.brief.walking import walk

DAY = timedelta(days=1)


def one_by_one(life: Life, facts: Facts) -> Counter[tuple[Stage, Cause]]:
    """Every school day by itself, at its close."""
    calendar, found = calendar_of(facts).of_unit(life.state.unit), Counter[tuple[Stage, Cause]]()
    state, ahead = InitiativeState(), list(life.dated)
    day = calendar.school.next_school_day(life.state.started)
    while day < facts.today:
        close = calendar.close_of(day)
        while ahead and ahead[0][0] < close:
            state = evolve(state, ahead.pop(0)[1])
        if state.is_going_on:
            found[state.stage, cause_at_close(state, replace(facts, now=close), day)] += 1
        day = calendar.school.add(day, 1)
    return found


def agree(life: Life) -> Counter[tuple[Stage, Cause]]:
    """Both countings, which must be the same."""
    facts = replace(life.facts(HEAD), standing=NOBODY)
    counted = walk(life.dated, facts).days
    assert counted == one_by_one(life, facts)
    return counted


@pytest.mark.parametrize("name", LIVES)
def test_every_life_of_the_corpus(name: str) -> None:
    life = LIVES[name]()
    assert sum(agree(life).values()) > 0


@pytest.mark.parametrize("name", LIVES)
def test_comments_that_are_passed_over_come_to_the_same(name: str) -> None:
    life, comment = LIVES[name](), ev.Commented(text=Sealed(b"Ja."), task=None)
    facts = replace(life.facts(HEAD), standing=NOBODY)
    spoken = [(at, each) for at, event in life.dated for each in (event, comment)]
    unread = [None if event is comment else (at, event) for at, event in spoken]
    assert walk(unread, facts) == walk(spoken, facts)
    assert walk(unread, facts).state.version == 2 * len(life.dated)


def test_a_post_that_is_empty_for_a_while_and_a_group_that_nobody_leads() -> None:
    life = Life().to_implementation()
    began = life.now
    life.days(20)
    life.does(HEAD, do.NameFacilitator(group=2, person=None))
    life.days(40)
    tenure = an_id(f"tenure {PRINCIPAL}")
    left = DepartureAnnounced(tenure=tenure, last_day=began.date() + 3 * DAY, reason=None)
    back = PrincipalAppointed(
        unit=UNIT,
        tenure=an_id("again"),
        person=PRINCIPAL,
        acting=False,
        since=began.date() + 10 * DAY,
        until=None,
        reason=None,
    )
    for event in (left, back):
        life.post = post.evolve(life.post, event)
    counted = agree(life)
    assert counted[Stage.IMPLEMENTATION, Cause.VACANCY] > 4
    assert counted[Stage.IMPLEMENTATION, Cause.PROGRESSING] > 0


def test_a_post_that_changes_hands() -> None:
    life = turned_over()
    counted = agree(life)
    assert counted[Stage.IMPLEMENTATION, Cause.VACANCY] == 12, "the post for ten, a group for two"
    assert counted[Stage.IMPLEMENTATION, Cause.HANDOVER] == 7
