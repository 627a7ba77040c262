"""What happens to a task as its due day comes and goes (TASKS.md, "Ladders").

Days are positions on the initiative's own clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.messages import N_


class Step(StrEnum):
    """A rung, in the order they are climbed."""

    BEFORE = "before"
    ON_DAY = "on_day"
    AFTER = "after"
    ESCALATED = "escalated"


class Ladder(StrEnum):
    """Who is reminded, and whom it is lifted to."""

    PRINCIPAL = "P"
    ORGANISER = "O"
    FACILITATOR = "F"
    NONE = "–"


STEP_NAMES: Final = {
    Step.BEFORE: N_("reminder before"),
    Step.ON_DAY: N_("reminder on the day"),
    Step.AFTER: N_("reminder after"),
    Step.ESCALATED: N_("escalated"),
}
ESCALATES_TO: Final = {
    Ladder.PRINCIPAL: N_("the principal's manager"),
    Ladder.ORGANISER: N_("the organiser's named contact"),
    Ladder.FACILITATOR: N_("the principal"),
}
OFFSETS: Final = {Step.BEFORE: -5, Step.ON_DAY: 0, Step.AFTER: 5, Step.ESCALATED: 10}
"""School days from the due day."""
STALLS_AFTER: Final = 20
"""School days past the due day at whose close a task stalls what waits for it."""
_LONG_ENOUGH_TO_REMIND_BEFORE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step and the position at which its morning comes."""

    step: Step
    position: int


def rungs(ladder: Ladder, opened: int, due: int) -> Iterator[Rung]:
    """The steps a task climbs; those that lie at or before its opening are skipped."""
    if ladder is Ladder.NONE:
        return
    for step, offset in OFFSETS.items():
        short = ladder is Ladder.FACILITATOR and due - opened < _LONG_ENOUGH_TO_REMIND_BEFORE
        if step is Step.BEFORE and short:
            continue
        if due + offset > opened:
            yield Rung(step=step, position=due + offset)
