"""Frozen dataclasses made and changed fast: every event makes a state with forty fields, every third a task.

A frozen `__init__` sets the fields one by one, and `dataclasses.replace` goes through it (`python -m benchmarks.cost`
compares the two). The price: such a class has no slots.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def changed(value: T, /, **changes: Any) -> T:
    """A copy of `value`, a frozen dataclass without slots and without `__post_init__`, with some fields changed."""
    copy: T = object.__new__(type(value))
    object.__setattr__(copy, "__dict__", value.__dict__ | changes)
    return copy


def made(cls: Callable[P, T], /, *_: P.args, **fields: P.kwargs) -> T:
    """`cls(**fields)`, a frozen dataclass without slots, `__post_init__` and default factories; 3 µs faster for 25."""
    dataclass: Any = cls
    value: T = object.__new__(dataclass)
    object.__setattr__(value, "__dict__", fields)
    return value
