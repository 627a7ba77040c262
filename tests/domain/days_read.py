"""The days of a life by cause, read from its dated events alone (TASKS.md, "Whose day it was").

A second reading beside the domain's: nothing is folded and no position is asked for. Whatever claims a day is a span of
dates, from the event that began it to the one that ended it; among the claims the order of the causes decides.

At the first moment of a day two things meet: what the close of the day before has judged (a lapsed cadence, a stall),
and what the new day begins with (a resumption, a check-in). The former belongs to the day before.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Generic, TypeVar
from uuid import UUID

from domain.actors import CLOCK
from domain.calendar import CalendarState
from domain.forms import DevelopmentPlan, StartDecision
from domain.initiative import events as ev
from domain.initiative.days import whose_day
from domain.initiative.days_in_stage import days_in_stage
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState
from domain.initiative.timing import timing
from domain.ladders import Ladder
from domain.post import events as post
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key
from tests.domain.life import Life
from tests.domain.posted_life import PostedLife

Dated = tuple[datetime, ev.Event]
DAY = timedelta(days=1)
WAITING = {
    Address.ORGANISER: Cause.WAITING_ORGANISER,
    Address.PRINCIPAL: Cause.WAITING_PRINCIPAL,
    Address.FACILITATOR: Cause.WAITING_FACILITATOR,
    Address.FACILITATORS: Cause.WAITING_FACILITATOR,
}
OF_THE_NEW_DAY = (ev.InitiativeResumed, ev.TaskWithdrawn, ev.PrincipalReceived)
"""A resumption, a newcomer, and a task that gives way: a stall that changes with them does so from the new day, as
does one that is left as somebody comes back to a post that was empty."""


K = TypeVar("K", bound=Hashable)


@dataclass
class Spans(Generic[K]):
    """What begins and ends: from a day up to, not including, another."""

    ended: list[tuple[K, date, date]] = field(default_factory=list)
    going_on: dict[K, date] = field(default_factory=dict)

    def begin(self, name: K, day: date) -> None:
        """From `day`, unless it is going on already: a pause that is decided within a pause has begun before."""
        self.going_on.setdefault(name, day)

    def end(self, name: K, day: date) -> None:
        if name in self.going_on:
            self.ended.append((name, self.going_on.pop(name), day))

    def end_all(self, day: date) -> None:
        for name in list(self.going_on):
            self.end(name, day)

    def at(self, day: date) -> list[K]:
        return [name for name, since, until in self.ended if since <= day < until]


class Tenures:
    """Who is principal, from the post's own events: by the days they are about, not those they were recorded on."""

    def __init__(self, posted: Iterable[tuple[datetime, post.Event]]) -> None:
        self.days: dict[UUID, tuple[date, date | None]] = {}
        self.whose: dict[UUID, UUID] = {}
        for _, event in posted:
            match event:
                case post.PrincipalAppointed():
                    self.days[event.tenure], self.whose[event.tenure] = (event.since, event.until), event.person
                case post.TenureCorrected():
                    self.days[event.tenure] = (event.since, event.until)
                case post.DepartureAnnounced():
                    self.days[event.tenure] = (self.days[event.tenure][0], event.last_day)
                case post.TenureStruck():
                    del self.days[event.tenure]
                case _:
                    pass

    def is_vacant(self, day: date) -> bool:
        return self._at(day) is None

    def came(self, day: date) -> tuple[UUID, date] | None:
        """Who is principal that day, and since when it has been nobody else."""
        now = self._at(day)
        if now is None:
            return None
        earlier = sorted((since, self.whose[tenure]) for tenure, (since, _) in self.days.items() if since <= day)
        others = [since for since, person in earlier if person != now]
        return now, min(since for since, person in earlier if person == now and since >= max([date.min, *others]))

    def _at(self, day: date) -> UUID | None:
        held = (id_ for id_, (since, until) in self.days.items() if since <= day and (until is None or day <= until))
        return next((self.whose[tenure] for tenure in held), None)


class Reading:
    """What the events say, in dates."""

    def __init__(self, calendar: CalendarState, dated: Iterable[Dated], held: "Tenures", until: date) -> None:
        self.calendar, self.held = calendar, held
        self.stages, self.stalls = Spans[Stage](), Spans[Cause]()
        self.pauses, self.lapses, self.handovers = Spans[None](), Spans[int](), Spans[UUID]()
        self.waits = Spans[tuple[UUID, date | None]]()
        """Tasks that are open, each as long as it has the same due day."""
        self.opened: dict[UUID, ev.TaskOpened] = {}
        self.due: dict[UUID, date | None] = {}
        self.plan: DevelopmentPlan | None = None
        self.leads: list[tuple[date, dict[int | None, UUID | None]]] = [(date.min, {})]
        self.named: list[UUID] = []
        """Before there are groups, those who were named to lead."""
        self.started = date.max
        self.received: list[tuple[date, UUID | None, date | None]] = []
        """Whom it took up on which day, with their first day unless they were there as it started."""
        self.positions: list[tuple[date, UUID | None]] = []
        self.begun_at: datetime | None = None
        self.left_with_the_new_day: set[date] = set()
        """Days at whose first moment a stall was left: by what began then, or by the close of the day before."""
        for time, event in dated:
            self._read(event, time, calendar.local_date(time), calendar.local_date(time - timedelta(microseconds=1)))
        self._end_all(until)

    def _read(self, event: ev.Event, time: datetime, day: date, closing: date) -> None:
        self._read_task(event, day)
        self._read_roles(event, day)
        comes = self.held.is_vacant(closing) and not self.held.is_vacant(day)
        if isinstance(event, OF_THE_NEW_DAY) or (isinstance(event, ev.StallLeft) and comes):
            self.begun_at = time
        turns = day if time == self.begun_at else closing
        match event:
            case ev.StageEntered():
                self.stages.begin(event.stage, day)
            case ev.StageClosed():
                self.stages.end(event.stage, day)
                self.lapses.end_all(day)
            case ev.InitiativePaused():
                self.pauses.begin(None, day)
            case ev.InitiativeResumed():
                self.pauses.end(None, day)
            case ev.CadenceLapsed():
                self.lapses.begin(event.group, closing)
            case ev.CadenceRestored():
                self.lapses.end(event.group, day)
            case ev.SeriesClosedEarly() | ev.WorkEnded():
                self.lapses.end_all(day)
            case ev.StallEntered():
                self.stalls.begin(event.cause, turns)
            case ev.StallLeft():
                self.stalls.end(event.cause, turns)
                self.left_with_the_new_day |= {day} if time == self.begun_at else set()
            case ev.InitiativeClosed() | ev.InitiativeCancelled():
                self._end_all(day)
            case _:
                pass

    def _end_all(self, day: date) -> None:
        self.stages.end_all(day)
        self.stalls.end_all(day)
        self.pauses.end_all(day)
        self.lapses.end_all(day)
        self.waits.end_all(day)
        self.handovers.end_all(day)

    def _read_task(self, event: ev.Event, day: date) -> None:
        match event:
            case ev.TaskOpened():
                self.opened[event.task] = event
                if event.key is Key.POSITION:
                    self.handovers.begin(event.task, day)
                self._due(event.task, event.due, day)
            case ev.TaskExtended() | ev.TaskPlanned():
                self._due(event.task, event.due, day)
            case ev.InitiativeResumed() | ev.TemplateMoved() | ev.CalendarChanged():
                for row in event.dues:
                    self._due(row.task, row.due, day)
            case ev.InitiativeStarted():
                self.started = event.on
                self.received.append((day, event.principal, None))
            case ev.PrincipalReceived():
                self.received.append((day, event.person, event.first_day if event.handover else None))
                for eased in event.eased:
                    self._due(eased.task, eased.due, day)
            case ev.TaskCompleted() | ev.TaskWithdrawn():
                if isinstance(event, ev.TaskCompleted) and self.opened[event.task].key is Key.POSITION:
                    self.positions.append((event.on, event.by))
                self.waits.end((event.task, self.due[event.task]), day)
                self.handovers.end(event.task, day)
            case _:
                pass

    def _due(self, task: UUID, due: date | None, day: date) -> None:
        self.waits.end((task, self.due.get(task)), day)
        self.due[task] = due
        self.waits.begin((task, due), day)

    def _read_roles(self, event: ev.Event, day: date) -> None:
        """Who leads which group; under `None`, somebody who was named before there were groups."""
        leads = self.leads[-1][1]
        match event:
            case ev.InitiativeStarted(facilitators=named) | ev.TaskCompleted(form=StartDecision(facilitators=named)):
                self.named = list(named)
                leads = {None: named[0] if named else None}
            case ev.TaskCompleted(form=DevelopmentPlan() as plan):
                self.plan = plan
            case ev.StageEntered(stage=Stage.IMPLEMENTATION) if self.plan and self.plan.groups:
                leads = {group.number: group.facilitator for group in self.plan.groups}
            case ev.PlanChanged():
                leads = {group.number: group.facilitator for group in event.plan.groups}
            case ev.FacilitatorNamed(group=None):
                self.named = [*self.named, event.person] if event.person else []
                leads = {None: event.person}
            case ev.FacilitatorNamed():
                leads = {**leads, event.group: event.person}
            case ev.KeyPersonLeft():
                self.named = [person for person in self.named if person != event.person]
                leads = {group: None if group in event.groups else person for group, person in leads.items()}
                leads |= {None: self.named[0] if self.named else None} if None in leads else {}
            case _:
                return
        self.leads.append((day, leads))

    def school_days(self) -> Iterator[tuple[date, Stage]]:
        """Every school day in a stage, with the stage in force at its close."""
        for stage, since, until in sorted(self.stages.ended, key=lambda span: span[1]):
            first, last = (self.calendar.school.index(day - DAY) for day in (since, until))
            for number in range(first + 1, last + 1):
                yield self.calendar.school.day(number), stage

    def causes(self) -> dict[date, tuple[Stage, Cause]]:
        """The one cause of each school day: whoever claims it first."""
        return {day: (stage, next(self._claims(day, stage))) for day, stage in self.school_days()}

    def _claims(self, day: date, stage: Stage) -> Iterator[Cause]:
        if self.pauses.at(day):
            yield Cause.PAUSED
        tasks = [(self.opened[task], due) for task, due in self.waits.at(day)]
        if self.held.is_vacant(day) or (
            stage >= Stage.IMPLEMENTATION and any(self._empty(task, day) for task, _ in tasks)
        ):
            yield Cause.VACANCY
        if self.handovers.at(day) or self._is_unknown(day):
            yield Cause.HANDOVER
        if self.lapses.at(day):
            yield Cause.LAPSED_CADENCE
        late = [(due, task) for task, due in tasks if due and due < day and task.ladder is not Ladder.NONE]
        for _, task in sorted(late, key=lambda row: (row[0], list(WAITING).index(row[1].address), str(row[1].task))):
            yield WAITING[task.address]
        yield Cause.PROGRESSING

    def _is_unknown(self, day: date) -> bool:
        """Whether its principal came after the start, was not taken up as it closed, and had taken no position."""
        person, first = self.held.came(day) or (None, date.min)
        _, known, since = [row for row in self.received if row[0] <= day][-1]
        spoken = any(by == person and first <= on <= day for on, by in self.positions)
        is_known = person == known and (since is None or first <= since)
        return person is not None and first > self.started and not is_known and not spoken

    def _empty(self, task: ev.TaskOpened, day: date) -> bool:
        leads = [held for since, held in self.leads if since <= day][-1]
        match task.address:
            case Address.FACILITATOR:
                return leads.get(task.group) is None
            case Address.FACILITATORS:
                return not any(leads.values())
            case _:
                return False


def states_at_closes(calendar: CalendarState, dated: list[Dated], days: Iterable[date]) -> Iterator[InitiativeState]:
    """The state as each of `days` closed, earliest first, with the cadences that close found lapsed."""
    state, left = InitiativeState(), list(reversed(dated))
    for day in days:
        close = calendar.close_of(day)
        while left and left[-1][0] < close:
            state = evolve(state, left.pop()[1])
        at_once = (event for time, event in reversed(left) if time == close)
        yield reduce(evolve, (event for event in at_once if isinstance(event, ev.CadenceLapsed)), state)


def causes_agree(life: Life) -> dict[date, tuple[Stage, Cause]]:
    """Every school day in a stage has one cause, the same by the domain's state and by the events' dates."""
    calendar = life.facts(CLOCK).calendar
    assert calendar is not None
    calendar = calendar.of_unit(life.state.unit)
    read = Reading(calendar, life.dated, Tenures(life.posted), calendar.local_date(life.now))
    causes = read.causes()
    for day, state in zip(causes, states_at_closes(calendar, life.dated, causes), strict=True):
        facts = replace(life.facts(CLOCK), now=calendar.close_of(day))
        judged = (state.stage, whose_day(state, facts, timing(state, facts).closed, day))
        assert judged == causes[day], f"{day}: {judged} by the state, {causes[day]} by the dates"
    rewritten = life.rewritten if isinstance(life, PostedLife) else date.min
    for cause, since, until in read.stalls.ended:
        closed = until - DAY if until in read.left_with_the_new_day else until
        assert since <= rewritten or {causes[day][1] for day in causes if since <= day < closed} <= {cause}, (
            "a stall has the cause of its days"
        )
    shown = Counter(cause for stage, cause in causes.values() if stage is life.state.stage)
    assert not life.state.is_going_on or days_in_stage(life.dated, life.facts(CLOCK)) == shown, "by the whole history"
    return causes
