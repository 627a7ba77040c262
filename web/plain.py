"""Domain values as JSON has them: opened texts as strings, dates in ISO form, ids as text, codes for enumerations."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """Whatever the domain holds, its texts opened before."""
    match value:
        case bytes():
            return value.decode()
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(plain(key)): plain(held) for key, held in value.items()}
        case tuple() | list():
            return [plain(held) for held in value]
        case frozenset() | set():
            return sorted(plain(held) for held in value)
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.init}
        case _:
            return value
