"""Finds the Sealed-typed fields of a dataclass once per type and changes them fast ever after."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.sealed import Sealed

T = TypeVar("T")
Change = Callable[[Any], Any]
Walk = Callable[[Any, Change], Any]
"""Applies a change to every sealed value inside one value."""


def change_fields(value: T, change: Change) -> T:
    """A copy of a dataclass with `change` applied to every present Sealed-typed value in it; itself if it has none."""
    walk: Any = _walk_dataclass
    changed: T = walk(type(value))(value, change)
    return changed


def holds_sealed(annotation: object) -> bool:
    """Whether a value so annotated may hold a sealed one."""
    return _walk(annotation) is not None


@cache
def _walk_dataclass(cls: type[Any]) -> Walk:
    """The walk of one dataclass; frozen, so a changed one is built anew (`dataclasses.replace` costs twice this)."""
    names = tuple(field.name for field in fields(cls) if field.init)
    hints = get_type_hints(cls)
    plan = tuple((name, walk) for name in names if (walk := _walk(hints[name])) is not None)
    if not plan:
        return lambda value, _: value
    read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def walk_dataclass(value: Any, change: Change) -> Any:
        changes = {}
        for name, walk in plan:
            held = getattr(value, name)
            if held is not None:
                changes[name] = walk(held, change)
        return cls(**{**dict(zip(names, read(value), strict=True)), **changes}) if changes else value

    return walk_dataclass


def _walk(annotation: object) -> Walk | None:
    """The walk for one annotation, or `None` where nothing sealed can be."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Sealed:
        return lambda value, change: change(value)
    if origin is Annotated:
        return _walk(arguments[0])
    if origin in {Union, UnionType}:
        return _walk_union(arguments)
    if isinstance(origin, type):
        return _walk_container(origin, arguments)
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _walk_dataclass(annotation) if _has_sealed(annotation) else None
    return None


@cache
def _has_sealed(cls: type[Any]) -> bool:
    return any(_walk(hint) is not None for hint in get_type_hints(cls).values())


def _walk_union(members: tuple[object, ...]) -> Walk | None:
    """Members are told apart by the runtime class, which is what a closed union of dataclasses allows."""
    walks = {_runtime_class(member): walk for member in members if (walk := _walk(member)) is not None}
    if not walks:
        return None
    if len(walks) == len([member for member in members if member is not NoneType]) == 1:
        return next(iter(walks.values()))  # Optional: absence was tested by the caller

    def walk_union(value: Any, change: Change) -> Any:
        walk = walks.get(type(value))
        return value if walk is None else walk(value, change)

    return walk_union


def _runtime_class(member: object) -> type[Any]:
    if member is Sealed:
        return bytes
    origin = get_origin(member)
    if origin is None and isinstance(member, type):
        return member
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict
    return tuple


def _walk_container(origin: type[Any], arguments: tuple[object, ...]) -> Walk | None:
    """Tuples and sequences (kept as tuples), and the values of mappings (kept as dicts)."""
    walks = [_walk(argument) for argument in arguments if argument is not Ellipsis]
    if all(walk is None for walk in walks):
        return None
    if issubclass(origin, Mapping):
        return _walk_mapping(*walks)
    if issubclass(origin, Set) or not issubclass(origin, Sequence):
        raise TypeError(f"sealed values cannot lie in a {origin.__name__}: no two are equal")
    if len(walks) == 1 and (origin is not tuple or Ellipsis in arguments):
        return _walk_all(walks[0])
    return _walk_each(walks)


def _walk_mapping(key: Walk | None, value: Walk | None) -> Walk:
    if key is not None or value is None:
        raise TypeError("a mapping's key cannot be sealed: no two are equal")
    return lambda held, change: {name: _present(value, item, change) for name, item in held.items()}


def _walk_all(walk: Walk | None) -> Walk:
    return lambda held, change: tuple(_present(walk, item, change) for item in held)


def _walk_each(walks: Sequence[Walk | None]) -> Walk:
    return lambda held, change: tuple(_present(walk, item, change) for walk, item in zip(walks, held, strict=True))


def _present(walk: Walk | None, value: Any, change: Change) -> Any:
    return value if walk is None or value is None else walk(value, change)
