"""Whose an open task is today, by name: holder and access are joins on the post's tenures."""

from uuid import UUID

from domain.facts import Facts
from domain.initiative.rights import holders
from domain.initiative.state import InitiativeState, Task
from domain.tasks import Address, Key


def held_by(task: Task, state: InitiativeState, facts: Facts) -> tuple[UUID, ...]:
    """Whoever answers for the post, or the facilitators; the organiser's tasks are all its staff's.

    An outgoing comment is only its leaver's.
    """
    if not task.is_open:
        return ()
    if task.key is Key.OUTGOING_COMMENT:
        is_still = facts.post is not None and facts.post.at(facts.today).principal == state.principal
        return (state.principal,) if is_still and state.principal else ()
    if task.address is Address.PRINCIPAL:
        answers = facts.post.at(facts.today).person if facts.post is not None else None
        return (answers,) if answers else ()
    return tuple(sorted(holders(state, task)))


def is_vacant(task: Task, state: InitiativeState, facts: Facts) -> bool:
    """Whether an open task is without anybody; a leaver's comment is nobody else's to miss."""
    if not task.is_open or task.address is Address.ORGANISER or task.key is Key.OUTGOING_COMMENT:
        return False
    return not held_by(task, state, facts)


def holds_next(facts: Facts) -> UUID | None:
    """Who answers for the post from the next day that it is held otherwise."""
    day = facts.post.changes_after(facts.today) if facts.post is not None else None
    return facts.post.at(day).person if facts.post is not None and day is not None else None
