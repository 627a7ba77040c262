"""Six facts, one class: every answer and every pair of answers (TASKS, "Check-in")."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.check_in import (
    VALUE_LABELS,
    DrivenBy,
    Fact,
    Led,
    Meets,
    Model,
    Obligatory,
    Place,
    Six,
    classify,
    combine,
    differing,
    judge,
    worse_place,
)
from domain.conditions import Rating

SCALES: Final[dict[Fact, tuple[Any, ...]]] = {
    Fact.MEETS: tuple(Meets),
    Fact.MODEL: tuple(Model),
    Fact.LED: tuple(Led),
    Fact.OBLIGATORY: tuple(Obligatory),
    Fact.DRIVEN_BY: tuple(DrivenBy),
    Fact.CONDITIONS: tuple(Rating),
}
BEST_TO_WORST: Final = tuple(Place)


def _six(values: Sequence[Any]) -> Six:
    return Six(**dict(zip((fact.value for fact in Fact), values, strict=True)))


def _with(six: Six, fact: Fact, value: Any) -> Six:
    return replace(six, **{fact.value: value})


EVERY_ANSWER: Final = tuple(map(_six, product(*SCALES.values())))
CLASSES: Final = tuple(BEST_TO_WORST.index(classify(six)) for six in EVERY_ANSWER)
ANSWERS = st.sampled_from(EVERY_ANSWER)


def test_all_1215_answers_have_one_class_and_all_four_are_reached() -> None:
    assert len(set(EVERY_ANSWER)) == 1215
    assert set(CLASSES) == {0, 1, 2, 3}


def test_each_rule_decides_when_those_before_it_do_not() -> None:
    for six in EVERY_ANSWER:
        assert classify(six) is _by_the_letter(six)


def test_worsening_an_answer_never_raises_the_class() -> None:
    for six in EVERY_ANSWER:
        for worse in _one_step_worse(six):
            assert BEST_TO_WORST.index(classify(worse)) >= BEST_TO_WORST.index(classify(six))


def test_two_voices_are_never_judged_better_than_either_alone() -> None:
    """All 1,476,225 pairs, by number: an answer's digits are its values, so a pair's worse is found digit by digit."""
    upper, lower = _worse_of_halves((5, 3, 3)), _worse_of_halves((3, 3, 3))
    pairs = 0
    for one, other in product(range(1215), repeat=2):
        together = CLASSES[upper[one // 27][other // 27] * 27 + lower[one % 27][other % 27]]
        pairs += together >= CLASSES[one] and together >= CLASSES[other]
    assert pairs == 1_476_225


@given(ANSWERS, ANSWERS)
def test_the_numbered_pairs_are_what_combining_gives(one: Six, other: Six) -> None:
    upper, lower = _worse_of_halves((5, 3, 3)), _worse_of_halves((3, 3, 3))
    i, j = EVERY_ANSWER.index(one), EVERY_ANSWER.index(other)
    assert combine(one, other) == EVERY_ANSWER[upper[i // 27][j // 27] * 27 + lower[i % 27][j % 27]]


def test_pace_alone_never_makes_fading() -> None:
    for six in EVERY_ANSWER:
        if six.meets is Meets.MONTHLY and classify(six) is not Place.FADING:
            for slower in (Meets.SOME_A_TERM, Meets.ONCE_A_TERM):
                assert classify(replace(six, meets=slower)) is not Place.FADING


@given(ANSWERS, ANSWERS)
def test_a_verdict_judges_the_worse_of_each_and_shows_where_the_voices_differ(one: Six, other: Six) -> None:
    verdict = judge(one, other)
    assert verdict.facts == combine(one, other) == combine(other, one)
    assert verdict.place is classify(verdict.facts)
    assert verdict.differing == differing(other, one)
    assert not verdict.one_voice


@given(ANSWERS, st.booleans())
def test_one_voice_comes_to_present_at_most(six: Six, principal: bool) -> None:
    verdict = judge(six, None) if principal else judge(None, six)
    assert verdict.place is worse_place(classify(six), Place.PRESENT)
    assert verdict.one_voice
    assert not verdict.differing


@given(ANSWERS, ANSWERS)
def test_led_is_nobody_when_every_facilitator_has_left(one: Six, other: Six) -> None:
    verdict = judge(one, other, nobody_leads=True)
    assert verdict.facts == replace(combine(one, other), led=Led.NOBODY)
    assert BEST_TO_WORST.index(verdict.place) >= BEST_TO_WORST.index(judge(one, other).place)


def test_without_a_voice_there_is_nothing_to_judge() -> None:
    with pytest.raises(ValueError, match="one voice"):
        judge(None, None)


@pytest.mark.parametrize("fact", Fact)
def test_a_half_filled_answer_is_not_judged(fact: Fact) -> None:
    with pytest.raises(ValueError, match="six facts"):
        classify(_with(EVERY_ANSWER[0], fact, None))


def test_every_value_has_a_label() -> None:
    assert {fact: tuple(labels) for fact, labels in VALUE_LABELS.items()} == SCALES


OFTEN: Final = (Meets.MONTHLY, Meets.SOME_A_TERM)
NOT_ALL: Final = (Obligatory.SOME, Obligatory.VOLUNTARY)
SEVEN_SCHOOLS: Final[dict[str, tuple[tuple[tuple[str, ...], ...], Rating, Place]]] = {
    "A to D": (
        (OFTEN, (Model.YES,), (Led.NAMED,), (Obligatory.ALL,), (DrivenBy.PRINCIPAL,)),
        Rating.IN_PLACE,
        Place.PERMEATES,
    ),
    "E": (
        (OFTEN, (Model.PARTLY,), (Led.NOBODY,), NOT_ALL, (DrivenBy.TEACHERS, DrivenBy.NOBODY)),
        Rating.MISSING,
        Place.FADING,
    ),
    "F": ((OFTEN, (Model.PARTLY,), (Led.INFORMAL,), NOT_ALL, (DrivenBy.TEACHERS,)), Rating.MISSING, Place.PRESENT),
    "G": (
        (OFTEN, (Model.YES, Model.PARTLY), (Led.INFORMAL,), NOT_ALL, (DrivenBy.TEACHERS,)),
        Rating.IN_PLACE,
        Place.PRESENT,
    ),
}


@pytest.mark.parametrize("school", SEVEN_SCHOOLS)
def test_the_seven_schools_over_every_assumed_value(school: str) -> None:
    values, facilitators, place = SEVEN_SCHOOLS[school]
    for principal in _answers(values):
        assert judge(principal, replace(principal, conditions=facilitators)).place is place


def test_on_the_principals_word_alone_school_e_would_be_present() -> None:
    values, _, _ = SEVEN_SCHOOLS["E"]
    known = [six for six in _answers(values) if six.driven_by is DrivenBy.TEACHERS]
    assert {judge(six, None).place for six in known} == {Place.PRESENT}


def test_led_by_somebody_named_school_e_would_not_be_fading() -> None:
    values, facilitators, _ = SEVEN_SCHOOLS["E"]
    for principal in _answers(values):
        led = replace(principal, led=Led.NAMED)
        assert judge(led, replace(led, conditions=facilitators)).place is Place.PRESENT


def test_how_the_answers_are_shared_out() -> None:
    """A record, so that a changed rule shows what it moves."""
    counted = Counter(BEST_TO_WORST[place] for place in CLASSES)
    assert counted[Place.PERMEATES] == 4
    assert counted[Place.LAPSED] == 243
    assert sum(counted.values()) == 1215


def _answers(values: tuple[tuple[str, ...], ...]) -> list[Six]:
    """As the principal gives them: conditions are in place, all seven said."""
    return [_six((*chosen, Rating.IN_PLACE)) for chosen in product(*values)]


def _one_step_worse(six: Six) -> list[Six]:
    steps = ((fact, scale, scale.index(getattr(six, fact))) for fact, scale in SCALES.items())
    return [_with(six, fact, scale[at + 1]) for fact, scale, at in steps if at + 1 < len(scale)]


def _worse_of_halves(bases: tuple[int, int, int]) -> list[list[int]]:
    """For two numbers of three digits, the number of their greater digits."""
    triples = list(product(*map(range, bases)))
    number = {triple: at for at, triple in enumerate(triples)}
    return [[number[max(a, x), max(b, y), max(c, z)] for x, y, z in triples] for a, b, c in triples]


def _by_the_letter(six: Six) -> Place:
    """The six rules as TASKS states them, in order."""
    nobody, missing = six.driven_by is DrivenBy.NOBODY, six.conditions is Rating.MISSING
    carried = six.model is Model.YES and six.led is not Led.NOBODY and not nobody and not missing
    best = (Model.YES, Led.NAMED, Obligatory.ALL, DrivenBy.PRINCIPAL)
    rules = (
        (six.meets is Meets.NO_LONGER, Place.LAPSED),
        (six.model is Model.NO, Place.FADING),
        (six.led is Led.NOBODY and (nobody or missing), Place.FADING),
        (six.meets is Meets.SELDOM and not carried, Place.FADING),
        (
            six.meets in OFTEN and (six.model, six.led, six.obligatory, six.driven_by) == best and not missing,
            Place.PERMEATES,
        ),
        (True, Place.PRESENT),
    )
    return next(place for holds, place in rules if holds)
