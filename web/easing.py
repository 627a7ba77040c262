"""The due days that are shown: a newcomer's with the grace that is not written yet."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.calendar import CalendarState
from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative.state import InitiativeState, Status, Task
from domain.initiative.timing import timing
from domain.initiative.turnover import eased_date, is_taken_up
from domain.ladders import Ladder
from domain.tasks import Address, Key
from events.reading import InboxTask
from events.records import TaskRow


def in_order(rows: Iterable[InboxTask], calendar: CalendarState) -> list[InboxTask]:
    """The tasks by the due days that are shown, earliest first."""
    return sorted((_eased(row, calendar) for row in rows), key=place)


def place(row: InboxTask) -> str:
    """Where a task stands in the inbox."""
    return f"{row.task.due or '9999'}|{row.task.task}"


def _eased(row: InboxTask, calendar: CalendarState) -> InboxTask:
    return replace(row, task=row.task._replace(due=_shown(row.task, row.new_since, calendar.of_unit(row.unit))))


def shown_due(task: Task, state: InitiativeState, facts: Facts) -> date | None:
    """The due day to show of an initiative's task: the same as in the inbox."""
    since = _new_since(state, facts) if task.is_open else None
    return task.due if since is None else _shown(task, since, timing(state, facts).calendar)


def _new_since(state: InitiativeState, facts: Facts) -> date | None:
    """The first day of a principal if the initiative has not taken it up yet (`InboxTask.new_since`)."""
    came = facts.post.service_at(facts.today) if facts.post is not None else None
    if state.status is not Status.LIVE or came is None or is_taken_up(came, state):
        return None
    return came.first_day if came.first_day and state.started < came.first_day else None


def _shown(task: TaskRow | Task, since: date | None, calendar: CalendarState) -> date | None:
    """Due as it will be once the initiative has taken up its new principal: the follower may be a moment behind."""
    if since is None or task.due is None or task.address != Address.PRINCIPAL:
        return task.due
    if CATALOGUE[Key(task.key)].ladder(Address.PRINCIPAL) is Ladder.NONE:
        return task.due
    return eased_date(task.due, since, calendar)
