"""The forms as JSON Schema (2020-12), labels and help texts in the reader's language, made from the dataclasses."""

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain import forms
from domain.fields import Asked, questions
from domain.forms.programme import Checklist, NetworkMeeting, ProgrammeDecision, UnitChoices
from domain.handover.tasks import HANDOVER_TASKS
from domain.sealed import Sealed
from domain.wordings import Reword, as_it_is
from web.words import words

Schema = dict[str, Any]
Translate = Callable[..., str]
Path = tuple[str, ...]
"""A question's name, after those of the rows it stands in."""

FORMS: Final[dict[str, type[forms.Form]]] = {cls.__name__: cls for cls in get_args(forms.Form)}
"""Every form by its class's name."""

SIMPLE: Final[dict[object, Schema]] = {
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    Sealed: {"type": "string"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


def kind_of(cls: type[Any]) -> str:
    """The `kind` of a form's class."""
    return str(cls.__dataclass_fields__["kind"].default)


BY_KIND: Final = {kind_of(cls): cls for cls in FORMS.values()}
"""The forms of tasks."""
OF_PROGRAMMES: Final[dict[str, type[Any]]] = {
    kind_of(cls): cls for cls in (ProgrammeDecision, UnitChoices, Checklist, NetworkMeeting)
}
"""The forms that are about a programme, which have no task."""
OF_HANDOVERS: Final[dict[str, type[Any]]] = {kind_of(kind.form): kind.form for kind in HANDOVER_TASKS.values()}
"""The forms of a handover's tasks."""
EVERY: Final[dict[str, type[Any]]] = {**BY_KIND, **OF_PROGRAMMES, **OF_HANDOVERS}


def schema_of(cls: type[Any], translate: Translate, reword: Reword = as_it_is, path: Path = ()) -> Schema:
    """The schema of a form's class, or of a row in one at `path`."""
    hints = get_type_hints(cls)
    asked = list(questions(cls))
    properties = {
        field.name: _property(field.name, how, hints[field.name], _Says(translate, reword, path))
        for field, how in asked
    }
    kind = {"kind": {"const": kind_of(cls)}} if "kind" in hints else {}
    required = [field.name for field, how in asked if how.required]
    return {
        "type": "object",
        "properties": {**properties, **kind},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


@dataclass(frozen=True, slots=True)
class _Says:
    """In which words questions are asked."""

    translate: Translate
    reword: Reword
    path: Path


def _property(name: str, how: Asked, hint: Any, says: _Says) -> Schema:
    path, translate = (*says.path, name), says.translate
    how = says.reword(path, how)
    schema: Schema = {**type_schema(hint, translate, says.reword, path), "title": translate(how.label)}
    if how.help:
        schema["description"] = translate(how.help)
    if how.gate:
        schema["x-gate"] = True
    return schema


def type_schema(hint: Any, translate: Translate, reword: Reword = as_it_is, path: Path = ()) -> Schema:
    """The schema of one field's type; optional ones are simply left out of `required`, and may be null."""
    origin, members = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (present,) = (member for member in members if member is not NoneType)
        return _nullable(type_schema(present, translate, reword, path))
    if origin is tuple:
        return _array(members, translate, reword, path)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"oneOf": [{"const": code, "title": translate(called)} for code, called in words(hint).items()]}
    if is_dataclass(hint) and isinstance(hint, type):
        return schema_of(hint, translate, reword, path)
    return dict(SIMPLE[hint])


def _array(members: tuple[Any, ...], translate: Translate, reword: Reword, path: Path) -> Schema:
    if Ellipsis in members:
        return {"type": "array", "items": type_schema(members[0], translate, reword, path)}
    each = [type_schema(member, translate) for member in members]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


def _nullable(schema: Schema) -> Schema:
    if "oneOf" in schema:
        return {"oneOf": [*schema["oneOf"], {"type": "null"}]}
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return schema
