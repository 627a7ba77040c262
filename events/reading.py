"""What the pages, the API and the command line ask of the read models. Texts come out sealed."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Table,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.actors import Role, Standing
from domain.messages import N_
from domain.organiser import post_of
from domain.person import stream as person_stream
from domain.post.timeline import EMPTY
from domain.programme.events import Known
from domain.refusals import Unmet
from domain.sealed import Sealed
from domain.tasks import Key
from events.reading_rows import read_holding, read_initiative, read_person, read_programme, read_task
from events.records import HoldingRow, InitiativeRow, PersonRow, ProgrammeRow, TaskRow
from events.tables import handovers, holdings, initiatives, persons, programmes, streams, tasks

LIVE = ("open", "answered")
GOING_ON = ("live", "paused")
What = Literal["task", "initiative", "programme", "handover", "person"]
"""What has ids that people write the beginning of."""
TABLES: Final[Mapping[What, Table]] = {
    "task": tasks,
    "initiative": initiatives,
    "programme": programmes,
    "handover": handovers,
    "person": persons,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxTask:
    """An open task with the initiative or handover it belongs to."""

    stream: str
    version: int
    """The stream's version when the task last changed; not the one to act on (`If-Match`): read the stream for that."""
    title: Sealed | None
    """The initiative's, under the key of `stream`; a handover has none."""
    unit: UUID
    stage: int | None
    paused: bool
    """Its initiative is: nothing is late."""
    task: TaskRow
    new_since: date | None
    """The first day of a principal whom the initiative has not taken up yet: their due days are about to be eased."""
    after: UUID | None = None
    """Whose successor is to be named; read from the stream, for no row holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One initiative of the overview."""

    stream: str
    version: int
    initiative: InitiativeRow

    @property
    def id(self) -> UUID:
        return _id_of(self.stream)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOverview:
    """One programme of the overview."""

    stream: str
    version: int
    programme: ProgrammeRow


_NEW_SINCE: Final = case(
    (
        and_(
            initiatives.c.status == "live",
            initiatives.c.started < holdings.c.service_since,
            or_(
                initiatives.c.principal.is_distinct_from(holdings.c.principal),
                initiatives.c.came_on < holdings.c.service_since,
            ),
        ),
        holdings.c.service_since,
    )
)


class Reader:
    """The queries; each is one statement for one organiser."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection | None = None) -> None:
        self._engine = engine
        self._connection = connection

    @asynccontextmanager
    async def at_once(self) -> "AsyncIterator[Reader]":
        """A reader of which every answer is of the same moment: one transaction, REPEATABLE READ."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield Reader(self._engine, connection)

    async def inbox(self, organiser: UUID, standing: Standing, today: date) -> Sequence[InboxTask]:
        """Open tasks that are this actor's: by role, by post, as facilitator or manager, or handed to them.

        Earliest due first, by the due days that are written.
        """
        query = (
            select(
                tasks,
                *initiatives.c["title", "stage", "status"],
                func.coalesce(initiatives.c.unit, handovers.c.unit).label("unit"),
                _NEW_SINCE.label("new_since"),
            )
            .outerjoin(initiatives, initiatives.c.stream == tasks.c.stream)
            .outerjoin(handovers, handovers.c.stream == tasks.c.stream)
            .outerjoin(holdings, and_(holdings.c.post == func.coalesce(tasks.c.post, handovers.c.post), on_day(today)))
            .where(tasks.c.organiser == organiser, tasks.c.state.in_(LIVE), _addressed_to(standing))
            .order_by(tasks.c.due.asc().nulls_last(), tasks.c.task)
        )
        return [_inbox_task(row) for row in await self.rows(query)]

    async def holders(self, organiser: UUID, today: date) -> Mapping[UUID, HoldingRow]:
        """Who holds which post that day, by post; posts that nothing was recorded of are vacant and left out."""
        query = select(holdings).where(holdings.c.organiser == organiser, on_day(today))
        return {row.post: read_holding(row) for row in await self.rows(query)}

    async def posts_of(self, organiser: UUID, person: UUID, today: date) -> Sequence[HoldingRow]:
        """The posts that somebody answers for that day, and those they hold while a deputy does."""
        whose = or_(holdings.c.person == person, holdings.c.principal == person)
        query = (
            select(holdings).where(holdings.c.organiser == organiser, whose, on_day(today)).order_by(holdings.c.post)
        )
        return [read_holding(row) for row in await self.rows(query)]

    async def tasks_of(self, stream: str) -> Sequence[TaskRow]:
        """Every task an initiative has had, oldest first."""
        query = select(tasks).where(tasks.c.stream == stream).order_by(tasks.c.opened, tasks.c.task)
        return [read_task(row) for row in await self.rows(query)]

    async def initiatives(
        self, organiser: UUID, standing: Standing, *, after: str = "", limit: int = 50
    ) -> Sequence[Overview]:
        """At most `limit` initiatives this actor may read, by stream name, after the one named `after`: the cursor."""
        query = (
            select(initiatives)
            .where(initiatives.c.organiser == organiser, initiatives.c.stream > after, _readable_by(standing))
            .order_by(initiatives.c.stream)
            .limit(limit)
        )
        rows = await self.rows(query)
        return [Overview(stream=row.stream, version=row.version, initiative=read_initiative(row)) for row in rows]

    async def known_of(
        self, organiser: UUID, units: Iterable[UUID], today: date, *, beside: UUID | None = None
    ) -> Mapping[UUID, Known]:
        """What speaks for thinking twice about one more initiative at these units, `beside` a programme's own."""
        place = _places(units)
        query = (
            select(
                place.c.unit,
                *initiatives.c["stream", "status", "low_capacity"],
                or_(holdings.c.standing.is_(None), holdings.c.standing.in_(EMPTY)).label("vacant"),
            )
            .select_from(place)
            .outerjoin(
                holdings, and_(holdings.c.post == place.c.post, holdings.c.organiser == organiser, on_day(today))
            )
            .outerjoin(
                initiatives,
                and_(
                    initiatives.c.organiser == organiser,
                    initiatives.c.unit == place.c.unit,
                    initiatives.c.programme.is_distinct_from(beside) if beside else true(),
                    or_(initiatives.c.status.in_(GOING_ON), initiatives.c.low_capacity.is_not(None)),
                ),
            )
            .order_by(initiatives.c.started, initiatives.c.stream)
        )
        found: dict[UUID, Known] = {}
        for row in await self.rows(query):
            found[row.unit] = _also(found.get(row.unit, Known(unit=row.unit, vacant=row.vacant)), row)
        return {unit: known for unit, known in found.items() if known.speaks}

    async def programmes(self, organiser: UUID, *, after: str = "", limit: int = 50) -> Sequence[ProgrammeOverview]:
        """At most `limit` programmes, by stream name, after the one named `after`: the cursor of the next page."""
        query = (
            select(programmes)
            .where(programmes.c.organiser == organiser, programmes.c.stream > after)
            .order_by(programmes.c.stream)
            .limit(limit)
        )
        return [
            ProgrammeOverview(stream=row.stream, version=row.version, programme=read_programme(row))
            for row in await self.rows(query)
        ]

    async def live_of(self, organiser: UUID, template: str) -> Sequence[Overview]:
        """The initiatives of one kind that go on, or are paused."""
        query = (
            select(initiatives)
            .where(
                initiatives.c.organiser == organiser,
                initiatives.c.template == template,
                initiatives.c.status.in_(("live", "paused")),
            )
            .order_by(initiatives.c.stream)
        )
        rows = await self.rows(query)
        return [Overview(stream=row.stream, version=row.version, initiative=read_initiative(row)) for row in rows]

    async def naming(self, organiser: UUID, person: UUID) -> Sequence[Overview]:
        """The initiatives that go on, or are paused, in which somebody is something by name."""
        query = (
            select(initiatives)
            .where(
                initiatives.c.organiser == organiser,
                literal(person) == any_(initiatives.c.persons),
                initiatives.c.status.in_(GOING_ON),
            )
            .order_by(initiatives.c.stream)
        )
        rows = await self.rows(query)
        return [Overview(stream=row.stream, version=row.version, initiative=read_initiative(row)) for row in rows]

    async def going_on(self, organiser: UUID) -> Sequence[str]:
        """The streams of the organiser's initiatives that go on, or are paused."""
        query = (
            select(initiatives.c.stream)
            .where(initiatives.c.organiser == organiser, initiatives.c.status.in_(GOING_ON))
            .order_by(initiatives.c.stream)
        )
        return [row.stream for row in await self.rows(query)]

    async def live_by_template(self, organiser: UUID) -> dict[tuple[str, int], int]:
        """How many initiatives go on, or are paused, by template and version."""
        query = (
            select(initiatives.c.template, initiatives.c.template_version, func.count().label("live"))
            .where(initiatives.c.organiser == organiser, initiatives.c.status.in_(("live", "paused")))
            .group_by(initiatives.c.template, initiatives.c.template_version)
        )
        return {(row.template, row.template_version): row.live for row in await self.rows(query)}

    async def streams(self, organiser: UUID, category: str) -> Sequence[str]:
        """The names of an organiser's streams of one kind."""
        query = (
            select(streams.c.stream)
            .where(streams.c.organiser == organiser, streams.c.stream.startswith(f"{category}:"))
            .order_by(streams.c.stream)
        )
        return [row.stream for row in await self.rows(query)]

    async def persons(self, organiser: UUID, ids: Iterable[UUID] | None = None) -> dict[UUID, PersonRow]:
        """These persons, or everybody; sealed under the keys of `domain.person.stream(id)`."""
        query = select(persons).where(persons.c.organiser == organiser)
        if ids is not None:
            query = query.where(persons.c.stream.in_([person_stream(id_) for id_ in ids]))
        rows = await self.rows(query)
        return {_id_of(row.stream): read_person(row) for row in rows}

    async def ids(self, organiser: UUID, what: What, prefix: str) -> Sequence[UUID]:
        """The ids that begin with `prefix`, at most ten: one is the answer, more are a question."""
        table = TABLES[what]
        name = cast(tasks.c.task, Text) if what == "task" else table.c.stream
        start = prefix.lower() if what == "task" else f"{what}:{prefix.lower()}"
        query = (
            select(name.label("name"))
            .where(table.c.organiser == organiser, name.startswith(start, autoescape=True))
            .order_by(name)
            .limit(10)
        )
        return [_id_of(row.name) for row in await self.rows(query)]

    async def stream_of(self, organiser: UUID, task: UUID) -> str | None:
        """The initiative a task belongs to."""
        query = select(tasks.c.stream).where(tasks.c.organiser == organiser, tasks.c.task == task)
        rows = await self.rows(query)
        return rows[0].stream if rows else None

    async def rows(self, query: Select[Any]) -> Sequence[Any]:
        """What a query over the read models gives."""
        if self._connection is not None:
            held: Sequence[Any] = (await self._connection.execute(query)).all()
            return held
        async with self._engine.connect() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
            return rows


def _places(units: Iterable[UUID]) -> TableValuedAlias:
    """Units with their posts, as rows."""
    ids = sorted(set(units))
    pairs = (bindparam(None, held, type_=ARRAY(Uuid)) for held in (ids, [post_of(unit) for unit in ids]))
    return func.unnest(*pairs).table_valued(column("unit", Uuid), column("post", Uuid)).render_derived("place")


def _also(known: Known, row: Any) -> Known:
    """With one more initiative of its unit, where there is one."""
    if row.stream is None:
        return known
    one = _id_of(row.stream)
    live = (*known.live, one) if row.status in GOING_ON else known.live
    low = known.low_capacity if row.low_capacity is None else one if row.low_capacity else None
    return replace(known, live=live, low_capacity=low)


def on_day(today: date) -> ColumnElement[bool]:
    """The holdings of that day."""
    return and_(holdings.c.since <= today, or_(holdings.c.until.is_(None), holdings.c.until >= today))


def cursor_wrong() -> Unmet:
    """It is not one that a page has given."""
    return Unmet("cursor_wrong", N_("“after” takes the “next” of the page before."))


def managed(manager: ColumnElement[UUID | None], standing: Standing) -> ColumnElement[bool]:
    """What `domain.handover.decide.is_manager` says of a post, by the manager who is named for it."""
    if standing.is_contact:
        return or_(manager.is_(None), manager == standing.own)
    return manager == standing.own if standing.own is not None else false()


def _addressed_to(standing: Standing) -> ColumnElement[bool]:
    """What `is_holder` and `is_handed` (`domain.initiative.rights`), and a handover's `is_manager`, say of the rows."""
    comment = tasks.c.key == Key.OUTGOING_COMMENT.value
    mine: list[ColumnElement[bool]] = [and_(tasks.c.post.in_(standing.posts), ~comment)] if standing.posts else []
    if held := standing.posts | standing.sees:
        leaver = and_(initiatives.c.principal == standing.stands_for, holdings.c.principal == standing.stands_for)
        mine.append(and_(tasks.c.post.in_(held), comment, leaver))
    if standing.has(Role.ORGANISER):
        mine.append(tasks.c.address == "organiser")
    if standing.own is not None:
        mine.append(and_(tasks.c.address == "manager", managed(holdings.c.manager, standing)))
        handed = and_(tasks.c.handed_to == standing.own, _readable_by(standing))
        mine += [literal(standing.own) == any_(tasks.c.persons), handed]
    return or_(false(), *mine)


def _readable_by(standing: Standing) -> ColumnElement[bool]:
    """What `domain.initiative.rights.may_read` says, asked of the rows."""
    if standing.has(Role.ORGANISER, Role.AUDITOR):
        return true()
    seen = standing.posts | standing.sees
    mine: list[ColumnElement[bool]] = [initiatives.c.post.in_(seen)] if seen else []
    if standing.own is not None:
        mine.append(literal(standing.own) == any_(initiatives.c.persons))
    return or_(false(), *mine)


def _id_of(name: str) -> UUID:
    return UUID(name.rpartition(":")[2])


def _inbox_task(row: Any) -> InboxTask:
    return InboxTask(
        stream=row.stream,
        version=row.version,
        title=row.title,
        unit=row.unit,
        stage=row.stage,
        paused=row.status == "paused",
        task=read_task(row),
        new_since=row.new_since,
    )
