"""The effect chain (effektkedja): from resources to pupils as a graph, and what gate 3 asks of it.

Sources: seeds 000, 003 and 004 (how much, in what, by when); DOMAIN, stage 3; TASKS, gate 3. An effect is a short or
long one, or one for the pupils: each of them is measured. Nodes are numbered, never named: numbers hold no text.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class NodeKind(StrEnum):
    """In the order of the chain."""

    RESOURCE = "resource"
    ACTIVITY = "activity"
    CHANGED_TEACHING = "changed_teaching"
    EFFECT_SHORT = "effect_short"
    EFFECT_LONG = "effect_long"
    PUPILS = "pupils"


class Part(StrEnum):
    """What every effect must have, fixed before the start."""

    INDICATOR = "indicator"
    BASELINE = "baseline"
    TARGET = "target"
    DATE = "date"
    MEASURED_HOW = "measured_how"


EFFECTS: Final = frozenset({NodeKind.EFFECT_SHORT, NodeKind.EFFECT_LONG, NodeKind.PUPILS})

LABELS: Final = {
    NodeKind.RESOURCE: N_("Resource"),
    NodeKind.ACTIVITY: N_("Activity"),
    NodeKind.CHANGED_TEACHING: N_("Changed teaching"),
    NodeKind.EFFECT_SHORT: N_("Effect in the short term"),
    NodeKind.EFFECT_LONG: N_("Effect in the long term"),
    NodeKind.PUPILS: N_("Effect for pupils"),
}

_LIGHT_ROWS: Final = (
    NodeKind.RESOURCE,
    NodeKind.ACTIVITY,
    NodeKind.CHANGED_TEACHING,
    NodeKind.EFFECT_SHORT,
    NodeKind.PUPILS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of the chain; the measure is asked of effects only."""

    number: int | None = asked(N_("Number"), required=True, gate=True)
    kind: NodeKind | None = asked(N_("Kind of step"), required=True, gate=True)
    text: Sealed | None = asked(N_("The step in a few words"), required=True, gate=True)
    indicator: Sealed | None = asked(N_("Indicator: what you look at"), gate=True, help=N_("for effects"))
    baseline: Sealed | None = asked(N_("Baseline: how it is today"), gate=True, help=N_("for effects"))
    how_much: Sealed | None = asked(N_("Target: how much"), gate=True, help=N_("for effects"))
    in_what: Sealed | None = asked(N_("Target: in what"), gate=True, help=N_("for effects"))
    by_when: date | None = asked(N_("By when"), gate=True, help=N_("for effects"))
    measured_how: Sealed | None = asked(N_("How it is measured"), gate=True, help=N_("for effects"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """That one step leads to another."""

    source: int | None = asked(N_("From step number"), required=True, gate=True)
    target: int | None = asked(N_("To step number"), required=True, gate=True)


def effects(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Everything that is to be measured, and that the evaluation answers for."""
    return tuple(node for node in nodes if node.kind in EFFECTS)


def lacking(nodes: Iterable[Node], part: Part) -> tuple[int, ...]:
    """The effects without this part of their measure."""
    return _numbers(node for node in effects(nodes) if not _has(node, part))


def _has(node: Node, part: Part) -> bool:
    match part:
        case Part.INDICATOR:
            return bool(node.indicator)
        case Part.BASELINE:
            return bool(node.baseline)
        case Part.TARGET:
            return bool(node.how_much and node.in_what)
        case Part.DATE:
            return node.by_when is not None
        case Part.MEASURED_HOW:
            return bool(node.measured_how)


def activities_without_path(nodes: Sequence[Node], edges: Iterable[Edge]) -> tuple[int, ...]:
    """The activities from which no path leads through changed teaching to an effect for pupils."""
    backwards = [(edge.target, edge.source) for edge in edges]
    to_pupils = _reached(_of_kind(nodes, NodeKind.PUPILS), backwards)
    teaching = _of_kind(nodes, NodeKind.CHANGED_TEACHING) & to_pupils
    through_teaching = _reached(teaching, backwards)
    return _numbers(node for node in nodes if node.kind is NodeKind.ACTIVITY and node.number not in through_teaching)


def on_cycles(nodes: Iterable[Node], edges: Iterable[Edge]) -> tuple[int, ...]:
    """The nodes from which a path leads back to themselves."""
    arrows = [(edge.source, edge.target) for edge in edges]
    return _numbers(
        node
        for node in nodes
        if node.number in _reached({target for source, target in arrows if source == node.number}, arrows)
    )


def missing_kinds(nodes: Iterable[Node]) -> tuple[NodeKind, ...]:
    """Of activity, changed teaching and pupils those that no node is: without them there is no chain to judge."""
    present = {node.kind for node in nodes}
    wanted = (NodeKind.ACTIVITY, NodeKind.CHANGED_TEACHING, NodeKind.PUPILS)
    return tuple(kind for kind in wanted if kind not in present)


def repeated(nodes: Iterable[Node]) -> tuple[int, ...]:
    """Numbers given to more than one node."""
    counted = Counter(node.number for node in nodes if node.number is not None)
    return tuple(sorted(number for number, times in counted.items() if times > 1))


def dangling(nodes: Iterable[Node], edges: Iterable[Edge]) -> tuple[int, ...]:
    """Numbers an edge names and no node has."""
    known = {node.number for node in nodes}
    named = {number for edge in edges for number in (edge.source, edge.target) if number is not None}
    return tuple(sorted(named - known))


def light_rows() -> tuple[Node, ...]:
    """The empty five-row table of the light track."""
    return tuple(Node(number=number, kind=kind) for number, kind in enumerate(_LIGHT_ROWS, start=1))


def edges_of_rows(nodes: Sequence[Node]) -> tuple[Edge, ...]:
    """The table read as a graph: every row leads to every row of the next kind there is."""
    by_kind = [[node.number for node in nodes if node.kind is kind] for kind in NodeKind]
    filled = [numbers for numbers in by_kind if numbers]
    return tuple(
        Edge(source=source, target=target)
        for sources, targets in pairwise(filled)
        for source in sources
        for target in targets
    )


def _of_kind(nodes: Iterable[Node], kind: NodeKind) -> set[int | None]:
    return {node.number for node in nodes if node.kind is kind}


def _numbers(nodes: Iterable[Node]) -> tuple[int, ...]:
    return tuple(node.number for node in nodes if node.number is not None)


def _reached(starts: set[int | None], arrows: Iterable[tuple[int | None, int | None]]) -> set[int | None]:
    """Everything one gets to from `starts`, themselves included."""
    onward: dict[int | None, list[int | None]] = {}
    for source, target in arrows:
        onward.setdefault(source, []).append(target)
    found, ahead = set(starts), list(starts)
    while ahead:
        fresh = [node for node in onward.get(ahead.pop(), []) if node not in found]
        found.update(fresh)
        ahead.extend(fresh)
    return found
