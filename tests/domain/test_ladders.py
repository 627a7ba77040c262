"""The rungs of each ladder, to the school day (TASKS.md, "Ladders")."""

import pytest

from domain.ladders import Ladder, Step, rungs

OPENED = 100


def _rungs(ladder: Ladder, due: int) -> list[tuple[Step, int]]:
    """The steps, and how many school days from the due day each lies."""
    return [(rung.step, rung.position - due) for rung in rungs(ladder, OPENED, due)]


@pytest.mark.parametrize("ladder", [Ladder.PRINCIPAL, Ladder.ORGANISER, Ladder.FACILITATOR])
def test_five_before_on_the_day_five_after_and_lifted_after_ten(ladder: Ladder) -> None:
    steps = [(Step.BEFORE, -5), (Step.ON_DAY, 0), (Step.AFTER, 5), (Step.ESCALATED, 10)]
    assert _rungs(ladder, OPENED + 15) == steps


def test_facilitators_are_reminded_before_only_of_what_is_due_in_ten_days_or_more() -> None:
    assert _rungs(Ladder.FACILITATOR, OPENED + 10)[0] == (Step.BEFORE, -5)
    assert _rungs(Ladder.FACILITATOR, OPENED + 9)[0] == (Step.ON_DAY, 0)
    assert _rungs(Ladder.PRINCIPAL, OPENED + 9)[0] == (Step.BEFORE, -5)


def test_a_step_on_the_day_of_opening_is_skipped() -> None:
    assert _rungs(Ladder.PRINCIPAL, OPENED + 6)[0] == (Step.BEFORE, -5)
    assert _rungs(Ladder.PRINCIPAL, OPENED + 5)[0] == (Step.ON_DAY, 0)


def test_what_is_never_overdue_has_no_ladder() -> None:
    assert _rungs(Ladder.NONE, OPENED + 15) == []
