"""The 14 mechanisms and their balance."""

from hypothesis import given
from hypothesis import strategies as st

from domain.mechanisms import BLOCK_LABELS, BLOCK_OF, LABELS, MECHANISMS_OF, Block, Mechanism, balanced, missing_blocks

CHOICES = st.frozensets(st.sampled_from(Mechanism))


def test_there_are_fourteen_in_four_blocks() -> None:
    assert [len(MECHANISMS_OF[block]) for block in Block] == [2, 3, 5, 4]
    assert set(BLOCK_OF) == set(Mechanism)
    assert len(Mechanism) == 14


def test_each_has_a_name_of_its_own() -> None:
    assert len({LABELS[mechanism] for mechanism in Mechanism}) == 14
    assert len({BLOCK_LABELS[block] for block in Block}) == 4


@given(CHOICES)
def test_balanced_is_one_of_each_block(chosen: frozenset[Mechanism]) -> None:
    assert balanced(chosen) == all(chosen & set(MECHANISMS_OF[block]) for block in Block)


@given(CHOICES, st.sampled_from(Mechanism))
def test_choosing_one_more_never_unbalances(chosen: frozenset[Mechanism], more: Mechanism) -> None:
    assert set(missing_blocks(chosen | {more})) <= set(missing_blocks(chosen))


def test_nothing_chosen_misses_all_blocks_in_order() -> None:
    assert missing_blocks(()) == tuple(Block)
