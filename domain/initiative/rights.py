"""Who may do what to an initiative (TASKS.md, "Who may"). Work belongs to the post, never to the person."""

from uuid import UUID

from domain.actors import Role, Standing
from domain.facts import Facts
from domain.initiative.state import InitiativeState, Task
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, Unmet
from domain.sealed import Sealed
from domain.tasks import Address, Key


def is_organiser(standing: Standing) -> bool:
    return standing.has(Role.ORGANISER)


def is_principal(state: InitiativeState, standing: Standing) -> bool:
    return standing.holds(state.post)


def may_read(state: InitiativeState, standing: Standing) -> bool:
    """Organiser staff, auditors, the post's holder, the manager, facilitators, and whoever has been handed a form."""
    if standing.has(Role.ORGANISER, Role.AUDITOR) or is_principal(state, standing) or state.post in standing.sees:
        return True
    return standing.own in readers(state)


def readers(state: InitiativeState) -> frozenset[UUID]:
    """Who may read it without a role or the post: its manager, its facilitators, whoever has been handed a form, until
    it is done. The principal reads by the post alone: what they were handed outlives no tenure.
    """
    handed = {task.handed_to for task in state.open_tasks if task.handed_to} - {state.principal}
    return frozenset({state.manager, *state.facilitators, *handed})


def is_holder(state: InitiativeState, task: Task, standing: Standing) -> bool:
    """Whether the task is addressed to this actor."""
    if task.key is Key.OUTGOING_COMMENT:
        return is_leaver(state, standing)
    match task.address:
        case Address.ORGANISER:
            return is_organiser(standing)
        case Address.PRINCIPAL:
            return is_principal(state, standing)
        case Address.FACILITATOR:
            group = state.groups.get(task.group) if task.group is not None else None
            return group is not None and group.facilitator is not None and group.facilitator == standing.own
        case Address.FACILITATORS:
            return standing.own in state.facilitators


def is_leaver(state: InitiativeState, standing: Standing) -> bool:
    """Whether it is the principal whose last day is known, also while a deputy answers: for as long as it is theirs."""
    is_still = is_principal(state, standing) or state.post in standing.sees
    return is_still and state.principal is not None and standing.stands_for == state.principal


def is_handed(task: Task, standing: Standing) -> bool:
    """Whether the task's form was handed to this actor."""
    return task.handed_to is not None and task.handed_to == standing.own


def holders(state: InitiativeState, task: Task) -> frozenset[UUID]:
    """The persons a facilitators' task is addressed to; other addresses are posts and roles."""
    match task.address:
        case Address.FACILITATOR:
            group = state.groups.get(task.group) if task.group is not None else None
            return frozenset({group.facilitator} if group and group.facilitator else ())
        case Address.FACILITATORS:
            return state.facilitators
        case _:
            return frozenset()


def is_theirs(by: UUID | None, state: InitiativeState, standing: Standing) -> bool:
    """Whether it was done by this actor, or in whose place they act: as long as they have a part in the initiative."""
    return by is not None and by == standing.stands_for and may_read(state, standing)


def require_organiser(facts: Facts) -> None:
    if not is_organiser(facts.standing):
        raise NotAllowed("organiser_only", N_("Only the organiser's staff may do this."))


def require_principal(state: InitiativeState, facts: Facts) -> None:
    if not is_principal(state, facts.standing):
        raise NotAllowed("principal_only", N_("Only the unit's principal may do this."))


def require_principal_or_organiser(state: InitiativeState, facts: Facts) -> None:
    if not (is_principal(state, facts.standing) or is_organiser(facts.standing)):
        raise NotAllowed("principal_or_organiser", N_("Only the unit's principal or the organiser may do this."))


def require_holder(state: InitiativeState, task: Task, facts: Facts) -> None:
    if not is_holder(state, task, facts.standing):
        raise NotAllowed("not_yours", N_("The task is somebody else's. Ask them to hand it to you."))


def require_going_on(state: InitiativeState) -> None:
    """Raises Conflict."""
    if not state.is_going_on:
        raise Conflict("initiative_over", N_("The initiative is over."))


def require_clock(facts: Facts) -> None:
    if facts.standing.actor.kind != "clock":
        raise NotAllowed("clock_only", N_("Only the initiative's own clock does this."))


def require_reason(reason: Sealed) -> None:
    """Whoever decides over others says why. Raises Unmet."""
    if not reason:
        raise Unmet("reason_missing", N_("Give a reason."))
