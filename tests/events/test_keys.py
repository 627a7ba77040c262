"""The vault: keys are made once, shared by processes, and never come back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.keys import Keys, MasterKey, MasterKeyWrongError, NewKey
from events.sealing import ErasedError, KeyMissingError, LostKey, SubjectKey
from tests.events.ledgers import somebody

AT = datetime(2026, 8, 17, tzinfo=UTC)


async def made(keys: Keys, organiser: UUID, subject: str) -> SubjectKey:
    """The subject's key, as the first command on its stream makes it."""
    new = keys.offer(organiser, subject)
    return await keys.ensure(organiser, subject, new) if isinstance(new, NewKey) else new


async def test_two_processes_get_the_same_key(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    here, there = Keys(engine, master), Keys(engine, master)
    one, other = await asyncio.gather(made(here, organiser, subject), made(there, organiser, subject))
    assert other.open(one.seal(b"Kim")) == b"Kim"


async def test_another_organiser_has_another_key(engine: AsyncEngine, master: MasterKey) -> None:
    subject, keys = somebody(), Keys(engine, master)
    one, stranger = uuid4(), uuid4()
    await made(keys, one, subject)
    assert isinstance((await keys.load(stranger, [subject]))[subject], LostKey)


async def test_an_erased_key_is_never_made_again(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    keys = Keys(engine, master)
    await made(keys, organiser, subject)
    assert await keys.destroy(organiser, subject, AT)
    assert not await keys.destroy(organiser, subject, AT)
    for process in (keys, Keys(engine, master)):
        with pytest.raises(ErasedError):
            await made(process, organiser, subject)


async def test_an_erasure_reaches_a_process_that_has_the_key_cached(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    here, there = Keys(engine, master), Keys(engine, master, fresh_for=0)
    await made(there, organiser, subject)
    await here.destroy(organiser, subject, AT)
    with pytest.raises(ErasedError):
        await there.existing(organiser, subject)


async def test_a_key_that_was_lost_is_not_replaced(engine: AsyncEngine, master: MasterKey) -> None:
    with pytest.raises(KeyMissingError):
        await Keys(engine, master).existing(uuid4(), somebody())


async def test_a_key_that_is_only_offered_is_not_in_the_vault(engine: AsyncEngine, master: MasterKey) -> None:
    organiser, subject = uuid4(), somebody()
    keys = Keys(engine, master)
    assert isinstance(keys.offer(organiser, subject), NewKey)
    with pytest.raises(KeyMissingError):
        await keys.existing(organiser, subject)
    key = await made(Keys(engine, master), organiser, subject)
    assert (await keys.existing(organiser, subject)).open(key.seal(b"Kim")) == b"Kim"


async def test_the_master_key_is_tried_on_the_vault(engine: AsyncEngine, master: MasterKey, tmp_path: Path) -> None:
    await Keys(engine, master).check()
    await made(Keys(engine, master), uuid4(), somebody())
    await Keys(engine, master).check()
    with pytest.raises(MasterKeyWrongError):
        await Keys(engine, MasterKey.create(tmp_path / "wrong")).check()
