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
    back = {"left": state.left - {event.person}} if event.person in state.left else {}
    return {**back, **_named(state, event), **(_taken_over(state, event) if event.instead_of else {})}


def proposed(plan: DevelopmentPlan, state: InitiativeState) -> dict[str, Any]:
    """Whoever it names is there, again if they had left."""
    return {"plan_touched": state.version + 1, "left": state.left - {group.facilitator for group in plan.groups}}


def _taken_over(state: InitiativeState, event: ev.FacilitatorNamed) -> dict[str, Any]:
    """The successor in the plan, in a proposed one, and in a decision that is not complete yet."""
    found: dict[str, Any] = {}
    for where, plan in (("plan", state.plan), ("plan_proposed", state.plan_proposed)):
        if plan is not None and (after := _in_plan(plan, event)) != plan:
            found |= {where: after, "plan_touched": state.version + 1}
    if event.group is None and state.draft is not None:
        others = (each for each in state.draft.facilitators if each not in (event.instead_of, event.person))
        found["draft"] = replace(state.draft, facilitators=(*others, *([event.person] if event.person else [])))
    return found


def _named(state: InitiativeState, event: ev.FacilitatorNamed) -> dict[str, Any]:
    if event.group is None:
        if event.instead_of is not None and event.instead_of not in state.named | state.left_named:
            return {}  # of a plan alone
        left = state.named - {event.instead_of}
        return {"named": left | {event.person} if event.person else left if event.instead_of else frozenset()}
    if event.person is not None:
        return on_group(state, event.group, facilitator=event.person, vacant_since=None)
    led_by = state.groups[event.group].facilitator
    vacant = {"vacant_since": event.on, "vacated": state.version + 1, "led_by": led_by}
    return on_group(state, event.group, facilitator=None, **vacant)


def _in_plan(plan: DevelopmentPlan, event: ev.FacilitatorNamed) -> DevelopmentPlan:
    """A plan with the successor where whoever left was to lead a group: also one that waits to be approved."""
    groups = tuple(
        replace(group, facilitator=event.person)
        if group.facilitator == event.instead_of and event.group in (None, group.number)
        else group
        for group in plan.groups
    )
    return replace(plan, groups=groups)
