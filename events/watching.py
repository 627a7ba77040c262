"""Everything that is going on, and how far its workflow has seen: what the waker and the reconciler compare."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, any_, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine

from events import tables as t

PAGE: Final = 500
"""Rows a statement: a held snapshot slows the sequencer."""
GOING_ON: Final = ("live", "paused", "launching", "launched", "open")
"""Of initiatives, of programmes and of handovers; no status is two kinds'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One initiative or programme that is not over."""

    stream: str
    organiser: UUID
    version: int
    seen: int
    """The version its workflow has seen; 0 for none."""
    next_due: datetime | None
    """When the workflow looks again by itself. Aware, UTC."""

    def is_behind(self, now: datetime) -> bool:
        """Whether its workflow has something to see, or to do by now."""
        return self.seen < self.version or (self.next_due is not None and self.next_due <= now)


_COLUMNS: Final = (
    t.streams.c.stream,
    t.streams.c.organiser,
    t.streams.c.version,
    t.clock.c.seen_version,
    t.clock.c.next_due,
)
_LIVES: Final = union_all(
    *(select(*table.c["stream", "organiser", "status"]) for table in (t.initiatives, t.programmes, t.handovers))
).subquery("lives")
_JOINED: Final = _LIVES.join(t.streams, t.streams.c.stream == _LIVES.c.stream).outerjoin(
    t.clock, t.clock.c.stream == _LIVES.c.stream
)
_PAGE: Final = (
    select(*_COLUMNS)
    .select_from(_JOINED)
    .where(_LIVES.c.status.in_(GOING_ON), _LIVES.c.stream > bindparam("after"))
    .order_by(_LIVES.c.stream)
    .limit(PAGE)
)
_PAGE_OF_ORGANISERS: Final = _PAGE.where(_LIVES.c.organiser == any_(bindparam("organisers", type_=ARRAY(Uuid))))
_OF: Final = (
    select(*_COLUMNS)
    .select_from(_JOINED)
    .where(_LIVES.c.status.in_(GOING_ON), _LIVES.c.stream == any_(bindparam("streams", type_=ARRAY(Text))))
    .order_by(_LIVES.c.stream)
)

_AT_POSTS: Final = union_all(*(select(*table.c["stream", "post"]) for table in (t.initiatives, t.handovers))).subquery(
    "at_posts"
)
_AT: Final = (
    select(*_COLUMNS)
    .select_from(_JOINED.join(_AT_POSTS, _AT_POSTS.c.stream == _LIVES.c.stream))
    .where(_LIVES.c.status.in_(GOING_ON), _AT_POSTS.c.post == any_(bindparam("posts", type_=ARRAY(Uuid))))
    .order_by(_LIVES.c.stream)
)
_HANDED_OVER: Final = (
    select(*_COLUMNS)
    .select_from(
        _JOINED.join(t.handovers, t.handovers.c.stream == _LIVES.c.stream).join(
            t.initiatives, t.initiatives.c.post == t.handovers.c.post
        )
    )
    .where(t.handovers.c.status == "open", t.initiatives.c.stream == any_(bindparam("streams", type_=ARRAY(Text))))
    .distinct()
)


async def going_on(engine: AsyncEngine, organisers: Sequence[UUID] | None = None) -> AsyncIterator[Sequence[Watched]]:
    """All of them, or those of some organisers, page by page."""
    after, statement, whose = "", _PAGE, {}
    if organisers is not None:
        statement, whose = _PAGE_OF_ORGANISERS, {"organisers": list(organisers)}
    while page := await _watched(engine, statement, after=after, **whose):
        yield page
        after = page[-1].stream


async def going_on_at(engine: AsyncEngine, posts: Sequence[UUID]) -> Sequence[Watched]:
    """Initiatives and handovers that are not over, at these posts."""
    return await _watched(engine, _AT, posts=list(posts))


async def handed_over(engine: AsyncEngine, initiatives: Sequence[str]) -> Sequence[Watched]:
    """The open handovers that these initiatives' streams are a part of."""
    return await _watched(engine, _HANDED_OVER, streams=list(initiatives))


async def going_on_of(engine: AsyncEngine, streams: Sequence[str]) -> Sequence[Watched]:
    """Those of `streams` that are not over."""
    return await _watched(engine, _OF, streams=list(streams))


async def _watched(engine: AsyncEngine, statement: Select[Any], **values: object) -> Sequence[Watched]:
    async with engine.connect() as connection:
        rows = (await connection.execute(statement, values)).all()
    return [
        Watched(
            stream=row.stream,
            organiser=row.organiser,
            version=row.version,
            seen=row.seen_version or 0,
            next_due=row.next_due,
        )
        for row in rows
    ]
