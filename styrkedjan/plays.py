"""A real initiative written down: who takes part, how it starts, and what people did, day by day (`examples/`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from domain import organiser, person
from domain.actors import Actor, Role
from domain.calendar import CalendarState
from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.initiative.events import Manner, Voice
from domain.initiative.state import InitiativeState, Task
from domain.messages import N_
from domain.organiser import OrganiserState, UnitKind, post_of
from domain.sealed import Sealed
from domain.tasks import CATALOGUE, Key
from styrkedjan.files import Document, Meaning, SchoolDay

_MORNING: Final = timedelta(hours=8)
_MINUTE: Final = timedelta(minutes=1)


def _by_kind(kinds: Iterable[Any]) -> dict[str, Any]:
    return {kind.__dataclass_fields__["kind"].default: kind for kind in kinds}


COMMANDS: Final[Mapping[str, Any]] = _by_kind(
    kind for kind in get_args(do.Command) if kind not in get_args(do.Automatic)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of `[people]`: somebody to be registered, or, with an `id`, somebody who is."""

    name: str = ""
    roles: tuple[Role, ...] = ()
    unit: str | None = None
    """The unit a principal holds the post of, by its name in `[units]`."""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One row of `[units]`: a unit to be added, or, with an `id`, one that there is."""

    name: str = ""
    kind: UnitKind = "school"
    code: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One human act."""

    at: SchoolDay
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
    form: Mapping[str, Any] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What else the command says."""


class Play:
    """One such file."""

    def __init__(self, document: Document) -> None:
        """Raises FileError."""
        self.document = document
        nothing = Meaning(first_year=date.min.year)
        self.people = {
            name: document.parse(Person, nothing, "people", name) for name in document.data.get("people", {})
        }
        self.units = {name: document.parse(Unit, nothing, "units", name) for name in document.data.get("units", {})}
        self.actions = [
            document.parse(Action, nothing, "action", n) for n, _ in enumerate(document.data.get("action", ()))
        ]
        self._check_names()

    @classmethod
    def read(cls, path: Path) -> "Play":
        """Raises FileError."""
        return cls(Document.read(path))

    def meaning(self, organiser_id: UUID, first_year: int) -> Meaning:
        """What its names and its school years stand for."""
        given = {name: row.id for name, row in self.people.items()} | {name: row.id for name, row in self.units.items()}
        ids = {name: id_ or uuid5(organiser_id, f"named:{name}") for name, id_ in given.items()}
        return Meaning(ids=ids, first_year=first_year)

    def introductions(self, organiser_id: UUID, known: OrganiserState) -> Iterator[tuple[str, Any]]:
        """Stream and command (an administrator's) of everything that the file names and the organiser lacks."""
        ids, home = self.meaning(organiser_id, date.min.year).ids, organiser.stream(organiser_id)
        for name, unit in self.units.items():
            if ids[name] not in known.units and unit.id is None:
                code = Sealed(unit.code.encode()) if unit.code else None
                named = Sealed((unit.name or name).encode())
                yield home, organiser.AddUnit(unit=ids[name], unit_kind=unit.kind, name=named, code=code)
        for name, somebody in self.people.items():
            if somebody.id is None:
                yield person.stream(ids[name]), person.RegisterPerson(name=Sealed((somebody.name or name).encode()))
            for role in somebody.roles:
                post = post_of(ids[somebody.unit]) if role is Role.PRINCIPAL and somebody.unit else None
                if (ids[name], role, post) not in known.roles:
                    yield home, organiser.GrantRole(person=ids[name], role=role, post=post)

    def start(self, meaning: Meaning) -> StartDecision:
        """The form of `[start]`. Raises FileError."""
        return self.document.parse(StartDecision, meaning, "start")

    def moment(self, index: int, meaning: Meaning, calendar: CalendarState) -> datetime:
        """When the act at `index` is done: that morning, a minute after the one before it. Aware, UTC."""
        day = self.actions[index].at.date(meaning.first_year)
        return calendar.start_of(day) + _MORNING + index * _MINUTE

    def first_year(self, house: UUID, now: datetime, calendar: CalendarState) -> int:
        """The calendar year in which school year 1 starts, if the play is to begin as soon as it can after `now`."""
        year = now.year - 1
        while self.moment(0, self.meaning(house, year), calendar) <= now:
            year += 1
        return year

    def actor(self, index: int, meaning: Meaning) -> Actor:
        """Who does it."""
        return Actor(kind="person", person=meaning.ids[self.actions[index].who])

    def command(self, index: int, state: InitiativeState, meaning: Meaning, initiative: UUID) -> Any:
        """What the act at `index` asks of an initiative that stands at `state`. Raises FileError."""
        action, where = self.actions[index], ("action", index)
        kind = COMMANDS.get(action.do)
        if kind is do.StartInitiative:
            return do.StartInitiative(initiative=initiative, form=self.start(meaning))
        if kind is None:
            raise self.document.fault(N_("give one of {allowed}"), *where, "do", allowed=", ".join(sorted(COMMANDS)))
        given: dict[str, Any] = dict(action.fields)
        if "group" in kind.__dataclass_fields__:
            given["group"] = action.group
        if action.meeting is not None:
            given["meeting"] = self._meeting(index, state)
        if action.task is not None:
            task = self._task(index, state)
            given["task"] = task.task
            if action.form is not None:
                given["form"] = self._form(index, task, meaning)
        given |= {name: value for name in ("manner", "link") if (value := getattr(action, name)) is not None}
        return self.document.build(kind, given, meaning, *where, "fields")

    def _task(self, index: int, state: InitiativeState) -> Task:
        """The task the act is about, the earliest that fits; an open one unless a form is corrected."""
        action = self.actions[index]
        asked = {"key": action.task, "group": action.group, "number": action.number, "voice": action.voice}
        fits = [
            task
            for task in state.tasks.values()
            if all(value in (None, getattr(task, name)) for name, value in asked.items())
            and (task.is_open or action.do == "correct_form")
        ]
        if not fits:
            raise self.document.fault(N_("no such task is open then"), "action", index, "task")
        return fits[0]

    def _meeting(self, index: int, state: InitiativeState) -> UUID:
        action = self.actions[index]
        of_group = sorted((m for m in state.meetings.values() if m.group == action.group), key=lambda m: m.on)
        if action.meeting is None or not 1 <= action.meeting <= len(of_group):
            raise self.document.fault(
                N_("the group has {number} meetings then"), "action", index, "meeting", number=len(of_group)
            )
        return of_group[action.meeting - 1].meeting

    def _form(self, index: int, task: Task, meaning: Meaning) -> Any:
        """The form, of the kind it names or else of the one that closes the task."""
        raw = dict(self.actions[index].form or {})
        kinds = CATALOGUE[task.key].forms
        kind = _by_kind(kinds).get(raw.get("kind", ""), kinds[-1])
        return self.document.build(kind, raw, meaning, "action", index, "form")

    def _check_names(self) -> None:
        if twice := self.people.keys() & self.units.keys():
            raise self.document.fault(N_("this is the name of a unit too"), "people", min(twice))
        for name, somebody in self.people.items():
            if somebody.unit is not None and somebody.unit not in self.units:
                raise self.document.fault(N_("[units] has no such unit"), "people", name, "unit")
        for index, action in enumerate(self.actions):
            if action.who not in self.people:
                raise self.document.fault(N_("[people] has nobody of that name"), "action", index, "who")
