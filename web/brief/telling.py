"""The brief of an initiative from the log: as it stands, or as it stood on a day or at a version of its stream."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any, Final
from uuid import UUID

from domain import calendar, organiser, template
from domain.actors import Actor, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.initiative.events import Commented, InitiativeStarted
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post import decide as post
from domain.refusals import NotFound, Unmet
from events.envelope import recorded_of, tail, tail_of
from events.keys import Keys
from events.records import StoredEvent
from events.registry import CODEC, aggregate_of
from events.shapes import kind_of
from events.store import Store
from web.brief.content import Brief
from web.brief.making import brief
from web.brief.source import tidy
from web.brief.walking import Dated
from web.desk import Caller, Desk, stream_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a brief tells of: with it a brief that was kept is written again."""

    moment: datetime
    """Aware. Whose turn it is, what is late, who holds the post and which calendar counts are those of then."""
    version: int
    """How many events of the stream had happened."""


AsOf = date | int | Point | None
"""A day (its end, in the organiser's time zone), a version of the stream, both, or now."""
_JUST_BEFORE: Final = timedelta(microseconds=1)
RELIED_ON: Final = ("organiser", "calendar", "template", "post")
"""The categories of the streams a brief is made from beside the initiative's own."""
_COMMENTED: Final = tail_of(kind_of(Commented), CODEC.version(kind_of(Commented)))
NOBODY: Final = Standing(actor=Actor(kind="person"))


async def brief_of(desk: Desk, caller: Caller, initiative: UUID, as_of: AsOf = None) -> Brief:
    """The brief, for somebody who may read the initiative now. Raises what `Desk.readable` does, and Unmet."""
    await desk.readable(caller, initiative)
    archive = Archive(store=desk.store, keys=desk.keys)
    return await archive.brief(caller.organiser, initiative, desk.clock.now(), as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What briefs are written from, for whoever is allowed to have one."""

    store: Store
    keys: Keys

    async def brief(self, organiser_id: UUID, initiative: UUID, now: datetime, as_of: AsOf = None) -> Brief:
        """One brief. Raises Unmet."""
        told, _ = await self.told(organiser_id, initiative, now, as_of)
        return told

    async def told(
        self, organiser_id: UUID, initiative: UUID, now: datetime, as_of: AsOf = None
    ) -> tuple[Brief, Mapping[str, int]]:
        """One brief, from one read: its stream, and those that its start relied on with the versions it was made from.

        Raises Unmet.
        """
        stream, home, days = stream_of(initiative), organiser.stream(organiser_id), calendar.stream(organiser_id)
        held = defaultdict(list, await self.store.with_facts(stream, RELIED_ON))
        began, events = _began(held[stream]), held[stream]
        kind, at_post = template.stream(organiser_id, began.template), post.stream_at(began.unit)
        if at_post not in held:  # the post is new to the log, or was when the initiative was started
            held |= await self.store.tails({at_post: 0})
        keys = await self.keys.load(organiser_id, [stream, home])
        point = _point(events, lambda: _newest(days, held), now, as_of)
        known = {kind: held[kind], **{name: _until(point.moment, held[name]) for name in (home, days, at_post)}}
        facts = Facts(
            now=point.moment,
            standing=NOBODY,
            organiser=_newest(home, known),
            calendar=_newest(days, known),
            template=_newest(kind, known),
            post=_newest(at_post, known),
        )
        unit = _unit(facts.organiser, began.unit, keys[home].open)
        told = brief(_dated(events[: point.version]), facts, unit, keys[stream].open)
        return told, {name: len(read) for name, read in known.items()}


def as_of_from(said: str) -> AsOf:
    """A day or a version, as people write it. Raises Unmet."""
    words = said.strip()
    try:
        return int(words) if words.isdecimal() else date.fromisoformat(words)
    except ValueError:
        sentence = N_("“{text}” is neither a date, as 2026-08-17, nor the number of an event.")
        raise Unmet("as_of_wrong", sentence, text=said) from None


def _point(events: Sequence[StoredEvent], zoned: Callable[[], CalendarState], now: datetime, as_of: AsOf) -> Point:
    """`zoned` is asked where a day is meant: the time zone of the calendar in force says when it ends."""
    match as_of:
        case Point():
            return as_of
        case None:
            # A log that was played ahead of the clock (the demo's) is told as of its end.
            return Point(moment=max(now, recorded_of(events[-1].envelope)), version=len(events))
        case int():
            if not 1 <= as_of <= len(events):
                sentence = N_("The initiative has events 1 to {last}; there is no {asked}.")
                raise Unmet("as_of_version", sentence, last=len(events), asked=as_of)
            return Point(moment=recorded_of(events[as_of - 1].envelope), version=as_of)
        case _:
            return _end_of(as_of, events, zoned(), now)


def _end_of(day: date, events: Sequence[StoredEvent], zoned: CalendarState, now: datetime) -> Point:
    if day > zoned.local_date(max(now, recorded_of(events[-1].envelope))):
        raise Unmet("as_of_ahead", N_("{date} has not come yet."), date=day)
    close = zoned.close_of(day)
    until = next((n for n, event in enumerate(events) if recorded_of(event.envelope) >= close), len(events))
    if not until:
        started = zoned.local_date(recorded_of(events[0].envelope))
        sentence = N_("The initiative began on {started}; on {date} there was nothing to tell.")
        raise Unmet("as_of_before", sentence, started=started, date=day)
    return Point(moment=close - _JUST_BEFORE, version=until)


def _dated(events: Sequence[StoredEvent]) -> Iterator[Dated | None]:
    """What a walk goes over. Comments are passed over unread: a brief tells none of them."""
    for event in events:
        kind = tail(event.envelope)
        yield None if kind == _COMMENTED else (recorded_of(event.envelope), CODEC.read_event(kind, event.payload))


def _until(moment: datetime, events: Iterable[StoredEvent]) -> Sequence[StoredEvent]:
    """What was recorded by then."""
    return [event for event in events if recorded_of(event.envelope) <= moment]


def _newest(stream: str, held: Mapping[str, Sequence[StoredEvent]]) -> Any:
    """The state of a small stream after these events."""
    aggregate = aggregate_of(stream)
    return reduce(aggregate.evolve, map(_event, held[stream]), aggregate.initial)


def _event(stored: StoredEvent) -> Any:
    return CODEC.read_event(tail(stored.envelope), stored.payload)


def _began(events: Sequence[StoredEvent]) -> InitiativeStarted:
    """How it began: its unit and template stay what they were."""
    first = _event(events[0]) if events else None
    if not isinstance(first, InitiativeStarted):
        raise NotFound("initiative_unknown", N_("There is no such initiative."))
    return first


def _unit(at: OrganiserState | None, unit: UUID, opened: Callable[[Any], bytes]) -> str:
    known = at.units.get(unit) if at else None
    return tidy(opened(known.name).decode()) if known else ""
