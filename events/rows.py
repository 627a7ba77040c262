"""The read models' rows of one stream, from what a command changed in it; written in one statement with its events."""

from typing import Any

from domain.person import PersonState
from events.records import PersonRow, Rows
from events.registry import category_of

NONE = Rows()


def project(stream: str, before: Any, after: Any) -> Rows:
    """The rows that differ between two states of a stream; a rebuild gives its initial state as `before`."""
    match category_of(stream):
        case "person":
            return _person(before, after)
        case _:
            return NONE


def _person(before: PersonState, after: PersonState) -> Rows:
    if after == before or after.name is None:
        return NONE
    return Rows(person=PersonRow(name=after.name, email=after.email))
