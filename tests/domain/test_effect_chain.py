"""The effect chain as a graph, clause by clause of gate 3."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.effect_chain import (
    EFFECTS,
    LABELS,
    Edge,
    Node,
    NodeKind,
    Part,
    activities_without_path,
    dangling,
    edges_of_rows,
    effects,
    lacking,
    light_rows,
    missing_kinds,
    on_cycles,
    repeated,
)
from domain.sealed import Sealed

TEXT = Sealed(b"text")
MEASURED = Node(indicator=TEXT, baseline=TEXT, how_much=TEXT, in_what=TEXT, by_when=date(2027, 6, 1), measured_how=TEXT)
FIELDS_OF = {
    Part.INDICATOR: ["indicator"],
    Part.BASELINE: ["baseline"],
    Part.TARGET: ["how_much", "in_what"],
    Part.DATE: ["by_when"],
    Part.MEASURED_HOW: ["measured_how"],
}
NUMBERS = st.integers(1, 8)
NODES = st.dictionaries(NUMBERS, st.sampled_from(NodeKind), max_size=8).map(
    lambda kinds: [Node(number=number, kind=kind, text=TEXT) for number, kind in kinds.items()]
)
EDGES = st.lists(st.builds(Edge, source=NUMBERS, target=NUMBERS), max_size=14)


def _chain(*kinds: NodeKind) -> list[Node]:
    return [replace(MEASURED, number=number, kind=kind, text=TEXT) for number, kind in enumerate(kinds, start=1)]


WHOLE = _chain(*NodeKind)


def _path(*numbers: int) -> list[Edge]:
    return [Edge(source=a, target=b) for a, b in pairwise(numbers)]


def test_a_whole_chain_offends_against_nothing() -> None:
    edges = _path(1, 2, 3, 4, 5, 6)
    assert activities_without_path(WHOLE, edges) == on_cycles(WHOLE, edges) == ()
    assert repeated(WHOLE) == dangling(WHOLE, edges) == ()
    assert missing_kinds(WHOLE) == ()
    assert not any(lacking(WHOLE, part) for part in Part)


def test_a_short_cut_past_changed_teaching_is_no_path() -> None:
    assert activities_without_path(WHOLE, _path(2, 4, 5, 6)) == (2,)


def test_changed_teaching_that_never_comes_to_pupils_is_no_path() -> None:
    assert activities_without_path(WHOLE, _path(2, 3, 4, 5)) == (2,)


def test_an_effect_in_between_is_not_needed() -> None:
    assert activities_without_path(WHOLE, _path(2, 3, 6)) == ()


def test_every_activity_needs_a_path_of_its_own() -> None:
    nodes = _chain(NodeKind.ACTIVITY, NodeKind.CHANGED_TEACHING, NodeKind.PUPILS, NodeKind.ACTIVITY, NodeKind.ACTIVITY)
    assert activities_without_path(nodes, [*_path(1, 2, 3), *_path(4, 1)]) == (5,)


@pytest.mark.parametrize(("part", "field"), [(part, field) for part, fields in FIELDS_OF.items() for field in fields])
@pytest.mark.parametrize("kind", sorted(EFFECTS))
def test_every_effect_pupils_included_lacks_each_part_alone(kind: NodeKind, part: Part, field: str) -> None:
    nodes = [replace(node, **{field: None}) if node.kind is kind else node for node in WHOLE]
    number = 1 + list(NodeKind).index(kind)
    assert {each: lacking(nodes, each) for each in Part} == {each: (number,) if each is part else () for each in Part}


def test_what_is_no_effect_is_not_measured() -> None:
    bare = [Node(number=node.number, kind=node.kind, text=TEXT) for node in WHOLE]
    assert [node.kind for node in effects(bare)] == [NodeKind.EFFECT_SHORT, NodeKind.EFFECT_LONG, NodeKind.PUPILS]
    assert lacking(bare, Part.DATE) == (4, 5, 6)


def test_a_cycle_names_its_nodes_and_no_others() -> None:
    assert on_cycles(WHOLE, [*_path(1, 2, 3, 4, 2), *_path(4, 6)]) == (2, 3, 4)


def test_a_step_leading_to_itself_is_a_cycle() -> None:
    assert on_cycles(WHOLE, _path(3, 3)) == (3,)


def test_a_chain_without_activity_teaching_or_pupils_says_which() -> None:
    assert missing_kinds([]) == (NodeKind.ACTIVITY, NodeKind.CHANGED_TEACHING, NodeKind.PUPILS)
    assert missing_kinds(_chain(NodeKind.ACTIVITY, NodeKind.PUPILS)) == (NodeKind.CHANGED_TEACHING,)


def test_numbers_given_twice_or_to_nothing_are_named() -> None:
    assert repeated([*WHOLE, WHOLE[1]]) == (2,)
    assert dangling(WHOLE, _path(1, 9, 2, 7)) == (7, 9)


def test_a_half_filled_row_offends_nobody() -> None:
    assert activities_without_path([Node()], [Edge()]) == on_cycles([Node()], []) == ()


def test_the_light_table_has_five_rows_that_make_a_whole_chain() -> None:
    rows = light_rows()
    edges = edges_of_rows(rows)
    assert len(rows) == 5
    assert edges == tuple(_path(1, 2, 3, 4, 5))
    assert activities_without_path(rows, edges) == ()
    assert missing_kinds(rows) == ()


def test_two_rows_of_a_kind_both_lead_on() -> None:
    nodes = _chain(NodeKind.ACTIVITY, NodeKind.ACTIVITY, NodeKind.CHANGED_TEACHING, NodeKind.PUPILS)
    assert edges_of_rows(nodes) == (*_path(1, 3), *_path(2, 3), *_path(3, 4))


def test_every_kind_has_a_label() -> None:
    assert set(LABELS) == set(NodeKind)


@given(NODES)
def test_a_table_never_makes_a_cycle_and_lacks_a_path_only_where_a_kind_is_missing(nodes: list[Node]) -> None:
    edges = edges_of_rows(nodes)
    assert on_cycles(nodes, edges) == ()
    assert not activities_without_path(nodes, edges) or missing_kinds(nodes)


@given(NODES, EDGES)
def test_the_clauses_agree_with_walking_every_path(nodes: list[Node], edges: list[Edge]) -> None:
    kinds = {node.number: node.kind for node in nodes}
    activities = [node.number for node in nodes if node.kind is NodeKind.ACTIVITY]
    arrived = {number: _walks(number, kinds, edges) for number in activities if number is not None}
    assert activities_without_path(nodes, edges) == tuple(number for number, found in arrived.items() if not found)


@given(NODES, EDGES, st.builds(Edge, source=NUMBERS, target=NUMBERS))
def test_one_more_edge_takes_no_path_away_and_undoes_no_cycle(nodes: list[Node], edges: list[Edge], more: Edge) -> None:
    assert set(activities_without_path(nodes, [*edges, more])) <= set(activities_without_path(nodes, edges))
    assert set(on_cycles(nodes, [*edges, more])) >= set(on_cycles(nodes, edges))


def _walks(start: int, kinds: dict[int | None, NodeKind | None], edges: list[Edge]) -> bool:
    """Whether some walk from `start` meets changed teaching and then pupils; a step further for each (node, met)."""
    seen: set[tuple[int | None, bool]] = set()
    ahead: list[tuple[int | None, bool]] = [(start, False)]
    while ahead:
        at, met = ahead.pop()
        met = met or kinds.get(at) is NodeKind.CHANGED_TEACHING
        if met and kinds.get(at) is NodeKind.PUPILS:
            return True
        if (at, met) not in seen:
            seen.add((at, met))
            ahead += [(edge.target, met) for edge in edges if edge.source == at]
    return False
