"""One walk over an initiative's events: its state, and beside it what the state does not keep of the way there."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from domain.facts import Facts
from domain.initiative import events as ev
from domain.initiative.days import whose_day
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.initiative.timing import calendar_of, timing
from domain.organiser import OrganiserState
from domain.sealed import Sealed
from domain.stages import Stage
from domain.stalls import Cause

Dated = tuple[datetime, ev.Event]
"""An event and when it was recorded (aware)."""
_JUST_BEFORE: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)
E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a walk relies on beside the events."""

    facts: Facts
    """With the calendar and the template; `now` is the moment the brief tells of, the organiser as it was then."""
    organiser_at: Callable[[datetime], OrganiserState]
    """The organiser as it was at a moment: a post may have been vacant."""


@dataclass(slots=True)
class Span(Generic[E]):
    """What an event began, until something ended it."""

    began: E
    until: date | None = None


@dataclass(slots=True, kw_only=True)
class Walked:
    """What a walk comes to; texts sealed."""

    state: InitiativeState = field(default_factory=InitiativeState)
    stages: list[tuple[Stage, date]] = field(default_factory=list)
    stalls: list[Span[ev.StallEntered]] = field(default_factory=list)
    pauses: list[Span[ev.InitiativePaused]] = field(default_factory=list)
    let_pass: list[tuple[str, Sealed, date]] = field(default_factory=list)
    placed: dict[int, date] = field(default_factory=dict)
    """The day of each check-in's class."""
    ended: date | None = None
    closing_note: Sealed | None = None
    days: Counter[tuple[Stage, Cause]] = field(default_factory=Counter)

    def note(self, event: ev.Event, day: date) -> None:
        """What is told of an event; `day` is the organiser's."""
        match event:
            case ev.StageEntered():
                self.stages.append((event.stage, event.on))
            case ev.ClauseLetPass():
                self.let_pass.append((event.clause, event.reason, day))
            case ev.InitiativePaused():
                self.pauses.append(Span(event))
            case ev.InitiativeResumed():
                _end(self.pauses, event.on)
            case ev.StallEntered():
                self.stalls.append(Span(event))
            case ev.StallLeft():
                _end(self.stalls, event.on)
            case ev.PracticeClassified():
                self.placed[event.months] = day
            case ev.InitiativeClosed() | ev.InitiativeCancelled():
                self._over(event)
            case _:
                pass

    def _over(self, event: ev.InitiativeClosed | ev.InitiativeCancelled) -> None:
        self.ended, self.closing_note = event.on, event.closing_note
        _end(self.stalls, event.on)
        _end(self.pauses, event.on)


def _end(spans: Sequence[Span[Any]], on: date) -> None:
    if spans and spans[-1].until is None:
        spans[-1].until = on


TOLD = (
    ev.StageEntered
    | ev.ClauseLetPass
    | ev.InitiativePaused
    | ev.InitiativeResumed
    | ev.StallEntered
    | ev.StallLeft
    | ev.PracticeClassified
    | ev.InitiativeClosed
    | ev.InitiativeCancelled
)


def walk(dated: Iterable[Dated], known: Known) -> Walked:
    """Fold `dated`, the whole history up to a version, and note the way."""
    walked, days = Walked(), _Days(known)
    calendar = calendar_of(known.facts)
    for at, event in dated:
        days.close(walked, at)
        walked.state = evolve(walked.state, event)
        if isinstance(event, TOLD):
            walked.note(event, calendar.local_date(at))
    days.close(walked, None)
    return walked


class _Days:
    """Gives every school day, as it closes, to the one cause that the state then tells (`days_in_stage` over all
    stages).
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._ahead: Iterator[datetime] | None = None
        self._next: datetime | None = None

    def close(self, walked: Walked, at: datetime | None) -> None:
        """Count the days that closed up to `at`, or that are over as the brief tells."""
        if self._ahead is None and walked.state.version:
            self._ahead = self._closes(walked.state)
            self._next = next(self._ahead, None)
        while self._ahead is not None and self._next is not None and (at is None or self._next <= at):
            if not walked.state.is_going_on:
                self._next = None
                return
            self._count(walked, self._next - _JUST_BEFORE)
            self._next = next(self._ahead, None)

    def _count(self, walked: Walked, moment: datetime) -> None:
        facts = replace(self._known.facts, now=moment, organiser=self._known.organiser_at(moment))
        cause = whose_day(walked.state, facts, timing(walked.state, facts).now)
        walked.days[walked.state.stage, cause] += 1

    def _closes(self, state: InitiativeState) -> Iterator[datetime]:
        """The moments at which school days closed, from the first one on to yesterday's."""
        calendar, today = calendar_of(self._known.facts).of_unit(state.unit), self._known.facts.today
        number = calendar.school.index(state.started - _DAY) + 1
        while (day := calendar.school.day(number)) < today:
            yield calendar.close_of(day)
            number += 1
