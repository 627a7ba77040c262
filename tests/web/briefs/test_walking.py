"""School days counted in runs are those counted one by one."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.actors import Role
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.days import whose_day
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.initiative.timing import calendar_of, timing
from domain.organiser import OrganiserState
from domain.stages import Stage
from domain.stalls import Cause
from tests.domain.corpus import LIVES
from tests.domain.life import HEAD, POST, PRINCIPAL, Life
from web.brief.telling import NOBODY
from web.brief.walking import Known, Organisers, walk

DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)


def one_by_one(life: Life, facts: Facts, organisers: Organisers) -> Counter[tuple[Stage, Cause]]:
    """Every school day by itself, at its close."""
    calendar, found = calendar_of(facts).of_unit(life.state.unit), Counter[tuple[Stage, Cause]]()
    state, ahead = InitiativeState(), list(life.dated)
    day = calendar.school.next_school_day(life.state.started)
    while day < facts.today:
        close = calendar.close_of(day)
        while ahead and ahead[0][0] < close:
            state = evolve(state, ahead.pop(0)[1])
        if state.is_going_on:
            then = replace(facts, now=close - A_MOMENT, organiser=organisers.at(close - A_MOMENT))
            found[state.stage, whose_day(state, then, timing(state, then).now)] += 1
        day = calendar.school.add(day, 1)
    return found


def agree(life: Life, organisers: Organisers) -> Counter[tuple[Stage, Cause]]:
    """Both countings, which must be the same."""
    facts = replace(life.facts(HEAD), standing=NOBODY)
    counted = walk(life.dated, Known(facts=facts, organisers=organisers)).days
    assert counted == one_by_one(life, facts, organisers)
    return counted


@pytest.mark.parametrize("name", LIVES)
def test_every_life_of_the_corpus(name: str) -> None:
    life = LIVES[name]()
    assert sum(agree(life, Organisers(moments=(), states=(life.organiser,))).values()) > 0


def test_a_post_that_is_empty_for_a_while_and_a_group_that_nobody_leads() -> None:
    life = Life().to_implementation()
    began = life.now
    life.days(20)
    life.does(HEAD, do.NameFacilitator(group=2, person=None))
    life.days(40)
    full = life.organiser
    empty = OrganiserState(settings=full.settings, units=full.units)
    back = replace(empty, roles=frozenset({(PRINCIPAL, Role.PRINCIPAL, POST)}))
    moments = (began + 3 * DAY, began + 9 * DAY, began + 9 * DAY + timedelta(hours=1))
    counted = agree(life, Organisers(moments=moments, states=(full, empty, full, back)))
    assert counted[Stage.IMPLEMENTATION, Cause.VACANCY] > 4
    assert counted[Stage.IMPLEMENTATION, Cause.PROGRESSING] > 0
