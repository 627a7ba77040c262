"""When a group's meetings have become too rare, to the school day (TASKS.md, "Clocks")."""

from datetime import timedelta

import pytest

from domain.actors import CLOCK
from domain.initiative import cadence
from domain.initiative import commands as do
from domain.initiative.events import CadenceLapsed
from tests.domain.life import HEAD, Life

DAYS, PRESUMED = 30, 10
"""The longest gap with its slack; a protocol's five days and five more."""


@pytest.mark.parametrize(
    ("planned", "lapses"),
    [
        ([100], 131),
        ([100, 120], 131),  # presumed held up to 130: no longer when the gap is too long
        ([100, 121], 132),  # presumed held up to 131: the day after
        ([100, 121, 122], 133),
        ([100, 140], 131),  # not yet to be held
    ],
)
def test_a_meeting_ahead_is_presumed_held_until_five_days_past_its_protocols_due_day(
    planned: list[int], lapses: int
) -> None:
    assert cadence._first_gap(100, DAYS, PRESUMED, planned) == lapses


def test_no_rhythm_is_asked_for_after_the_last_planned_meeting() -> None:
    life = Life().to_implementation(meetings=1)
    life.days(120)
    assert not [event for event in life.events if isinstance(event, CadenceLapsed)]


def test_the_gap_is_five_weeks_and_five_school_days_by_the_template() -> None:
    life = Life().to_implementation(meetings=2)
    first, second = sorted((m for m in life.state.meetings.values() if m.group == 1), key=lambda meeting: meeting.on)
    life.does(HEAD, do.MoveMeeting(meeting=second.meeting, to=first.on + timedelta(weeks=10)))
    lapses = cadence.lapses_at(life.state, life.facts(CLOCK), life.state.groups[1])
    assert lapses == life.calendar.school.index(first.on) + 31
