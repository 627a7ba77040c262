"""Once a term the eager of a programme are to meet: those whose plan in force has support for them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.contracts import Launch, Launched
from activities.programme import ProgrammeActivities
from domain.forms import DevelopmentPlan, Form
from domain.initiative.events import Event, Voice
from domain.organiser import AddUnit
from domain.organiser import stream as home_of
from domain.post.commands import AppointPrincipal
from domain.post.decide import stream_at
from domain.programme import commands as do
from domain.programme.decide import stream as programme_stream
from domain.tasks import Key
from events.keys import MasterKey
from events.sealing import open_fields
from events.store import Store
from tests.domain.life import MANAGER, ORGANISER, PRINCIPAL, UNIT, an_id, text
from tests.domain.programmes import decision
from tests.events.ledgers import House, found
from tests.events.lives import RecordedLife, move_in, play

OTHER = an_id("another unit")


@dataclass
class Eager(RecordedLife):
    """A life that a programme has started, with support for the eager in its plan."""

    def starts(self, *_: object, **__: object) -> "Eager":
        return self

    def sends(self, form: Form, key: Key, voice: Voice | None = None) -> list[Event]:
        eager = replace(form, support_for_the_eager=text("nätverk")) if isinstance(form, DevelopmentPlan) else form
        return super().sends(eager, key, voice)


async def look(house: House, engine: AsyncEngine, programme: UUID) -> Launched:
    """As its workflow does."""
    own = ProgrammeActivities(engine=engine, ledger=house.ledger, store=house.store, keys=house.keys, clock=house.clock)
    asked = Launch(organiser=house.organiser, programme=programme, now=house.clock.now())
    found_: Launched = await ActivityEnvironment().run(own.launch, asked)
    return found_


async def test_the_eager_meet_once_a_term(
    store: Store, engine: AsyncEngine, master: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where they do not all have room in one read."""
    monkeypatch.setattr("activities.programme.AT_ONCE", 1)
    house, programme = await found(store, engine, master), uuid4()
    await move_in(house)
    await house.do(home_of(house.organiser), AddUnit(unit=OTHER, unit_kind="school", name=text("Den andra")))
    appointed = AppointPrincipal(unit=OTHER, person=PRINCIPAL, since=date(2020, 8, 1))
    await house.do(stream_at(OTHER), appointed, by=ORGANISER)
    start = do.StartProgramme(programme=programme, form=decision(UNIT, OTHER, manager=MANAGER))
    stream = programme_stream(programme)
    await house.do(stream, start, by=ORGANISER)
    view = await look(house, engine, programme)
    assert view.started == 2
    assert view.next_due is not None

    state, _ = await house.ledger.state(stream)
    initiative = f"initiative:{state.initiative_of(UNIT)}"
    held, _ = await house.ledger.state(initiative)
    key = (await house.keys.load(house.organiser, [initiative]))[initiative]
    life = Eager(now=house.clock.now(), state=open_fields(held, key))
    life.to_implementation()
    await play(house, initiative, life.acts)

    house.clock.at = max(view.next_due, life.now) + timedelta(hours=8)
    while not state.networks:
        view = await look(house, engine, programme)
        state, _ = await house.ledger.state(stream)
        house.clock.at = (view.next_due or house.clock.at) + timedelta(hours=8)
    (network,) = state.networks.values()
    assert network.units == (UNIT,)
    assert view.next_due is not None
    assert view.next_due.date() > network.term_end
