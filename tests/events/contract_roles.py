"""What the application's and the reader's role may not do."""

import asyncpg
import pytest
from sqlalchemy import Table

from events.records import Outcome
from events.store import Store
from events.tables import ANSWERING, metadata
from styrkedjan.embedded.postgres import Cluster
from tests.events.appends import an_append, stream

TABLES = sorted(metadata.tables.values(), key=str)


class RoleContract:
    """Tables are written by the functions only."""

    @pytest.mark.parametrize("table", TABLES, ids=str)
    async def test_the_application_may_only_read_a_table(self, database: str, table: Table) -> None:
        column = next(iter(table.c)).name
        connection = await asyncpg.connect(database)
        for statement in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {column} = {column}",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        if table.schema == ANSWERING:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"SELECT FROM {table}")
        else:
            await connection.execute(f"SELECT FROM {table}")
        await connection.close()

    async def test_the_reader_sees_no_keys_and_runs_no_function(self, cluster: Cluster, database_name: str) -> None:
        connection = await asyncpg.connect(cluster.dsn(database_name, "styrkedjan_reader"))
        await connection.execute("SELECT FROM public.events")
        for statement in (
            "SELECT FROM vault.keys",
            "SELECT FROM answering.counters",
            "SELECT answering.close_round('00000000-0000-0000-0000-000000000001')",
            "SELECT sequence_batch(1, now())",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.close()

    async def test_a_table_of_the_callers_own_is_not_mistaken_for_ours(self, store: Store, database: str) -> None:
        """SECURITY DEFINER functions pin their search_path, with pg_temp last."""
        connection = await asyncpg.connect(database)
        await connection.execute("CREATE TEMP TABLE log_head (position bigint, logged_at timestamptz)")
        await connection.execute("INSERT INTO log_head VALUES (1000, '-infinity')")
        assert await store.append(an_append(stream())) is Outcome.DONE
        assert await connection.fetchval("SELECT sequence_batch(10, now())") == 1
        assert await store.head() == 1
        await connection.close()

    async def test_a_key_is_kept_once_and_not_made_again_after_its_destruction(self, database: str) -> None:
        connection = await asyncpg.connect(database)
        organiser = "00000000-0000-0000-0000-000000000001"
        keep = "SELECT vault.keep_key($1, 'person:1', $2)"
        destroy = "SELECT vault.destroy_key($1, 'person:1', now())"
        assert await connection.fetchval(keep, organiser, b"first") == b"first"
        assert await connection.fetchval(keep, organiser, b"second") == b"first"
        assert await connection.fetchval(destroy, organiser)
        assert not await connection.fetchval(destroy, organiser)
        assert await connection.fetchval(keep, organiser, b"third") is None
        await connection.close()
