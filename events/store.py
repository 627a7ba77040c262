"""The log's tables, behind ten questions and one deed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, starmap
from operator import attrgetter, itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    DateTime,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from events import tables as t
from events.failures import FAILURES, Failure, judge
from events.gathering import Gatherer
from events.records import Append, LoggedEvent, Outcome, StoredCommand, StoredEvent

COMMAND: Final = select(*t.commands.c["stream", "digest", "payload", "answer"]).where(
    t.commands.c.id == bindparam("id")
)
TAIL: Final = (
    select(*t.events.c["version", "envelope", "payload"])
    .where(t.events.c.stream == bindparam("stream"), t.events.c.version > bindparam("after"))
    .order_by(t.events.c.version)
)
_HELD: Final = (
    func.unnest(bindparam("streams", type_=ARRAY(Text)), bindparam("afters", type_=ARRAY(Integer)))
    .table_valued("stream", "after", name="held")
    .render_derived()
)
TAILS: Final = select(*t.events.c["stream", "version", "envelope", "payload"]).join_from(
    _HELD, t.events, (t.events.c.stream == _HELD.c.stream) & (t.events.c.version > _HELD.c.after)
)
_FIRST: Final = t.events.alias("first")
_NAMED: Final = (
    select(func.json_object_keys(cast(func.convert_from(_FIRST.c.envelope, "UTF8"), JSON)["facts"]).label("stream"))
    .where(_FIRST.c.stream == bindparam("stream"), _FIRST.c.version == 1)
    .subquery("named")
)
_TOGETHER: Final = union_all(
    select(bindparam("stream", type_=Text).label("stream")),
    select(_NAMED.c.stream).where(
        func.split_part(_NAMED.c.stream, ":", 1) == any_(bindparam("categories", type_=ARRAY(Text)))
    ),
).subquery("together")
WITH_FACTS: Final = select(*t.events.c["stream", "version", "envelope", "payload"]).join_from(
    _TOGETHER, t.events, t.events.c.stream == _TOGETHER.c.stream
)
VERSIONS: Final = select(*t.streams.c["stream", "version"]).where(
    t.streams.c.stream == any_(bindparam("streams", type_=ARRAY(Text)))
)
ORGANISER: Final = select(t.streams.c.organiser).where(t.streams.c.stream == bindparam("stream"))
HEAD: Final = select(t.log_head.c.position)
NOTE_CLOCK: Final = select(
    func.note_clock(
        bindparam("stream", type_=Text),
        bindparam("seen_version", type_=Integer),
        bindparam("next_due", type_=DateTime(timezone=True)),
    )
)


def _log_page() -> Select[*tuple[Any, ...]]:
    page = (
        select(t.log)
        .where(t.log.c.position >= bindparam("start"))
        .order_by(t.log.c.position)
        .limit(bindparam("limit"))
        .subquery()
    )
    # OFFSET 0 keeps the planner from turning one index lookup per event into a join over all of them.
    event = select(t.events).where(t.events.c.seq == page.c.seq).offset(literal_column("0", Integer)).lateral()
    return (
        select(
            *page.c["position", "organiser", "organiser_index", "logged_at"],
            *event.c["stream", "version", "envelope", "payload"],
        )
        .join_from(page, event, true())
        .order_by(page.c.position)
    )


LOG_PAGE: Final = _log_page()


class Store:
    """Appends and reads over `engine` (`events.engine.connect`), which stays its owner's to dispose of.

    Everything but `append` raises what SQLAlchemy raises when the database is away.
    """

    def __init__(self, engine: AsyncEngine, appended: Callable[[], None] | None = None) -> None:
        """`appended` is called after each commit, for instance to poke this process's sequencer."""
        self._engine = engine
        self._gatherer = Gatherer(engine, appended)

    async def append(self, append: Append) -> Outcome:
        """Judge and, if DONE, keep one command, together with the process's other concurrent ones.

        A lost connection is mended here: the same command is sent again until the database answers, and ID_USED then
        means that it (or an earlier one with its id) was kept; `command` tells which. Raises StoreUnavailable if the
        database stays away: nobody knows whether the command was kept; send it again.
        """
        return await self._gatherer.append(append)

    async def command(self, id_: UUID) -> StoredCommand | None:
        """The command kept under `id_`. After a lost connection `None` proves nothing: it may still commit."""
        rows = await self._rows(COMMAND, id=id_)
        if not rows:
            return None
        stream, digest, payload, answer = rows[0]
        return StoredCommand(stream=stream, digest=digest, payload=payload, answer=answer)

    async def tail(self, stream: str, after: int = 0) -> list[StoredEvent]:
        """The stream's events with versions above `after`, in order."""
        return [
            StoredEvent(stream, version, envelope, payload)
            for version, envelope, payload in await self._rows(TAIL, stream=stream, after=after)
        ]

    async def tails(self, after: Mapping[str, int]) -> dict[str, list[StoredEvent]]:
        """The events of several streams at once, of each those with versions above its own."""
        rows = await self._rows(TAILS, streams=list(after), afters=list(after.values()))
        return {stream: [] for stream in after} | _by_stream(rows)

    async def with_facts(self, stream: str, categories: Sequence[str]) -> dict[str, list[StoredEvent]]:
        """All events of the stream, and those of the streams of `categories` that its first decision relied on.

        For whoever needs both: a read costs 0.5 ms, and the first event's envelope has their names. Streams without
        events are left out.
        """
        return _by_stream(await self._rows(WITH_FACTS, stream=stream, categories=list(categories)))

    async def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """The version of each of `streams`, 0 for one that does not exist."""
        found = {row.stream: row.version for row in await self._rows(VERSIONS, streams=list(streams))}
        return {stream: found.get(stream, 0) for stream in streams}

    async def organiser_of(self, stream: str) -> UUID | None:
        """Whose stream it is, if it exists."""
        rows = await self._rows(ORGANISER, stream=stream)
        return rows[0].organiser if rows else None

    async def log(self, start: int, limit: int) -> list[LoggedEvent]:
        """At most `limit` events from position `start` on, in order."""
        return await logged_events(self._engine, LOG_PAGE, start=start, limit=limit)

    async def head(self) -> int:
        """The next position to be given."""
        position: int = (await self._rows(HEAD))[0].position
        return position

    async def note_clock(self, stream: str, seen_version: int, next_due: datetime | None) -> None:
        """Keep what the stream's workflow has seen and when it looks again; an older note than the kept one is lost."""
        await self._rows(NOTE_CLOCK, stream=stream, seen_version=seen_version, next_due=next_due)

    async def aclose(self) -> None:
        """Return when every append under way is answered."""
        await self._gatherer.aclose()

    async def _rows(self, statement: Select[Any], **values: object) -> Sequence[Any]:
        return await _fetch(self._engine, statement, values)


def _by_stream(rows: Iterable[Any]) -> dict[str, list[StoredEvent]]:
    """Rows of stream, version, envelope and payload, in any order, by stream and there by version.

    They come nearly in order. The server's sort of 400 costs 0.3 ms, this a tenth; in a loop by name more than in runs.
    """
    found: dict[str, list[StoredEvent]] = {}
    for stream, held in groupby(rows, key=itemgetter(0)):
        found.setdefault(stream, []).extend(starmap(StoredEvent, held))
    for events in found.values():
        events.sort(key=attrgetter("version"))
    return found


async def logged_events(
    engine: AsyncEngine, statement: Select[*tuple[Any, ...]], **values: object
) -> list[LoggedEvent]:
    """The rows of a statement whose columns are those of LOG_PAGE."""
    return [
        LoggedEvent(
            position=position,
            organiser=organiser,
            organiser_index=index,
            logged_at=logged_at,
            stream=stream,
            version=version,
            envelope=envelope,
            payload=payload,
        )
        for position, organiser, index, logged_at, stream, version, envelope, payload in await _fetch(
            engine, statement, values
        )
    ]


async def _fetch(engine: AsyncEngine, statement: Select[Any], values: Mapping[str, object]) -> Sequence[Any]:
    try:
        return await _fetch_once(engine, statement, values)
    except FAILURES as error:
        if judge(error) is not Failure.AWAY:
            raise
        # A connection that died in the pool says so once, and takes the others with it.
        return await _fetch_once(engine, statement, values)


async def _fetch_once(engine: AsyncEngine, statement: Select[Any], values: Mapping[str, object]) -> Sequence[Any]:
    async with engine.connect() as connection:
        rows: Sequence[Any] = (await connection.execute(statement, values)).all()
    return rows
