"""One entry of the state changed: a task, a group, a meeting."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from domain.changing import changed
from domain.initiative.state import InitiativeState

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


def on_task(state: InitiativeState, task: UUID, /, **changes: Any) -> dict[str, Any]:
    held = state.tasks[task]
    # Under its own id and not the event's: the same object is found without comparing two UUIDs in Python.
    return {"tasks": put(state.tasks, held.task, changed(held, touched=state.version + 1, **changes))}


def on_group(state: InitiativeState, number: int, /, **changes: Any) -> dict[str, Any]:
    return {"groups": put(state.groups, number, replace(state.groups[number], **changes))}


def on_meeting(state: InitiativeState, meeting: UUID, /, **changes: Any) -> dict[str, Any]:
    return {"meetings": put(state.meetings, meeting, changed(state.meetings[meeting], **changes))}
