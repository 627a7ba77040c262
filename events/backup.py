"""Two dumps: the events without the keys, and the keys. Kept apart, an erasure is an erasure in the backups too.

The events are dumped first: a key is committed before the first event that uses it, so every event in the one has its
key in the other. The master key is in neither; whoever loses it loses every text.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateSchema

from events.engine import address
from events.migrating import migrate
from events.tables import keys

VAULT: Final = "vault"


class BackupError(Exception):
    """pg_dump or pg_restore failed; the text is its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The files of one backup."""

    events: Path
    keys: Path

    @classmethod
    def within(cls, folder: Path) -> "Backup":
        """Where the files lie in a backup's folder."""
        return cls(events=folder / "events.dump", keys=folder / "keys.dump")


async def back_up(dsn: str, folder: Path, *, tools: Path | None = None) -> Backup:
    """Dump the database at `dsn` (as its owner) into `folder`, readable for its owner only; commands go on meanwhile.

    `tools` is where pg_dump lies, as new as the server at least; without it, the PATH. Raises BackupError.
    """
    made = _make_files(folder)
    for path, selection in ((made.events, f"--exclude-schema={VAULT}"), (made.keys, f"--schema={VAULT}")):
        await _run(dsn, tools, "pg_dump", "--format=custom", "--no-owner", selection, f"--file={path}")
    return made


def _make_files(folder: Path) -> Backup:
    """Before anything is written into them, so that nobody else ever reads it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Backup.within(folder)
    for path in (made.events, made.keys):
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
    return made


async def restore(dsn: str, backup: Backup, *, with_keys: bool = True, tools: Path | None = None) -> None:
    """Restore into the empty database at `dsn`, as its owner, in a cluster that has the roles (events/sql/roles.sql).

    Without keys everything is there and verifies, and every text is unreadable. Raises BackupError.
    """
    await _require_empty(dsn)
    await _restore_one(dsn, backup.events, tools)
    if with_keys:
        await _restore_one(dsn, backup.keys, tools)
    else:
        await _make_empty_vault(dsn)
    await migrate(dsn)


async def _restore_one(dsn: str, path: Path, tools: Path | None) -> None:
    options = ("--format=custom", "--no-owner", "--exit-on-error", "--single-transaction")
    await _run(dsn, tools, "pg_restore", *options, str(path))


async def _require_empty(dsn: str) -> None:
    engine = create_async_engine(address(dsn))
    try:
        async with engine.connect() as connection:
            names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    finally:
        await engine.dispose()
    if names:
        raise BackupError("the database is not empty: restore into a new one")


async def _make_empty_vault(dsn: str) -> None:
    engine = create_async_engine(address(dsn))
    try:
        async with engine.begin() as connection:
            await connection.execute(CreateSchema(VAULT))
            await connection.run_sync(keys.create)
    finally:
        await engine.dispose()


async def _run(dsn: str, tools: Path | None, program: str, *arguments: str) -> None:
    url = make_url(dsn)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    process = await asyncio.create_subprocess_exec(
        str(tools / program) if tools else program,
        f"--dbname={_connection_string(url)}",
        *arguments,
        env={**os.environ, **secret, "LC_ALL": "C"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        raise BackupError(f"{program}: {said.decode(errors='replace').strip()}")


def _connection_string(url: URL) -> str:
    """Without the password, which every user of the machine could read in the list of processes."""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string(
        hide_password=False
    )
