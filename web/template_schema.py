"""The template file as JSON Schema (2020-12), made from the dataclasses and their docstrings."""

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, NewType, cast, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter

from domain.bounds import Bounds, bounds_of
from domain.template import TemplateContent

Schema = dict[str, Any]


@cache
def template_schema() -> Schema:
    """The whole schema: types, what is allowed, bounds of numbers, and each field's description."""
    rename: Any = NewType
    config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    adapter: TypeAdapter[Any] = TypeAdapter(rename("Template", cast("Any", TemplateContent)), config=config)
    schema = adapter.json_schema()
    tables: dict[str, Schema] = {**schema.get("$defs", {}), TemplateContent.__name__: schema}
    for kind in dataclasses_in(TemplateContent):
        for each in fields(kind):
            described = tables[kind.__name__]["properties"][each.name]
            _bound(described, bounds_of(each))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Styrkedjan template"}


def dataclasses_in(kind: type[Any]) -> Iterator[type[Any]]:
    """A dataclass and those that its fields hold, outermost first, each once."""
    seen: list[type[Any]] = []
    waiting = [kind]
    while waiting:
        each = waiting.pop(0)
        if each not in seen:
            seen.append(each)
            waiting += [inner for hint in get_type_hints(each).values() for inner in _inside(hint)]
    yield from seen


def described(kind: type[Any]) -> Iterator[tuple[Field[Any], str]]:
    """The fields of one of them, each with its docstring."""
    schema = template_schema()
    table = schema if kind is TemplateContent else schema["$defs"][kind.__name__]
    for each in fields(kind):
        yield each, table["properties"][each.name].get("description", "")


def _inside(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for member in get_args(hint):
        yield from _inside(member)


def _bound(schema: Schema, bounds: Bounds) -> None:
    """Write the bounds beside every whole number that the field holds itself."""
    if schema.get("type") == "integer":
        schema["minimum"] = bounds.least
        if bounds.most is not None:
            schema["maximum"] = bounds.most
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            _bound(schema[name], bounds)
    for member in schema.get("anyOf", ()):
        _bound(member, bounds)
