"""The due days that are shown: a newcomer's with the grace that is not written yet."""

from collections.abc import Iterable
from dataclasses import replace

from domain.calendar import CalendarState
from domain.catalogue import CATALOGUE
from domain.initiative.turnover import eased_date
from domain.ladders import Ladder
from domain.tasks import Address, Key
from events.reading import InboxTask


def in_order(rows: Iterable[InboxTask], calendar: CalendarState) -> list[InboxTask]:
    """The tasks by the due days that are shown, earliest first."""
    return sorted((_eased(row, calendar) for row in rows), key=place)


def place(row: InboxTask) -> str:
    """Where a task stands in the inbox."""
    return f"{row.task.due or '9999'}|{row.task.task}"


def _eased(row: InboxTask, calendar: CalendarState) -> InboxTask:
    """Due as it will be once the initiative has taken up its new principal: the follower may be a moment behind."""
    task = row.task
    if row.new_since is None or task.due is None or task.address != Address.PRINCIPAL:
        return row
    if CATALOGUE[Key(task.key)].ladder(Address.PRINCIPAL) is Ladder.NONE:
        return row
    due = eased_date(task.due, row.new_since, calendar.of_unit(row.unit))
    return replace(row, task=task._replace(due=due))
