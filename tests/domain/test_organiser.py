"""The organiser: its units, roles and settings, and who may change them."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor, Role
from domain.organiser import (
    AGGREGATE,
    AddUnit,
    ChangeSettings,
    Command,
    GrantRole,
    OrganiserRegistered,
    OrganiserState,
    RegisterOrganiser,
    RoleWithdrawn,
    Settings,
    SettingsChanged,
    UnitAdded,
    WithdrawRole,
    post_of,
    stream,
)
from domain.refusals import Refusal
from domain.sealed import Sealed
from tests.domain.specification import Specification, refused, then

NAME, NUMBER = Sealed(b"Grundskolan"), Sealed(b"2120001355")
ADMIN, OTHER, UNIT = UUID(int=1), UUID(int=2), UUID(int=3)
POST = post_of(UNIT)
SETTINGS = Settings(contact=ADMIN)
ENGLISH = replace(SETTINGS, language="en")
REGISTER = RegisterOrganiser(name=NAME, number=NUMBER, settings=SETTINGS, admin=ADMIN)
REGISTERED = OrganiserRegistered(name=NAME, number=NUMBER, settings=SETTINGS, admin=ADMIN)
ADD = AddUnit(unit=UNIT, unit_kind="school", name=NAME)
ADDED = UnitAdded(unit=UNIT, unit_kind="school", post=POST, name=NAME, code=None)
OPERATIONS = GrantRole(person=OTHER, role=Role.OPERATIONS)
AUDITOR = GrantRole(person=OTHER, role=Role.AUDITOR)

NOBODY = Specification(AGGREGATE)
ORGANISER = NOBODY.given(REGISTERED)
WITH_UNIT = ORGANISER.given(ADDED)

PERSONS = st.sampled_from([ADMIN, OTHER])
ROLES = st.sampled_from(Role)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from([ADD, replace(ADD, unit=UUID(int=4)), ChangeSettings(settings=ENGLISH)]),
    st.builds(GrantRole, person=PERSONS, role=ROLES),
    st.builds(WithdrawRole, person=PERSONS, role=ROLES),
)


def test_the_installation_registers_an_organiser() -> None:
    then(NOBODY.installing().when(REGISTER), REGISTERED)


@pytest.mark.parametrize("role", Role)
def test_nobody_else_registers_one(role: Role) -> None:
    refused(NOBODY.by(role).when(REGISTER), "installation_only")


def test_an_organiser_is_registered_once() -> None:
    refused(ORGANISER.installing().when(REGISTER), "organiser_exists")


@pytest.mark.parametrize("command", [ADD, AUDITOR, ChangeSettings(settings=ENGLISH)])
def test_nothing_happens_at_an_organiser_nobody_registered(command: Command) -> None:
    refused(NOBODY.when(command), "organiser_unknown")


def test_the_staff_add_units() -> None:
    then(ORGANISER.by(Role.ORGANISER).when(ADD), ADDED)
    refused(ORGANISER.by(Role.AUDITOR).when(ADD), "admin_only")


@pytest.mark.parametrize("command", [AUDITOR, ChangeSettings(settings=ENGLISH)])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_changes_an_organiser(role: Role, command: Command) -> None:
    refused(ORGANISER.by(role).when(command), "admin_only")


def test_settings_change() -> None:
    then(ORGANISER.when(ChangeSettings(settings=ENGLISH)), SettingsChanged(settings=ENGLISH))


def test_a_unit_is_added_with_its_one_post() -> None:
    then(ORGANISER.when(ADD), ADDED)
    assert WITH_UNIT.state.units[UNIT].post == POST


def test_a_unit_needs_a_name() -> None:
    refused(ORGANISER.when(replace(ADD, name=Sealed(b""))), "unit_name_missing")


def test_a_role_is_withdrawn() -> None:
    withdrawal = WithdrawRole(person=OTHER, role=Role.AUDITOR)
    then(ORGANISER.after(AUDITOR).when(withdrawal), RoleWithdrawn(person=OTHER, role=Role.AUDITOR))


def test_the_last_admin_stays() -> None:
    refused(ORGANISER.when(WithdrawRole(person=ADMIN, role=Role.ADMIN)), "last_admin")


def test_an_admin_goes_when_there_is_another() -> None:
    second = ORGANISER.after(GrantRole(person=OTHER, role=Role.ADMIN))
    withdrawal = WithdrawRole(person=ADMIN, role=Role.ADMIN)
    then(second.when(withdrawal), RoleWithdrawn(person=ADMIN, role=Role.ADMIN))


@given(st.lists(COMMANDS, max_size=12))
def test_repeating_a_command_changes_nothing(commands: list[Command]) -> None:
    specification = ORGANISER
    for command in commands:
        specification = _tried(specification, command)
        if _allowed(specification, command):
            then(specification.when(command))


@given(st.lists(COMMANDS, max_size=12))
def test_there_is_always_an_admin(commands: list[Command]) -> None:
    specification = ORGANISER
    for command in commands:
        specification = _tried(specification, command)
    state = specification.state
    assert any(role is Role.ADMIN for _, role in state.roles)
    assert state == specification.state, "folding the same events gives the same state"


def test_a_standing_is_what_the_log_grants() -> None:
    state: OrganiserState = WITH_UNIT.after(OPERATIONS).after(AUDITOR).state
    standing = state.standing(Actor(kind="person", person=OTHER))
    assert standing.roles == {Role.OPERATIONS, Role.AUDITOR}
    assert standing.has(Role.ORGANISER, Role.AUDITOR)
    assert not standing.has(Role.ADMIN)


@pytest.mark.parametrize("actor", [Actor(kind="person", person=UUID(int=8)), Actor(kind="clock")])
def test_a_stranger_and_a_clock_have_no_standing(actor: Actor) -> None:
    standing = ORGANISER.state.standing(actor)
    assert (standing.roles, standing.posts) == (frozenset(), frozenset())


def test_in_another_s_place_nobody_has_roles_of_their_own() -> None:
    state: OrganiserState = WITH_UNIT.after(AUDITOR).state
    assert state.standing(Actor(kind="person", person=OTHER, acting_for=ADMIN)).roles == frozenset()


def test_a_decision_about_an_organiser_relies_on_nothing_but_itself() -> None:
    assert AGGREGATE.relies_on(UNIT, AGGREGATE.initial, ADD) == ()
    assert stream(UNIT) == f"organiser:{UNIT}"


def _allowed(specification: Specification, command: Command) -> bool:
    try:
        specification.when(command)()
    except Refusal:
        return False
    return True


def _tried(specification: Specification, command: Command) -> Specification:
    return specification.after(command) if _allowed(specification, command) else specification
