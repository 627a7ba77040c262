"""One walk over an initiative's events: its state, and beside it what the state does not keep of the way there."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, Generic, TypeVar, get_args

from domain.facts import Facts
from domain.initiative import events as ev
from domain.initiative.days import cause_of, late_from, vacancies
from domain.initiative.evolve import evolve, passed_over
from domain.initiative.state import InitiativeState
from domain.initiative.timing import calendar_of
from domain.post.turnovers import Turnover
from domain.sealed import Sealed
from domain.stages import Stage
from domain.stalls import Cause

Dated = tuple[datetime, ev.Event]
"""An event and when it was recorded (aware)."""
_DAY: Final = timedelta(days=1)
E = TypeVar("E")


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
    left: list[ev.KeyPersonLeft] = field(default_factory=list)
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
                _end(self.pauses, event.on)  # one may be decided within another
                self.pauses.append(Span(event))
            case ev.InitiativeResumed():
                _end(self.pauses, event.on)
            case ev.StallEntered():
                self.stalls.append(Span(event))
            case ev.StallLeft():
                _end(self.stalls, event.on)
            case ev.KeyPersonLeft():
                self.left.append(event)
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
    | ev.KeyPersonLeft
    | ev.PracticeClassified
    | ev.InitiativeClosed
    | ev.InitiativeCancelled
)
_TOLD: Final = frozenset(get_args(TOLD))


def walk(dated: Iterable[Dated | None], facts: Facts) -> Walked:
    """Fold `dated`, the whole history up to a version, and note the way. `None` stands for a comment.

    `facts.now` is the moment that is told of; calendar, template and post are as they were known then.
    """
    walked, days = Walked(), _Days(facts)
    moment, today, comments = None, date.min, 0
    for each in dated:
        if each is None:
            comments += 1
            continue
        at, event = each
        if at != moment:
            # The close that finds a cadence lapsed tells of its own day, and records it just after.
            moment, today = at, days.close(walked, at, but=1 if isinstance(event, ev.CadenceLapsed) else 0)
        if comments:
            walked.state, comments = passed_over(walked.state, comments), 0
        walked.state = evolve(walked.state, event)
        if type(event) in _TOLD:
            walked.note(event, today)
    walked.state = passed_over(walked.state, comments)
    if facts.now != moment:
        days.close(walked, facts.now)
    return walked


class _Days:
    """Gives every school day to the one cause that the state tells as it closes (`days_in_stage`, over all stages).

    The state stays as it is between two events, so that days are counted in runs: a day's cause costs as much as
    folding two events, and a life has five times as many days. Who held the post on a day is what is known of that day
    at the moment that is told of, however late it was recorded. Days are numbers: dates are turned into them once.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._calendar = calendar_of(facts)
        self._counted: int | None = None
        """The last day that is counted."""
        self._changes: Sequence[int] = ()
        """The days from which on the post was held otherwise, ascending."""
        self._held: Sequence[tuple[bool, Turnover | None]] = ((False, None),)
        """Whether nobody held it, and how its principal came: before the first of these, and from each on."""

    def close(self, walked: Walked, at: datetime, *, but: int = 0) -> date:
        """Count the days that closed up to `at`, the last ones left out; the organiser's day then."""
        today = self._calendar.local_date(at)
        if walked.state.version:
            self._count_to(self._first(today) - 1 - but, walked)
        return today

    def _first(self, day: date) -> int:
        """The first school day from `day` on."""
        return self._calendar.school.index(day - _DAY) + 1

    def _begin(self, state: InitiativeState) -> int:
        self._calendar = self._calendar.of_unit(state.unit)
        if (post := self._facts.post) is not None:
            later = [holding for holding in post.holdings if holding.since > state.started]
            self._changes = [self._first(holding.since) for holding in later]
            days = (state.started, *(holding.since for holding in later))
            self._held = [(post.at(day).is_vacant, post.service_at(day)) for day in days]
        return self._first(state.started) - 1

    def _count_to(self, last: int, walked: Walked) -> None:
        state = walked.state
        if self._counted is None:
            self._counted = self._begin(state)
        if self._counted >= last:
            return
        if state.is_going_on:
            first, empty = self._counted + 1, [self._first(since) for since in vacancies(state)]
            turns = {day for day in (*late_from(state), *empty, *self._changes) if first < day <= last}
            for day, next_turn in pairwise((first, *sorted(turns), last + 1)):
                walked.days[state.stage, self._cause(day, state, empty)] += next_turn - day
        self._counted = last

    def _cause(self, day: int, state: InitiativeState, empty: Iterable[int]) -> Cause:
        position = state.pause.position if state.pause else day - state.lost
        is_vacant, came = self._held[bisect_right(self._changes, day)]
        return cause_of(state, position, is_vacant=is_vacant or any(since <= day for since in empty), came=came)
