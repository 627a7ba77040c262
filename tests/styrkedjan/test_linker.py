"""An initiative that follows another: the follower tells the one it follows, once, whoever dies in between."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import stream_of
from domain import organiser
from domain.initiative.commands import Comment, StartInitiative
from domain.organiser import AddUnit
from domain.post import decide as post
from events.clock import SetClock
from events.engine import connect
from events.envelope import read
from events.followers import Away
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.linker import Linker
from tests.domain import life
from tests.domain.who import APPOINT
from tests.styrkedjan.test_rescheduler import STAFF, STARTED
from tests.workflows.stand import do, events_of, found_house


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    """This test's master key."""
    return MasterKey.create(tmp_path / "master.key")


async def test_the_one_that_is_followed_learns_of_it_once_with_the_cause(
    store: Store, engine: AsyncEngine, master: MasterKey
) -> None:
    ledger = Ledger(store, Keys(engine, master), SetClock(STARTED))
    house = await found_house(ledger, life.ORGANISER)
    home = organiser.stream(house)
    await do(ledger, house, home, AddUnit(unit=life.UNIT, unit_kind="school", name=life.text("Skolan")), STAFF)
    await do(ledger, house, post.stream_at(life.UNIT), APPOINT, STAFF)
    first, second = uuid4(), uuid4()
    await do(ledger, house, stream_of(first), StartInitiative(initiative=first, form=life.start_form()), STAFF)
    following = life.start_form(follows=first, other_live=(first,), other_live_reason=life.text("nästa varv"))
    await do(ledger, house, stream_of(second), StartInitiative(initiative=second, form=following), STAFF)
    await do(ledger, house, stream_of(second), Comment(text=life.text("hej")), STAFF)
    await Sequencer(engine, SetClock(STARTED)).drain()
    for _ in range(2):
        await Linker(ledger).handle(await store.log(0, 1000))
    told = await events_of(store, stream_of(first))
    assert [event.initiative for event in told if event.kind == "next_started"] == [second]
    envelopes = [read(stored.envelope) for stored in await store.tail(stream_of(first))]
    started = next(read(each.envelope) for each in await store.tail(stream_of(second)))
    assert envelopes[-1].origin.causation == started.id


async def test_it_waits_while_the_database_is_away(store: Store, engine: AsyncEngine, master: MasterKey) -> None:
    ledger = Ledger(store, Keys(engine, master), SetClock(STARTED))
    house, first, second = await found_house(ledger, life.ORGANISER), uuid4(), uuid4()
    unit = AddUnit(unit=life.UNIT, unit_kind="school", name=life.text("Skolan"))
    await do(ledger, house, organiser.stream(house), unit, STAFF)
    form = life.start_form(follows=first)
    await do(ledger, house, stream_of(second), StartInitiative(initiative=second, form=form), STAFF)
    await Sequencer(engine, SetClock(STARTED)).drain()
    gone = connect("postgresql://nobody@127.0.0.1:1/nothing")
    away = Linker(Ledger(Store(gone), Keys(gone, master), SetClock(STARTED)))
    with pytest.raises(Away):
        await away.handle(await store.log(0, 1000))
    await gone.dispose()
