"""An embedded installation copied, thrown away and put back."""

import asyncio
import contextlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select

from domain import person
from events import tables as t
from events.engine import connect
from events.keys import Keys, MasterKey
from events.sealing import LostKey
from styrkedjan import backup as copies
from styrkedjan import cli
from styrkedjan.bootstrap import begin
from styrkedjan.embedded import ground
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import Cluster
from styrkedjan.embedded.services import Database
from styrkedjan.locations import Folder, embedded
from styrkedjan.reset import reset
from styrkedjan.settings import Settings


@pytest.fixture
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="styrkedjan-keeping-") as folder:
        Path(folder).chmod(0o711)
        yield Settings(data=Path(folder) / "data", language="en")


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[None]:
    """The database of an installation, as `up` has it."""
    folder = Folder(settings.data)
    ground.make_folder(folder)
    ground.master_key(settings, folder)
    database = Database(Cluster(folder.cluster, say=lambda _: None))
    with ground.only_one(folder):
        try:
            database.start()
            database.wait()
            asyncio.run(begin(embedded(settings).database, settings.key_file, folder.founders(), "sv"))
            folder.announce(embedded(settings))
            yield
        finally:
            database.stop()


async def state(settings: Settings) -> tuple[int, bool]:
    """How many events there are, and whether the admin's key is lost."""
    engine = connect(embedded(settings).database)
    founders = Folder(settings.data).founders()
    admin = person.stream(founders.admin)
    try:
        async with engine.connect() as connection:
            events = (await connection.execute(select(func.count()).select_from(t.events))).scalar_one()
        keys = Keys(engine, MasterKey.load(settings.key_file))
        loaded = await keys.load(founders.organiser, [admin])
        return events, isinstance(loaded[admin], LostKey)
    finally:
        await engine.dispose()


@pytest.mark.parametrize("with_keys", [True, False])
def test_what_was_thrown_away_is_put_back(settings: Settings, tmp_path: Path, *, with_keys: bool) -> None:
    console = Console(file=io.StringIO(), width=200)
    with running(settings):
        before, _ = asyncio.run(state(settings))
        copies.backup(settings, tmp_path / "copy", console)
        with pytest.raises(Obstacle, match="already running"):
            reset(settings)
    with pytest.raises(Obstacle, match="There is an installation"):
        copies.restore(settings, tmp_path / "copy", console)
    key = settings.key_file.read_bytes()
    reset(settings)
    assert list(settings.data.iterdir()) == []
    if not with_keys:
        (tmp_path / "copy" / "keys.dump").unlink()
    copies.restore(settings, tmp_path / "copy", console)
    settings.key_file.write_bytes(key)
    settings.key_file.chmod(0o600)
    with running(settings):
        assert asyncio.run(state(settings)) == (before, not with_keys)


def test_nothing_is_thrown_away_or_put_back_while_it_runs(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STYRKEDJAN_DATA", str(settings.data))
    (tmp_path / "events.dump").write_bytes(b"")
    folder = Folder(settings.data)
    ground.make_folder(folder)
    with ground.only_one(folder):
        kept = sorted(settings.data.iterdir())
        for words in (("reset", "--yes"), ("restore", str(tmp_path))):
            assert cli.run(("--lang", "en", *words)) == 7
            said = capsys.readouterr().err
            assert "already running" in said
            assert "Traceback" not in said
        assert sorted(settings.data.iterdir()) == kept


def test_what_is_no_copy_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Obstacle, match="cannot be made or put back"):
        copies.restore(settings, tmp_path, Console(file=io.StringIO()))


def test_production_is_not_thrown_away() -> None:
    with pytest.raises(Obstacle, match="Only an embedded installation"):
        reset(Settings(database="postgresql://app@db/styrkedjan", temporal="temporal:7233"))
