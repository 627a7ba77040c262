import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from styrkedjan.embedded.postgres import SUPERUSER, Cluster, ClusterError


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where also another system user may go."""
    with tempfile.TemporaryDirectory(prefix="styrkedjan-cluster-") as name:
        Path(name).chmod(0o711)
        yield Path(name) / "pg"


@pytest.fixture
def fresh(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder, say=lambda _: None)
    yield cluster
    cluster.stop()


def answers(cluster: Cluster, question: str = "SELECT 1") -> object:
    """What the server says to its superuser."""

    async def ask() -> object:
        connection = await asyncpg.connect(cluster.dsn(SUPERUSER, SUPERUSER))
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_a_cluster_lives_through_stops_and_kills(folder: Path) -> None:
    told: list[str] = []
    cluster = Cluster(folder, say=told.append)
    cluster.start()
    assert told[0] == "Creating the database cluster"
    answers(cluster, "CREATE TABLE kept AS SELECT 1 AS n")
    first = cluster.pid()
    cluster.start()
    assert cluster.pid() == first
    cluster.stop()
    assert cluster.pid() is None
    cluster.start()
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.pid() == pid:  # the kill returns before the process is gone
        time.sleep(0.01)
    cluster.start()
    assert answers(cluster, "SELECT n FROM kept") == 1
    cluster.stop()


def test_a_process_number_that_belongs_to_another_by_now_is_no_server(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    for left in (fresh.data / "postmaster.pid", fresh.socket / ".s.PGSQL.5432.lock"):
        left.write_text(f"{os.getpid()}\n{fresh.data}\n1\n5432\n{fresh.socket}\n\n1 1\nready\n")
    assert fresh.pid() is None
    fresh.start()
    assert answers(fresh) == 1


def test_an_interrupted_initialisation_is_begun_again(fresh: Cluster) -> None:
    half = fresh.data.with_suffix(".new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    fresh.start()
    assert answers(fresh) == 1


def test_it_listens_on_no_network_and_keeps_rows_out_of_its_log(fresh: Cluster) -> None:
    fresh.start()
    assert answers(fresh, "SHOW listen_addresses") == ""
    with pytest.raises(asyncpg.PostgresError):
        answers(fresh, "SELECT 'Planted Name'::int")
    assert "Planted" not in fresh.log.read_text()
    assert (fresh.folder.stat().st_mode & 0o077) == 0


def test_a_path_too_long_for_a_socket_gets_another_folder(folder: Path) -> None:
    cluster = Cluster(folder / ("long" * 30), say=lambda _: None)
    assert len(str(cluster.socket)) < 80
    cluster.start()
    try:
        assert answers(cluster) == 1
    finally:
        cluster.stop()
        cluster.socket.rmdir()


def test_binaries_in_a_private_folder_are_no_obstacle(folder: Path, tmp_path: Path) -> None:
    """As root PostgreSQL runs as `nobody`, who may not enter a checkout under /root: it gets a copy."""
    tmp_path.chmod(0o700)
    package = Cluster(folder, say=lambda _: None).tools.parent.parent
    for beside in package.parent.glob(f"{package.name}*"):
        (tmp_path / beside.name).symlink_to(beside)
    cluster = Cluster(folder, say=lambda _: None, binaries=tmp_path / package.name / "pginstall18" / "bin")
    older = folder / "postgresql-0.0.1"
    older.mkdir(parents=True)
    cluster.start()
    try:
        assert answers(cluster) == 1
    finally:
        cluster.stop()
    assert not older.exists(), "a copy belongs to the wheel's version"


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    cluster = Cluster(folder, say=lambda _: None, settings={"shared_buffers": "nonsense"})
    with pytest.raises(ClusterError, match="shared_buffers"):
        cluster.start()
