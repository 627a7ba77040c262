"""Brings a database to this version's tables and functions, or says how it differs from them."""

from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from events.engine import address
from events.scripts import SQL
from events.tables import metadata

AFTER_TABLES: Final = ("append", "sequence", "followers", "clock", "vault", "answering", "files", "grants")
"""Scripts under `events/sql` that say how things are now: run again, in this order, by every migration."""
ONE_AT_A_TIME: Final = 0x53747972
LOCK_TIMEOUT: Final = "5s"
"""While a migration waits for a table, everybody else waits behind it."""
STATEMENT_TIMEOUT: Final = "60s"
COMPARISON: Final[dict[str, Any]] = {"include_schemas": True, "compare_server_default": True}


async def migrate(dsn: str, revision: str = "head") -> None:
    """Migrate as the database's owner, all or nothing. Migrators queue; a table in use is waited for 5 s, not longer.

    Needs the roles of `deploy/postgres/roles.sql`.
    """
    engine = create_async_engine(address(dsn))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


async def differences(dsn: str) -> list[Any]:
    """What Alembic would change for the database to have `events.tables`; empty when migrations and tables agree."""
    engine = create_async_engine(address(dsn))
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare)
    finally:
        await engine.dispose()


def run_script(connection: Connection, name: str) -> None:
    """Run one of AFTER_TABLES, in the connection's transaction."""
    # Several statements in one go need the simple protocol, which only the driver's own connection speaks.
    driver: Any = connection.connection.dbapi_connection
    script = (SQL / f"{name}.sql").read_text("utf-8")
    driver.run_async(lambda raw: raw.execute(script))


def _upgrade(connection: Connection, revision: str) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    command.upgrade(_config(connection), revision)
    for name in AFTER_TABLES:
        run_script(connection, name)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _compare(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata, **COMPARISON})
    return list(compare_metadata(context, metadata))
