"""What must hold before the embedded servers start, and the sentence when it does not."""

import os
import socket
import stat
from pathlib import Path

import pytest

from styrkedjan.embedded import ground
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.locations import Folder, embedded, locate
from styrkedjan.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data")


def test_a_second_one_on_the_same_data_is_refused(folder: Folder) -> None:
    folder.path.mkdir()
    with ground.only_one(folder):
        with pytest.raises(Obstacle, match="already running"), ground.only_one(folder):
            pass
        assert folder.process.exists()
    with ground.only_one(folder):
        pass
    assert not folder.process.exists()


def test_a_folder_that_cannot_be_made_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Obstacle, match=r"file/data cannot be used.*STYRKEDJAN_DATA"):
        ground.make_folder(Folder(tmp_path / "file" / "data"))


@pytest.mark.full
def test_as_root_a_folder_that_nobody_cannot_reach_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(Obstacle, match="may not enter"):
        ground.make_folder(Folder(tmp_path / "data"))


def test_a_taken_port_is_refused_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Obstacle, match=f"Port {port} is taken.*STYRKEDJAN_TEMPORAL_PORT"):
            ground.check_ports(Settings(temporal_port=port, port=0, metrics_port=0, temporal_metrics_port=0))


def test_a_key_is_made_only_where_no_database_is(folder: Folder) -> None:
    settings = Settings(data=folder.path)
    ground.master_key(settings, folder)
    key = settings.key_file.read_bytes()
    ground.master_key(settings, folder)
    assert settings.key_file.read_bytes() == key
    folder.cluster.mkdir()
    settings.key_file.unlink()
    with pytest.raises(Obstacle, match="cannot be used"):
        ground.master_key(settings, folder)
    assert not settings.key_file.exists()


def test_the_token_is_made_once_and_only_ours_to_read(folder: Folder) -> None:
    folder.path.mkdir()
    token = ground.api_token(folder)
    assert len(token) > 40
    assert ground.api_token(folder) == token
    assert stat.S_IMODE(folder.token.stat().st_mode) == 0o600


def test_the_founders_stay_the_same(folder: Folder) -> None:
    folder.path.mkdir()
    assert folder.founders() == folder.founders()


def test_nothing_is_found_where_nothing_runs(folder: Folder) -> None:
    with pytest.raises(Obstacle, match="not running"):
        locate(Settings(data=folder.path))


def test_a_running_one_is_found_with_the_ports_it_was_given(folder: Folder) -> None:
    folder.path.mkdir()
    running = embedded(Settings(data=folder.path, temporal_port=1234, port=4321))
    with ground.only_one(folder):
        folder.announce(running)
        assert locate(Settings(data=folder.path)) == running


def test_named_servers_are_used_as_named() -> None:
    settings = Settings(database="postgresql://app@db/styrkedjan", temporal="temporal:7233")
    found = locate(settings)
    assert (found.database, found.owner) == ("postgresql://app@db/styrkedjan",) * 2
    assert found.temporal == "temporal:7233"


def test_what_is_left_behind_is_waited_for_only_while_it_lives(folder: Folder) -> None:
    folder.path.mkdir()
    said: list[str] = []
    gone = folder.path / "leash.pid"
    gone.write_text(f'{{"pid": {os.getpid()}, "began": 1.0}}')  # the number is somebody else's by now
    ground.wait_for_the_last(gone, said.append)
    assert said == []
