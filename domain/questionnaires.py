"""What participants answer by a code, without an account: choices that are counted, and nothing they could write.

Source: DOMAIN, "Places and people" (participants answer by a code; counted, never named); seed 002, the talk's first
ten minutes (each alone, every statement, 1 to 4); TASKS.md, the pulse.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from domain.messages import N_
from domain.refusals import Unmet
from domain.self_assessment import FEWEST, STATEMENTS

Counts = tuple[tuple[int, ...], ...]
"""A row per question: how many chose each of its answers, in order."""


class Questionnaire(StrEnum):
    """What a round of codes is about."""

    SELF_ASSESSMENT = "self_assessment"
    """The 18 statements, 1 to 4."""
    PULSE = "pulse"
    """Was anything tried between meetings: yes, partly, no."""

    @property
    def questions(self) -> int:
        """How many it has; all of them are answered."""
        return len(STATEMENTS) if self is Questionnaire.SELF_ASSESSMENT else 1

    @property
    def choices(self) -> int:
        """How many answers each question offers."""
        return _CHOICES[self]


_CHOICES: Final = {Questionnaire.SELF_ASSESSMENT: 4, Questionnaire.PULSE: 3}


def check(asked: Questionnaire, answered: int, counts: Counts) -> None:
    """Refuse (`Unmet`) counts of fewer than five people, or that do not add up to those who answered."""
    if answered < FEWEST:
        if counts:
            raise Unmet(
                "too_few_answers", N_("With fewer than {fewest} answers leave the counts empty."), fewest=FEWEST
            )
        return
    if [len(row) for row in counts] != [asked.choices] * asked.questions or not _add_up(answered, counts):
        raise Unmet("counts_wrong", N_("The counts do not add up to those who answered."))


def _add_up(answered: int, counts: Sequence[Sequence[int]]) -> bool:
    return all(min(row) >= 0 and sum(row) == answered for row in counts)


def in_the_middle(row: Sequence[int]) -> int:
    """The place of the median answer, the later of two; `row` counts at least one."""
    half = sum(row) / 2
    return next(place for place in range(len(row)) if sum(row[: place + 1]) > half)
