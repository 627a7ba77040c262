"""What follows mechanically from changes of principal, counted from the log alone (`make demo-turnover`)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain import calendar, organiser, template
from domain.actors import Actor, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.handover.decide import stream as handover_stream
from domain.handover.events import Change, HandoverEscalationDue
from domain.handover.state import HandoverState
from domain.initiative import events as ev
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.ladders import Ladder
from domain.post.decide import stream_at
from domain.post.state import PostState
from domain.stalls import Cause
from domain.tasks import Address, Key
from events.envelope import recorded_of, tail
from events.registry import CODEC
from styrkedjan.works import Works
from web.brief.walking import Dated, walk

WAITING: Final = (Cause.WAITING_PRINCIPAL, Cause.WAITING_ORGANISER, Cause.WAITING_FACILITATOR)


class Part(StrEnum):
    """What somebody is in a change of principal."""

    LEAVER = "leaver"
    MANAGER = "manager"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A brief that was kept."""

    to: Part
    on: date
    events: int
    """It tells of; like `age` without the briefs that were kept."""
    age: int
    """How many had happened since, as it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Tasks of the post that were open at the close of school days of one kind."""

    tasks: int = 0
    days: int = 0
    """School days with at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one school in one playing. Every school day has one cause, the first that applies (`domain.stalls`)."""

    days: Mapping[Cause, int]
    """School days, over all stages."""
    in_vacancy: Open
    """Nobody held the post."""
    unanswered: Open
    """And nobody answered meanwhile."""
    unaccounted: Open
    """Nobody answered, and no vacancy is recorded: there are none."""
    overdue: int
    """School days with something of the post's past its day, also those whose cause comes first."""
    eased: int
    told: tuple[Told, ...]
    handovers: tuple[HandoverState, ...]
    comments: int
    positions: int
    escalated: int
    """To the organiser's contact, or of positions to the principal's manager."""

    @property
    def waiting(self) -> int:
        return sum(self.days.get(cause, 0) for cause in WAITING)

    @property
    def is_touched(self) -> bool:
        """Whether anybody came or went, or was missing."""
        return bool(self.handovers or self.days.get(Cause.VACANCY) or self.days.get(Cause.HANDOVER))


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """What to count of."""

    organiser: UUID
    unit: UUID
    initiative: str
    """The stream."""


async def figures(works: Works, school: School) -> Figures:
    """As of now."""
    facts = await _facts(works, school)
    post = facts.post or PostState()
    dated = await _dated(works, school.initiative)
    streams = [handover_stream(turnover.handover) for turnover in post.turnovers]
    known = [held for held, _ in (await works.ledger.states(streams)).values()]
    escalations = [event for stream in streams for _, event in await _dated(works, stream)]
    days = list(_days(dated, facts))
    events = [event for _, event in dated]
    empty = [day for day in days if post.at(day.on).person is None]
    return Figures(
        days=_by_cause(dated, facts),
        in_vacancy=_count(day for day in days if post.at(day.on).is_vacant),
        unanswered=_count(empty),
        unaccounted=_count(day for day in empty if not post.at(day.on).is_vacant),
        overdue=sum(day.overdue for day in days),
        eased=sum(len(event.eased) for event in events if isinstance(event, ev.PrincipalReceived)),
        told=tuple(sorted(_told(events, known), key=lambda told: (told.on, told.to))),
        handovers=tuple(held for held in known if held.change is not None),
        comments=_done(events, Key.OUTGOING_COMMENT),
        positions=_done(events, Key.POSITION),
        escalated=_escalated(events) + sum(isinstance(event, HandoverEscalationDue) for event in escalations),
    )


async def _facts(works: Works, school: School) -> Facts:
    home, dates, post = organiser.stream(school.organiser), calendar.stream(school.organiser), stream_at(school.unit)
    initiative, _ = await works.ledger.state(school.initiative)
    kind = template.stream(school.organiser, initiative.template)
    held = await works.ledger.states([home, dates, post, kind])
    return Facts(
        now=works.clock.now(),
        standing=Standing(actor=Actor(kind="person")),
        organiser=held[home][0],
        calendar=held[dates][0],
        post=held[post][0],
        template=held[kind][0],
    )


async def _dated(works: Works, stream: str) -> list[tuple[Any, Any]]:
    return [
        (recorded_of(stored.envelope), CODEC.read_event(tail(stored.envelope), stored.payload))
        for stored in await works.store.tail(stream)
    ]


def _by_cause(dated: Sequence[Dated], facts: Facts) -> Mapping[Cause, int]:
    found: Counter[Cause] = Counter()
    for (_, cause), days in walk(dated, facts).days.items():
        found[cause] += days
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A school day at its close."""

    on: date
    tasks: frozenset[UUID]
    """The post's that are open."""
    overdue: bool


def _days(dated: Sequence[Dated], facts: Facts) -> Iterator[_Day]:
    """Every school day there was, to yesterday."""
    dates, state, ahead = facts.calendar or CalendarState(), InitiativeState(), list(dated)
    on = dates.school.next_school_day(dates.local_date(dated[0][0]))
    while on < facts.today:
        while ahead and ahead[0][0] < dates.close_of(on):
            state = evolve(state, ahead.pop(0)[1])
        yield _closing(on, state)
        on = dates.school.add(on, 1)


def _closing(on: date, state: InitiativeState) -> _Day:
    tasks = [task for task in state.open_tasks if task.address is Address.PRINCIPAL]
    late = [task for task in tasks if task.ladder is not Ladder.NONE and state.is_late(task.due, on)]
    return _Day(on=on, tasks=frozenset(task.task for task in tasks), overdue=bool(late))


def _count(days: Iterable[_Day]) -> Open:
    found = [day.tasks for day in days if day.tasks]
    return Open(tasks=len(frozenset[UUID]().union(*found)), days=len(found))


def _told(events: Sequence[Any], handovers: Sequence[HandoverState]) -> Iterator[Told]:
    changes = {held.handover: held.change for held in handovers if held.change is not None}
    happened = [not isinstance(event, ev.BriefKept) for event in events]
    for before, event in enumerate(events):
        if isinstance(event, ev.BriefKept):
            yield Told(
                to=_part(event.told, changes[event.handover]),
                on=event.on,
                events=sum(happened[: event.of_version]),
                age=sum(happened[event.of_version : before]),
            )


def _part(told: UUID, change: Change) -> Part:
    if told == change.newcomer:
        return Part.NEWCOMER
    return Part.LEAVER if told == change.leaver else Part.MANAGER


def _of(events: Sequence[Any], key: Key) -> frozenset[UUID]:
    return frozenset(event.task for event in events if isinstance(event, ev.TaskOpened) and event.key is key)


def _done(events: Sequence[Any], key: Key) -> int:
    tasks = _of(events, key)
    return sum(isinstance(event, ev.TaskCompleted) and event.task in tasks for event in events)


def _escalated(events: Sequence[Any]) -> int:
    tasks = _of(events, Key.POSITION)
    return sum(isinstance(event, ev.EscalationDue) and event.task in tasks for event in events)
