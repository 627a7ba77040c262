"""A programme in memory: units, a decision, and facts for whoever acts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from domain.actors import CLOCK, Actor, Role
from domain.calendar import CalendarState
from domain.checklist import Item, ItemAnswer
from domain.conditions import Rating
from domain.facts import Facts
from domain.forms.programme import Checklist, ProgrammeDecision, UnitChoice, UnitInvited
from domain.forms.start import TakingPart
from domain.organiser import OrganiserState, Settings, Unit, post_of
from domain.programme import commands as do
from domain.programme.decide import AGGREGATE
from domain.template import TemplateState
from styrkedjan.templates import load
from tests.domain.life import MANAGER, ORGANISER, STAFF, an_id, text

PROGRAMMES: Final = an_id("programme")
UNITS: Final = tuple(an_id(f"unit {n}") for n in range(5))
AUDITOR: Final = Actor(kind="person", person=an_id("auditor"))
NOW: Final = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY: Final = date(2026, 9, 1)
HOUSE: Final = OrganiserState(
    settings=Settings(contact=MANAGER),
    units={unit: Unit(unit_kind="school", post=post_of(unit), name=text("Skolan"), code=None) for unit in UNITS},
    roles=frozenset(
        {
            (ORGANISER, Role.ORGANISER),
            (AUDITOR.person or ORGANISER, Role.AUDITOR),
        }
    ),
)
TEMPLATE: Final = TemplateState(versions={1: load("lartraffar")})


def decision(*units: UUID, **changes: Any) -> ProgrammeDecision:
    """A whole decision for these units."""
    form = ProgrammeDecision(
        title=text("Läslyftet"),
        template="lartraffar",
        manager=MANAGER,
        decision_body=text("Nämnden"),
        decided_on=date(2026, 6, 1),
        organiser_answers_for=text("tid"),
        unit_answers_for=text("genomförande"),
        evidence=text("rapporten"),
        takes_part=(TakingPart(group=text("lärare"), number=12),),
        units=tuple(UnitInvited(unit=unit) for unit in units),
    )
    return replace(form, **changes)


def facts(actor: Actor = STAFF, now: datetime = NOW) -> Facts:
    """What `actor` decides on."""
    return Facts(now=now, standing=HOUSE.standing(actor), organiser=HOUSE, calendar=CalendarState(), template=TEMPLATE)


def choice(unit: UUID, *, takes_part: bool, why: str = "så blir det") -> UnitChoice:
    """The organiser's choice for one unit."""
    return UnitChoice(unit=unit, takes_part=takes_part, reason=text(why))


def checklist(rating: Rating = Rating.PARTLY) -> Checklist:
    """All ten rated the same."""
    return Checklist(answers=tuple(ItemAnswer(item=item, rating=rating) for item in Item))


class Told:
    """A programme's history so far."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.state = AGGREGATE.initial
        self.now = NOW

    def does(self, command: do.Command, actor: Actor | None = None) -> list[Any]:
        """Done as the rules allow; by the clock where only that may."""
        own = isinstance(command, do.RecordUnits | do.OpenNetworkMeeting)
        who = actor or (CLOCK if own else STAFF)
        events = list(AGGREGATE.decide(command, self.state, facts(who, self.now)))
        for event in events:
            self.state = AGGREGATE.evolve(self.state, event)
        self.events += events
        return events

    def starts(self, *units: UUID, known: tuple[Any, ...] = (), **changes: Any) -> "Told":
        """Started at these units."""
        form = decision(*units, **changes)
        self.does(do.StartProgramme(programme=PROGRAMMES, form=form, known=known))
        return self
