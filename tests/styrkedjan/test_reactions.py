"""What several streams are asked because of one event: each is, whatever becomes of the others."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import stream_of
from domain import calendar
from domain.initiative.commands import FollowCalendar
from events.envelope import Envelope, read
from events.intent import Answer, Intent
from events.keys import MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.reactions import Reaction, react
from tests.styrkedjan.test_rescheduler import House

CHANGED = ("calendar_changed",)


class BrokenError(Exception):
    """Nothing that is waited for."""


class Breaking(Ledger):
    """Fails at one stream."""

    broken = ""

    async def execute(self, intent: Intent) -> Answer:
        if intent.stream == self.broken:
            raise BrokenError
        return await super().execute(intent)


@pytest.fixture
async def house(store: Store, engine: AsyncEngine, tmp_path: Path) -> House:
    return House(store, engine, MasterKey.create(tmp_path / "master.key"))


async def published(house: House) -> Envelope:
    await house.publish()
    return read((await house.store.tail(calendar.stream(house.id)))[-1].envelope)


async def asked(told: Envelope, *streams: str) -> AsyncIterator[Sequence[Reaction]]:
    yield [Reaction(to=told, stream=stream, command=FollowCalendar()) for stream in streams]


async def test_what_is_refused_is_logged_and_the_rest_is_answered(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    here, nowhere = stream_of((await house.found(1))[0]), stream_of(uuid4())
    told = await published(house)
    for _ in range(2):
        answers = await react(house.ledger, asked(told, nowhere, here))
        assert [(answer.stream, answer.events) for answer in answers] == [(here, CHANGED)], "the same, asked again"
    first, again = ((record.__dict__["to"], record.__dict__["stream"]) for record in caplog.records)
    assert first == again == ("calendar_published", nowhere)


async def test_a_failure_is_raised_once_the_others_have_ended(house: House) -> None:
    broken, *others = map(stream_of, await house.found(20))
    told = await published(house)
    ledger = Breaking(house.store, house.keys, house.clock)
    ledger.broken = broken
    with pytest.raises(BrokenError):
        await react(ledger, asked(told, broken, *others))
    versions = await house.store.versions([broken, *others])
    assert versions[broken] + 1 == min(versions[other] for other in others)
