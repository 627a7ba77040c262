"""A backup restored into a fresh cluster, with its keys and without."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.answering import Verdict
from events.backup import Backup, BackupError, back_up, restore
from events.engine import connect
from events.files import CHUNK, Files, Place
from events.keys import Keys, MasterKey
from events.migrating import differences
from events.reading import Reader
from events.sealing import NO_KEY, KeyMissingError, text
from events.sequencer import Sequencer
from events.store import Store
from events.verify import verify
from styrkedjan.embedded.postgres import OWNER, Cluster
from tests.events.ledgers import House, another_process, change, register, somebody
from tests.events.test_answering import Round

NAME = "restored"


@pytest.fixture(scope="module")
def fresh() -> Iterator[Cluster]:
    """A cluster that has never held anything."""
    folder = Path(tempfile.mkdtemp(prefix="styrkedjan-restore-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "pg", say=lambda _: None, settings={"fsync": "off"})
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


FILE = b"%PDF-" + b"x" * 2 * CHUNK


async def _parts(content: bytes) -> AsyncIterator[bytes]:
    yield content


class Saved(NamedTuple):
    backup: Backup
    stream: str
    erased: str
    talk: Round
    master: MasterKey
    place: Place
    file: UUID


@pytest.fixture
async def saved(house: House, engine: AsyncEngine, owner_database: str, cluster: Cluster, tmp_path: Path) -> Saved:
    """A backup of two people, one of them erased, and of four who have answered by code."""
    stream, erased = somebody(), somebody()
    await house.do(stream, register("Åsa Öberg"))
    await house.do(erased, register("Kim Exempel"))
    await house.keys.destroy(house.organiser, erased, house.clock.at)
    await Sequencer(engine, house.clock).drain()
    talk = await Round(house, engine).begin()
    for code in talk.codes[:4]:
        await talk.says(code)
    place = Place(house.organiser, stream)
    file = (await Files(engine, house.keys).store(place, _parts(FILE))).file
    backup = await back_up(owner_database, tmp_path / "backup", tools=cluster.tools)
    return Saved(backup, stream, erased, talk, house.keys._master, place, file)


@asynccontextmanager
async def restored(cluster: Cluster, name: str, backup: Backup, *, with_keys: bool) -> AsyncIterator[AsyncEngine]:
    await cluster.provide(name)
    await restore(cluster.dsn(name, OWNER), backup, with_keys=with_keys, tools=cluster.tools)
    engine = connect(cluster.dsn(name))
    try:
        yield engine
    finally:
        await engine.dispose()


async def name_of(keys: Keys, house: House, engine: AsyncEngine, stream: str) -> str:
    _, _, id_ = stream.partition(":")
    rows = {str(person): row for person, row in (await Reader(engine).persons(house.organiser)).items()}
    return text((await keys.load(house.organiser, [stream]))[stream].open(rows[id_].name))


async def test_with_keys_everything_is_there_but_what_was_erased(
    house: House, saved: Saved, fresh: Cluster, master: MasterKey
) -> None:
    async with restored(fresh, "with_keys", saved.backup, with_keys=True) as engine:
        again = another_process(house, engine, master)
        assert await name_of(again.keys, house, engine, saved.stream) == "Åsa Öberg"
        assert await name_of(again.keys, house, engine, saved.erased) == "[erased]"
        assert (await again.do(saved.stream, change("Åsa Ny"))).version == 2
        await Sequencer(engine, house.clock).drain()
        assert (await verify(engine)).problems == []
        await again.store.aclose()


async def test_what_was_answered_by_code_and_not_yet_counted_is_there_again(saved: Saved, fresh: Cluster) -> None:
    talk = saved.talk
    async with restored(fresh, "with_codes", saved.backup, with_keys=True) as engine:
        again = replace(talk, engine=engine)
        assert await again.says(talk.codes[0]) is Verdict.SPENT
        assert await again.says(talk.codes[4]) is Verdict.COUNTED
        assert await again.counts() == (5, ((0, 5, 0, 0),) * 18)


async def test_files_are_there_again_and_cannot_be_read_without_the_keys(saved: Saved, fresh: Cluster) -> None:
    for with_keys in (True, False):
        name = f"files_{with_keys}".lower()
        async with restored(fresh, name, saved.backup, with_keys=with_keys) as engine:
            files = Files(engine, Keys(engine, saved.master))
            whole = await files.find(saved.place, saved.file)
            assert whole is not None
            if with_keys:
                assert b"".join([part async for part in files.read(saved.place, whole)]) == FILE
            else:
                with pytest.raises(KeyMissingError):
                    [part async for part in files.read(saved.place, whole)]


async def test_without_keys_everything_verifies_and_nothing_can_be_read(
    house: House, saved: Saved, fresh: Cluster, master: MasterKey
) -> None:
    async with restored(fresh, "without_keys", saved.backup, with_keys=False) as engine:
        again = another_process(house, engine, master)
        assert (await verify(engine)).problems == []
        assert await name_of(again.keys, house, engine, saved.stream) == text(NO_KEY)
        with pytest.raises(KeyMissingError):
            await again.do(saved.stream, change("Någon"))
        await again.store.aclose()
        assert await differences(fresh.dsn("without_keys", OWNER)) == []


async def test_the_events_dump_holds_no_key_and_only_its_owner_can_read_either(
    saved: Saved, engine: AsyncEngine
) -> None:
    for path in (saved.backup.events, saved.backup.keys):
        assert path.stat().st_mode & 0o777 == 0o600
    assert b"keep_key" in saved.backup.keys.read_bytes()
    assert b"keep_key" not in saved.backup.events.read_bytes()


async def test_nothing_is_restored_over_something(
    saved: Saved, owner_database: str, cluster: Cluster, store: Store
) -> None:
    with pytest.raises(BackupError, match="not empty"):
        await restore(owner_database, saved.backup, tools=cluster.tools)


async def test_a_failure_says_why(tmp_path: Path, cluster: Cluster) -> None:
    with pytest.raises(BackupError, match="no_such_database"):
        await back_up(cluster.dsn("no_such_database", OWNER), tmp_path, tools=cluster.tools)
