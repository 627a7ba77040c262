"""One example of a dataclass for every alternative its fields allow, always the same: what golden files are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from itertools import cycle
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.sealed import Sealed

PLAIN: Mapping[Any, Any] = {
    Sealed: Sealed(b"\xf8sealed: \xc3\xa5\xff"),
    str: 'text "quoted" \\ åäö \u2028 \n',
    int: 7,
    bool: True,
    date: date(2026, 8, 17),
    datetime: datetime(2026, 8, 17, 7, 0, 0, 123456, tzinfo=UTC),
    time: time(8, 30),
    NoneType: None,
}


def examples(cls: type[Any]) -> Iterator[Any]:
    """As many as the field with the most alternatives has; the others go round."""
    hints = get_type_hints(cls)
    choices = {field.name: list(_values(hints[field.name], field.name)) for field in fields(cls) if field.init}
    turning = {name: cycle(values) for name, values in choices.items()}
    for _ in range(max(map(len, choices.values()), default=1)):
        yield cls(**{name: next(values) for name, values in turning.items()})


def _values(annotation: Any, name: str) -> Iterator[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in PLAIN:
        yield PLAIN[annotation]
    elif annotation is UUID:
        yield uuid5(NAMESPACE_URL, name)
    elif origin is Literal:
        yield from arguments
    elif origin is Annotated:
        yield from _values(arguments[0], name)
    elif origin in {Union, UnionType}:
        for member in arguments:
            yield from _values(member, name)
    elif isinstance(origin, type):
        yield from _containers(origin, arguments, name)
    elif is_dataclass(annotation):
        yield from examples(annotation)
    elif issubclass(annotation, Enum):
        yield from annotation
    else:
        raise TypeError(f"no example of {annotation}")


def _containers(origin: type[Any], arguments: tuple[Any, ...], name: str) -> Iterator[Any]:
    if issubclass(origin, Mapping):
        keys = [*_values(arguments[0], name)]
        yield dict(zip(keys, cycle(_values(arguments[1], name)), strict=False))
    elif Ellipsis in arguments:
        yield tuple(_values(arguments[0], name))
        yield ()
    else:
        yield tuple(next(_values(argument, name)) for argument in arguments)
