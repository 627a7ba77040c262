"""Who is something in an initiative by name: its facilitators, its manager, whoever was handed a form.

The principal is none of these: work belongs to the post. `by_name` says what a person's leaving would leave without
anybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from domain import forms
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.answers import check_group
from domain.initiative.events import Event
from domain.initiative.rights import (
    is_holder,
    is_organiser,
    require_holder,
    require_organiser,
    require_principal_or_organiser,
)
from domain.initiative.state import InitiativeState, Task, TaskState
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, Unmet

ByName = do.NameFacilitator | do.HandTask | do.ChangeManager


def by_name(person: UUID, to: UUID, state: InitiativeState) -> Iterator[ByName]:
    """What gives to another all that is a person's by name; what they have answered is theirs for good."""
    for number, group in sorted(state.groups.items()):
        if group.facilitator == person:
            yield do.NameFacilitator(group=number, person=to, instead_of=person)
    if not state.groups and person in state.named:
        yield do.NameFacilitator(group=None, person=to, instead_of=person)
    for task in state.open_tasks:
        if task.handed_to == person and task.state is TaskState.OPEN:
            yield do.HandTask(task=task.task, to=to, instead_of=person)
    if state.manager == person:
        yield do.ChangeManager(person=to, instead_of=person)


def name(command: do.NameFacilitator, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The principal names who leads a group; the organiser, when somebody leaves (seed 001: losing one is an event)."""
    require_principal_or_organiser(state, facts)
    if state.groups:
        check_group(command.group, state)
        return _name_leader(command, state, facts)
    left = command.instead_of if command.instead_of in state.named else None
    if (command.person in state.named and left is None) or (command.person is None and not state.named):
        return []
    _require_theirs(command.instead_of, left)
    named = ev.FacilitatorNamed(group=None, person=command.person, on=facts.today, instead_of=left)
    return [named]


def _name_leader(command: do.NameFacilitator, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    leads = state.groups[command.group].facilitator if command.group is not None else None
    if leads == command.person:
        return []
    _require_theirs(command.instead_of, leads)
    return [
        ev.FacilitatorNamed(group=command.group, person=command.person, on=facts.today, instead_of=command.instead_of)
    ]


def hand(command: do.HandTask, task: Task, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By whom the task is addressed to; a form that is with a colleague, by the organiser too: colleagues leave."""
    theirs = is_holder(state, task, facts.standing)
    if not (is_organiser(facts.standing) and task.handed_to) and not theirs:
        require_holder(state, task, facts)
    if theirs and command.to in (facts.standing.person, facts.standing.stands_for):
        raise Unmet("yours_already", N_("The task is yours already. Answer it, or hand it to somebody else."))
    if task.handed_to == command.to:
        return []
    _require_theirs(command.instead_of, task.handed_to)
    return [ev.TaskHanded(task=task.task, to=command.to)]


def given_back(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """What whoever was principal had been handed by name goes back to the post as their tenure ends."""
    if facts.post is None or state.principal in (None, facts.post.at(facts.today).principal):
        return []
    return [ev.TaskTakenBack(task=task.task) for task in state.open_tasks if task.handed_to == state.principal]


def require_others(command: do.Command, state: InitiativeState, facts: Facts) -> None:
    """Whoever acts for the principal leads no group by it: that would outlast their leave. Raises NotAllowed."""
    actor, lead = facts.standing.actor, {*state.facilitators, *_led_by(state.plan)}
    if actor.acting_for is not None and actor.person in {*_to_lead(command)} - lead:
        raise NotAllowed("not_for_oneself", N_("Whoever acts for somebody names others. The principal may name you."))


def _to_lead(command: do.Command) -> Iterable[UUID | None]:
    match command:
        case do.NameFacilitator(person=person):
            return [person]
        case do.ChangePlan(plan=plan):
            return _led_by(plan)
        case do.CompleteTask(form=form) | do.CorrectForm(form=form):
            if isinstance(form, forms.NameSuccessor):
                return [form.person]
            return _led_by(form) if isinstance(form, forms.DevelopmentPlan) else ()
        case _:
            return ()


def _led_by(plan: forms.DevelopmentPlan | None) -> Iterable[UUID | None]:
    return [group.facilitator for group in plan.groups] if plan is not None else ()


def change_manager(command: do.ChangeManager, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The organiser's person for this initiative."""
    require_organiser(facts)
    if state.manager == command.person:
        return []
    _require_theirs(command.instead_of, state.manager)
    return [ev.ManagerChanged(person=command.person, on=facts.today)]


def _require_theirs(said: UUID | None, found: UUID | None) -> None:
    """Whoever names somebody to be replaced has seen that it was theirs."""
    if said is not None and said != found:
        raise Conflict("no_longer_theirs", N_("It is somebody else's by now. Look again."))
