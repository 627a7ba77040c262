"""The domain tests' lives of an initiative, played again through the ledger."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from domain import organiser, template
from domain.actors import Actor, Role
from domain.initiative import commands as do
from domain.initiative.events import Event
from domain.organiser import AddUnit, GrantRole
from domain.post import decide as post
from domain.sealed import Sealed
from domain.template import PublishTemplate
from events.intent import Answer, Intent
from styrkedjan.templates import load
from tests.domain.life import ORGANISER, UNIT, Life
from tests.domain.who import APPOINT
from tests.events.ledgers import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One command of a life, by a person or by the clock."""

    at: datetime
    actor: Actor
    command: do.Command
    id: UUID


@dataclass
class RecordedLife(Life):
    """A life that remembers what was done."""

    acts: list[Act] = field(default_factory=list)

    def does(self, actor: Actor, command: do.Command, seen: int | None = None) -> list[Event]:
        self.acts.append(Act(at=self.now, actor=actor, command=command, id=uuid4()))
        return super().does(actor, command, seen)


async def move_in(house: House) -> None:
    """The unit, the roles and the template that lives rely on."""
    home = organiser.stream(house.organiser)
    await house.do(home, AddUnit(unit=UNIT, unit_kind="school", name=Sealed(b"Skolan")))
    await house.do(home, GrantRole(person=ORGANISER, role=Role.ORGANISER))
    await house.do(post.stream_at(UNIT), APPOINT)
    shipped = PublishTemplate(content=load("lartraffar"))
    await house.do(template.stream(house.organiser, "lartraffar"), shipped)


async def play(house: House, stream: str, acts: list[Act]) -> list[Answer]:
    """Every act at its own time."""
    answers = []
    for act in acts:
        house.clock.at = act.at
        intent = Intent(organiser=house.organiser, stream=stream, command=act.command, actor=act.actor, id=act.id)
        answers.append(await house.ledger.execute(intent))
    return answers
