"""Names and texts that were planted are found nowhere in plain form: in no table, no metric, no log line."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from prometheus_client import generate_latest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.refusals import Refusal
from events.sequencer import Sequencer
from styrkedjan.embedded.postgres import SUPERUSER, Cluster
from tests.domain.life import an_id
from tests.events.ledgers import House, change, register, somebody
from tests.events.lives import RecordedLife, move_in, play

PLANTED = ("Planterad Personsson", "plantera@hemlig.example", "Kollegialt lärande", "frågar först", "samtal")
"""A person, an address, and words of the initiative's forms."""


def traces(words: str) -> Iterator[bytes]:
    """The words as bytes, and as base64 wherever in a text they begin."""
    plain = words.encode()
    yield plain
    for shift in range(3):
        whole = b64encode(b"\0" * shift + plain, altchars=b"-_").rstrip(b"=")
        yield whole[(shift * 8 + 5) // 6 : -1]


async def everything(connection: Any) -> list[tuple[str, bytes]]:
    """Every value of every table, with where it was found."""
    tables = await connection.fetch(
        "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'vault', 'answering')"
    )
    found = []
    for table in tables:
        for row in await connection.fetch(f"TABLE {table['name']}"):
            for column, value in row.items():
                found.append((f"{table['name']}.{column}", value if isinstance(value, bytes) else str(value).encode()))
    return found


async def test_planted_words_are_found_nowhere(
    house: House, engine: AsyncEngine, cluster: Cluster, database_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = somebody()
    await move_in(house)
    await house.do(stream, register(PLANTED[0], PLANTED[1]))
    await house.do(stream, change(PLANTED[0]))
    await play(house, f"initiative:{an_id('initiative')}", RecordedLife().to_implementation().acts)
    with pytest.raises(Refusal) as refused:
        await house.do(somebody(), change(PLANTED[0]))
    await Sequencer(engine, house.clock).drain()
    connection = await asyncpg.connect(cluster.dsn(database_name, SUPERUSER))
    held = await everything(connection)
    await connection.close()
    held += [("metrics", generate_latest()), ("log", caplog.text.encode()), ("refusal", str(refused.value).encode())]
    assert {where for where, _ in held} >= {"public.events.payload", "public.commands.payload", "vault.keys.wrapped"}
    for words in PLANTED:
        for trace in traces(words):
            assert [where for where, value in held if trace in value] == []


def test_a_planted_word_would_be_found() -> None:
    for shift in range(3):
        stored = b64encode(b"x" * shift + PLANTED[0].encode() + b"more", altchars=b"-_")
        assert any(trace in stored for trace in traces(PLANTED[0]))
