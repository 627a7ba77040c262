"""The ledger from several processes at once."""

import asyncio
import json
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain import organiser
from domain.actors import Role
from domain.organiser import WithdrawRole
from events.batch import APPEND, arguments
from events.envelope import read
from events.keys import MasterKey
from events.ledger import Ledger
from events.records import Append, Outcome
from events.sequencer import Sequencer
from events.store import Store
from events.verify import verify
from tests.events.contract_processes import spawn
from tests.events.ledgers import House

HELD = 0.8
"""Seconds the withdrawal stays uncommitted."""


class OpenStore(Store):
    """Appends in a transaction that the test commits."""

    def __init__(self, engine: AsyncEngine, held: AsyncConnection) -> None:
        super().__init__(engine)
        self._held = held

    async def append(self, append: Append) -> Outcome:
        outcomes = (await self._held.execute(APPEND, arguments([append]))).scalar_one()
        return Outcome(outcomes[0])


async def acts_of(house: House, person: str) -> list[tuple[int, str]]:
    """Position and kind of everything the person did, and of every withdrawal."""
    logged = await house.store.log(0, 10_000)
    read_ = [(event.position, read(event.envelope)) for event in logged]
    return [
        (position, envelope.type)
        for position, envelope in read_
        if str(envelope.origin.actor.person) == person or envelope.type == "role_withdrawn"
    ]


async def test_a_role_withdrawn_in_an_open_transaction_is_waited_for_and_then_refused(
    house: House, engine: AsyncEngine, database: str, master: MasterKey
) -> None:
    helper = uuid4()
    await house.grant(helper)
    given = (database, master.source, str(house.organiser), str(helper))
    actors = [await spawn("actor", *given) for _ in range(2)]
    await _until_they_act(house)
    async with engine.connect() as connection:
        held = await connection.execution_options(isolation_level="READ COMMITTED")
        withdrawing = Ledger(OpenStore(engine, held), house.keys, house.clock)
        withdraw = WithdrawRole(person=helper, role=Role.ADMIN)
        await withdrawing.execute(house.intent(organiser.stream(house.organiser), withdraw))
        before = await _events(house)
        await asyncio.sleep(HELD)
        assert await _events(house) == before, "an act under the role went past its withdrawal"
        await held.commit()
    said = [json.loads((await actor.communicate())[0]) for actor in actors]
    assert {each["refused"] for each in said} == {"admin_only"}
    assert any(each["waited"] >= HELD * 0.9 for each in said)
    await Sequencer(engine, house.clock).drain()
    acts = await acts_of(house, str(helper))
    assert acts[-1][1] == "role_withdrawn"
    assert sum(each["done"] for each in said) == len(acts) - 1
    assert (await verify(engine)).problems == []


async def _until_they_act(house: House) -> None:
    """Somebody has decided on the role, so that it is cached there."""
    while await _events(house) < 12:
        await Sequencer(house.store._engine, house.clock).drain()


async def _events(house: House) -> int:
    await Sequencer(house.store._engine, house.clock).drain()
    return await house.store.head()
