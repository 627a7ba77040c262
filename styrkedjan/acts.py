"""The rows of a life that is written down: people, units, and what people did (`styrkedjan.plays`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domain.actors import Role
from domain.handover.tasks import HandoverKey
from domain.initiative.events import Manner, Voice
from domain.organiser import UnitKind
from domain.tasks import Key
from styrkedjan.files import SchoolDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of `[people]`: somebody to be registered, or, with an `id`, somebody who is."""

    name: str = ""
    roles: tuple[Role, ...] = ()
    unit: str | None = None
    """Where somebody is principal, by its name in `[units]`."""
    principal: bool = False
    """Of their unit, from the first."""
    each: bool = False
    """One such person at each unit of a programme; what they do is done at every unit by its own."""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of `[units]`: a unit to be added, or, with an `id`, one that there is."""

    name: str = ""
    kind: UnitKind = "school"
    code: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """A day that follows from the initiative itself: so many school days after one of these."""

    meetings: tuple[int, ...] = ()
    """The group's meetings, counted from 1 in order of their dates; the act is done after each."""
    check_in: int | None = None
    """The check-in so many months after the series of meetings."""
    days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One human act: on a day, or after another."""

    at: SchoolDay | None = None
    after: After | None = None
    units: tuple[str, ...] = ()
    """In a programme: only at these; else at every unit."""
    who: str
    """By their name in `[people]`."""
    do: str = "complete_task"
    """The kind of the command."""
    task: Key | None = None
    """The open task it is about; with several of that kind, which one:"""
    group: int | None = None
    number: int | None = None
    voice: Voice | None = None
    meeting: int | None = None
    """For a command about a meeting: which one of the group, counted from 1 in order of their dates."""
    manner: Manner | None = None
    link: str | None = None
    handover: HandoverKey | None = None
    """Of a handover: which of its open tasks it is about."""
    form: Mapping[str, Any] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What else the command says."""

    def one_by_one(self) -> Iterator["Action"]:
        """Itself, or, after several meetings, once for each."""
        if self.after is None or not self.after.meetings:
            yield self
            return
        for number in self.after.meetings:
            yield replace(self, after=replace(self.after, meetings=(number,)))

    def is_at(self, unit: str | None) -> bool:
        """Whether it is done at this unit; at `None`, the only one there is."""
        return not self.units or unit in self.units
