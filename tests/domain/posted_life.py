"""A life whose post changes while it goes on, and what must hold of who holds what (DOMAIN, "Turnover")."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from domain.actors import CLOCK, Actor, Role, Standing
from domain.initiative import commands as do
from domain.initiative.days import vacancies
from domain.initiative.rights import is_holder
from domain.initiative.state import InitiativeState, Task
from domain.post import commands as post
from domain.post.decide import AGGREGATE
from domain.post.events import Event as PostEvent
from domain.post.state import PostState
from domain.post.timeline import held_by_day
from domain.tasks import Address
from tests.domain.life import HEAD, ORGANISER, STAFF, Life
from tests.domain.who import POST, PRINCIPAL, UNIT, an_id, text

NEXT, THIRD, DEPUTY, COLLEAGUE = (an_id(name) for name in ("next principal", "third principal", "deputy", "colleague"))
HEADS: Final = (PRINCIPAL, NEXT, THIRD)
WHY: Final = text("fel datum")


@dataclass
class PostedLife(Life):
    """A life, and what is recorded of its post."""

    rewritten: date = date.min
    """When who held it on a day that had passed was last changed: what was judged till then stands as it was judged."""

    def records(self, command: post.Command, by: Actor = STAFF) -> list[PostEvent]:
        """Nobody has told the initiative yet."""
        before, facts = self.post, self.facts(by)
        events = list(AGGREGATE.decide(command, self.post, facts))
        for event in events:
            self.post = AGGREGATE.evolve(self.post, event)
        self.posted += [(self.now, event) for event in events]
        held, holds = (held_by_day(known.holdings, facts.today) for known in (before, self.post))
        self.rewritten = facts.today if held != holds else self.rewritten
        return events

    def hears(self, command: post.Command) -> "PostedLife":
        """It is recorded, and the log's follower tells."""
        self.records(command)
        self.does(CLOCK, do.FollowPost())
        self.tick()
        return self

    def leaves(self, last_day: date, who: UUID = PRINCIPAL) -> "PostedLife":
        return self.hears(post.AnnounceDeparture(unit=UNIT, person=who, last_day=last_day, reason=WHY))

    def comes(self, since: date, who: UUID = NEXT) -> "PostedLife":
        return self.hears(post.AppointPrincipal(unit=UNIT, person=who, since=since, reason=WHY))


def standing_of(person: UUID, held: PostState, day: date) -> Standing:
    """By the post and the one role there is."""
    actor = Actor(kind="person", person=person)
    return Standing(
        actor=actor,
        roles=frozenset({Role.ORGANISER} if person == ORGANISER else ()),
        posts=frozenset({POST} if held.may_act(actor, day) else ()),
        sees=frozenset({POST} if held.at(day).principal == person else ()),
    )


def persons_of(state: InitiativeState, held: PostState) -> frozenset[UUID]:
    """Everybody who could hold a task."""
    of_post = {who for holding in held.holdings for who in (holding.person, holding.principal) if who}
    return frozenset({ORGANISER, DEPUTY, COLLEAGUE, *HEADS, *of_post, *state.facilitators, *state.left})


def neither_held_nor_vacant(state: InitiativeState, held: PostState, day: date) -> Iterator[Task]:
    """Open tasks that have not exactly one holder or a recorded vacancy on a day: there must be none.

    The facilitators hold what they are asked together, as the organiser's staff do theirs.
    """
    for task in state.open_tasks:
        holders = [p for p in persons_of(state, held) if is_holder(state, task, standing_of(p, held, day))]
        if len(holders) != _expected(task, state, held, day):
            yield task


def _expected(task: Task, state: InitiativeState, held: PostState, day: date) -> int:
    """Holders there must be; a role that is empty has none, and is a vacancy on record."""
    match task.address:
        case Address.ORGANISER:
            return 1
        case Address.PRINCIPAL:
            holding = held.at(day)
            return int(holding.person is not None or not holding.is_vacant)
        case Address.FACILITATOR | Address.FACILITATORS:
            jointly = len(state.facilitators) if task.address is Address.FACILITATORS else 1
            return 0 if _is_recorded(task, state) else max(1, jointly)


def _is_recorded(task: Task, state: InitiativeState) -> bool:
    """Whether this task's role is among the vacancies the initiative knows of."""
    others = [each for each in state.open_tasks if each.task != task.task]
    return len(list(vacancies(state))) > len(list(vacancies(_only(state, others))))


def _only(state: InitiativeState, tasks: Iterable[Task]) -> InitiativeState:

    return replace(state, tasks={task.task: task for task in tasks})


def has_no_part(person: UUID, state: InitiativeState, held: PostState, day: date) -> bool:
    """Whether neither the post, a role, a group nor a form that was handed on gives them anything to do that day."""
    now, handed = held.at(day), {task.handed_to for task in state.open_tasks} - {state.principal}
    roles = {ORGANISER, state.manager, *state.facilitators, *handed}
    return person not in {now.person, now.principal, *roles}


def actor(person: UUID) -> Actor:
    return HEAD if person == PRINCIPAL else Actor(kind="person", person=person)
