"""What time alone makes due in a handover; its workflow is this module's alarm clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.calendar import CalendarState
from domain.facts import Facts
from domain.handover import commands as do
from domain.handover.follow import follows, named
from domain.handover.state import HandoverState, HandoverTask
from domain.ladders import Ladder, Rung, rungs

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that time makes due."""

    rule: str
    step: str
    armed: int
    at: datetime
    command: do.Automatic


def agenda(state: HandoverState, facts: Facts) -> tuple[list[Alarm], Alarm | None]:
    """Everything due at `facts.now`, earliest first, and the next alarm after that."""
    alarms = sorted(_alarms(state, facts), key=lambda alarm: (alarm.at, alarm.rule, alarm.step))
    due = [alarm for alarm in alarms if alarm.at <= facts.now]
    return due, alarms[len(due)] if len(due) < len(alarms) else None


def climbs(task: HandoverTask) -> Sequence[Rung]:
    """The rungs a task has not climbed yet, lowest first; none below the highest one climbed."""
    every = list(rungs(Ladder.ORGANISER, task.position, task.due_position))
    highest = max((n for n, rung in enumerate(every) if rung.step in task.steps), default=-1)
    return every[highest + 1 :]


def _alarms(state: HandoverState, facts: Facts) -> Iterator[Alarm]:
    if not state.is_open or state.unit is None:
        return
    calendar, today = facts.calendar or CalendarState(), facts.today
    days = [today] if follows(state, facts) else []
    days += list(_days_ahead(state, facts))
    for day in days[:1]:
        follow = do.FollowTurnover(handover=state.handover, unit=state.unit)
        # What follows is made of this handover, the post and the day: asked of others, it is another command.
        step = f"{facts.post.version if facts.post else 0}:{day}"
        yield Alarm(rule="follow", step=step, armed=state.version, at=calendar.start_of(day), command=follow)
    yield from _ladders(state, calendar, today)


def _days_ahead(state: HandoverState, facts: Facts) -> Iterator[date]:
    """Days on which something may follow by itself, the next one first."""
    change, today = state.change, facts.today
    known: list[date | None] = [facts.post.changes_after(today) if facts.post is not None else None]
    if change is not None:
        known += [change.first_day, change.last_day + _DAY if change.last_day else None]
    known += [form.until + _DAY for form in named(state, facts) if form.until]
    yield from sorted(day for day in known if day is not None and day > today)


def _ladders(state: HandoverState, calendar: CalendarState, today: date) -> Iterator[Alarm]:
    now = calendar.school.index(today)
    for task in state.open_tasks:
        left = climbs(task)
        due = [rung for rung in left if rung.position <= now]
        for rung in due[-1:] or left[:1]:
            yield Alarm(
                rule="ladder",
                step=f"{task.task}:{rung.step}",
                armed=task.armed,
                at=calendar.start_of(calendar.school.day(rung.position)),
                command=do.RemindOfHandover(task=task.task, step=rung.step),
            )
