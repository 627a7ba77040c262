"""The life of `examples/lartraffar.toml` as a script: every act of its people and its clock, for any initiative.

The script is made once, in memory, by the domain alone: people act on their days, and the clock does what the agenda
says is due until then. Another initiative's life is the same acts with its own ids in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from domain import organiser
from domain.actors import CLOCK, Actor, Role
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms import Protocol
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.decide import decide
from domain.initiative.events import Event
from domain.initiative.follow import fold
from domain.initiative.state import InitiativeState
from domain.organiser import OrganiserState, Settings
from domain.post import decide as post
from domain.post.state import PostState
from domain.school_year import school_year
from domain.sealed import Sealed
from domain.tasks import Key
from domain.template import TemplateState
from events.deciding import with_post
from events.registry import aggregate_of
from styrkedjan.plays import Play
from styrkedjan.templates import load

EXAMPLE: Final = Path(__file__).parent.parent / "examples" / "lartraffar.toml"
MODEL: Final = UUID("00000000-0000-4000-8000-00000000006d")
"""The initiative, and the organiser, that the script is made with."""
FIRST_YEAR: Final = school_year(datetime.now(UTC).date()) + 1
"""The whole life lies ahead: to a workflow on the real clock nothing in it is due."""
EVENTS_BEFORE: Final = 40
"""An initiative's events before the first command that is measured: people comment until there are so many."""
COMMENT: Final = b"Vi har talats vid om det h\xc3\xa4r."
AFTER: Final = timedelta(days=365)
"""Time that passes after the last human act: an unanswered question closes a life too."""
NAMED: Final = ("task", "meeting", "initiative")
"""Fields of commands that hold an id of the initiative's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One command of a life."""

    at: datetime
    actor: Actor
    command: do.Command
    facts: Facts
    """What the model's decision knew."""
    events: Sequence[Event]
    """What it leads to in the model's life."""
    prepares: bool = False
    """Not part of the life: it only makes the initiative one that has been worked on."""

    @property
    def human(self) -> bool:
        """One of those that are measured."""
        return self.actor is not CLOCK and not self.prepares

    @property
    def is_protocol(self) -> bool:
        """Somebody completes a meeting's protocol."""
        return isinstance(self.command, do.CompleteTask) and isinstance(self.command.form, Protocol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole life, and what an organiser needs for it."""

    introductions: Sequence[tuple[str, Any]]
    """Streams and commands that make an organiser's people and its one unit known."""
    acts: Sequence[Act]
    timers: int
    """Moments at which the clock had something to do."""
    last: InitiativeState

    def for_organiser(self, organiser_id: UUID) -> Iterator[tuple[str, Any]]:
        """The same introductions, to another organiser and its own unit."""
        unit = unit_of(organiser_id)
        for stream, command in self.introductions:
            whose = post.stream_at(unit) if stream.startswith("post:") else organiser.stream(organiser_id)
            yield whose, replace(command, unit=unit) if hasattr(command, "unit") else command

    def for_initiative(self, initiative: UUID, organiser_id: UUID) -> list[Act]:
        """The same acts with another initiative's ids, at that organiser's unit."""
        ids = {uuid5(MODEL, name): uuid5(initiative, name) for name in _names()} | {MODEL: initiative}
        return [replace(act, command=_renamed(_at(unit_of(organiser_id), act.command), ids)) for act in self.acts]

    def parts(self) -> list[slice]:
        """Runs of acts that are all measured or all not."""
        ends, begins = [], 0
        for _, group in groupby(self.acts, key=lambda act: act.human):
            ends.append(slice(begins, begins := begins + sum(1 for _ in group)))
        return ends


def _at(unit: UUID, command: do.Command) -> do.Command:
    if isinstance(command, do.StartInitiative):
        return replace(command, form=replace(command.form, unit=unit))
    return command


def unit_of(organiser_id: UUID) -> UUID:
    """The one unit of an organiser."""
    return uuid5(organiser_id, "unit")


def _names() -> Iterator[str]:
    """What ids within an initiative are made of (domain/initiative/openings.py), as many as a life can need."""
    yield from (f"{key}:{ordinal}" for key in Key for ordinal in range(1, 60))
    yield from (f"meeting:{group}:{ordinal}" for group in range(1, 10) for ordinal in range(1, 30))


def _renamed(command: do.Command, ids: Mapping[UUID, UUID]) -> do.Command:
    held = {described.name: getattr(command, described.name) for described in fields(command)}
    names = {name: ids[held[name]] for name in NAMED if held.get(name) is not None}
    copy: Any = command
    changed: do.Command = replace(copy, **names)
    return changed


@dataclass(slots=True)
class _Life:
    """The initiative while its script is being written."""

    organiser: OrganiserState
    post: PostState
    now: datetime
    state: InitiativeState = field(default_factory=InitiativeState)
    acts: list[Act] = field(default_factory=list)
    timers: int = 0

    def does(self, actor: Actor, command: do.Command, *, prepares: bool = False) -> None:
        facts = self._facts(actor)
        events = decide(command, self.state, facts)
        self.acts.append(Act(at=self.now, actor=actor, command=command, facts=facts, events=events, prepares=prepares))
        self.state = fold(self.state, events)

    def until(self, moment: datetime) -> None:
        """Whatever time makes due by then, each at its own moment."""
        self._do_due()
        while (alarm := agenda(self.state, self._facts(CLOCK)).next) and alarm.at <= moment:
            self.now = alarm.at
            self.timers += 1
            self._do_due()
        self.now = max(self.now, moment)

    def _do_due(self) -> None:
        while due := agenda(self.state, self._facts(CLOCK)).due:
            for alarm in due:
                self.does(CLOCK, alarm.command)

    def _facts(self, actor: Actor) -> Facts:
        facts = Facts(
            now=self.now,
            standing=self.organiser.standing(actor),
            organiser=self.organiser,
            calendar=CalendarState(),
            template=TemplateState(versions={1: load("lartraffar")}),
            post=self.post,
        )
        return replace(facts, standing=with_post(facts))


@cache
def script() -> Script:
    """The played life."""
    play = Play.read(EXAMPLE)
    meaning = play.meaning(MODEL, FIRST_YEAR)
    introductions, held = _house(play)
    (stream,) = (name for name in held if name.startswith("post:"))
    home, begins = held[organiser.stream(MODEL)], play.moment(0, meaning, CalendarState(), InitiativeState())
    life = _Life(organiser=home, post=held[stream], now=begins)
    for index, _ in enumerate(play.actions):
        life.until(play.moment(index, meaning, CalendarState(), life.state))
        actor = play.actor(index, meaning)
        life.does(actor, play.command(index, life.state, meaning, MODEL), prepares=index == 0)
        while life.state.version < EVENTS_BEFORE:
            life.does(actor, do.Comment(text=Sealed(COMMENT)), prepares=True)
    life.until(life.now + AFTER)
    return Script(introductions=introductions, acts=life.acts, timers=life.timers, last=life.state)


def _house(play: Play) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """The commands that make what the play names known, and every stream as they leave it."""
    admin, home = Actor(kind="person", person=MODEL), organiser.stream(MODEL)
    held: dict[str, Any] = {
        home: OrganiserState(settings=Settings(contact=MODEL), roles=frozenset({(MODEL, Role.ADMIN)}))
    }
    introductions = [
        each
        for each in play.introductions(MODEL, held[home], date(FIRST_YEAR, 7, 1))
        if not each[0].startswith("person:")
    ]
    for stream, command in introductions:
        kind = aggregate_of(stream)
        facts = Facts(
            now=datetime(FIRST_YEAR, 7, 1, tzinfo=UTC),
            standing=held[home].standing(admin),
            organiser=held[home],
            calendar=CalendarState(),
        )
        state = held.get(stream, kind.initial)
        held[stream] = reduce(kind.evolve, kind.decide(command, state, facts), state)
    return introductions, held
