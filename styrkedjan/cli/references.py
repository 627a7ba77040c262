"""What somebody means by a few characters: the beginning of an id, or a name."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.messages import N_
from domain.organiser import OrganiserState
from domain.refusals import Conflict, NotFound, Refusal
from events.deciding import not_in_their_place
from events.reading import What
from styrkedjan.forms_toml import Choices
from web.nameable import nameable

if TYPE_CHECKING:
    from styrkedjan.cli.session import Seat

HEXADECIMAL = frozenset("0123456789abcdefABCDEF-")
SHORT = 8
"""Characters of an id that are shown: a collision takes some 65,000 things of a kind, and is noticed."""

LISTED: Final = {
    "person": "people",
    "unit": "organiser show",
    "initiative": "initiatives",
    "programme": "programme show",
    "handover": "handover list",
    "task": "tasks",
}
"""The command that lists what there is of a kind."""
KINDS: Final = {"unit": "unit", "units": "unit", "other_live": "initiative", "follows": "initiative"}
"""What a form's fields ask for; the others ask for a person."""


def short(id_: UUID) -> str:
    """An id as it is shown."""
    return str(id_)[:SHORT]


class References:
    """Looks things up for one seat. Everything raises NotFound, or Conflict where several are meant."""

    def __init__(self, seat: "Seat") -> None:
        self._seat = seat

    async def initiative(self, said: str) -> UUID:
        return await self._by_id("initiative", said)

    async def programme(self, said: str) -> UUID:
        return await self._by_id("programme", said)

    async def handover(self, said: str) -> UUID:
        return await self._by_id("handover", said)

    async def task(self, said: str) -> UUID:
        return await self._by_id("task", said)

    async def person(self, said: str) -> UUID:
        """By id, or by name."""
        found = await self._ids("person", said)
        if len(found) == 1:
            return found[0]
        people = {known.person: known.name for known in await self._seat.desk.people(self._seat.caller)}
        return meant(said, people, listed=LISTED["person"])

    async def lender(self, said: str) -> UUID:
        """A principal who lets whoever asks act for them: they may know nobody else here. Raises NotAllowed too."""
        lenders = await self._seat.desk.acts_for(self._seat.caller)
        try:
            return meant(said, await self._seat.desk.names(self._seat.caller, lenders))
        except NotFound:
            raise not_in_their_place() from None

    async def unit(self, said: str) -> UUID:
        """By id, name or code."""
        organisation, _ = await self._seat.desk.organisation(self._seat.caller)
        return meant(said, units_of(organisation), codes_of(organisation), LISTED["unit"])

    async def choices(self, task: UUID | None = None) -> tuple[Choices, "Resolver"]:
        """What may stand in a form's fields that want ids, and what they mean; a task's, if it is one's."""
        organisation, _ = await self._seat.desk.organisation(self._seat.caller)
        try:
            people = await self._people(task)
        except Refusal:
            people = await self._seat.desk.names(self._seat.caller, [self._seat.caller.person])
        live, _ = await self._seat.desk.initiatives(self._seat.caller, limit=200)
        initiatives = {UUID(row.stream.partition(":")[2]): title for row, title in live}
        resolver = Resolver(units_of(organisation), codes_of(organisation), people, initiatives)
        return resolver.choices(), resolver

    async def _people(self, task: UUID | None) -> dict[UUID, str]:
        desk, caller = self._seat.desk, self._seat.caller
        if task is not None:
            return await nameable(desk, caller, task)
        return {known.person: known.name for known in await desk.people(caller)}

    async def _by_id(self, what: What, said: str) -> UUID:
        found = await self._ids(what, said)
        return meant(said, dict.fromkeys(found, ""), listed=LISTED.get(what, ""))

    async def _ids(self, what: What, said: str) -> list[UUID]:
        if not said or not set(said) <= HEXADECIMAL:
            return []
        return list(await self._seat.reader.ids(self._seat.caller.organiser, what, said))


class Resolver:
    """Ids in forms, from what is known of them at once."""

    def __init__(
        self,
        units: Mapping[UUID, str],
        codes: Mapping[UUID, str],
        people: Mapping[UUID, str],
        initiatives: Mapping[UUID, str],
    ) -> None:
        self._known = {"unit": units, "units": units, "other_live": initiatives, "follows": initiatives}
        self._codes = codes
        self._people = people

    def __call__(self, field: str, said: str) -> UUID:
        """The id that a field's text means."""
        codes = self._codes if field in ("unit", "units") else {}
        return meant(said, self._known.get(field, self._people), codes, LISTED[KINDS.get(field, "person")])

    def choices(self) -> Choices:
        """Ids and names, by the name of the field they may stand in."""
        people = [(str(id_), name) for id_, name in self._people.items()]
        fields = {name: [(str(id_), called) for id_, called in held.items()] for name, held in self._known.items()}
        return {**fields, "manager": people, "facilitators": people, "facilitator": people, "person": people}


def units_of(organisation: OrganiserState) -> dict[UUID, str]:
    """Names of units."""
    return {unit: held.name.decode() for unit, held in organisation.units.items()}


def codes_of(organisation: OrganiserState) -> dict[UUID, str]:
    """Codes of the units that have one."""
    return {unit: held.code.decode() for unit, held in organisation.units.items() if held.code}


def meant(said: str, named: Mapping[UUID, str], codes: Mapping[UUID, str] | None = None, listed: str = "") -> UUID:
    """The one id that begins with what was said, or that is called so. Raises NotFound, Conflict.

    `listed` is the command that shows what there is.
    """
    wanted = said.strip().casefold()
    called = [id_ for id_, name in named.items() if wanted and wanted in (name.casefold(), (codes or {}).get(id_))]
    found = called or [id_ for id_ in named if wanted and str(id_).startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        unlisted = N_("There is nothing here that “{said}” could mean.")
        sentence = N_("There is nothing here that “{said}” could mean. See what there is with: styrkedjan {command}")
        raise NotFound("nothing_meant", sentence if listed else unlisted, said=said, command=listed)
    raise Conflict(
        "ambiguous",
        N_("“{said}” could mean {candidates}. Write more of it."),
        said=said,
        candidates=_listed(found, named),
    )


def _listed(found: Iterable[UUID], named: Mapping[UUID, str]) -> str:
    return ", ".join(f"{str(id_)[: SHORT + 5]} {named[id_]}".strip() for id_ in found)
