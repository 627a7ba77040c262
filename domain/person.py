"""A person: a pseudonymous id in every event, a sealed name and address in the directory, erasable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, assert_never
from uuid import UUID

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.messages import N_
from domain.refusals import NotAllowed, NotFound, Unmet
from domain.sealed import Sealed

# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered:
    name: Sealed
    email: Sealed | None
    kind: Literal["person_registered"] = "person_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    name: Sealed
    email: Sealed | None
    kind: Literal["person_changed"] = "person_changed"


Event = PersonRegistered | PersonChanged

# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    name: Sealed
    email: Sealed | None = None
    kind: Literal["register_person"] = "register_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson:
    name: Sealed
    email: Sealed | None = None
    kind: Literal["change_person"] = "change_person"


Command = RegisterPerson | ChangePerson

# State


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    name: Sealed | None = None
    email: Sealed | None = None


def decide(command: Command, state: PersonState, facts: Facts) -> Sequence[Event]:
    """Only admins keep the directory. Sealed values never compare equal, so a change is always an event."""
    if facts.standing.actor.kind != "installation" and not facts.standing.has(Role.ADMIN):
        raise NotAllowed("admin_only", N_("Only an administrator may do this. Ask yours to do it."))
    if not command.name:
        raise Unmet("person_name_missing", N_("The person needs a name."))
    match command:
        case RegisterPerson():
            return [] if state.name else [PersonRegistered(name=command.name, email=command.email)]
        case ChangePerson():
            if not state.name:
                raise NotFound("person_unknown", N_("There is no such person here."))
            return [PersonChanged(name=command.name, email=command.email)]
    assert_never(command)


def evolve(_state: PersonState, event: Event) -> PersonState:
    match event:
        case PersonRegistered() | PersonChanged():
            return PersonState(name=event.name, email=event.email)
    assert_never(event)


def stream(person: UUID) -> str:
    return f"person:{person}"


AGGREGATE: Final[Aggregate[Command, Event, PersonState]] = Aggregate(
    category="person",
    commands=Command,
    events=Event,
    initial=PersonState(),
    decide=decide,
    evolve=evolve,
    relies_on=lambda organiser_id, _state, _command: (organiser.stream(organiser_id),),
)
