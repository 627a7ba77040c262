"""Where the school days of the present stage have gone: each to exactly one cause (DOMAIN, "Stalling")."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce

from domain.facts import Facts
from domain.initiative.cadence import lapses_at
from domain.initiative.days import whose_day
from domain.initiative.events import CadenceLapsed, Event
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.initiative.timing import calendar_of, timing
from domain.stages import Stage
from domain.stalls import Cause

Dated = tuple[datetime, Event]
"""An event and when it was recorded (aware)."""


def days_in_stage(events: Sequence[Dated], facts: Facts) -> Mapping[Cause, int]:
    """School days by cause, from the day the stage was entered to yesterday; nothing once the initiative is over.

    `events` is the whole history. Who held the post on a day is what is known of that day now, however late it was
    recorded.
    """
    now = _after(InitiativeState(), events)
    if not now.is_going_on:
        return {}
    calendar = calendar_of(facts).of_unit(now.unit)
    found: Counter[Cause] = Counter()
    state, ahead, today = InitiativeState(), list(events), timing(now, facts).today
    day = calendar.school.next_school_day(now.stage_entered)
    while day < today:
        close = calendar.close_of(day)
        while ahead and ahead[0][0] < close:
            state = evolve(state, ahead.pop(0)[1])
        found[cause_at_close(state, replace(facts, now=close), day)] += 1
        day = calendar.school.add(day, 1)
    return dict(found)


def cause_at_close(state: InitiativeState, facts: Facts, day: date) -> Cause:
    """Whose day it was, with the state that its close found; `facts.now` is that close."""
    position = timing(state, facts).closed
    return whose_day(_with_lapses(state, facts, position), facts, position, day)


def _with_lapses(state: InitiativeState, facts: Facts, position: int) -> InitiativeState:
    """With the cadences that this close finds lapsed; the events of that are recorded after it."""
    if state.stage is not Stage.IMPLEMENTATION:
        return state
    positions = {number: lapses_at(state, facts, group) for number, group in state.groups.items()}
    found = [number for number, lapses in positions.items() if lapses is not None and lapses <= position]
    return reduce(evolve, (CadenceLapsed(group=number, on=facts.today) for number in found), state)


def _after(state: InitiativeState, events: Sequence[Dated]) -> InitiativeState:
    for _, event in events:
        state = evolve(state, event)
    return state
