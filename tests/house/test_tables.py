import asyncpg

from events.migrating import differences
from events.tables import metadata


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
