"""Where benchmarks run: a PostgreSQL of their own that waits for its disk, and databases in it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg

from events.keys import MasterKey
from events.migrating import migrate
from styrkedjan.embedded.postgres import OWNER, SUPERUSER, Cluster

TEMPLATE: Final = "template_migrated"


class Ground:
    """One cluster, as `make up` starts it: fsync on, the wheel's own defaults. Everything in it is deleted after."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder / "pg", say=lambda _: None)
        self.master = MasterKey.create(folder / "master.key")
        self._made = 0

    async def database(self, name: str, *, empty: bool = False) -> str:
        """The name of a fresh database: ours, migrated, or an `empty` one for a peer."""
        await self._provide_template()
        self._made += 1
        name = f"{name}_{self._made}"
        template = "" if empty else f"TEMPLATE {TEMPLATE}"
        await self._run(f'CREATE DATABASE "{name}" {template} OWNER {OWNER}')
        return name

    async def drop(self, name: str) -> None:
        """Give its place back."""
        await self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def dsn(self, name: str) -> str:
        """As the application."""
        return self.cluster.dsn(name)

    def owner_dsn(self, name: str) -> str:
        """As the owner, who may create tables: the peers' role."""
        return self.cluster.dsn(name, OWNER)

    async def settle(self) -> None:
        """Write out what earlier work left behind, so that nobody pays for somebody else's."""
        await self._run("CHECKPOINT")

    async def _provide_template(self) -> None:
        if self._made == 0:
            await self.cluster.provide(TEMPLATE)
            await migrate(self.cluster.dsn(TEMPLATE, OWNER))

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.cluster.dsn("postgres", SUPERUSER))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def ground() -> Iterator[Ground]:
    """A running cluster in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="styrkedjan-bench-"))
    folder.chmod(0o711)  # as root PostgreSQL runs as nobody, who has to pass through
    try:
        made = Ground(folder)
        made.cluster.start()
        try:
            yield made
        finally:
            made.cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
