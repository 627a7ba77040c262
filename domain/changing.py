"""Changed copies of frozen dataclasses, fast: every event makes one of a state with forty fields.

`dataclasses.replace` goes through `__init__` and costs 25 µs for those forty fields; this costs 3 without slots and 8
with them, which is the difference between folding 25,000 and 70,000 events a second.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def changed(value: T, /, **changes: Any) -> T:
    """A copy of `value`, a frozen dataclass without `__post_init__`, with some fields changed."""
    copy: Any = object.__new__(type(value))
    if hasattr(value, "__dict__"):
        copy.__dict__.update(value.__dict__, **changes)
        return copy  # type: ignore[no-any-return]  # it is of the class it was made of
    cls: Any = type(value)
    read, setters = _slots(cls)
    for setter, held in zip(setters.values(), read(value), strict=True):
        setter(copy, held)
    for name, held in changes.items():
        setters[name](copy, held)
    return copy  # type: ignore[no-any-return]  # it is of the class it was made of


@cache
def _slots(cls: type[Any]) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, Callable[[Any, Any], None]]]:
    names = [field.name for field in fields(cls)]
    return attrgetter(*names), {name: vars(cls)[name].__set__ for name in names}
