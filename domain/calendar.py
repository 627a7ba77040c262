"""The organiser's school calendar (läsårskalender), versioned. Source: DOMAIN, "Time"; TASKS, "Clocks"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Literal, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.facts import Facts
from domain.messages import N_
from domain.refusals import NotAllowed, NotFound, Unmet
from domain.school_days import SchoolCalendar, school_calendar
from domain.school_year import DateRange, Term, school_year

LONGEST_SPAN: Final = timedelta(days=366)
"""A longer break or term is a slip of the pen."""

# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished:
    number: int
    """The version of the calendar, from 1."""
    content: CalendarContent
    since: date
    """The organiser's date then: the first day it counts. The days before stay counted as they were."""
    kind: Literal["calendar_published"] = "calendar_published"


Event = CalendarPublished

# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCalendar:
    content: CalendarContent
    kind: Literal["publish_calendar"] = "publish_calendar"


Command = PublishCalendar

# State


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarState:
    """The calendar in force; by rule alone until one is published."""

    number: int = 0
    content: CalendarContent = field(default_factory=CalendarContent)
    since: date | None = None
    earlier: "CalendarState | None" = field(default=None, repr=False)
    """What counted the days before `since`."""
    school: SchoolCalendar = field(init=False, repr=False, compare=False)
    """Its answers. Found once per state: content is hashed for it, and decisions ask often."""
    deviating: frozenset[UUID] = field(init=False, repr=False, compare=False)
    """The units that differ, or did."""
    _units: "dict[UUID, CalendarState]" = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        earlier = self.earlier.school if self.earlier else None
        before = self.earlier.deviating if self.earlier else frozenset()
        object.__setattr__(self, "school", school_calendar(self.content, self.since, earlier))
        object.__setattr__(self, "deviating", before.union(own.unit for own in self.content.units))

    def of_unit(self, unit: UUID) -> "CalendarState":
        """The calendar as it is for one unit."""
        if unit not in self.deviating:
            return self
        if unit not in self._units:
            earlier = self.earlier.of_unit(unit) if self.earlier else None
            content = self.content.of_unit(unit)
            own = CalendarState(number=self.number, content=content, since=self.since, earlier=earlier)
            self._units[unit] = own
        return self._units[unit]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.content.time_zone)

    def start_of(self, day: date) -> datetime:
        """The moment `day` begins for the organiser. Aware, UTC."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def close_of(self, day: date) -> datetime:
        """The moment `day` is over for the organiser: the next begins. Aware, UTC."""
        return self.start_of(day + timedelta(days=1))

    def local_date(self, now: datetime) -> date:
        """The organiser's date at `now` (aware)."""
        return now.astimezone(self.zone).date()


def decide(command: Command, state: CalendarState, facts: Facts) -> Sequence[Event]:
    """Only admins publish a calendar."""
    if facts.standing.actor.kind != "installation" and not facts.standing.has(Role.ADMIN):
        raise NotAllowed("admin_only", N_("Only an administrator may do this. Ask yours to do it."))
    match command:
        case PublishCalendar():
            if state.number and command.content == state.content:
                return []
            _check(command.content, facts)
            since = state.local_date(facts.now)
            return [CalendarPublished(number=state.number + 1, content=command.content, since=since)]
    assert_never(command)


def _check(content: CalendarContent, facts: Facts) -> None:
    try:
        ZoneInfo(content.time_zone)
    except (KeyError, OSError, ValueError) as error:
        raise Unmet("time_zone_unknown", N_("There is no time zone {zone}."), zone=content.time_zone) from error
    _check_spans(content)
    known: Iterable[UUID] = facts.organiser.units if facts.organiser else ()
    for own in content.units:
        if own.unit not in known:
            raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))
        _check_spans(own)
    if len({own.unit for own in content.units}) < len(content.units):
        raise Unmet("unit_twice", N_("A unit has one calendar of its own, not two."))


def _check_spans(content: CalendarContent | UnitCalendar) -> None:
    for gap in content.breaks:
        _check_span(gap)
    for term in content.terms:
        _check_span(term)
        if school_year(term.start) != school_year(term.end):
            raise Unmet(
                "term_across_years", N_("The term from {start} goes on past 30 June. Divide it."), start=term.start
            )
    for before, after in overlaps(content.terms):
        raise Unmet(
            "terms_overlap",
            N_("The term from {start} begins before the one from {before} has ended."),
            start=after.start,
            before=before.start,
        )


def overlaps(terms: Iterable[Term]) -> Iterator[tuple[Term, Term]]:
    """Neighbouring terms of which the second begins before the first has ended."""
    ordered = sorted(terms, key=lambda term: term.start)
    return ((one, two) for one, two in pairwise(ordered) if two.start <= one.end)


def _check_span(span: DateRange) -> None:
    if span.end < span.start:
        raise Unmet("dates_reversed", N_("{end} lies before {start}."), start=span.start, end=span.end)
    if span.end - span.start > LONGEST_SPAN:
        raise Unmet("span_too_long", N_("From {start} to {end} is more than a year."), start=span.start, end=span.end)


def evolve(state: CalendarState, event: Event) -> CalendarState:
    match event:
        case CalendarPublished():
            earlier = _counted_before(state, event.since)
            return CalendarState(number=event.number, content=event.content, since=event.since, earlier=earlier)
    assert_never(event)


def _counted_before(state: CalendarState, day: date) -> CalendarState:
    """What counted the days before `day`: a calendar that is replaced on the day it was published counts none."""
    while state.since is not None and state.since >= day and state.earlier is not None:
        state = state.earlier
    return state


def stream(organiser_id: UUID) -> str:
    return f"calendar:{organiser_id}"


AGGREGATE: Final[Aggregate[Command, Event, CalendarState]] = Aggregate(
    category="calendar",
    commands=Command,
    events=Event,
    initial=CalendarState(),
    decide=decide,
    evolve=evolve,
    relies_on=lambda organiser_id, _state, _command: (organiser.stream(organiser_id),),
)
