"""What time alone makes due. The workflow is this module's alarm clock.

An alarm's key is (rule, step, version of the event that armed it): a rebuilt workflow cannot repeat one, and a moved
date can arm it again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.cadence import lapses_at
from domain.initiative.days import stall_positions, vacancies
from domain.initiative.follow import follows, is_behind_post
from domain.initiative.openings import template_of
from domain.initiative.rescheduling import is_behind
from domain.initiative.state import Indicator, InitiativeState, MeetingState, Status, Task
from domain.initiative.timing import Timing, months_after, timing
from domain.ladders import Rung, rungs
from domain.school_days import SchoolCalendar
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that time makes due."""

    rule: str
    step: str
    armed: int
    at: datetime
    command: do.Automatic


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is due now, and the next moment to look again."""

    due: tuple[Alarm, ...]
    next: Alarm | None

    @property
    def next_due(self) -> datetime | None:
        return self.next.at if self.next else None


def agenda(state: InitiativeState, facts: Facts) -> Agenda:
    """Everything due at `facts.now`, earliest first, and the next alarm after that."""
    alarms = sorted(_alarms(state, facts), key=lambda alarm: (alarm.at, alarm.rule, alarm.step))
    due = tuple(alarm for alarm in alarms if alarm.at <= facts.now)
    return Agenda(due=due, next=alarms[len(due)] if len(due) < len(alarms) else None)


def _alarms(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if not state.is_going_on:
        return
    if state.status is Status.PAUSED:
        yield from _resumption(state, facts)
    if (ahead := _held_otherwise_from(facts)) is not None:
        yield _post(state, facts, ahead)
    if is_behind(state, facts):
        yield _calendar(state, facts)
    elif is_behind_post(state, facts):
        yield _post(state, facts, facts.today)
    elif state.status is Status.LIVE:
        for rule in _RULES:
            yield from rule(state, facts)


def _post(state: InitiativeState, facts: Facts, day: date) -> Alarm:
    """Who is principal from a day on is known before; taken up at the start of the day, also while paused."""
    at, version = timing(state, facts).calendar.start_of(day), facts.post.version if facts.post else 0
    return Alarm(rule="post", step=f"{version}:{day}", armed=state.stage_armed, at=at, command=do.FollowPost())


def _calendar(state: InitiativeState, facts: Facts) -> Alarm:
    """Before anything else, so that the order of events is the same whether the log's follower comes first or time."""
    clock = timing(state, facts)
    at, step = clock.calendar.start_of(clock.today), str(clock.calendar.number)
    return Alarm(rule="calendar", step=step, armed=state.stage_armed, at=at, command=do.FollowCalendar())


def _resumption(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if state.pause is not None:
        at = timing(state, facts).calendar.start_of(state.pause.until)
        yield Alarm(rule="resume", step="until", armed=state.pause.armed, at=at, command=do.ResumeOnDate())


def climbs(task: Task) -> Sequence[Rung]:
    """The rungs a task has not climbed yet, lowest first; none below the highest one climbed."""
    if not task.is_open or task.due_position is None:
        return ()
    every = list(rungs(task.ladder, task.position, task.due_position))
    highest = max((n for n, rung in enumerate(every) if rung.step in task.steps), default=-1)
    return every[highest + 1 :]


def _ladders(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    clock = timing(state, facts)
    for task in state.open_tasks:
        left = climbs(task)
        due = [rung for rung in left if rung.position <= clock.now]
        for rung in due[-1:] or left[:1]:
            yield Alarm(
                rule="ladder",
                step=f"{task.task}:{rung.step}",
                armed=task.armed,
                at=clock.start_of(rung.position),
                command=do.Remind(task=task.task, step=rung.step),
            )


def _protocols(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if state.stage > Stage.IMPLEMENTATION:
        return
    clock = timing(state, facts)
    waiting = [m for m in state.meetings.values() if m.state is MeetingState.PLANNED and m.protocol is None]
    for meeting in waiting:
        yield Alarm(
            rule="protocol",
            step=str(meeting.meeting),
            armed=meeting.armed,
            at=clock.calendar.start_of(meeting.on),
            command=do.OpenProtocol(meeting=meeting.meeting),
        )


def _checkpoints(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if state.stage is not Stage.IMPLEMENTATION:
        return
    clock = timing(state, facts)
    end = clock.calendar.school.term_end(clock.today)
    for term_end in (end, clock.calendar.school.term_end(date.fromordinal(end.toordinal() + 1))):
        opens = checkpoint_date(state, facts, term_end)
        if opens is not None and not _was_asked(state, clock.calendar.school, term_end):
            yield Alarm(
                rule="checkpoint",
                step=str(term_end),
                armed=state.stage_armed,
                at=clock.calendar.start_of(opens),
                command=do.OpenCheckpoint(term_end=term_end),
            )


def checkpoint_date(state: InitiativeState, facts: Facts, term_end: date) -> date | None:
    """Thirty school days before the term ends, if stage 5 has had thirty of the term by then."""
    clock, limits = timing(state, facts), template_of(state, facts).thresholds
    school = clock.calendar.school
    opens = school.day(school.index(term_end) - limits.checkpoint_before_term_end)
    began = max(state.stage_entered, school.term_at(term_end).start)
    return opens if school.between(began, opens) >= limits.checkpoint_after else None


def may_open_checkpoint(state: InitiativeState, facts: Facts, term_end: date) -> bool:
    opens = checkpoint_date(state, facts, term_end)
    clock = timing(state, facts)
    school = clock.calendar.school
    if state.stage is not Stage.IMPLEMENTATION or opens is None or school.term_end(term_end) != term_end:
        return False
    return opens <= clock.today <= term_end and not _was_asked(state, school, term_end)


def _was_asked(state: InitiativeState, school: SchoolCalendar, term_end: date) -> bool:
    """Once a term, also when another version of the calendar has moved its end."""
    term, following = school.term_at(term_end), school.term_at(date.fromordinal(term_end.toordinal() + 1))
    return any(term.start <= asked < following.start for asked in state.checkpoints)


def _cadences(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if state.stage is not Stage.IMPLEMENTATION:
        return
    clock = timing(state, facts)
    for group in state.groups.values():
        position = lapses_at(state, facts, group)
        if position is not None:
            yield Alarm(
                rule="cadence",
                step=f"{group.number}:{position}",
                armed=max(state.stage_armed, group.armed),
                at=clock.close_of(position),
                command=do.LapseCadence(group=group.number),
            )


def check_in_date(state: InitiativeState, facts: Facts, months: int) -> date | None:
    """The next school day after so many months since stage 5 closed."""
    if state.implemented_on is None:
        return None
    return timing(state, facts).next_school_day(months_after(state.implemented_on, months))


def check_in_months(state: InitiativeState, facts: Facts) -> Iterator[int]:
    """The check-ins that are due and have not opened; of several that are due only the latest."""
    if state.stage is not Stage.CONTINUATION:
        return
    today = facts.today
    ahead = [m for m in _check_ins(state, facts) if m > max(_asked(state), default=0)]
    dates = {m: check_in_date(state, facts, m) for m in ahead}
    due = [m for m, on in dates.items() if on is not None and on <= today]
    yield from due[-1:]


def check_ins_ahead(state: InitiativeState, facts: Facts) -> dict[int, date | None]:
    """The check-ins still to be asked, by months, with their day once stage 5 has closed."""
    asked, due = max(_asked(state), default=0), list(check_in_months(state, facts))
    left = [m for m in _check_ins(state, facts) if m > asked and m >= min(due, default=0)]
    return {months: check_in_date(state, facts, months) for months in left}


def _check_ins(state: InitiativeState, facts: Facts) -> tuple[int, ...]:
    settings = facts.organiser.settings if facts.organiser else None
    return template_of(state, facts).check_ins(optional=bool(settings and settings.check_in_after_one_year))


def _asked(state: InitiativeState) -> Iterator[int]:
    return (task.number for task in state.tasks_of(Key.CHECK_IN) if task.number)


def _check_in_alarms(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    if state.stage is not Stage.CONTINUATION:
        return
    due = list(check_in_months(state, facts))
    clock, last = timing(state, facts), max(_asked(state), default=0)
    ahead = [m for m in _check_ins(state, facts) if m > last]
    for months in due or ahead[:1]:
        on = check_in_date(state, facts, months)
        if on is not None:
            yield Alarm(
                rule="check_in",
                step=str(months),
                armed=state.stage_armed,
                at=clock.calendar.start_of(on),
                command=do.OpenCheckIn(months=months),
            )


def indicator_date(indicator: Indicator, state: InitiativeState, facts: Facts) -> date:
    """The day it was to be looked at again, or the check-in's if that is at most 20 school days off: one visit."""
    clock = timing(state, facts)
    on = clock.next_school_day(indicator.on)
    near = template_of(state, facts).thresholds.same_visit
    days = [check_in_date(state, facts, months) for months in _check_ins(state, facts)]
    visits = [day for day in days if day and abs(clock.calendar.school.between(on, day)) <= near]
    return min(visits, default=on)


def _indicators(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    clock = timing(state, facts)
    for indicator in state.indicators.values():
        if not indicator.opened:
            yield Alarm(
                rule="indicator",
                step=str(indicator.effect),
                armed=indicator.armed,
                at=clock.calendar.start_of(indicator_date(indicator, state, facts)),
                command=do.OpenIndicatorAgain(effect=indicator.effect),
            )


def _judgements(state: InitiativeState, facts: Facts) -> Iterator[Alarm]:
    """Asked again at the next close that could change the answer; at once if the last one has."""
    clock = timing(state, facts)
    ahead = [position for _, position in stall_positions(state) if position > clock.closed]
    moments = [clock.close_of(position) for position in ahead]
    if state.stalled is not Cause.VACANCY:
        first = (clock.next_school_day(since) for since in vacancies(state))
        moments += [clock.calendar.close_of(day) for day in first if day >= clock.today]
        moments += [clock.calendar.close_of(day) for day in _left_vacant(facts, clock)]
    if follows(state, facts):
        # The last close, not now: how late a timer fires must not change the order of what it makes due.
        moments.append(clock.calendar.start_of(clock.today))
    if moments:
        at = min(moments)
        yield Alarm(rule="judge", step=at.isoformat(), armed=state.version, at=at, command=do.JudgeDay())


def _left_vacant(facts: Facts, clock: Timing) -> Iterator[date]:
    """The next school day, if nobody is principal now, nor then, nor on the morning after it."""
    first = clock.next_school_day(clock.today)
    if facts.post is not None and all(facts.post.at(day).is_vacant for day in (clock.today, first, first + _DAY)):
        yield first


def _held_otherwise_from(facts: Facts) -> date | None:
    """The next day on which another, or nobody, holds the post."""
    return facts.post.changes_after(facts.today) if facts.post is not None else None


Rule = Callable[[InitiativeState, Facts], Iterator[Alarm]]
_RULES: Final[tuple[Rule, ...]] = (
    _ladders,
    _protocols,
    _checkpoints,
    _cadences,
    _check_in_alarms,
    _indicators,
    _judgements,
)
