"""When a group's meetings have become too rare, to the school day (TASKS.md, "Clocks")."""

import pytest

from domain.initiative import cadence
from domain.initiative.events import CadenceLapsed
from tests.domain.life import Life

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
