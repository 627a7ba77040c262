"""What a benchmark comes to: one line of the table and of `results.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

RESULTS: Final = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a ratio is held to."""

    limit: float
    at_least: bool
    """Else at most."""

    def holds(self, ratio: float) -> bool:
        return ratio >= self.limit if self.at_least else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def at_least(limit: float) -> Bound:
    """Ours is to be this many times the peer's."""
    return Bound(limit=limit, at_least=True)


def at_most(limit: float) -> Bound:
    """Ours is to cost this many times the floor."""
    return Bound(limit=limit, at_least=False)


BOUNDS: Final[Mapping[str, Bound]] = {
    "append-16": at_least(3),
    "append-256": at_least(6),
    "latency": at_most(6),
    "replay": at_least(3),
    "append-growth": at_most(1.3),
    "temporal-cost": at_most(7),
    "idle-memory": at_most(2),
    "wake-evicted": at_most(4),
    "launch": at_least(0.5),
    "rebuild": at_least(0.3),
    "turnover": at_most(2),
    "brief": at_most(3),
}
"""Every line there is, in the order of the table. A missed bound is not moved (docs/performance.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measured line."""

    name: str
    ours: float
    against: float
    unit: str
    """Of both."""
    peer: str
    """Whom it is against."""
    missed: int | None = None
    """Events that the follower running beside missed, where one ran."""
    notes: tuple[str, ...] = ()
    """What else is worth knowing; printed below the table."""

    @property
    def ratio(self) -> float:
        return self.ours / self.against

    @property
    def bound(self) -> Bound:
        return BOUNDS[self.name]

    @property
    def holds(self) -> bool:
        return self.bound.holds(self.ratio)


def table(lines: Sequence[Line]) -> Table:
    """The lines for a person."""
    shown = Table("line", "ours", "against", "unit", "ratio", "bound", "holds", "missed", "peer")
    for column in (*shown.columns[1:3], shown.columns[4]):
        column.justify = "right"
    for line in lines:
        holds = "[green]yes" if line.holds else "[red]no"
        missed = "–" if line.missed is None else str(line.missed)
        numbers = (_figure(line.ours), _figure(line.against), line.unit, f"{line.ratio:.2f}", str(line.bound))
        shown.add_row(line.name, *numbers, holds, missed, line.peer)
    return shown


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(lines: Sequence[Line], path: Path = RESULTS) -> None:
    """The lines for a program."""
    rows = [
        {
            "name": line.name,
            "ours": line.ours,
            "against": line.against,
            "ratio": line.ratio,
            "bound": line.bound.limit,
            "holds": line.holds,
            "unit": line.unit,
        }
        for line in lines
    ]
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")
