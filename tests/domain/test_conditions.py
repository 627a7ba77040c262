"""Preconditions, receiving capacity and the two voices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conditions import (
    DECISIVE,
    LABELS,
    PRECONDITIONS,
    RATING_LABELS,
    Condition,
    ConditionAnswer,
    Rating,
    differences,
    disagreements,
    is_low,
    ratings,
    unrated,
    worse,
    worse_of_each,
)

ALL_IN_PLACE = dict.fromkeys(Condition, Rating.IN_PLACE)
OTHERS = [condition for condition in Condition if condition not in DECISIVE]
RATED = st.fixed_dictionaries({condition: st.sampled_from(Rating) for condition in Condition})


def test_there_are_eleven_preconditions_and_two_of_receiving_capacity() -> None:
    assert len(PRECONDITIONS) == 11
    assert set(Condition) - set(PRECONDITIONS) == {Condition.MEETING_STRUCTURE, Condition.QUALITY_ROUTINE}
    assert set(LABELS) == set(Condition)
    assert set(RATING_LABELS) == set(Rating)


@pytest.mark.parametrize("condition", sorted(DECISIVE))
def test_a_decisive_condition_missing_is_low_by_itself(condition: Condition) -> None:
    assert is_low(ALL_IN_PLACE | {condition: Rating.MISSING})
    assert not is_low(ALL_IN_PLACE | {condition: Rating.PARTLY})


def test_of_the_others_three_missing_is_not_low_and_four_is() -> None:
    assert not is_low(ALL_IN_PLACE | dict.fromkeys(OTHERS[:3], Rating.MISSING))
    assert is_low(ALL_IN_PLACE | dict.fromkeys(OTHERS[:4], Rating.MISSING))


def test_everything_partly_is_not_low() -> None:
    assert not is_low(dict.fromkeys(Condition, Rating.PARTLY))


@given(RATED, RATED)
def test_two_voices_are_low_whenever_either_is(
    principal: dict[Condition, Rating], second: dict[Condition, Rating]
) -> None:
    together = worse_of_each(principal, second)
    assert together == worse_of_each(second, principal)
    assert is_low(together) >= (is_low(principal) or is_low(second))


@given(RATED, RATED)
def test_where_the_voices_agree_their_rating_stands(
    principal: dict[Condition, Rating], second: dict[Condition, Rating]
) -> None:
    together, apart = worse_of_each(principal, second), differences(principal, second)
    for condition in Condition:
        assert (condition in apart) == (principal[condition] != second[condition])
        assert together[condition] in (principal[condition], second[condition])
        assert condition in apart or together[condition] == principal[condition]


def test_what_only_one_voice_rated_stands_on_that_one() -> None:
    trust = {Condition.TRUST: Rating.PARTLY}
    assert worse_of_each(trust, {}) == worse_of_each({}, trust) == trust
    assert differences(trust, {}) == ()


def test_the_worse_of_two() -> None:
    assert worse(Rating.IN_PLACE, Rating.MISSING) is worse(Rating.MISSING, Rating.PARTLY) is Rating.MISSING


def test_rows_become_ratings_and_the_worse_of_a_row_given_twice() -> None:
    rows = (
        ConditionAnswer(condition=Condition.TRUST, rating=Rating.MISSING),
        ConditionAnswer(condition=Condition.TRUST, rating=Rating.IN_PLACE),
        ConditionAnswer(condition=Condition.PACE),
        ConditionAnswer(rating=Rating.PARTLY),
    )
    assert ratings(rows) == {Condition.TRUST: Rating.MISSING}


def test_what_is_not_rated_is_named_in_order() -> None:
    rows = [ConditionAnswer(condition=condition, rating=Rating.PARTLY) for condition in PRECONDITIONS]
    assert unrated(rows) == (Condition.MEETING_STRUCTURE, Condition.QUALITY_ROUTINE)
    assert unrated(rows, PRECONDITIONS) == ()


def test_a_joint_answer_marks_its_disagreement_row_by_row() -> None:
    rows = (
        ConditionAnswer(condition=Condition.TRUST, rating=Rating.MISSING, disagree=True),
        ConditionAnswer(condition=Condition.PACE, rating=Rating.PARTLY),
    )
    assert disagreements(rows) == (Condition.TRUST,)
