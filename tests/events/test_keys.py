"""The vault: keys are made once, shared by processes, and never come back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.keys import Keys, MasterKey, MasterKeyWrongError
from events.sealing import ErasedError, KeyMissingError, LostKey
from tests.events.ledgers import somebody

AT = datetime(2026, 8, 17, tzinfo=UTC)


async def test_two_processes_get_the_same_key(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    here, there = Keys(engine, master), Keys(engine, master)
    one, other = await asyncio.gather(here.ensure(organiser, subject), there.ensure(organiser, subject))
    assert other.open(one.seal(b"Kim")) == b"Kim"


async def test_another_organiser_has_another_key(engine: AsyncEngine, master: MasterKey) -> None:
    subject, keys = somebody(), Keys(engine, master)
    one, stranger = uuid4(), uuid4()
    await keys.ensure(one, subject)
    assert isinstance((await keys.load(stranger, [subject]))[subject], LostKey)


async def test_an_erased_key_is_never_made_again(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    keys = Keys(engine, master)
    await keys.ensure(organiser, subject)
    assert await keys.destroy(organiser, subject, AT)
    assert not await keys.destroy(organiser, subject, AT)
    for process in (keys, Keys(engine, master)):
        with pytest.raises(ErasedError):
            await process.ensure(organiser, subject)


async def test_an_erasure_reaches_a_process_that_has_the_key_cached(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    here, there = Keys(engine, master), Keys(engine, master, fresh_for=0)
    await there.ensure(organiser, subject)
    await here.destroy(organiser, subject, AT)
    with pytest.raises(ErasedError):
        await there.existing(organiser, subject)


async def test_a_key_that_was_lost_is_not_replaced(engine: AsyncEngine, master: MasterKey) -> None:
    with pytest.raises(KeyMissingError):
        await Keys(engine, master).existing(uuid4(), somebody())


async def test_the_master_key_is_tried_on_the_vault(engine: AsyncEngine, master: MasterKey, tmp_path: Path) -> None:
    await Keys(engine, master).check()
    await Keys(engine, master).ensure(uuid4(), somebody())
    await Keys(engine, master).check()
    with pytest.raises(MasterKeyWrongError):
        await Keys(engine, MasterKey.create(tmp_path / "wrong")).check()
