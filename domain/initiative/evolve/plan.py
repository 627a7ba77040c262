"""What changes with the plan, and with who leads its groups."""

from dataclasses import replace
from typing import Any

from domain.forms import DevelopmentPlan
from domain.initiative import events as ev
from domain.initiative.evolve.entries import on_group
from domain.initiative.state import InitiativeState, LearningGroup


def changed(state: InitiativeState, event: ev.PlanChanged) -> dict[str, Any]:
    return {"plan": event.plan, "plan_proposed": None, "groups": groups_of(event.plan, state)}


def groups_of(plan: DevelopmentPlan, state: InitiativeState) -> dict[int, LearningGroup]:
    """The groups a plan makes, keeping what is known of those that were there."""
    known = state.groups
    return {
        group.number: replace(known[group.number], facilitator=group.facilitator, vacant_since=None)
        if group.number in known
        else LearningGroup(number=group.number, facilitator=group.facilitator)
        for group in plan.groups
        if group.number is not None
    }


def named(state: InitiativeState, event: ev.FacilitatorNamed) -> dict[str, Any]:
    if event.group is None:
        return {"named": state.named | {event.person} if event.person else frozenset()}
    if event.person is not None:
        return on_group(state, event.group, facilitator=event.person, vacant_since=None)
    return on_group(state, event.group, facilitator=None, vacant_since=event.on, vacated=state.version + 1)
