"""The joint self-assessment is only ever counted, and only from five."""

from collections.abc import Sequence
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import Unmet
from domain.self_assessment import (
    CORNER_LABELS,
    STATEMENTS,
    Corner,
    Counts,
    check,
    distribution,
    of_corner,
)

FIVE: Counts = (1, 2, 1, 1)
ROWS = st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=6)


def test_there_are_eighteen_statements_six_to_a_corner() -> None:
    assert [statement.code for statement in STATEMENTS] == [f"{corner}{n}" for corner in Corner for n in range(1, 7)]
    assert [statement.corner for statement in STATEMENTS] == [corner for corner in Corner for _ in range(6)]
    assert set(CORNER_LABELS) == set(Corner)


def test_a_preschool_reads_of_children_and_never_of_pupils_or_teachers() -> None:
    for statement in STATEMENTS:
        assert "pupil" not in statement.preschool
        assert "teacher" not in statement.preschool.replace("Lead teachers", "").lower()


def test_counts_of_five_people_are_kept() -> None:
    check(5, [FIVE] * 18)


def test_a_statement_somebody_left_out_is_kept() -> None:
    check(7, [FIVE] * 18)


def test_a_talk_of_fewer_than_five_is_kept_without_counts() -> None:
    check(4, [])


@pytest.mark.parametrize(
    ("answered", "counts", "code"),
    [
        (4, [(1, 1, 1, 1)] * 18, "too_few_answers"),
        (5, [], "statement_rows"),
        (5, [FIVE] * 17, "statement_rows"),
        (5, [*[FIVE] * 17, (6, 0, 0, 0)], "statement_counts"),
        (5, [*[FIVE] * 17, (6, -1, 0, 0)], "statement_counts"),
    ],
)
def test_other_counts_are_refused(answered: int, counts: Sequence[Counts], code: str) -> None:
    with pytest.raises(Unmet) as refusal:
        check(answered, counts)
    assert refusal.value.code == code
    assert "{" not in str(refusal.value)


@given(ROWS)
def test_the_distribution_is_that_of_the_single_answers(rows: list[Counts]) -> None:
    answers = [value for row in rows for value, times in enumerate(row, start=1) for _ in range(times)]
    found = distribution(rows)
    assert (found is None) == (not answers)
    if found:
        assert found.counts == tuple(answers.count(value) for value in (1, 2, 3, 4))
        assert found.median == median(answers)
        assert found.spread == max(answers) - min(answers)


def test_a_corner_takes_its_own_six_rows() -> None:
    counts: list[Counts] = [(5, 0, 0, 0)] * 6 + [(0, 0, 3, 2)] * 6 + [(0, 0, 0, 0)] * 6
    quality, collegial = of_corner(counts, Corner.QUALITY_WORK), of_corner(counts, Corner.COLLEGIAL_LEARNING)
    assert quality
    assert (quality.counts, quality.median, quality.spread) == ((30, 0, 0, 0), 1, 0)
    assert collegial
    assert (collegial.median, collegial.lowest, collegial.highest) == (3, 3, 4)
    assert of_corner(counts, Corner.LEADERSHIP) is None
