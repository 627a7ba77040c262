"""Names, addresses and units that somebody enters one by one, held to what a file of them is (`web.rosters`)."""

from typing import Final
from unicodedata import normalize
from uuid import UUID

from domain.actors import Role
from domain.messages import N_
from domain.numbers import school_unit_code
from domain.organiser import AddUnit, OrganiserState, UnitKind
from domain.refusals import Conflict, Unmet
from domain.sealed import Sealed
from web.desk import Caller, Desk
from web.forms import sealed

LONGEST_NAME: Final = 200
TOO_LONG: Final = N_("A name has at most {longest} characters.")
NO_ADDRESS: Final = N_("“{said}” is no e-mail address.")
OF_ANOTHER: Final = N_("The code {digits} is that of “{name}”. Correct the name or the code.")


def alike(said: str) -> str:
    """Equal for what is the same to a reader: blanks, composed letters, and capitals apart."""
    return " ".join(normalize("NFC", said).casefold().split())


def is_address(said: str) -> bool:
    name, at, domain = said.partition("@")
    return bool(name and at and "." in domain and " " not in said)


def named(said: str) -> Sealed:
    """What a unit or a person is called. Raises Unmet."""
    if len(said) > LONGEST_NAME:
        raise Unmet("name_too_long", TOO_LONG, longest=LONGEST_NAME)
    return sealed(said)


def addressed(said: str | None) -> Sealed | None:
    """Somebody's e-mail address, if they have one. Raises Unmet."""
    if said and not is_address(said):
        raise Unmet("no_address", NO_ADDRESS, said=said)
    return sealed(said) if said else None


async def adding(desk: Desk, caller: Caller, unit: UUID, said: tuple[UnitKind, str, str | None]) -> AddUnit:
    """The command for a unit of that kind, name and code, where no other has them. Raises Conflict and Unmet."""
    kind, name, code = said
    digits = school_unit_code(code) if code else ""
    command = AddUnit(unit=unit, unit_kind=kind, name=named(name), code=sealed(digits) if digits else None)
    if (await desk.standing(caller)).has(Role.ORGANISER, Role.ADMIN):  # anybody else is refused without a look
        organisation, _ = await desk.organisation(caller)
        _require_new(organisation, unit, name, digits)
    return command


def _require_new(organisation: OrganiserState, unit: UUID, name: str, code: str) -> None:
    for other, held in organisation.units.items():
        called = held.name.decode()
        if other == unit:
            continue
        if code and held.code and held.code.decode() == code:
            raise Conflict("code_taken", OF_ANOTHER, digits=code, name=called)
        if alike(called) == alike(name):
            raise Conflict(
                "name_taken",
                N_("A unit here is called “{name}” already. Give the new one a name that tells them apart."),
                name=called,
            )
