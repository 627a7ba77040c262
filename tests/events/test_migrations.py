import asyncio
from uuid import uuid4

import asyncpg
import pytest

from events.migrating import differences, migrate
from events.tables import metadata
from styrkedjan.embedded.postgres import OWNER, Cluster
from tests.servers import drop_database


async def test_the_migrations_make_the_tables(owner_database: str) -> None:
    assert await differences(owner_database) == []


async def test_the_migrations_give_tables_their_storage(owner_database: str) -> None:
    connection = await asyncpg.connect(owner_database)
    rows = await connection.fetch("SELECT relname, reloptions FROM pg_class WHERE relkind = 'r'")
    await connection.close()
    found = {row["relname"]: row["reloptions"] for row in rows}
    for table in metadata.sorted_tables:
        wanted = table.dialect_options["postgresql"]["with"] or {}
        assert dict(option.split("=") for option in found[table.name] or ()) == {k: str(v) for k, v in wanted.items()}


async def test_two_that_migrate_at_once_take_turns(cluster: Cluster) -> None:
    name = f"test_{uuid4().hex[:12]}"
    await cluster.provide(name)
    await asyncio.gather(*(migrate(cluster.dsn(name, OWNER)) for _ in range(3)))
    assert await differences(cluster.dsn(name, OWNER)) == []
    await drop_database(cluster, name)


async def test_a_table_in_use_is_not_waited_for_for_long(owner_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a migration waits for a lock, everybody else waits behind it."""
    monkeypatch.setattr("events.migrating.LOCK_TIMEOUT", "100ms")
    reader = await asyncpg.connect(owner_database)
    async with reader.transaction():
        await reader.execute("LOCK TABLE streams IN ACCESS SHARE MODE")
        await reader.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Exception, match="lock timeout"):
            await migrate(owner_database)
    await reader.close()
    await migrate(owner_database)


async def test_without_the_roles_the_migration_says_what_is_missing(cluster: Cluster, owner_database: str) -> None:
    """`deploy/postgres/roles.sql` is what a cluster's administrator has: the same file that we run."""
    connection = await asyncpg.connect(owner_database)
    roles = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'styrkedjan%' ORDER BY 1")
    await connection.close()
    assert [role["rolname"] for role in roles] == ["styrkedjan_app", "styrkedjan_owner", "styrkedjan_reader"]
