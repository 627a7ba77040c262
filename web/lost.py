"""Values whose key is gone, said in the reader's language: what the log opens them to is a mark, not a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from domain.messages import N_
from events.sealing import ERASED, NO_KEY, text

MARKS: Final[Mapping[str, str]] = {text(ERASED): N_("[erased]"), text(NO_KEY): N_("[no key]")}

T = TypeVar("T")


def in_words(value: T, translate: Callable[..., str]) -> T:
    """A view, list or mapping with every mark in it translated; itself where there is none."""
    said: T = _said(value, translate)
    return said


def _said(value: Any, translate: Callable[..., str]) -> Any:
    match value:
        case str():
            return translate(MARKS[value]) if value in MARKS else value
        case Mapping():
            return {name: _said(held, translate) for name, held in value.items()}
        case list() | tuple():
            return type(value)(_said(held, translate) for held in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = {field.name: getattr(value, field.name) for field in fields(value)}
            changed = {name: said for name, old in held.items() if (said := _said(old, translate)) != old}
            return replace(value, **changed) if changed else value
        case _:
            return value
