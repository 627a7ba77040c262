"""Whose day it was, and whether the initiative has stalled (TASKS.md, "Whose day it was" and "Ladders")."""

from collections.abc import Iterator
from datetime import date
from typing import Final, assert_never

from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative.events import WaitsFor
from domain.initiative.state import InitiativeState, Status, Task
from domain.initiative.timing import timing
from domain.initiative.turnover import is_awaited
from domain.ladders import STALLS_AFTER, Ladder
from domain.post.turnovers import Turnover
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key

_WAITING: Final = {
    Address.ORGANISER: Cause.WAITING_ORGANISER,
    Address.PRINCIPAL: Cause.WAITING_PRINCIPAL,
    Address.FACILITATOR: Cause.WAITING_FACILITATOR,
    Address.FACILITATORS: Cause.WAITING_FACILITATOR,
}
_TIES: Final = tuple(_WAITING)
_LEADERS: Final = frozenset({Address.FACILITATOR, Address.FACILITATORS})


def whose_day(state: InitiativeState, facts: Facts, position: int, day: date) -> Cause:
    """The one cause of a school day, at whose close the clock stood at `position`, with the state as it then was."""
    came = facts.post.service_at(day) if facts.post is not None else None
    return cause_of(state, position, is_vacant=vacant(state, facts, day), came=came)


def cause_of(state: InitiativeState, position: int, *, is_vacant: bool, came: Turnover | None) -> Cause:
    """The same, with what there is to know of the day itself: `came` is how its principal did."""
    if state.status is Status.PAUSED:
        return Cause.PAUSED
    if is_vacant:
        return Cause.VACANCY
    if state.open_of(Key.POSITION) or (came is not None and is_awaited(state, came)):
        return Cause.HANDOVER
    if _has_lapsed(state):
        return Cause.LAPSED_CADENCE
    late = _oldest_overdue(state, position)
    return _WAITING[late.address] if late else Cause.PROGRESSING


def late_from(state: InitiativeState) -> Iterator[int]:
    """The numbers of the school days from which on an open task is late, if nothing happens until then."""
    for task in state.open_tasks:
        if task.due_position is not None:
            yield task.due_position + state.lost + 1


def waits_for(state: InitiativeState, facts: Facts, cause: Cause) -> WaitsFor | None:
    """On whom a day of this cause waits, judged at the last close."""
    match cause:
        case Cause.PAUSED | Cause.PROGRESSING:
            return None
        case Cause.VACANCY:
            return _in_the_empty_role(state)
        case Cause.HANDOVER:
            position = next(iter(state.open_of(Key.POSITION)), None)
            return WaitsFor(address=Address.PRINCIPAL, task=position.task if position else None)
        case Cause.LAPSED_CADENCE:
            asked = next(iter(state.open_of(Key.RESTORE_RHYTHM)), None)
            return WaitsFor(address=Address.PRINCIPAL, task=asked.task if asked else None)
        case Cause.WAITING_ORGANISER | Cause.WAITING_PRINCIPAL | Cause.WAITING_FACILITATOR:
            late = _oldest_overdue(state, timing(state, facts).closed)
            return WaitsFor(address=late.address, task=late.task) if late else None
    assert_never(cause)


def _in_the_empty_role(state: InitiativeState) -> WaitsFor:
    """The facilitators' task that nobody holds; without one it is the principal's post that is empty."""
    for task, _ in _unheld(state):
        return WaitsFor(address=task.address, task=task.task)
    return WaitsFor(address=Address.PRINCIPAL, task=None)


def _oldest_overdue(state: InitiativeState, position: int) -> Task | None:
    late = [task for task in state.open_tasks if _is_overdue(task, position)]
    return min(late, key=_earliest, default=None)


def _has_lapsed(state: InitiativeState) -> bool:
    """Whether any group's cadence has; none runs once its series is over."""
    if state.stage is not Stage.IMPLEMENTATION or state.series_closed or state.work_ended:
        return False
    return any(group.lapsed_on for group in state.groups.values())


def _is_overdue(task: Task, position: int) -> bool:
    return task.due_position is not None and task.due_position < position and task.ladder is not Ladder.NONE


def _earliest(task: Task) -> tuple[int, int, str]:
    return (task.due_position or 0, _TIES.index(task.address), str(task.task))


def vacant(state: InitiativeState, facts: Facts, day: date) -> bool:
    """The principal's post had no holder that day, or an open task's role has been empty since then.

    Before stage 5 no facilitator is needed.
    """
    if facts.post is not None and facts.post.at(day).is_vacant:
        return True
    return any(since <= day for since in vacancies(state))


def vacancies(state: InitiativeState) -> Iterator[date]:
    """Since when the role of an open task has been empty."""
    return (since for _, since in _unheld(state))


def _unheld(state: InitiativeState) -> Iterator[tuple[Task, date]]:
    if state.stage < Stage.IMPLEMENTATION:
        return
    led = {number for number, group in state.groups.items() if group.facilitator}
    anybody = bool(led or state.facilitators)
    for task in state.open_tasks:
        if task.address in _LEADERS and not (task.group in led if task.address is Address.FACILITATOR else anybody):
            yield task, max([task.opened, *_since(state, task.group)])


def _since(state: InitiativeState, number: int | None) -> Iterator[date]:
    for group in state.groups.values():
        if number in (None, group.number) and group.vacant_since:
            yield group.vacant_since


def stall_positions(state: InitiativeState) -> Iterator[tuple[Task, int]]:
    """The tasks that something waits for, each with the position at whose close it stalls the initiative."""
    for task in state.open_tasks:
        if task.due_position is not None and CATALOGUE[task.key].blocks and task.ladder is not Ladder.NONE:
            yield task, task.due_position + STALLS_AFTER


def stalled_by(state: InitiativeState, facts: Facts) -> Cause | None:
    """Why the initiative stands still, judged at the last close of a school day; `None` while it does not.

    Never while paused, and judged again on resumption.
    """
    if state.status is not Status.LIVE:
        return None
    closed, is_vacant = timing(state, facts).closed, _stays_vacant(state, facts)
    late = any(position <= closed for _, position in stall_positions(state))
    if late or is_vacant or _has_lapsed(state):
        return cause_of(state, closed, is_vacant=is_vacant, came=None)
    return None


def _stays_vacant(state: InitiativeState, facts: Facts) -> bool:
    """Nobody was there as a school day closed, nor is now: a summer without a principal is no stall."""
    day = timing(state, facts).last_school_day
    empty = facts.post is not None and facts.post.at(day).is_vacant and facts.post.at(facts.today).is_vacant
    return state.started <= day and (empty or any(since <= day for since in vacancies(state)))
