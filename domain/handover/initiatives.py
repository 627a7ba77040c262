"""What a handover sees of the initiatives it is about, and who is to be told of them."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.facts import Facts
from domain.forms.turnover import Position
from domain.handover.events import Seen
from domain.handover.follow import began_before
from domain.handover.state import HandoverState
from domain.handover.tasks import HandoverKey
from domain.initiative.state import InitiativeState
from domain.initiative.turnover import comments, positions_taken


def seen(initiative: UUID, of: InitiativeState, state: HandoverState, today: date) -> Seen:
    """How far an initiative has been handed over, as it stands that day."""
    change = state.change
    forms = [task.answer.form for task in positions_taken(of, change.first_day if change else None) if task.answer]
    choice = next((form.choice for form in forms if isinstance(form, Position)), None)
    return Seen(
        initiative=initiative,
        commented=bool(change and comments(of, change.leaver, change.leaver_since, change.last_day)),
        position=choice if _has_come(of, state, today) else None,
        over=not of.is_going_on,
        apart=_is_apart(of, state, today),
    )


def _has_come(of: InitiativeState, state: HandoverState, today: date) -> bool:
    """Whether it has taken up the newcomer."""
    change = state.change
    if change is None or change.newcomer is None or change.first_day is None:
        return False
    return change.first_day <= today and of.principal == change.newcomer


def _is_apart(of: InitiativeState, state: HandoverState, today: date) -> bool:
    """Whoever was principal as it started takes nothing over, nor whoever was believed to be as it took them up."""
    if state.change is None or not began_before(state.change.first_day, of.started):
        return True
    return of.is_going_on and _has_come(of, state, today) and of.new_since is None


def to_be_told(of: InitiativeState, state: HandoverState, facts: Facts) -> Iterator[tuple[UUID, date]]:
    """Of an initiative that goes on, those whose time it is, each with the day since which they have not been told."""
    if state.change is not None and of.is_going_on and not _is_apart(of, state, facts.today):
        yield from (each for each in _concerned(state, facts) if not of.was_told(state.handover, *each))


def _concerned(state: HandoverState, facts: Facts) -> Iterator[tuple[UUID, date]]:
    """Whoever leaves, once; whoever comes, from their first day, also if they were believed to have come before; the
    manager, of what they are to confirm.
    """
    change, today = state.change, facts.today
    if change is None or facts.post is None:
        return
    # An acting principal's last day is known before their first: they are told nothing until they are there.
    there = facts.post.at(today).principal
    if change.leaver and change.last_day and change.last_day >= today and there == change.leaver:
        yield change.leaver, date.min
    if change.newcomer and change.first_day and change.first_day <= today and there == change.newcomer:
        yield change.newcomer, change.first_day
    for task in state.tasks_of(HandoverKey.CONFIRM_BRIEF):
        if task.is_open:
            yield change.manager, task.opened
