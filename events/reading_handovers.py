"""What is asked of the read models about handovers, and about posts that nobody holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Label,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from domain.actors import Role, Standing
from domain.handover.events import Ending
from domain.post.timeline import EMPTY
from domain.tasks import Key
from events.reading import GOING_ON, LIVE, Overview, Reader, cursor_wrong, managed, on_day
from events.reading_rows import read_handover, read_initiative
from events.records import HandoverRow
from events.tables import handovers, holdings, initiatives, tasks

OPEN: Final = "open"
GROUPS: Final = {"0": 0, "1": 1, "2": 2}
"""As a cursor has them: the open ones, the ended ones, the withdrawn ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Living(Overview):
    """An initiative that goes on."""

    asks_position: bool
    """Whether a newcomer is asked for their position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOverview:
    """One handover of the overview."""

    stream: str
    version: int
    handover: HandoverRow

    @property
    def id(self) -> UUID:
        return UUID(self.stream.rpartition(":")[2])

    @property
    def cursor(self) -> str:
        """Where it stands in the list."""
        group = {OPEN: 0, Ending.WITHDRAWN: 2}.get(self.handover.status, 1)
        return f"{group}|{self.handover.opened}|{self.stream}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A post that nobody holds, and the work that waits there."""

    post: UUID
    since: date | None
    """Since ever, where nothing was recorded of the post."""
    meanwhile: UUID | None
    """Who answers until somebody holds it."""
    tasks: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Who looks."""

    organiser: UUID
    standing: Standing
    whose: UUID
    """The person whose tenures count: another's, for whoever acts in their place."""
    today: date

    @property
    def sees_all(self) -> bool:
        return self.standing.has(Role.ORGANISER, Role.AUDITOR)

    @property
    def held(self) -> frozenset[UUID]:
        """Posts they answer for, or hold while a deputy does."""
        return self.standing.posts | self.standing.sees


async def list_handovers(reader: Reader, eyes: Eyes, *, after: str = "", limit: int = 50) -> Sequence[HandoverOverview]:
    """At most `limit` handovers they may read: the open ones first, of those the latest; last what was withdrawn."""
    ended = case((handovers.c.status == OPEN, 0), (handovers.c.status == Ending.WITHDRAWN, 2), else_=1)
    query = (
        select(handovers)
        .where(handovers.c.organiser == eyes.organiser, _readable_by(eyes), _after(ended, after) if after else true())
        .order_by(ended, handovers.c.opened.desc(), handovers.c.stream)
        .limit(limit)
    )
    rows = await reader.rows(query)
    return [HandoverOverview(stream=row.stream, version=row.version, handover=read_handover(row)) for row in rows]


async def living_at(reader: Reader, organiser: UUID, units: Iterable[UUID]) -> Sequence[Living]:
    """The initiatives that go on, or are paused, at these units."""
    position = exists().where(
        tasks.c.stream == initiatives.c.stream, tasks.c.key == Key.POSITION, tasks.c.state.in_(LIVE)
    )
    query = (
        select(initiatives, position.label("asks_position"))
        .where(
            initiatives.c.organiser == organiser,
            initiatives.c.unit == any_(bindparam(None, sorted(set(units)), type_=ARRAY(Uuid))),
            initiatives.c.status.in_(GOING_ON),
        )
        .order_by(initiatives.c.stream)
    )
    return [
        Living(
            stream=row.stream,
            version=row.version,
            initiative=read_initiative(row),
            asks_position=row.asks_position,
        )
        for row in await reader.rows(query)
    ]


async def vacancies(reader: Reader, eyes: Eyes) -> Sequence[Vacancy]:
    """Posts that are vacant that day and have open tasks: all of them, or those they manage."""
    query = (
        select(
            tasks.c.post,
            holdings.c.person,
            _empty_since(),
            func.count().label("tasks"),
            func.count().filter(tasks.c.due < eyes.today, initiatives.c.status != "paused").label("late"),
        )
        .join(initiatives, initiatives.c.stream == tasks.c.stream)
        .outerjoin(holdings, and_(holdings.c.post == tasks.c.post, on_day(eyes.today)))
        .where(
            tasks.c.organiser == eyes.organiser,
            tasks.c.state.in_(LIVE),
            tasks.c.post.is_not(None),
            or_(holdings.c.standing.is_(None), holdings.c.standing.in_(EMPTY)),
            _managed_by(eyes),
        )
        .group_by(tasks.c.post, *holdings.c["post", "since", "person"])
        .order_by(tasks.c.post)
    )
    return [
        Vacancy(
            post=row.post,
            since=row.since,
            meanwhile=row.person,
            tasks=row.tasks,
            late=row.late,
        )
        for row in await reader.rows(query)
    ]


def _empty_since() -> Label[date | None]:
    """The day after the last that somebody held it, whoever has answered since; nothing where nobody has."""
    held = holdings.alias()
    before = (held.c.post == holdings.c.post, held.c.since < holdings.c.since, held.c.standing.not_in(EMPTY))
    return (select(func.max(held.c.until) + 1).where(*before).scalar_subquery()).label("since")


def _managed_by(eyes: Eyes) -> ColumnElement[bool]:
    """Posts whose manager they are; of those without one, for the organiser's contact, posts with an open handover."""
    if eyes.sees_all:
        return true()
    if eyes.standing.own is None:
        return false()
    mine = (handovers.c.organiser == eyes.organiser, _is_manager(eyes))
    open_ones = select(handovers.c.post).where(*mine, handovers.c.status == OPEN)
    return or_(holdings.c.manager == eyes.standing.own, tasks.c.post.in_(open_ones))


def _readable_by(eyes: Eyes) -> ColumnElement[bool]:
    """What `web.handover_desk.part_in` says, asked of the rows."""
    return true() if eyes.sees_all else or_(*_parts_of(eyes))


def _parts_of(eyes: Eyes) -> Iterator[ColumnElement[bool]]:
    row, today = handovers.c, literal(eyes.today)
    yield _is_manager(eyes)
    if eyes.held:
        comes = and_(row.newcomer == eyes.whose, row.first_day <= today)
        leaves = and_(row.leaver == eyes.whose, or_(row.last_day.is_(None), row.last_day >= today))
        yield and_(row.post.in_(eyes.held), or_(comes, leaves))


def _is_manager(eyes: Eyes) -> ColumnElement[bool]:
    """What `domain.handover.decide.is_manager` says, asked of the rows."""
    now = select(holdings.c.manager).where(holdings.c.post == handovers.c.post, on_day(eyes.today)).scalar_subquery()
    return managed(now, eyes.standing)


def _after(ended: ColumnElement[int], cursor: str) -> ColumnElement[bool]:
    """Everything that stands behind a cursor. Raises Unmet."""
    row = handovers.c
    try:
        flag, opened, stream = cursor.split("|")
        group, day = GROUPS[flag], date.fromisoformat(opened)
    except (ValueError, KeyError):
        raise cursor_wrong() from None
    later = or_(row.opened < day, and_(row.opened == day, row.stream > stream))
    return or_(ended > group, and_(ended == group, later))
