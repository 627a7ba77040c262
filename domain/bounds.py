"""Numbers that have a least and perhaps a most, said once where the field is declared."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, Final

_BOUNDS: Final = "bounds"
Path = tuple[str | int, ...]
"""Names of fields, keys, and numbers of rows from 0, outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a whole number may be, both ends included."""

    least: int = 1
    most: int | None = None

    def hold(self, value: int) -> bool:
        return value >= self.least and (self.most is None or value <= self.most)


ORDINARY: Final = Bounds()
"""Of a number whose field says nothing: at least 1."""


def bounded(default: Any = MISSING, *, least: int = 1, most: int | None = None) -> Any:
    """A dataclass field whose whole number, or every one of them, is held to bounds."""
    return field(default=default, metadata={_BOUNDS: Bounds(least=least, most=most)})


def bounds_of(described: Any) -> Bounds:
    """The bounds of a dataclass field."""
    found: Bounds = described.metadata.get(_BOUNDS, ORDINARY)
    return found


def out_of_bounds(value: Any, bounds: Bounds = ORDINARY, path: Path = ()) -> Iterator[tuple[Path, Bounds]]:
    """Every whole number in `value`, a dataclass or what stands in one, that its bounds do not hold, with its place."""
    match value:
        case bool() | Enum():
            return
        case int():
            if not bounds.hold(value):
                yield path, bounds
        case Mapping():
            for key, held in value.items():
                yield from out_of_bounds(held, bounds, (*path, str(key)))
        case tuple():
            for number, held in enumerate(value):
                yield from out_of_bounds(held, bounds, (*path, number))
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from out_of_bounds(getattr(value, each.name), bounds_of(each), (*path, each.name))
