"""Lives to write briefs of: the shipped example, played in memory, and a stream as it is recorded in a file."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from domain import organiser, person
from domain.actors import INSTALLATION, Role, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.initiative.events import Event, InitiativeStarted
from domain.initiative.state import Status
from domain.organiser import OrganiserState, Settings
from domain.sealed import Sealed
from domain.template import TemplateContent, TemplatePublished, TemplateState
from events.envelope import tail_of
from events.registry import CODEC
from styrkedjan.plays import Play
from styrkedjan.translation import Language, translator
from tests.domain.life import OF_ORGANISER, Life, an_id
from web.brief.content import Brief
from web.brief.making import brief
from web.brief.telling import NOBODY
from web.brief.walking import Dated, Known, Organisers
from web.speech import Speech

EXAMPLE = Path(__file__).parents[3] / "examples" / "lartraffar.toml"
FIRST_YEAR = 2026


def as_it_is(sealed: Sealed) -> Sealed:
    return sealed


def speech(language: Language) -> Speech:
    return Speech(language=language, translate=translator(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A history, its texts plain, with what a brief of it relies on."""

    dated: tuple[Dated, ...]
    organiser: OrganiserState
    template: TemplateContent
    unit: str = "Åsö skola"

    def facts(self, now: datetime) -> Facts:
        return Facts(
            now=now,
            standing=NOBODY,
            organiser=self.organiser,
            calendar=CalendarState(),
            template=TemplateState(versions={1: self.template}),
        )

    def brief(self, now: datetime | None = None, opened: Callable[[Sealed], Sealed] = as_it_is) -> Brief:
        """As it stood at `now`, else at its last event."""
        moment = now or self.dated[-1][0]
        known = Known(facts=self.facts(moment), organisers=Organisers(moments=(), states=(self.organiser,)))
        return brief((each for each in self.dated if each[0] <= moment), known, self.unit, opened)

    def lines(self) -> Iterator[str]:
        """As a file keeps it: the template and the principals, then the events."""
        (start, *_) = (event for _, event in self.dated if isinstance(event, InitiativeStarted))
        settings = self.organiser.settings
        assert settings is not None
        head = {
            "contact": str(settings.contact),
            "principals": sorted(map(str, self.organiser.holders(start.post))),
            "template": _plain(TemplatePublished(number=1, content=self.template)),
        }
        yield json.dumps(head, ensure_ascii=False)
        for at, event in self.dated:
            yield json.dumps([at.isoformat(), CODEC.version(event.kind), _plain(event)], ensure_ascii=False)


def read_history(file: Path) -> History:
    """What `lines` wrote, also in an older build."""
    first, *rest = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    dated = tuple((datetime.fromisoformat(at), _event(version, payload)) for at, version, payload in rest)
    post = next(event.post for _, event in dated if isinstance(event, InitiativeStarted))
    published: Any = _event(1, first["template"])
    state = OrganiserState(
        settings=Settings(contact=UUID(first["contact"])),
        roles=frozenset((UUID(each), Role.PRINCIPAL, post) for each in first["principals"]),
    )
    return History(dated=dated, organiser=state, template=published.content)


def _plain(event: Any) -> Any:
    return json.loads(CODEC.write(event))


def _event(version: int, payload: Mapping[str, Any]) -> Event:
    event: Event = CODEC.read_event(tail_of(payload["kind"], version), json.dumps(payload).encode())
    return event


def of_life(life: Life) -> History:
    """A life of the domain's tests."""
    return History(dated=tuple(life.dated), organiser=life.organiser, template=life.template)


def example() -> History:
    """The example from its start to its end."""
    house, play = an_id("house"), Play.read(EXAMPLE)
    meaning = play.meaning(house, FIRST_YEAR)
    life = Life(now=play.moment(0, meaning, CalendarState()), organiser=_introduced(play, house))
    for index in range(len(play.actions)):
        life.until(play.moment(index, meaning, CalendarState()))
        life.does(play.actor(index, meaning), play.command(index, life.state, meaning, an_id("example")))
    assert life.state.status is Status.CLOSED
    return of_life(life)


def _introduced(play: Play, house: UUID) -> OrganiserState:
    """The organiser once everybody of the play is known."""
    state = OrganiserState(settings=OF_ORGANISER.settings)
    facts = Facts(now=datetime(2026, 1, 1, tzinfo=UTC), standing=Standing(actor=INSTALLATION))
    for _, command in play.introductions(house, state):
        if not isinstance(command, person.RegisterPerson):
            for event in organiser.decide(command, state, facts):
                state = organiser.evolve(state, event)
    return state
