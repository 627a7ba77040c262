import asyncio
from uuid import uuid4

import asyncpg
import pytest

from events.migrating import differences, migrate
from styrkedjan.embedded.postgres import OWNER, Cluster
from tests.servers import drop_database


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
