"""Lives to write briefs of: the shipped example, played in memory, and a stream as it is recorded in a file."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path
from typing import Any
from uuid import UUID

from domain import forms, organiser, person
from domain.actors import CLOCK, INSTALLATION, Actor, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative.state import InitiativeState, Status
from domain.organiser import OrganiserState, Settings
from domain.post import state as post
from domain.post.commands import AppointPrincipal
from domain.post.events import DepartureAnnounced, DeputyAppointed, MeanwhileNamed
from domain.post.events import Event as PostEvent
from domain.post.state import PostState
from domain.sealed import Sealed
from domain.tasks import Key
from domain.template import TemplateContent, TemplatePublished, TemplateState
from events.envelope import tail_of
from events.registry import CODEC
from styrkedjan.plays import Play
from styrkedjan.translation import Language, translator
from tests.domain.life import BO, HEAD, MANAGER, OF_ORGANISER, STAFF, Life, at
from tests.domain.who import PRINCIPAL, UNIT, an_id, appointed, text
from web.brief.content import Brief
from web.brief.making import brief
from web.brief.telling import NOBODY
from web.brief.walking import Dated
from web.speech import Speech

EXAMPLE = Path(__file__).parents[3] / "examples" / "lartraffar.toml"
FIRST_YEAR = 2026
NEW, KIM = an_id("new principal"), an_id("kim")
NEWCOMER = Actor(kind="person", person=NEW)
Posted = tuple[datetime, PostEvent]
"""An event of the post and when it was recorded."""


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
    posted: tuple[Posted, ...] = ()
    """What was recorded of the principal's post."""
    post: PostState = field(default_factory=PostState)
    """Before that."""
    unit: str = "Åsö skola"

    def facts(self, now: datetime) -> Facts:
        return Facts(
            now=now,
            standing=NOBODY,
            organiser=self.organiser,
            calendar=CalendarState(),
            template=TemplateState(versions={1: self.template}),
            post=reduce(post.evolve, (event for at, event in self.posted if at <= now), self.post),
        )

    def brief(self, now: datetime | None = None, opened: Callable[[Sealed], Sealed] = as_it_is) -> Brief:
        """As it stood at `now`, else at its last event."""
        moment = now or self.dated[-1][0]
        return brief((each for each in self.dated if each[0] <= moment), self.facts(moment), self.unit, opened)

    def lines(self) -> Iterator[str]:
        """As a file keeps it: the template and what was recorded of the post, then the events."""
        settings = self.organiser.settings
        assert settings is not None
        head = {
            "contact": str(settings.contact),
            "post": [_line(each) for each in self.posted],
            "template": _plain(TemplatePublished(number=1, content=self.template)),
        }
        yield json.dumps(head, ensure_ascii=False)
        for each in self.dated:
            yield json.dumps(_line(each), ensure_ascii=False)


def read_history(file: Path) -> History:
    """What `lines` wrote, also in an older build."""
    first, *rest = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    published: Any = _event(1, first["template"])
    return History(
        dated=tuple(map(_read, rest)),
        organiser=OrganiserState(settings=Settings(contact=UUID(first["contact"]))),
        template=published.content,
        posted=tuple(map(_read, first["post"])),
    )


def _line(dated: tuple[datetime, Any]) -> Sequence[Any]:
    at, event = dated
    return [at.isoformat(), CODEC.version(event.kind), _plain(event)]


def _read(line: Sequence[Any]) -> tuple[datetime, Any]:
    at, version, payload = line
    return datetime.fromisoformat(at), _event(version, payload)


def _plain(event: Any) -> Any:
    return json.loads(CODEC.write(event))


def _event(version: int, payload: Mapping[str, Any]) -> Any:
    return CODEC.read_event(tail_of(payload["kind"], version), json.dumps(payload).encode())


def of_life(life: Life) -> History:
    """A life of the domain's tests."""
    return History(dated=tuple(life.dated), organiser=life.organiser, template=life.template, post=life.post)


@dataclass
class Turning(Life):
    """A life that writes down what happens to its post; the initiative hears of it as the log's follower tells."""

    post: PostState = field(default_factory=PostState)
    posted: list[Posted] = field(default_factory=list)

    def happens(self, *events: PostEvent) -> None:
        for event in events:
            self.posted.append((self.now, event))
            self.post = post.evolve(self.post, event)
        if self.state.version:
            self.does(CLOCK, do.FollowPost())
            self.tick()

    def appoints(self, person: UUID, since: date, unit: UUID = UNIT) -> None:
        self.happens(appointed(person, since, unit))

    def leaves(self, last_day: date) -> None:
        """Whoever is principal."""
        holding = self.post.at(self.facts(CLOCK).today)
        assert holding.tenure is not None
        self.happens(DepartureAnnounced(tenure=holding.tenure, last_day=last_day, reason=None))

    def history(self) -> History:
        return replace(of_life(self), posted=tuple(self.posted), post=PostState())


def example() -> History:
    """The example from its start to its end."""
    house, play = an_id("house"), Play.read(EXAMPLE)
    meaning = play.meaning(house, FIRST_YEAR)
    life = Turning(now=play.moment(0, meaning, CalendarState(), InitiativeState()))
    _introduce(play, house, life)
    for index in range(len(play.actions)):
        life.until(play.moment(index, meaning, CalendarState(), life.state))
        life.does(play.actor(index, meaning), play.command(index, life.state, meaning, an_id("example")))
    assert life.state.status is Status.CLOSED
    return life.history()


def turned_over() -> Turning:
    """A principal who leaves, a vacancy, a newcomer who is away for a while; a facilitator and outside support go."""
    life = Turning()
    life.appoints(PRINCIPAL, date(2020, 8, 1))
    life.to_implementation()
    for _ in range(60):
        life.a_day_of_meetings()
    life.does(HEAD, do.AnnounceSupportEnds(last_day=date(2028, 6, 1)))
    life.sends(
        forms.SupportEnds(carries_on=text("arbetslaget"), lost=text("handledarnas handledare")), Key.SUPPORT_ENDS
    )
    life.leaves(date(2027, 11, 12))
    said = forms.OutgoingComment(carries_it=text("Anna, och arbetslag 2"), fragile=text("tisdagarna"))
    life.sends(said, Key.OUTGOING_COMMENT)
    life.until(at(date(2027, 11, 15)))
    life.happens(MeanwhileNamed(unit=UNIT, person=MANAGER, since=date(2027, 11, 15), until=date(2027, 12, 31)))
    life.until(at(date(2027, 11, 22)))
    life.appoints(NEW, date(2027, 11, 29))
    life.until(at(date(2027, 12, 8)))
    life.sends_as(NEWCOMER, forms.Position(choice=Stance.ADJUST, comment=text("färre träffar")), Key.POSITION)
    life.does(STAFF, do.NotePersonLeft(person=BO))
    life.until(at(date(2027, 12, 10)))
    life.sends_as(NEWCOMER, forms.NameSuccessor(person=KIM), Key.NAME_SUCCESSOR)
    life.until(at(date(2028, 1, 17)))
    away = DeputyAppointed(
        unit=UNIT,
        absence=an_id("absence"),
        principal=NEW,
        person=MANAGER,
        since=date(2028, 1, 17),
        until=date(2028, 3, 31),
        reason=None,
    )
    life.happens(away)
    life.days(10)
    return life


def _introduce(play: Play, house: UUID, life: Turning) -> None:
    """Everybody of the play to the organiser, and the principal to the post."""
    state = OrganiserState(settings=OF_ORGANISER.settings)
    facts = Facts(now=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), standing=Standing(actor=INSTALLATION))
    for _, command in play.introductions(house, state, facts.now.date()):
        if isinstance(command, AppointPrincipal):
            life.appoints(command.person, command.since, command.unit)
        elif not isinstance(command, person.RegisterPerson):
            for event in organiser.decide(command, state, facts):
                state = organiser.evolve(state, event)
    life.organiser = state
