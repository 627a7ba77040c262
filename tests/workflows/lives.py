"""Lives to be lived twice: by the oracle, which only loops `agenda()`, and by workflows."""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from domain import organiser
from domain.actors import CLOCK, PROGRAMME, Actor, Role, Standing
from domain.calendar import CalendarState, PublishCalendar
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.facts import Facts
from domain.forms import ApprovePlan, NeedsAndCurrentState, ReadProtocol, RestoreRhythm, TakeNewHold
from domain.forms.evaluation import Hold
from domain.forms.implementation import NewMeeting, Rhythm
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.events import Event
from domain.initiative.state import InitiativeState
from domain.organiser import OrganiserState, Settings
from domain.post.commands import AppointPrincipal
from domain.post.state import PostState, evolve
from domain.programme import decide as programme
from domain.programme.state import ProgrammeState, decision_for
from domain.refusals import Refusal
from domain.school_year import DateRange
from domain.tasks import Key
from domain.template import TemplateContent
from domain.track import Track
from styrkedjan.files import Meaning
from styrkedjan.plays import Play
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.templates import load
from tests.domain import life
from tests.domain.calendars import published
from tests.domain.life import Life
from tests.domain.who import appointed

EXAMPLE: Final = Path("examples/lartraffar.toml")
SCHOOLS: Final = Path("examples/sju-skolor.toml")


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody did, and when."""

    moment: datetime
    actor: Actor
    command: do.Command | PublishCalendar


@dataclass
class Oracle(Life):
    """Remembers what people did and at what moments its clock woke."""

    acts: list[Act] = field(default_factory=list)
    woken: list[datetime] = field(default_factory=list)
    programme: ProgrammeState | None = None
    """The one that starts it."""

    def facts(self, actor: Actor, seen: int | None = None) -> Facts:
        return replace(super().facts(actor, seen), programme=self.programme)

    def does(self, actor: Actor, command: do.Command, seen: int | None = None) -> list[Event]:
        now = self.now
        events = super().does(actor, command, seen)
        if actor is not CLOCK:
            self.acts.append(Act(moment=now, actor=actor, command=command))
        return events

    def publishes(self, content: CalendarContent) -> None:
        """The organiser's calendar, today."""
        self.calendar = published(self.calendar, content, self.calendar.local_date(self.now))
        self.acts.append(Act(moment=self.now, actor=life.STAFF, command=PublishCalendar(content=content)))
        self.tick()

    def until(self, moment: datetime) -> None:
        self.tick()
        while (alarm := agenda(self.state, self.facts(CLOCK)).next) and alarm.at <= moment:
            self.now = alarm.at
            self.woken.append(alarm.at)
            self.tick()
        self.now = max(self.now, moment)


def introduced(
    introductions: Iterable[tuple[str, Any]], admin: UUID
) -> tuple[OrganiserState, dict[UUID | None, PostState]]:
    """An organiser in which these have been introduced, and its posts by unit."""
    state = OrganiserState(settings=Settings(contact=admin), roles=frozenset({(admin, Role.ADMIN)}))
    standing = Standing(actor=Actor(kind="person", person=admin), roles=frozenset({Role.ADMIN}))
    posts = {}
    for stream, command in introductions:
        if stream.startswith(organiser.AGGREGATE.category):
            for event in organiser.decide(command, state, Facts(now=life.at(date(2026, 1, 1)), standing=standing)):
                state = organiser.evolve(state, event)
        if isinstance(command, AppointPrincipal):
            posts[command.unit] = evolve(PostState(), appointed(command.person, command.since, command.unit))
    return state, posts


def played(play: Play, house: UUID, initiative: UUID, first_year: int) -> Oracle:
    """The life of a play."""
    meaning = play.meaning(house, first_year)
    people, posts = introduced(play.introductions(house, OrganiserState(), date(first_year, 7, 1)), house)
    (post,) = posts.values()
    begins = play.moment(0, meaning, CalendarState(), InitiativeState())
    return plays_on(Oracle(now=begins, organiser=people, post=post), play, meaning, initiative)


def plays_on(oracle: Oracle, play: Play, meaning: Meaning, initiative: UUID) -> Oracle:
    """Every act of the play, each at its moment."""
    for index in range(len(play.actions)):
        oracle.until(play.moment(index, meaning, oracle.calendar, oracle.state))
        command = play.command(index, oracle.state, meaning, initiative)
        oracle.does(play.actor(index, meaning), command)
    return oracle


def schools_played(play: ProgrammePlay, house: UUID, first_year: int, *units: str) -> dict[str, Oracle]:
    """The lives of a programme's units, or of these."""
    people, posts = introduced(play.introductions(house, OrganiserState(), date(first_year, 7, 1)), house)
    begins, found = play.moment(first_year, CalendarState()), {}
    for unit in units or play.plays:
        post = posts[play.plays[unit].meaning(house, first_year).ids[unit]]
        oracle = Oracle(now=begins, organiser=people, post=post)
        found[unit] = _school_played(play, unit, oracle, house, first_year)
    return found


def _school_played(play: ProgrammePlay, unit: str, oracle: Oracle, house: UUID, first_year: int) -> Oracle:
    (actor, opening), own = play.opening(house, first_year), play.plays[unit]
    oracle.template = load(opening.form.template or "")
    started = programme.decide(opening, ProgrammeState(), oracle.facts(actor))
    oracle.programme = state = reduce(programme.evolve, started, ProgrammeState())
    meaning = own.meaning(house, first_year)
    initiative = state.initiative_of(meaning.ids[unit])
    form = decision_for(state, state.units[meaning.ids[unit]], ())
    start = do.StartInitiative(initiative=initiative, form=form, programme=state.programme)
    oracle.does(PROGRAMME, start)
    return plays_on(oracle, own, meaning, initiative)


def generated(seed: int, first_year: int, *, track: Track = Track.FULL, publishes: int = 0) -> Oracle:
    """A life of people who do what they feel like, when they feel like it; late, mostly.

    Of a hundred moments, at `publishes` the calendar changes.
    """
    chance = random.Random(seed)
    oracle = Oracle(now=life.at(date(first_year, 8, 24)))
    oracle.starts(track)
    while oracle.state.is_going_on and len(oracle.acts) < 400:
        oracle.days(chance.choice((1, 2, 5, 9, 14, 30)))
        if publishes and chance.randrange(100) < publishes:
            oracle.publishes(_calendar(oracle.now.date(), chance))
        with suppress(Refusal):
            chance.choices((_answer, _steer, _nothing), weights=(6, 1, 2))[0](oracle, chance)
    return oracle


def whole(template: TemplateContent, first_year: int) -> Oracle:
    """A life of this kind in which everybody does their part, to the last check-in."""
    oracle = Oracle(now=life.at(date(first_year, 8, 24)), template=template)
    oracle.to_continuation().answers_check_ins()
    return oracle


def _calendar(today: date, chance: random.Random) -> CalendarContent:
    """Some weeks off and study days around now, for all or for the unit alone."""
    days = [today + timedelta(days=chance.randint(-20, 60)) for _ in range(6)]
    breaks = tuple(DateRange(start=day, end=day + timedelta(days=chance.randint(0, 9))) for day in days[:3])
    own = UnitCalendar(unit=life.UNIT, study_days=tuple(days[3:]))
    return CalendarContent(breaks=breaks, units=(own,) if chance.randrange(2) else ())


def _nothing(oracle: Oracle, chance: random.Random) -> None:
    pass


def _answer(oracle: Oracle, chance: random.Random) -> None:
    tasks = sorted((task for task in oracle.state.open_tasks if task.key in _FORMS), key=lambda task: str(task.task))
    if tasks:
        task = chance.choice(tasks)
        form = _FORMS[task.key](oracle)
        oracle.does(oracle.holder(task), do.CompleteTask(task=task.task, form=form))


def _steer(oracle: Oracle, chance: random.Random) -> None:
    reason, soon = life.text("så är det"), (oracle.now + timedelta(days=chance.randint(3, 60))).date()
    pause = do.PauseInitiative(until=soon, reason=reason)
    extensions = [do.ExtendTask(task=task.task, school_days=7, reason=reason) for task in oracle.state.open_tasks]
    letting = [do.LetClausePass(clause=clause, reason=reason) for clause in ("baseline", "perspectives", "series")]
    meetings = sorted(oracle.state.meetings.values(), key=lambda meeting: str(meeting.meeting))
    moves = [do.MoveMeeting(meeting=meeting.meeting, to=soon) for meeting in meetings]
    command = chance.choice([pause, do.ResumeInitiative(), do.Comment(text=reason), *letting, *extensions[:2], *moves])
    oracle.does(life.HEAD if isinstance(command, do.MoveMeeting) else life.STAFF, command)


def _both_inventories() -> NeedsAndCurrentState:
    """The light track's one page."""
    needs = life.needs_form()
    return NeedsAndCurrentState(
        perspectives=needs.perspectives, problems=needs.problems, needs=needs.needs, focus=life.text("fokus")
    )


def _new_dates(oracle: Oracle) -> RestoreRhythm:
    on = (oracle.now + timedelta(days=7)).date()
    dates = tuple(NewMeeting(group=group, on=on + timedelta(days=28 * n)) for group in (1, 2) for n in range(2))
    return RestoreRhythm(choice=Rhythm.NEW_DATES, new_dates=dates)


def _soon(oracle: Oracle) -> Any:
    return (oracle.now + timedelta(days=20)).date()


_FORMS: Final[dict[Key, Callable[[Oracle], Any]]] = {
    Key.NEEDS_WORKSHOP: lambda _: life.needs_form(),
    Key.NEEDS_AND_CURRENT_STATE: lambda _: _both_inventories(),
    Key.CURRENT_STATE: lambda _: life.analysis_form(),
    Key.CONDITIONS: lambda _: life.conditions_form(),
    Key.EFFECT_CHAIN: lambda _: life.chain_form(),
    Key.DEVELOPMENT_PLAN: lambda oracle: life.plan_form(_soon(oracle), 4, 4),
    Key.APPROVE_PLAN: lambda _: ApprovePlan(decision=OnPlan.APPROVE),
    Key.PROTOCOL: lambda _: life.protocol_form(),
    Key.READ_PROTOCOL: lambda _: ReadProtocol(),
    Key.CHECKPOINT: lambda _: life.conditions_form(),
    Key.RESTORE_RHYTHM: _new_dates,
    Key.CONTINUATION_PLAN: lambda _: life.continuation_form(),
    Key.EVALUATION: lambda _: life.evaluation_form(plan_holds=True),
    Key.CHECK_IN: lambda _: life.check_in_form(),
    Key.TAKE_NEW_HOLD: lambda oracle: TakeNewHold(
        choice=Hold.NEW_HOLD, what=life.text("a"), who=life.text("b"), first_date=_soon(oracle)
    ),
}


def texts_of(play: Play) -> set[str]:
    """Everything a play says that is a person's own words or name."""
    return {text for text in _strings(play.document.data) if " " in text or text[:1].isupper()}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for held in value.values():
            yield from _strings(held)
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held)
    elif isinstance(value, str):
        yield value
