"""A house with many units, and a programme to start at them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import stream_of
from domain import organiser
from domain.actors import Actor
from domain.organiser import AddUnit
from domain.post.commands import AppointPrincipal
from domain.post.decide import stream_at
from domain.programme import commands as do
from domain.programme.decide import stream as programme_stream
from domain.programme.events import Known
from domain.programme.state import ProgrammeState, initiative_of
from events import tables as t
from events.clock import SystemClock
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from tests.domain import life
from tests.domain.programmes import decision
from tests.workflows.stand import do as do_in
from tests.workflows.stand import found_house

PLANTED = "Hemliga Hanna"
"""A name in a title: it must not reach Temporal."""


@dataclass(frozen=True, kw_only=True)
class Campaigning:
    """An organiser with units, and one programme at them."""

    ledger: Ledger
    house: UUID
    staff: Actor
    units: tuple[UUID, ...]
    programme: UUID

    @property
    def stream(self) -> str:
        return programme_stream(self.programme)

    async def starts(self, *known: Known, programme: UUID | None = None) -> None:
        """The staff start it, or another."""
        id_ = programme or self.programme
        form = decision(*self.units, title=life.text(PLANTED))
        command = do.StartProgramme(programme=id_, form=form, known=known)
        await do_in(self.ledger, self.house, programme_stream(id_), command, self.staff)

    async def does(self, command: Any) -> Any:
        """Something by the staff."""
        return await do_in(self.ledger, self.house, self.stream, command, self.staff)

    async def state(self, programme: UUID | None = None) -> ProgrammeState:
        """The programme now."""
        held, _ = await self.ledger.state(programme_stream(programme or self.programme))
        state: ProgrammeState = held
        return state

    def initiative(self, unit: UUID) -> str:
        """The stream of a unit's initiative."""
        return stream_of(initiative_of(self.programme, unit))


async def campaigning(store: Store, engine: AsyncEngine, master: MasterKey, units: int) -> Campaigning:
    """Nothing is started yet."""
    return await campaign_of(Ledger(store, Keys(engine, master), SystemClock()), units)


async def campaign_of(ledger: Ledger, units: int) -> Campaigning:
    """The same over a ledger that is there."""
    staff = Actor(kind="person", person=life.ORGANISER)
    house = await found_house(ledger, life.ORGANISER)
    ids = tuple(uuid4() for _ in range(units))
    for unit in ids:
        added = AddUnit(unit=unit, unit_kind="school", name=life.text("Skolan"))
        await do_in(ledger, house, organiser.stream(house), added, staff)
        appointed = AppointPrincipal(unit=unit, person=life.PRINCIPAL, since=date(2020, 8, 1))
        await do_in(ledger, house, stream_at(unit), appointed, staff)
    return Campaigning(ledger=ledger, house=house, staff=staff, units=ids, programme=uuid4())


async def initiatives(engine: AsyncEngine, house: UUID) -> list[Any]:
    """The house's, as the read model has them."""
    query = select(t.initiatives).where(t.initiatives.c.organiser == house)
    async with engine.connect() as connection:
        return list((await connection.execute(query)).all())
