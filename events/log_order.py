"""Walks the log from its first position and says where it is not what it claims to be."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from events.envelope import Envelope, leaf_hash, read
from events.tables import events, log

PAGE: Final = 1_000
"""Positions read in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not as it should be."""

    stream: str
    version: int
    what: str


@dataclass(slots=True)
class Walk:
    """What the log has said so far."""

    position: int = 0
    logged_at: datetime | None = None
    versions: dict[str, int] = field(default_factory=dict)
    indices: dict[UUID, int] = field(default_factory=dict)


async def check_order(engine: AsyncEngine, walk: Walk) -> AsyncIterator[Problem]:
    """Every problem of the logged events; `walk` then holds every stream's last logged version."""
    while True:
        query = (
            select(log, events.c.stream, events.c.version, events.c.envelope, events.c.payload)
            .join(events, events.c.seq == log.c.seq)
            .where(log.c.position >= walk.position)
            .order_by(log.c.position)
            .limit(PAGE)
        )
        async with engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            for what in (*_check_place(row, walk), *_check_event(row, walk)):
                yield Problem(stream=row.stream, version=row.version, what=what)
            _step(row, walk)
        if len(rows) < PAGE:
            return


def _step(row: Any, walk: Walk) -> None:
    walk.position = row.position + 1
    walk.logged_at = row.logged_at
    walk.versions[row.stream] = row.version
    walk.indices[row.organiser] = row.organiser_index + 1


def _check_place(row: Any, walk: Walk) -> Iterator[str]:
    if row.position != walk.position:
        yield f"positions {walk.position} to {row.position - 1} are missing"
    if row.organiser_index != walk.indices.get(row.organiser, 0):
        yield f"the organiser's index is {row.organiser_index}, not {walk.indices.get(row.organiser, 0)}"
    if walk.logged_at is not None and row.logged_at < walk.logged_at:
        yield "it was logged before the one in front of it"
    if row.version != walk.versions.get(row.stream, 0) + 1:
        yield f"it follows version {walk.versions.get(row.stream, 0)}"


def _check_event(row: Any, walk: Walk) -> Iterator[str]:
    envelope = read(row.envelope)
    if leaf_hash(row.envelope) != row.leaf:
        yield "the envelope is not the one that was hashed"
    if sha256(row.payload).hexdigest() != envelope.digest:
        yield "the payload is not the one the envelope names"
    origin = envelope.origin
    if (origin.stream, envelope.version, origin.organiser) != (row.stream, row.version, row.organiser):
        yield "the envelope belongs elsewhere"
    yield from _check_facts(envelope, walk)


def _check_facts(envelope: Envelope, walk: Walk) -> Iterator[str]:
    """What a decision relied on cannot have moved before the decision in the log's own order."""
    for stream, version in envelope.origin.facts.items():
        logged = walk.versions.get(stream, 0)
        if logged != version:
            yield f"it relied on {stream} at version {version}, and the log was at {logged}"
