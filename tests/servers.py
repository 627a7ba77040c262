"""One PostgreSQL for a whole test run: started by the first process that asks, stopped by the last that leaves."""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg

from events.migrating import migrate
from styrkedjan.embedded.postgres import OWNER, SUPERUSER, Cluster, ClusterError

TEMPLATE = "template_migrated"
PREFIX = "styrkedjan-tests-"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum": "off",
}


@contextmanager
def shared_cluster(run: str) -> Iterator[Cluster]:
    """The run's cluster, with a migrated template; everybody in it holds `users` shared until they leave.

    Whoever comes when the last has just left starts it anew: folder and server come and go behind the door only.
    """
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{run}"
    cluster = Cluster(folder / "pg", say=lambda _: None, settings=SETTINGS)
    with _door():
        _sweep()
        folder.mkdir(mode=0o711, exist_ok=True)
        users = (folder / "users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
        if cluster.pid() is None:
            cluster.start()
            asyncio.run(make_template(cluster))
    try:
        yield cluster
    finally:
        with _door(), users, suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            cluster.stop()
            shutil.rmtree(folder)


async def make_template(cluster: Cluster) -> None:
    """A migrated database that others are copied from."""
    await cluster.provide(TEMPLATE)
    await migrate(cluster.dsn(TEMPLATE, OWNER))


async def copy_template(cluster: Cluster, name: str) -> None:
    """A fresh migrated database, in some 50 ms."""
    await _as_superuser(cluster, f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER {OWNER}')


async def drop_database(cluster: Cluster, name: str) -> None:
    """Also when somebody is still connected."""
    await _as_superuser(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _as_superuser(cluster: Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster.dsn(SUPERUSER, SUPERUSER))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def _door() -> Iterator[None]:
    """One at a time, in all runs of this system user. The file stays: one that went could be locked twice."""
    with (Path(tempfile.gettempdir()) / f"{PREFIX.removesuffix('-')}.{os.geteuid()}").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _sweep() -> None:
    """Stops the clusters of runs that were killed: nobody holds their `users` any more."""
    for users in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/users"):
        with suppress(OSError, ClusterError), users.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Cluster(users.parent / "pg", say=lambda _: None).stop()
            shutil.rmtree(users.parent)
