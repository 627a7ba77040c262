"""Copies one stream many times inside the server: its events, commands, rows and places in the log."""

from typing import Final

import asyncpg
from sqlalchemy import Table

from benchmarks.ground import Ground
from events.tables import initiatives, tasks
from styrkedjan.embedded.postgres import SUPERUSER

AT_ONCE: Final = 100_000
"""Events copied in one transaction."""


def _rows(table: Table, alias: str) -> str:
    """Copies of the stream's rows in a read model, whatever its columns are."""
    columns = [column.name for column in table.columns if column.name != "stream"]
    return (
        f"INSERT INTO {table.name} (stream, {', '.join(columns)}) "  # noqa: S608  our own names
        f"SELECT c.stream, {', '.join(f'{alias}.{name}' for name in columns)} "
        f"FROM copies c, {table.name} {alias} WHERE {alias}.stream = $1"
    )


COPY: Final = f"""
WITH copies AS MATERIALIZED (
  SELECT 'initiative:' || gen_random_uuid() AS stream, n, (SELECT max(seq) FROM events) + n * $2 AS offset_
  FROM generate_series(0, $3 - 1) n),
model AS MATERIALIZED (
  SELECT e.*, row_number() OVER (ORDER BY e.seq) AS place FROM events e WHERE e.stream = $1),
copied_streams AS (
  INSERT INTO streams (stream, organiser, version)
  SELECT c.stream, s.organiser, s.version FROM copies c, streams s WHERE s.stream = $1),
copied_commands AS (
  INSERT INTO commands (id, stream, organiser, digest, payload, answer)
  SELECT gen_random_uuid(), c.stream, k.organiser, k.digest, k.payload, k.answer
  FROM copies c, commands k WHERE k.stream = $1),
copied_tasks AS ({_rows(tasks, "k")}),
copied_initiatives AS ({_rows(initiatives, "i")}),
copied_pending AS (
  INSERT INTO log (position, seq, organiser, organiser_index, leaf, logged_at)
  SELECT h.position + c.n * $2 + m.place - 1, c.offset_ + m.place, m.organiser, t.size + c.n * $2 + m.place - 1,
    l.leaf, h.logged_at
  FROM copies c, model m JOIN log l ON l.seq = m.seq, log_head h, trees t WHERE t.organiser = m.organiser)
INSERT INTO events (seq, stream, version, organiser, envelope, payload)
SELECT c.offset_ + m.place, c.stream, m.version, m.organiser, m.envelope, m.payload FROM copies c, model m
"""  # noqa: S608  our own names
"""$1 a stream, $2 its number of events, $3 of copies. Envelopes are copied as they are: nothing here reads them."""
MOVE: Final = (
    "SELECT setval('event_seq', (SELECT max(seq) FROM events))",
    "UPDATE log_head SET position = (SELECT count(*) FROM log)",
    "UPDATE trees t SET size = (SELECT count(*) FROM log l WHERE l.organiser = t.organiser)",
)


async def copy(ground: Ground, database: str, stream: str, number: int) -> None:
    """Add so many copies of a stream all of whose events are logged."""
    connection = await asyncpg.connect(ground.cluster.dsn(database, SUPERUSER))
    try:
        length = await connection.fetchval("SELECT version FROM streams WHERE stream = $1", stream)
        while number > 0:
            now = min(number, max(1, AT_ONCE // length))
            await connection.execute(COPY, stream, length, now)
            for statement in MOVE:
                await connection.execute(statement)
            number -= now
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
