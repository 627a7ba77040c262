"""A log that an older build has written, read and gone on with by this one: `stall_entered` had a version 1."""

import json
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.initiative.events import StallEntered, WaitsFor
from domain.stalls import Cause
from domain.tasks import Address, Key
from events.engine import connect
from events.envelope import Template, leaf_hash, name_of, read, tail, tail_of
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.readmodels.rebuild import rebuild
from events.records import Append, Entry, Outcome
from events.registry import CODEC
from events.sequencer import Sequencer
from events.store import Store
from events.verify import verify
from tests.domain.life import an_id, needs_form
from tests.events.ledgers import House, another_process
from tests.events.lives import RecordedLife, move_in, play

INITIATIVE = f"initiative:{an_id('initiative')}"


class OlderStore(Store):
    """What a build before version 2 has kept of the same decisions."""

    async def append(self, append: Append) -> Outcome:
        return await super().append(replace(append, entries=[_as_it_was(entry) for entry in append.entries]))


def _as_it_was(entry: Entry) -> Entry:
    envelope = read(entry.envelope)
    if envelope.type != "stall_entered":
        return entry
    held = json.loads(entry.payload)
    del held["waits_for"]
    payload = json.dumps(held, separators=(",", ":"), sort_keys=True).encode()
    written = Template(envelope.origin).fill(
        event=name_of(envelope.id), version=envelope.version, kind=envelope.type, typeversion=1, payload=payload
    )
    return Entry(version=entry.version, envelope=written, payload=payload, leaf=leaf_hash(written))


def _life() -> RecordedLife:
    """Stalls in the needs workshop, goes on, and stalls again."""
    life = RecordedLife().starts()
    assert isinstance(life, RecordedLife)
    life.days(100)
    life.sends(needs_form(), Key.NEEDS_WORKSHOP)
    life.days(100)
    return life


async def test_what_an_older_build_wrote_is_folded_verified_rebuilt_and_gone_on_with(
    house: House, engine: AsyncEngine, owner_database: str, master: MasterKey
) -> None:
    life = _life()
    await move_in(house)
    stalls = [n for n, act in enumerate(life.acts) if act.command.kind == "judge_day"]
    store = OlderStore(engine)
    older = replace(house, store=store, ledger=Ledger(store, Keys(engine, master), house.clock))
    await play(older, INITIATIVE, life.acts[: stalls[0] + 1])
    await store.aclose()

    now = another_process(house, engine, master)
    state, _ = await now.ledger.state(INITIATIVE)
    assert (state.stalled, state.stalled_on) == (Cause.WAITING_PRINCIPAL, None)
    await play(now, INITIATIVE, life.acts[stalls[0] + 1 :])
    await Sequencer(engine, house.clock).drain()

    stored = await now.store.tail(INITIATIVE)
    read_now = [CODEC.read_event(tail(event.envelope), event.payload) for event in stored]
    entered = [event for event in read_now if isinstance(event, StallEntered)]
    written = {tail(event.envelope) for event in stored if read(event.envelope).type == "stall_entered"}
    assert written == {tail_of("stall_entered", 1), tail_of("stall_entered", 2)}
    assert entered[0].waits_for is None
    assert isinstance(entered[-1].waits_for, WaitsFor)
    assert entered[-1].waits_for.address is Address.PRINCIPAL
    assert (await now.ledger.state(INITIATIVE))[0].stalled_on == entered[-1].waits_for

    found = await verify(engine)
    assert found.problems == []
    assert found.decided_again == found.replayed
    owner = connect(owner_database)
    exchanged = await rebuild(owner)
    await owner.dispose()
    assert not any(each.differed for each in exchanged.values())
    await now.store.aclose()
