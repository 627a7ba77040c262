"""From opened states to what is shown, in one reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from domain import ladders, stages, stalls
from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.agenda import Alarm, agenda
from domain.initiative.decide import last_answer
from domain.initiative.events import Outcome
from domain.initiative.gates import unmet
from domain.initiative.going_round import next_decision
from domain.initiative.openings import template_of
from domain.initiative.parts import about_meeting, about_task, standings
from domain.initiative.prefill import prefill
from domain.initiative.rescheduling import on_free_days
from domain.initiative.rights import is_handed, is_holder
from domain.initiative.state import InitiativeState, Meeting, Status, Task
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post.timeline import Standing
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from domain.template import TemplateContent, Text
from domain.track import Track
from domain.wordings import reworded
from events.reading import Overview
from events.records import HoldingRow
from web import views
from web.desk import Happened, Opened
from web.easing import shown_due
from web.happened import what_happened
from web.holding import held_by, holds_next, is_vacant
from web.lost import in_words
from web.plain import plain
from web.schemas import kind_of, schema_of
from web.views import Coded, PersonName
from web.words import word

Translate = Callable[..., str]
Names = Mapping[UUID, str]


def people_in(opened: Opened) -> set[UUID]:
    """Everybody whose name an initiative's view shows."""
    state, tasks = opened.state, opened.state.tasks.values()
    handed = {task.handed_to for task in tasks if task.handed_to}
    held = {person for task in tasks for person in held_by(task, state, opened.facts)}
    left = {task.after for task in tasks if task.after}
    perhaps = (state.proposal.by if state.proposal else None, holds_next(opened.facts))
    return {state.manager, *state.facilitators, *handed, *held, *left, *(each for each in perhaps if each)}


V = TypeVar("V")
P = ParamSpec("P")


def _in_words(make: "Callable[Concatenate[Rendering, P], V]") -> "Callable[Concatenate[Rendering, P], V]":
    """Its view, what cannot be opened said in the reader's language."""

    @wraps(make)
    def said(self: "Rendering", /, *args: P.args, **kwargs: P.kwargs) -> V:
        return in_words(make(self, *args, **kwargs), self._translate)

    return said


class Rendering:
    """Makes views; `names` are those of the persons in them, `organiser` has its texts opened; moments go to `zone`."""

    def __init__(self, translate: Translate, organiser: OrganiserState, zone: tzinfo, names: Names) -> None:
        self._translate = translate
        self._organiser = organiser
        self._zone = zone
        self._names = names

    @property
    def language(self) -> str:
        """Which of a template's texts to take."""
        settings = self._organiser.settings
        return settings.language if settings else "sv"

    def say(self, message: str) -> str:
        """A marked message in the reader's language."""
        return self._translate(message)

    def tell(self, message: str, **details: object) -> str:
        """The same of one that is to be filled."""
        return self._translate(message, **details)

    def moment(self, at: datetime) -> datetime:
        """As the organiser's clock shows it: a day that is asked about ends there."""
        return at.astimezone(self._zone)

    def unit_of(self, post: UUID) -> UUID:
        """Whose post of principal it is."""
        return next(unit for unit, known in self._organiser.units.items() if known.post == post)

    def coded(self, member: Enum) -> Coded:
        """A code with its word."""
        return Coded(code=str(member.value), label=self._translate(word(member)))

    def stage(self, stage: int) -> Coded:
        """A stage with its name."""
        return Coded(code=str(int(stage)), label=self._translate(stages.NAMES[Stage(stage)]))

    def _stage_of(self, state: InitiativeState, template: TemplateContent) -> Coded:
        """The stage by the name the template has for it, if it has one."""
        own = next((title.text for title in template.stage_titles if title.stage is state.stage), None)
        return Coded(code=str(int(state.stage)), label=self._text(own)) if own else self.stage(state.stage)

    def cause(self, cause: str | None) -> Coded | None:
        """Why an initiative has stalled, if it has."""
        return Coded(code=cause, label=self._translate(stalls.CAUSE_NAMES[Cause(cause)])) if cause else None

    def person(self, person: UUID) -> PersonName:
        """A person with their name, empty where it is not known."""
        return PersonName(person=person, name=self._names.get(person, ""))

    def after(self, person: UUID | None) -> str:
        """After whom a successor is to be named, where there is anybody to say."""
        name = self._names.get(person, "") if person else ""
        return self._translate(N_("after {person}"), person=name) if name else ""

    def unit_name(self, unit: UUID) -> str:
        """What a unit is called."""
        known = self._organiser.units.get(unit)
        return (known.name or b"").decode() if known else ""

    def task(self, task: Task, state: InitiativeState, facts: Facts) -> views.TaskView:
        """One task of an initiative."""
        kind, standing = CATALOGUE[task.key], facts.standing
        due = shown_due(task, state, facts)
        return views.TaskView(
            task=task.task,
            key=task.key.value,
            title=self._translate(kind.title),
            about=self.after(task.after) or self._text(about_task(task, state, template_of(state, facts))),
            state=self.coded(task.state),
            address=self.coded(task.address),
            voice=self.coded(task.voice),
            group=task.group,
            opened=task.opened,
            due=due,
            overdue=task.is_open and state.is_late(due, facts.today),
            minutes=kind.minutes,
            holders=tuple(map(self.person, held_by(task, state, facts))),
            vacant=is_vacant(task, state, facts),
            handed_to=self.person(task.handed_to) if task.handed_to else None,
            yours=task.is_open and (is_holder(state, task, standing) or is_handed(task, standing)),
        )

    @_in_words
    def form(self, opened: Opened, task: Task) -> views.FormView:
        """A task with its form as it is to be filled in."""
        form = prefill(task, opened.state, opened.template, self.language)
        return views.FormView(
            initiative=opened.state.initiative,
            initiative_title=(opened.state.title or b"").decode(),
            version=opened.version,
            task=self.task(task, opened.state, opened.facts),
            kind=kind_of(type(form)),
            form=plain(form),
            schema=schema_of(
                type(form), self._translate, reworded(opened.template, kind_of(type(form)), self.language)
            ),
            may_be_unchanged=last_answer(task, opened.state) is not None,
            proposed_pause=self._proposed(opened.state) if task.is_open and task.key is Key.ANSWER_PAUSE else None,
        )

    @_in_words
    def next_decision(self, opened: Opened) -> views.BlankView:
        """The decision that goes on from an initiative."""
        form = next_decision(opened.state)
        return views.BlankView(
            kind=kind_of(type(form)), form=plain(form), schema=schema_of(type(form), self._translate)
        )

    @_in_words
    def line(self, row: Overview, title: str) -> views.InitiativeLine:
        """One line of the overview."""
        held = row.initiative
        return views.InitiativeLine(
            initiative=UUID(row.stream.partition(":")[2]),
            title=title,
            unit=held.unit,
            unit_name=self.unit_name(held.unit),
            template=held.template,
            template_version=held.template_version,
            track=self.coded(Track(held.track)),
            stage=self.stage(held.stage),
            status=self.coded(Status(held.status)),
            stalled=self.cause(held.stalled),
            outcome=self._outcome(held.outcome),
            started=held.started,
            proposes=held.proposes,
        )

    @_in_words
    def initiative(self, opened: Opened) -> views.InitiativeView:
        """The whole of one initiative."""
        state = opened.state
        free = list(on_free_days(state, opened.facts))
        return views.InitiativeView(
            initiative=state.initiative,
            programme=state.programme,
            version=opened.version,
            title=(state.title or b"").decode(),
            unit=state.unit,
            unit_name=self.unit_name(state.unit),
            template=state.template,
            template_version=state.template_version,
            track=self.coded(state.track),
            stage=self._stage_of(state, opened.template),
            stage_entered=state.stage_entered,
            started=state.started,
            status=self.coded(state.status),
            paused_until=state.pause.until if state.pause else None,
            proposed_pause=self._proposed(state),
            stalled=self.cause(state.stalled),
            stalled_on=self._stalled_on(state),
            outcome=self.coded(state.outcome) if state.outcome else None,
            manager=self.person(state.manager),
            facilitators=tuple(map(self.person, sorted(state.facilitators))),
            waits_for=self._waits_for(state),
            next=self._next(state, opened.facts),
            tasks=tuple(self.task(task, state, opened.facts) for task in state.tasks.values()),
            follows=state.follows,
            proposes=state.proposes,
            next_initiative=state.next_initiative,
            parts=tuple(
                views.PartView(
                    title=self._text(part.title),
                    held=part.held,
                    of=part.of,
                    prepared=part.prepared,
                    settled=part.settled,
                )
                for part in standings(state, opened.template)
            ),
            meetings=tuple(
                self._meeting(meeting, opened.template, free_day=meeting in free)
                for meeting in sorted(state.meetings.values(), key=lambda m: (m.on, m.group))
            ),
            check_ins=tuple(
                views.CheckInView(months=months, place=self.coded(placed.place), one_voice=placed.one_voice)
                for months, placed in sorted(state.placed.items())
            ),
        )

    def _proposed(self, state: InitiativeState) -> views.ProposedPauseView | None:
        held = state.proposal
        if held is None:
            return None
        by = self.person(held.by) if held.by else None
        return views.ProposedPauseView(until=held.until, reason=held.reason.decode(), by=by)

    def _stalled_on(self, state: InitiativeState) -> views.StalledOnView | None:
        whom = state.stalled_on
        if whom is None:
            return None
        title = self._translate(CATALOGUE[state.task(whom.task).key].title) if whom.task else ""
        return views.StalledOnView(address=self.coded(whom.address), task=whom.task, title=title)

    @_in_words
    def event(self, happened: Happened) -> views.EventView:
        """One line of the history."""
        origin, event = happened.envelope.origin, happened.event
        return views.EventView(
            id=happened.envelope.id,
            version=happened.envelope.version,
            type=happened.envelope.type,
            what=self._translate(what_happened(event)),
            recorded=self.moment(origin.recorded),
            effective=self.moment(origin.effective),
            by=origin.actor.kind,
            person=self.person(origin.actor.person) if origin.actor.person else None,
            acting_for=self.person(origin.actor.acting_for) if origin.actor.acting_for else None,
            command=origin.command,
            data=plain(event),
        )

    @_in_words
    def organiser(self, organiser: UUID, version: int, holders: Mapping[UUID, HoldingRow]) -> views.OrganiserView:
        """The organiser, with who holds its posts today."""
        held = self._organiser
        if held.settings is None:
            raise LookupError("nobody reads an organiser that is not registered")
        return views.OrganiserView(
            organiser=organiser,
            version=version,
            name=(held.name or b"").decode(),
            contact=held.settings.contact,
            language=held.settings.language,
            check_in_after_one_year=held.settings.check_in_after_one_year,
            pulse_by_code=held.settings.pulse_by_code,
            units=tuple(self._unit(unit, holders) for unit in held.units),
            roles=tuple(
                views.RoleView(person=self.person(person), role=self.coded(role))
                for person, role in sorted(held.roles, key=str)
            ),
        )

    def _unit(self, unit: UUID, holders: Mapping[UUID, HoldingRow]) -> views.UnitView:
        known = self._organiser.units[unit]
        return views.UnitView(
            unit=unit,
            name=self.unit_name(unit),
            kind=known.unit_kind,
            code=known.code.decode() if known.code else None,
            post=known.post,
            holder=self.holder(holders[known.post]) if known.post in holders else None,
        )

    def holder(self, held: HoldingRow) -> views.HolderView:
        """Who answers for a post."""
        return views.HolderView(
            person=self.person(held.person) if held.person else None,
            standing=self.coded(Standing(held.standing)),
            since=held.since,
            until=held.until,
        )

    def _outcome(self, outcome: str | None) -> Coded | None:
        return self.coded(Outcome(outcome)) if outcome else None

    def _waits_for(self, state: InitiativeState) -> tuple[views.ClauseView, ...]:
        if not state.is_going_on:
            return ()
        return tuple(
            views.ClauseView(clause=clause.key, sentence=self._translate(clause.sentence), may_pass=clause.may_pass)
            for clause in unmet(state)
        )

    def _text(self, text: Text | None) -> str:
        """The template's words in the reader's language."""
        return "" if text is None else text.en if self.language == "en" else text.sv

    def _meeting(self, meeting: Meeting, template: TemplateContent, *, free_day: bool) -> views.MeetingView:
        return views.MeetingView(
            meeting=meeting.meeting,
            group=meeting.group,
            on=meeting.on,
            about=self._text(about_meeting(meeting, template)),
            state=self.coded(meeting.state),
            protocol=meeting.protocol,
            free_day=free_day,
        )

    def _next(self, state: InitiativeState, facts: Facts) -> views.NextView | None:
        ahead = agenda(state, facts)
        alarm = ahead.due[0] if ahead.due else ahead.next
        if alarm is None:
            return None
        return views.NextView(at=self.moment(alarm.at), what=self._ahead(alarm, state, facts))

    def _ahead(self, alarm: Alarm, state: InitiativeState, facts: Facts) -> str:
        """What an alarm will do, in a few words."""
        _ = self._translate
        match alarm.command:
            case do.Remind(task=task, step=step):
                title = _(CATALOGUE[state.task(task).key].title)
                return _(N_("{title}: {step}"), title=title, step=_(ladders.STEP_NAMES[step]))
            case do.OpenProtocol(meeting=meeting):
                return _(N_("Meeting of group {group}"), group=state.meetings[meeting].group)
            case do.LapseCadence(group=group):
                return _(N_("The meetings of group {group} have become too rare"), group=group)
            case do.OpenCheckpoint():
                return _(CATALOGUE[Key.CHECKPOINT].title)
            case do.OpenCheckIn(months=months):
                return _(N_("Check-in after {months} months"), months=months)
            case do.OpenIndicatorAgain():
                return _(CATALOGUE[Key.INDICATOR_AGAIN].title)
            case do.FollowPost():
                return self._answers(facts, self.moment(alarm.at).date())
            case do.ResumeOnDate():
                return _(N_("The pause ends"))
            case _:
                return _(N_("It is judged whether the initiative has stalled"))

    def _answers(self, facts: Facts, day: date) -> str:
        """Who answers for the post of principal from a day on, and as what."""
        held = facts.post.at(day) if facts.post is not None else None
        standing = self._translate(word(held.standing if held else Standing.VACANT))
        if held is None or held.person is None:
            return self._translate(N_("The post of principal: {standing}"), standing=standing)
        name = self.person(held.person).name
        return self._translate(N_("The post of principal: {name}, {standing}"), name=name, standing=standing)
