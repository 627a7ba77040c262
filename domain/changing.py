"""Changed copies of frozen dataclasses, fast: every event makes one of a state with forty fields.

`dataclasses.replace` goes through `__init__`, which sets the fields one by one (`python -m benchmarks.cost` compares
the two). The price: such a class has no slots.
"""

from typing import Any, TypeVar

T = TypeVar("T")


def changed(value: T, /, **changes: Any) -> T:
    """A copy of `value`, a frozen dataclass without slots and without `__post_init__`, with some fields changed."""
    copy: T = object.__new__(type(value))
    object.__setattr__(copy, "__dict__", value.__dict__ | changes)
    return copy
