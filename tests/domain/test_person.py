"""The directory of persons."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Role
from domain.person import (
    AGGREGATE,
    ChangePerson,
    Command,
    PersonChanged,
    PersonRegistered,
    PersonState,
    RegisterPerson,
    stream,
)
from domain.sealed import Sealed
from tests.domain.specification import Specification, refused, then

KIM, KIMS, SAM = Sealed(b"Kim"), Sealed(b"kim@example.org"), Sealed(b"Sam")
REGISTER = RegisterPerson(name=KIM, email=KIMS)
REGISTERED = PersonRegistered(name=KIM, email=KIMS)
NOBODY = Specification(AGGREGATE)
PERSON = NOBODY.given(REGISTERED)
NAMES = st.sampled_from([KIM, SAM])
EVENTS = st.lists(
    st.one_of(
        st.builds(PersonRegistered, name=NAMES, email=NAMES), st.builds(PersonChanged, name=NAMES, email=st.none())
    )
)


def test_a_person_is_registered() -> None:
    then(NOBODY.when(REGISTER), REGISTERED)


def test_the_installation_registers_the_first() -> None:
    then(NOBODY.installing().when(REGISTER), REGISTERED)


@given(NAMES)
def test_registering_again_changes_nothing(name: Sealed) -> None:
    then(PERSON.when(RegisterPerson(name=name)))


def test_a_person_changes_name_and_address() -> None:
    then(PERSON.when(ChangePerson(name=SAM)), PersonChanged(name=SAM, email=None))
    assert PERSON.after(ChangePerson(name=SAM)).state == PersonState(name=SAM, email=None)


def test_a_person_nobody_registered_cannot_change() -> None:
    refused(NOBODY.when(ChangePerson(name=SAM)), "person_unknown")


@pytest.mark.parametrize("command", [RegisterPerson(name=Sealed(b"")), ChangePerson(name=Sealed(b""))])
def test_a_person_has_a_name(command: Command) -> None:
    refused(PERSON.when(command), "person_name_missing")


@pytest.mark.parametrize("command", [REGISTER, ChangePerson(name=SAM)])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_keeps_the_directory(role: Role, command: Command) -> None:
    refused(PERSON.by(role).when(command), "admin_only")


@given(EVENTS)
def test_folding_gives_what_the_last_event_says(events: list[PersonRegistered | PersonChanged]) -> None:
    last = events[-1] if events else PersonState()
    assert NOBODY.given(*events).state == PersonState(name=last.name, email=last.email)


def test_a_decision_relies_on_the_organisers_roles() -> None:
    organiser, person = UUID(int=1), UUID(int=2)
    assert AGGREGATE.relies_on(organiser, PersonState(), REGISTER) == (f"organiser:{organiser}",)
    assert stream(person) == f"person:{person}"
