"""The organiser's school calendar (läsårskalender), versioned. Source: DOMAIN, "Time"; TASKS, "Clocks"."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.messages import N_
from domain.refusals import NotAllowed, Unmet
from domain.school_days import CalendarContent, DateRange, SchoolCalendar, Term, school_calendar, school_year

LONGEST_SPAN: Final = timedelta(days=366)
"""A longer break or term is a slip of the pen."""

# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished:
    number: int
    """The version of the calendar, from 1."""
    content: CalendarContent
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
    school: SchoolCalendar = field(init=False, repr=False, compare=False)
    """Its answers. Found once per state: content is hashed for it, and decisions ask often."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "school", school_calendar(self.content))

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
            _check(command.content)
            return [CalendarPublished(number=state.number + 1, content=command.content)]
    assert_never(command)


def _check(content: CalendarContent) -> None:
    try:
        ZoneInfo(content.time_zone)
    except (KeyError, OSError, ValueError) as error:
        raise Unmet("time_zone_unknown", N_("There is no time zone {zone}."), zone=content.time_zone) from error
    for gap in content.extra_breaks:
        _check_span(gap)
    for term in content.terms:
        _check_span(term)
        if school_year(term.start) != school_year(term.end):
            raise Unmet(
                "term_across_years", N_("The term from {start} goes on past 30 June. Divide it."), start=term.start
            )


def _check_span(span: DateRange | Term) -> None:
    if span.end < span.start:
        raise Unmet("dates_reversed", N_("{end} lies before {start}."), start=span.start, end=span.end)
    if span.end - span.start > LONGEST_SPAN:
        raise Unmet("span_too_long", N_("From {start} to {end} is more than a year."), start=span.start, end=span.end)


def evolve(state: CalendarState, event: Event) -> CalendarState:  # noqa: ARG001  a calendar replaces the one before it
    match event:
        case CalendarPublished():
            return CalendarState(number=event.number, content=event.content)
    assert_never(event)


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
