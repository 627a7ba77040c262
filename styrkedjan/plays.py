"""A real initiative written down: who takes part, how it starts, and what people did, day by day (`examples/`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar, get_args
from uuid import UUID, uuid5

from domain import organiser, person
from domain.actors import Actor
from domain.calendar import CalendarState
from domain.catalogue import CATALOGUE
from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.initiative.state import InitiativeState, Meeting, Task
from domain.initiative.timing import months_after
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post import decide as post
from domain.post.commands import AppointPrincipal
from domain.sealed import Sealed
from styrkedjan.acts import Action, After, Person, Unit
from styrkedjan.files import Document, FileError, Meaning

MORNING: Final = timedelta(hours=8)
"""When people act."""
_MINUTE: Final = timedelta(minutes=1)

OPENING: Final = "start_programme"
"""What a programme's file begins with; no act of any one unit."""
NOTHING: Final = Meaning(first_year=date.min.year)
"""For rows that name nobody and no day."""

Row = TypeVar("Row")


def by_kind(kinds: Iterable[Any]) -> dict[str, Any]:
    """Commands or forms by what they are called in a file."""
    return {kind.__dataclass_fields__["kind"].default: kind for kind in kinds}


COMMANDS: Final[Mapping[str, Any]] = by_kind(
    kind for kind in get_args(do.Command) if kind not in get_args(do.Automatic)
)


class Play:
    """One such file; of a programme's file, what concerns one of its units."""

    def __init__(self, document: Document, unit: str | None = None) -> None:
        """Raises FileError."""
        self.document = document
        self.unit = unit
        self.people = self._rows(Person, "people")
        self.units = {name: row for name, row in self._rows(Unit, "units").items() if unit in (None, name)}
        self.actions: list[Action] = []
        self._places: list[int] = []
        for row, action in enumerate(acts_of(document)):
            if action.do != OPENING and action.is_at(unit):
                each = list(action.one_by_one())
                self.actions += each
                self._places += [row] * len(each)
        self._check_names()

    def _rows(self, kind: type[Row], table: str) -> dict[str, Row]:
        return {name: self.document.parse(kind, NOTHING, table, name) for name in self.document.data.get(table, {})}

    @classmethod
    def read(cls, path: Path) -> "Play":
        """Raises FileError."""
        return cls(Document.read(path))

    def meaning(self, organiser_id: UUID, first_year: int) -> Meaning:
        """What its names and its school years stand for."""
        ids = {name: row.id or uuid5(organiser_id, f"named:{name}") for name, row in self.units.items()}
        for name, somebody in self.people.items():
            own = f"{name}:{self.unit}" if somebody.each else name
            ids[name] = somebody.id or uuid5(organiser_id, f"named:{own}")
        return Meaning(ids=ids, first_year=first_year)

    def introductions(self, organiser_id: UUID, known: OrganiserState, today: date) -> Iterator[tuple[str, Any]]:
        """Stream and command (an administrator's) of everything that the file names and the organiser lacks.

        Principals are so from `today`; of a unit that there is already, whoever holds its post holds it.
        """
        ids, home = self.meaning(organiser_id, date.min.year).ids, organiser.stream(organiser_id)
        for name, unit in self.units.items():
            if ids[name] not in known.units and unit.id is None:
                code = Sealed(unit.code.encode()) if unit.code else None
                named = Sealed((unit.name or name).encode())
                yield home, organiser.AddUnit(unit=ids[name], unit_kind=unit.kind, name=named, code=code)
        for name, somebody in self.people.items():
            if somebody.id is None:
                yield person.stream(ids[name]), person.RegisterPerson(name=Sealed(self._called(name).encode()))
            at = self.unit if somebody.each else somebody.unit
            for role in somebody.roles:
                if (ids[name], role) not in known.roles:
                    yield home, organiser.GrantRole(person=ids[name], role=role)
            if somebody.principal and at is not None and ids[at] not in known.units:
                yield post.stream_at(ids[at]), AppointPrincipal(unit=ids[at], person=ids[name], since=today)

    def _called(self, name: str) -> str:
        somebody = self.people[name]
        called = somebody.name or name
        return f"{called}, {self.units[self.unit].name or self.unit}" if somebody.each and self.unit else called

    def start(self, meaning: Meaning) -> StartDecision:
        """The form of `[start]`. Raises FileError."""
        return self.document.parse(StartDecision, meaning, "start")

    def moment(self, index: int, meaning: Meaning, calendar: CalendarState, state: InitiativeState) -> datetime:
        """When the act at `index` is done: that morning, a minute after the one before it. Aware, UTC."""
        return calendar.start_of(self._day(index, meaning, calendar, state)) + MORNING + index * _MINUTE

    def _day(self, index: int, meaning: Meaning, calendar: CalendarState, state: InitiativeState) -> date:
        action = self.actions[index]
        if action.at is not None:
            return action.at.date(meaning.first_year)
        since = self._since(index, action.after, state)
        if action.after is None or since is None:
            raise self._fault(N_("there is no such day then"), index, "after")
        school = calendar.school
        return school.add(school.next_school_day(since), action.after.days)

    def _since(self, index: int, after: After | None, state: InitiativeState) -> date | None:
        if after is not None and after.meetings:
            return self._nth_meeting(index, after.meetings[0], state).on
        if after is not None and after.check_in and state.implemented_on:
            return months_after(state.implemented_on, after.check_in)
        return None

    def first_year(self, house: UUID, now: datetime, calendar: CalendarState) -> int:
        """The calendar year in which school year 1 starts, if the play is to begin as soon as it can after `now`."""
        return earliest_year(now, lambda year: self.moment(0, self.meaning(house, year), calendar, InitiativeState()))

    def actor(self, index: int, meaning: Meaning) -> Actor:
        """Who does it."""
        return Actor(kind="person", person=meaning.ids[self.actions[index].who])

    def command(self, index: int, state: InitiativeState, meaning: Meaning, initiative: UUID) -> Any:
        """What the act at `index` asks of an initiative that stands at `state`. Raises FileError."""
        action = self.actions[index]
        kind = COMMANDS.get(action.do)
        if kind is do.StartInitiative:
            return do.StartInitiative(initiative=initiative, form=self.start(meaning))
        if kind is None:
            raise self._fault(N_("give one of {allowed}"), index, "do", allowed=", ".join(sorted(COMMANDS)))
        given: dict[str, Any] = dict(action.fields)
        if "group" in kind.__dataclass_fields__:
            given["group"] = action.group
        if action.meeting is not None:
            given["meeting"] = self._nth_meeting(index, action.meeting, state).meeting
        if action.task is not None:
            task = self._task(index, state)
            given["task"] = task.task
            if action.form is not None:
                given["form"] = self._form(index, task, meaning)
        given |= {name: value for name in ("manner", "link") if (value := getattr(action, name)) is not None}
        return self.document.build(kind, given, meaning, "action", self._places[index], "fields")

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
            raise self._fault(N_("no such task is open then"), index, "task")
        return fits[0]

    def _nth_meeting(self, index: int, number: int, state: InitiativeState) -> Meeting:
        """Of the group the act is about; of every group, if it is about none."""
        group = self.actions[index].group
        meetings = sorted((m for m in state.meetings.values() if group in (None, m.group)), key=lambda m: m.on)
        if not 1 <= number <= len(meetings):
            raise self._fault(N_("the group has {number} meetings then"), index, "meeting", number=len(meetings))
        return meetings[number - 1]

    def _form(self, index: int, task: Task, meaning: Meaning) -> Any:
        """The form, of the kind it names or else of the one that closes the task."""
        raw = dict(self.actions[index].form or {})
        kinds = CATALOGUE[task.key].forms
        kind = by_kind(kinds).get(raw.get("kind", ""), kinds[-1])
        return self.document.build(kind, raw, meaning, "action", self._places[index], "form")

    def _fault(self, sentence: str, index: int, field: str, **details: object) -> FileError:
        return self.document.fault(sentence, "action", self._places[index], field, **details)

    def _check_names(self) -> None:
        every = self.document.data.get("units", {})
        if twice := self.people.keys() & every.keys():
            raise self.document.fault(N_("this is the name of a unit too"), "people", min(twice))
        for name, somebody in self.people.items():
            if somebody.unit is not None and somebody.unit not in every:
                raise self.document.fault(N_("[units] has no such unit"), "people", name, "unit")
        for index, action in enumerate(self.actions):
            if action.who not in self.people:
                raise self._fault(N_("[people] has nobody of that name"), index, "who")
            if action.at is None and action.after is None:
                raise self._fault(N_("say when: at or after"), index, "at")


def acts_of(document: Document) -> list[Action]:
    """Everything that is done, in the order of the file. Raises FileError."""
    rows: list[Any] = document.data.get("action", [])
    acts = [document.parse(Action, NOTHING, "action", row) for row, _ in enumerate(rows)]
    for row, action in enumerate(acts):
        if not document.data.get("units", {}).keys() >= set(action.units):
            raise document.fault(N_("[units] has no such unit"), "action", row, "units")
    return acts


def earliest_year(now: datetime, begins: Callable[[int], datetime]) -> int:
    """The first calendar year for which a play begins after `now`."""
    year = now.year - 1
    while begins(year) <= now:
        year += 1
    return year
