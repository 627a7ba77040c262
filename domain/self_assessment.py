"""The joint self-assessment (gemensam självvärdering): 18 statements in three corners, only ever counted.

Source: seed 002 in our words; DOMAIN, stage 2; DESIGN, "Sealed" (counts only from five answers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.messages import N_
from domain.refusals import Unmet

Counts = tuple[int, int, int, int]
"""How many answered 1, 2, 3 and 4; 4 is highest."""

FEWEST: Final = 5
"""With fewer answers no counts are kept: they would tell who said what."""


class Corner(StrEnum):
    """What the statements are about; talked through one at a time."""

    QUALITY_WORK = "S"
    COLLEGIAL_LEARNING = "K"
    LEADERSHIP = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    code: str
    text: str
    preschool: str
    """The same where the word is children and not pupils."""

    @property
    def corner(self) -> Corner:
        return Corner(self.code[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What a group's answers look like: to support the talk, never a ranking."""

    counts: Counts
    median: float
    """1 to 4; halves where an even number of answers lies between two."""
    lowest: int
    highest: int

    @property
    def spread(self) -> int:
        """0 when all say the same, at most 3."""
        return self.highest - self.lowest


CORNER_LABELS: Final = {
    Corner.QUALITY_WORK: N_("Systematic quality work"),
    Corner.COLLEGIAL_LEARNING: N_("Collegial learning"),
    Corner.LEADERSHIP: N_("Pedagogical leadership"),
}


def _said(code: str, text: str, preschool: str | None = None) -> Statement:
    return Statement(code=code, text=text, preschool=preschool or text)


STATEMENTS: Final = (
    _said("S1", N_("Quality work is learning for us, more than something to get done.")),
    _said("S2", N_("We improve in the same way, whatever the area.")),
    _said(
        "S3",
        N_("For every teacher quality work belongs to daily teaching."),
        N_("For everyone who teaches quality work belongs to daily teaching."),
    ),
    _said(
        "S4",
        N_("We analyse school and teaching rather than pupils."),
        N_("We analyse preschool and teaching rather than children."),
    ),
    _said("S5", N_("Analyses close to teaching give us few and clear areas to improve.")),
    _said("S6", N_("Collegial learning holds quality work together.")),
    _said("K1", N_("We organise for continuous shared learning, not for projects.")),
    _said("K2", N_("Teams plan, carry out and evaluate teaching.")),
    _said("K3", N_("Shared tools carry our talks, cooperation and analyses.")),
    _said(
        "K4",
        N_("We attend to the right things: pupils' results, and learning as we observe and analyse it."),
        N_("We attend to the right things: children's learning as we observe and analyse it."),
    ),
    _said(
        "K5",
        N_("Finding out how pupils learn and develop is part of daily work."),
        N_("Finding out how children learn and develop is part of daily work."),
    ),
    _said("K6", N_("Principals learn together in a group of their own.")),
    _said(
        "L1",
        N_("Pedagogical leadership also lives in how we organise for teachers' learning."),
        N_("Pedagogical leadership also lives in how we organise for the learning of those who teach."),
    ),
    _said(
        "L2",
        N_("Every teacher is seen as co-leading colleagues' learning."),
        N_("Everyone who teaches is seen as co-leading colleagues' learning."),
    ),
    _said("L3", N_("Quality work is led from close to pupils."), N_("Quality work is led from close to children.")),
    _said("L4", N_("Lead teachers and other key people carry much of the pedagogical leadership.")),
    _said(
        "L5",
        N_("The principal takes part in teachers' learning."),
        N_("The principal takes part in the learning of those who teach."),
    ),
    _said("L6", N_("The principal observes and gives feedback on what we develop, in visits and staff talks.")),
)


def check(answered: int, counts: Sequence[Counts]) -> None:
    """Refuse (Unmet) counts of fewer than five, of other than 18 statements, or of more answers than people."""
    if answered < FEWEST:
        if counts:
            raise Unmet(
                "too_few_answers", N_("With fewer than {fewest} answers leave the counts empty."), fewest=FEWEST
            )
        return
    if len(counts) != len(STATEMENTS):
        raise Unmet("statement_rows", N_("Give a row for each of the {rows} statements."), rows=len(STATEMENTS))
    for statement, row in zip(STATEMENTS, counts, strict=True):
        if min(row) < 0 or sum(row) > answered:
            raise Unmet(
                "statement_counts",
                N_("{statement}: the counts must not be negative, nor add up to more than {answered}."),
                statement=statement.code,
                answered=answered,
            )


def of_corner(counts: Sequence[Counts], corner: Corner) -> Distribution | None:
    """The answers of a corner's six statements taken together; `None` without any. `counts` are all 18."""
    rows = [row for statement, row in zip(STATEMENTS, counts, strict=True) if statement.corner is corner]
    return distribution(rows)


def distribution(rows: Sequence[Counts]) -> Distribution | None:
    """The answers of some statements taken together; `None` without any."""
    ones, twos, threes, fours = (sum(column) for column in zip((0, 0, 0, 0), *rows, strict=True))
    answers = [1] * ones + [2] * twos + [3] * threes + [4] * fours
    if not answers:
        return None
    middle = len(answers) // 2
    return Distribution(
        counts=(ones, twos, threes, fours),
        median=(answers[middle] + answers[-middle - 1]) / 2,
        lowest=answers[0],
        highest=answers[-1],
    )
