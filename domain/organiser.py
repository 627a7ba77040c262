"""The organiser (huvudman): the tenant, its units, who has which role, its settings.

Source: DOMAIN, "Places and people".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, assert_never
from uuid import UUID, uuid5

from domain.actors import Actor, Role, Standing
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.sealed import Sealed

UnitKind = Literal["school", "preschool", "organiser"]
"""A skolenhet, a förskoleenhet, or the organiser's own work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an organiser decides for all its initiatives."""

    contact: UUID
    """The named contact (person) who gets the organiser's own escalations."""
    language: Literal["sv", "en"] = "sv"
    check_in_after_one_year: bool = False
    pulse_by_code: bool = False
    """Whether a group's participants may be asked the pulse by code; from the start its facilitator answers alone."""


# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserRegistered:
    name: Sealed
    number: Sealed
    settings: Settings
    admin: UUID
    kind: Literal["organiser_registered"] = "organiser_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    settings: Settings
    kind: Literal["settings_changed"] = "settings_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAdded:
    unit: UUID
    unit_kind: UnitKind
    post: UUID
    name: Sealed
    code: Sealed | None
    kind: Literal["unit_added"] = "unit_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted:
    person: UUID
    role: Role
    kind: Literal["role_granted"] = "role_granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWithdrawn:
    person: UUID
    role: Role
    kind: Literal["role_withdrawn"] = "role_withdrawn"


Event = OrganiserRegistered | SettingsChanged | UnitAdded | RoleGranted | RoleWithdrawn

# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganiser:
    """The organisationsnummer is checked at the edge (`domain.numbers`), before it is sealed."""

    name: Sealed
    number: Sealed
    settings: Settings
    admin: UUID
    kind: Literal["register_organiser"] = "register_organiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    settings: Settings
    kind: Literal["change_settings"] = "change_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUnit:
    unit: UUID
    unit_kind: UnitKind
    name: Sealed
    code: Sealed | None = None
    kind: Literal["add_unit"] = "add_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    person: UUID
    role: Role
    kind: Literal["grant_role"] = "grant_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRole:
    person: UUID
    role: Role
    kind: Literal["withdraw_role"] = "withdraw_role"


Command = RegisterOrganiser | ChangeSettings | AddUnit | GrantRole | WithdrawRole

# State


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    unit_kind: UnitKind
    post: UUID
    name: Sealed
    code: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserState:
    """Everything an authorisation reads."""

    settings: Settings | None = None
    name: Sealed | None = None
    number: Sealed | None = None
    units: Mapping[UUID, Unit] = field(default_factory=dict)
    roles: frozenset[tuple[UUID, Role]] = frozenset()

    def standing(self, actor: Actor) -> Standing:
        """The rights of `actor` here by their roles; in another's place they have none of their own."""
        mine = () if actor.acting_for else (role for person, role in self.roles if person == actor.person)
        theirs = Standing(actor=actor, roles=frozenset(mine))
        return replace(theirs, is_contact=self.settings is not None and theirs.own == self.settings.contact)


def post_of(unit: UUID) -> UUID:
    """The principal's post of a unit: by law exactly one (skollagen 2:9)."""
    return uuid5(unit, "principal")


def decide(command: Command, state: OrganiserState, facts: Facts) -> Sequence[Event]:
    """Only admins change an organiser, and its staff its units; only the installation registers one."""
    if isinstance(command, RegisterOrganiser):
        return _register(command, state, facts)
    if state.settings is None:
        raise NotFound("organiser_unknown", N_("There is no such organiser. Register it first."))
    staff = isinstance(command, AddUnit) and facts.standing.has(Role.ORGANISER)
    if facts.standing.actor.kind != "installation" and not staff and not facts.standing.has(Role.ADMIN):
        raise NotAllowed("admin_only", N_("Only an administrator may do this. Ask yours to do it."))
    match command:
        case ChangeSettings():
            return [] if command.settings == state.settings else [SettingsChanged(settings=command.settings)]
        case AddUnit():
            return _add_unit(command, state)
        case GrantRole():
            held = (command.person, command.role) in state.roles
            return [] if held else [RoleGranted(person=command.person, role=command.role)]
        case WithdrawRole():
            return _withdraw(command, state)
    assert_never(command)


def _register(command: RegisterOrganiser, state: OrganiserState, facts: Facts) -> Sequence[Event]:
    if facts.standing.actor.kind != "installation":
        raise NotAllowed("installation_only", N_("Only whoever runs this installation may register an organiser."))
    if state.settings is not None:
        raise Conflict("organiser_exists", N_("The organiser is already registered."))
    return [
        OrganiserRegistered(name=command.name, number=command.number, settings=command.settings, admin=command.admin)
    ]


def _add_unit(command: AddUnit, state: OrganiserState) -> Sequence[Event]:
    if command.unit in state.units:
        return []
    if not command.name:
        raise Unmet("unit_name_missing", N_("The unit needs a name."))
    return [
        UnitAdded(
            unit=command.unit,
            unit_kind=command.unit_kind,
            post=post_of(command.unit),
            name=command.name,
            code=command.code,
        )
    ]


def _withdraw(command: WithdrawRole, state: OrganiserState) -> Sequence[Event]:
    if (command.person, command.role) not in state.roles:
        return []
    if command.role is Role.ADMIN and sum(role is Role.ADMIN for _, role in state.roles) == 1:
        raise Conflict("last_admin", N_("This is the last administrator. Give the role to somebody else first."))
    return [RoleWithdrawn(person=command.person, role=command.role)]


def evolve(state: OrganiserState, event: Event) -> OrganiserState:
    match event:
        case OrganiserRegistered():
            return OrganiserState(
                settings=event.settings,
                name=event.name,
                number=event.number,
                roles=frozenset({(event.admin, Role.ADMIN)}),
            )
        case SettingsChanged():
            return replace(state, settings=event.settings)
        case UnitAdded():
            unit = Unit(unit_kind=event.unit_kind, post=event.post, name=event.name, code=event.code)
            return replace(state, units={**state.units, event.unit: unit})
        case RoleGranted():
            return replace(state, roles=state.roles | {(event.person, event.role)})
        case RoleWithdrawn():
            return replace(state, roles=state.roles - {(event.person, event.role)})
    assert_never(event)


def stream(organiser: UUID) -> str:
    return f"organiser:{organiser}"


AGGREGATE: Final[Aggregate[Command, Event, OrganiserState]] = Aggregate(
    category="organiser",
    commands=Command,
    events=Event,
    initial=OrganiserState(),
    decide=decide,
    evolve=evolve,
    relies_on=lambda _organiser, _state, _command: (),  # its roles are its own state
)
