"""A post as it is known today or was known once, on a day that is asked about, and what was recorded of it when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from domain.actors import Role, Standing
from domain.calendar import CalendarState
from domain.messages import N_
from domain.organiser import post_of
from domain.post import decide as post
from domain.post import events as ev
from domain.post.state import Delegation, PostState, evolve
from domain.refusals import Unmet
from events.envelope import Envelope, read, recorded_of, tail
from events.records import StoredEvent
from events.registry import CODEC
from events.sealing import open_fields, text
from web.desk import Caller, Desk
from web.named import persons_behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that was recorded of a post, its texts plain."""

    envelope: Envelope
    person: UUID | None
    """Whom it is about."""
    by: UUID | None
    """Who did it, or whose form the clock followed."""
    since: date | None
    until: date | None
    acting: bool
    reason: str
    """Empty also for whoever may not read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPost:
    """A post somebody may read, by what had been recorded of it."""

    unit: UUID
    state: PostState
    on: date
    """The day that is asked about."""
    known: date | None
    """At whose end it was known so; today's knowledge if it is not said."""
    records: Sequence[Record]
    """Newest first."""

    @property
    def persons(self) -> set[UUID]:
        """Everybody it names."""
        held = {who for each in self.state.holdings for who in (each.person, each.principal)}
        recorded = {who for each in self.records for who in (each.person, each.by)}
        named = {*held, *recorded, self.state.manager, *(each.person for each in self.acting_for)}
        return {who for who in named if who} | persons_behind(each.envelope for each in self.records)

    @property
    def acting_for(self) -> list[Delegation]:
        """Whose leave to act in the holder's place was in force that day."""
        holder, state = self.state.at(self.on).person, self.state
        theirs = [each for each in state.delegations.values() if each.holder == holder]
        return [each for each in theirs if state.delegation(each.holder, each.person, self.on) == each]


async def told(
    desk: Desk, caller: Caller, unit: UUID, *, on: date | None = None, known: date | None = None
) -> ToldPost:
    """A unit's post, for whoever may see it now. Raises what `Desk.post` does, and Unmet."""
    reads_why = _reads_why(await desk.standing(caller), await desk.post(caller, unit), post_of(unit))
    dates, _ = await desk.calendar(caller)
    today = dates.local_date(desk.clock.now())
    if known is not None and known > today:
        raise Unmet("known_ahead", N_("{date} has not come yet."), date=known)
    stream = post.stream_at(unit)
    events = _known(await desk.store.tail(stream, 0), dates, known)
    key = (await desk.keys.load(caller.organiser, [stream]))[stream]
    opened = [(read(each.envelope), open_fields(_event(each), key)) for each in events]
    state = PostState()
    for _, event in opened:
        state = evolve(state, event)
    records = [each if reads_why else replace(each, reason="") for each in _records(opened)]
    return ToldPost(unit=unit, state=state, on=on or today, known=known, records=records[::-1])


def _reads_why(standing: Standing, state: PostState, held: UUID) -> bool:
    """Why is free text, of somebody's illness too: for the staff, auditors, the post's manager, and its holders."""
    if standing.has(Role.ORGANISER, Role.ADMIN, Role.AUDITOR) or held in standing.posts | standing.sees:
        return True
    return state.manager is not None and state.manager == standing.own


def _known(events: Sequence[StoredEvent], dates: CalendarState, known: date | None) -> Sequence[StoredEvent]:
    """What had been recorded when that day was over for the organiser."""
    if known is None:
        return events
    return [event for event in events if recorded_of(event.envelope) < dates.close_of(known)]


def _event(stored: StoredEvent) -> Any:
    return CODEC.read_event(tail(stored.envelope), stored.payload)


def _records(events: Iterable[tuple[Envelope, ev.Event]]) -> Iterator[Record]:
    state = PostState()
    for envelope, event in events:
        person, since, until = _about(event, state)
        reason, acting = text(getattr(event, "reason", None)), getattr(event, "acting", False)
        by = envelope.origin.actor.person or getattr(event, "by", None)
        yield Record(envelope=envelope, person=person, by=by, since=since, until=until, acting=acting, reason=reason)
        state = evolve(state, event)


def _about(event: ev.Event, before: PostState) -> tuple[UUID | None, date | None, date | None]:
    """Whom and which days; an event that names neither is about what was recorded before it."""
    match event:
        case ev.PrincipalAppointed() | ev.DeputyAppointed() | ev.MeanwhileNamed() | ev.ActingForAllowed():
            return event.person, event.since, event.until
        case ev.DepartureAnnounced():
            return before.tenures[event.tenure].person, None, event.last_day
        case ev.TenureCorrected():
            return before.tenures[event.tenure].person, event.since, event.until
        case ev.TenureStruck():
            struck = before.tenures[event.tenure]
            return struck.person, struck.since, struck.until
        case ev.AbsenceEnded():
            return before.absences[event.absence].person, None, event.last_day
        case ev.AbsenceStruck():
            never = before.absences[event.absence]
            return never.person, never.since, never.until
        case ev.ManagerNamed():
            return event.person, None, None
        case ev.ActingForEnded():
            return before.delegations[event.delegation].person, None, None
    assert_never(event)
