"""A disk that fills up: nothing acknowledged is lost, reads go on, and it goes on when there is room again."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from events import gathering
from events.engine import connect
from events.failures import StoreUnavailable
from events.records import Append, Outcome
from events.store import Store
from styrkedjan.embedded.postgres import Cluster
from tests.events.appends import an_append, stream
from tests.servers import TEMPLATE, make_template

pytestmark = pytest.mark.full

SIZE, BALLAST = 120, 20
"""Megabytes of the disk, and of what is taken away from it again."""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="styrkedjan-disk-"))
    as_root("/bin/mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0711", "tmpfs", str(folder))
    yield folder
    as_root("/bin/umount", "--lazy", str(folder))
    folder.rmdir()


def as_root(*command: str) -> None:
    subprocess.run(command, check=True)


@pytest.fixture
def full_cluster(small_disk: Path) -> Iterator[Cluster]:
    settings = {"max_wal_size": "32MB", "shared_buffers": "16MB", "checkpoint_completion_target": "0.1"}
    cluster = Cluster(small_disk / "pg", say=lambda _: None, settings=settings)
    cluster.start()
    asyncio.run(make_template(cluster))
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST << 20)
    yield cluster
    ballast.unlink(missing_ok=True)
    cluster.stop()


async def test_a_full_disk_loses_nothing_that_was_acknowledged(
    full_cluster: Cluster, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PAUSES", (0.05, 0.2))
    engine = connect(full_cluster.dsn(TEMPLATE))
    store = Store(engine)
    acknowledged = await fill(store)
    assert len(acknowledged) > 20
    await all_kept(store, acknowledged)
    (small_disk / "ballast").unlink()
    again = await until_done(store)
    await all_kept(store, [*acknowledged, again])
    await store.aclose()
    await engine.dispose()


def big() -> Append:
    """A command of some 20 kB that cannot be compressed."""
    append = an_append(stream())
    return replace(append, payload=os.urandom(10_000), answer=os.urandom(10_000))


async def fill(store: Store) -> list[Append]:
    """Append until it is refused ten times; what was acknowledged."""
    acknowledged, refused = [], 0
    while refused < 10:
        append = big()
        try:
            assert await store.append(append) in {Outcome.DONE, Outcome.ID_USED}
            acknowledged.append(append)
        except StoreUnavailable:
            refused += 1
    return acknowledged


async def until_done(store: Store) -> Append:
    """The same command, sent again and again."""
    append = big()
    async with asyncio.timeout(60):
        while True:
            try:
                assert await store.append(append) in {Outcome.DONE, Outcome.ID_USED}
            except StoreUnavailable:
                await asyncio.sleep(0.2)
            else:
                return append


async def all_kept(store: Store, appends: list[Append]) -> None:
    """Every command and its event can be read."""
    for append in appends:
        kept = await store.command(append.command_id)
        assert kept is not None
        assert kept.payload == append.payload
        assert [event.version for event in await store.tail(append.stream)] == [1]
