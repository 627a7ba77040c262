"""What the pages, the API and the command line ask of the read models. Texts come out sealed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, any_, cast, false, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.actors import Role, Standing
from domain.person import stream as person_stream
from domain.sealed import Sealed
from events.records import InitiativeRow, PersonRow, TaskRow
from events.tables import initiatives, persons, tasks

LIVE = ("open", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxTask:
    """An open task with the initiative it belongs to."""

    stream: str
    version: int
    """The stream's version when the task last changed; not the one to act on (`If-Match`): read the stream for that."""
    title: Sealed
    """The initiative's, under the key of `stream`."""
    unit: UUID
    stage: int
    task: TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One initiative of the overview."""

    stream: str
    version: int
    initiative: InitiativeRow


class Reader:
    """The queries; each is one statement for one organiser."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def inbox(self, organiser: UUID, standing: Standing) -> Sequence[InboxTask]:
        """Open tasks that are this actor's: by role, by post, as facilitator, or handed to them. Earliest due first."""
        query = (
            select(tasks, initiatives.c.title, initiatives.c.unit, initiatives.c.stage)
            .join(initiatives, initiatives.c.stream == tasks.c.stream)
            .where(tasks.c.organiser == organiser, tasks.c.state.in_(LIVE), _addressed_to(standing))
            .order_by(tasks.c.due.asc().nulls_last(), tasks.c.task)
        )
        return [_inbox_task(row) for row in await self._rows(query)]

    async def tasks_of(self, stream: str) -> Sequence[TaskRow]:
        """Every task an initiative has had, oldest first."""
        query = select(tasks).where(tasks.c.stream == stream).order_by(tasks.c.opened, tasks.c.task)
        return [read_task(row) for row in await self._rows(query)]

    async def initiatives(self, organiser: UUID, *, after: str = "", limit: int = 50) -> Sequence[Overview]:
        """At most `limit` initiatives, by stream name, after the one named `after`: the cursor of the next page."""
        query = (
            select(initiatives)
            .where(initiatives.c.organiser == organiser, initiatives.c.stream > after)
            .order_by(initiatives.c.stream)
            .limit(limit)
        )
        rows = await self._rows(query)
        return [Overview(stream=row.stream, version=row.version, initiative=read_initiative(row)) for row in rows]

    async def live_at(self, organiser: UUID, unit: UUID) -> Sequence[Overview]:
        """The initiatives that go on, or are paused, at a unit."""
        query = (
            select(initiatives)
            .where(
                initiatives.c.organiser == organiser,
                initiatives.c.unit == unit,
                initiatives.c.status.in_(("live", "paused")),
            )
            .order_by(initiatives.c.stream)
        )
        rows = await self._rows(query)
        return [Overview(stream=row.stream, version=row.version, initiative=read_initiative(row)) for row in rows]

    async def persons(self, organiser: UUID, ids: Iterable[UUID] | None = None) -> dict[UUID, PersonRow]:
        """These persons, or everybody; sealed under the keys of `domain.person.stream(id)`."""
        query = select(persons).where(persons.c.organiser == organiser)
        if ids is not None:
            query = query.where(persons.c.stream.in_([person_stream(id_) for id_ in ids]))
        rows = await self._rows(query)
        return {_id_of(row.stream): read_person(row) for row in rows}

    async def ids(self, organiser: UUID, what: Literal["task", "initiative", "person"], prefix: str) -> Sequence[UUID]:
        """The ids that begin with `prefix`, at most ten: one is the answer, more are a question."""
        table = {"task": tasks, "initiative": initiatives, "person": persons}[what]
        name = cast(tasks.c.task, Text) if what == "task" else table.c.stream
        start = prefix.lower() if what == "task" else f"{what}:{prefix.lower()}"
        query = (
            select(name.label("name"))
            .where(table.c.organiser == organiser, name.startswith(start, autoescape=True))
            .order_by(name)
            .limit(10)
        )
        return [_id_of(row.name) for row in await self._rows(query)]

    async def stream_of(self, organiser: UUID, task: UUID) -> str | None:
        """The initiative a task belongs to."""
        query = select(tasks.c.stream).where(tasks.c.organiser == organiser, tasks.c.task == task)
        rows = await self._rows(query)
        return rows[0].stream if rows else None

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
            return rows


def _addressed_to(standing: Standing) -> ColumnElement[bool]:
    mine: list[ColumnElement[bool]] = [tasks.c.post.in_(standing.posts)] if standing.posts else []
    if standing.has(Role.ORGANISER):
        mine.append(tasks.c.address == "organiser")
    if standing.person is not None:
        mine += [literal(standing.person) == any_(tasks.c.persons), tasks.c.handed_to == standing.person]
    return or_(false(), *mine)


def _id_of(name: str) -> UUID:
    return UUID(name.rpartition(":")[2])


def _inbox_task(row: Any) -> InboxTask:
    return InboxTask(
        stream=row.stream, version=row.version, title=row.title, unit=row.unit, stage=row.stage, task=read_task(row)
    )


def read_task(row: Any) -> TaskRow:
    """The row of the inbox read model."""
    return TaskRow(
        task=row.task,
        key=row.key,
        state=row.state,
        address=row.address,
        post=row.post,
        persons=tuple(row.persons),
        handed_to=row.handed_to,
        opened=row.opened,
        due=row.due,
    )


def read_initiative(row: Any) -> InitiativeRow:
    """The row of the overview read model."""
    return InitiativeRow(
        title=row.title,
        unit=row.unit,
        post=row.post,
        template=row.template,
        track=row.track,
        stage=row.stage,
        status=row.status,
        stalled=row.stalled,
        outcome=row.outcome,
        started=row.started,
    )


def read_person(row: Any) -> PersonRow:
    """The row of the directory read model."""
    return PersonRow(name=row.name, email=row.email)
