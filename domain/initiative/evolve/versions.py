"""What another version of the school calendar, or of the template, changes."""

from typing import Any

from domain.changing import changed
from domain.initiative import events as ev
from domain.initiative.state import InitiativeState


def rescheduled(state: InitiativeState, event: ev.CalendarChanged) -> dict[str, Any]:
    """Nobody touched the tasks: whoever is filling one in may send it."""
    moved = {row.task: changed(state.tasks[row.task], due=row.due) for row in event.dues}
    return {"calendar": event.calendar, "tasks": {**state.tasks, **moved}}


def template_moved(state: InitiativeState, event: ev.TemplateMoved) -> dict[str, Any]:
    version = state.version + 1
    counted = {
        row.task: changed(
            state.tasks[row.task],
            due=row.due,
            due_position=row.due_position,
            given=row.given,
            spared=row.spared,
            steps=frozenset(),
            armed=version,
            touched=version,
        )
        for row in event.dues
    }
    tasks = {"tasks": {**state.tasks, **counted}} if counted else {}
    return {"template_version": event.after, "last_check_in": event.last_check_in, **tasks}
