"""What changes when a principal, a key person or support from outside leaves."""

from dataclasses import replace
from typing import Any

from domain.changing import changed
from domain.initiative import events as ev
from domain.initiative.state import InitiativeState


def received(state: InitiativeState, event: ev.PrincipalReceived) -> dict[str, Any]:
    """What was eased is armed anew: the newcomer is reminded as if it had been due then from the first."""
    version = state.version + 1
    eased = {
        row.task: changed(
            state.tasks[row.task],
            due=row.due,
            due_position=row.due_position,
            steps=frozenset(),
            armed=version,
        )
        for row in event.eased
    }
    tasks = {"tasks": {**state.tasks, **eased}} if eased else {}
    came: dict[str, Any] = {"came_by": None, "came_on": None, "new_since": None}
    if event.handover:
        came = {"came_by": event.handover, "came_on": event.first_day, "new_since": event.position}
    return {"principal": event.person, "received": version, "left": state.left - {event.person}, **came, **tasks}


def person_left(state: InitiativeState, event: ev.KeyPersonLeft) -> dict[str, Any]:
    without = {
        number: replace(
            state.groups[number],
            facilitator=None,
            vacant_since=event.on,
            vacated=state.version + 1,
            led_by=event.person,
        )
        for number in event.groups
    }
    groups = {"groups": {**state.groups, **without}} if without else {}
    led = {"left_named": state.left_named | {event.person}} if event.person in state.named else {}
    left = {"left": state.left | {event.person}, "last_left": event.person}
    return {**left, "named": state.named - {event.person}, **led, **groups}


def manager_changed(state: InitiativeState, event: ev.ManagerChanged) -> dict[str, Any]:
    """Also in a decision that is not complete yet: sending it in changes nobody back."""
    draft = {"draft": replace(state.draft, manager=event.person)} if state.draft else {}
    return {"manager": event.person, **draft}
