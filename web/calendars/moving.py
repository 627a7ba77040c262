"""What publishing a calendar would do to the initiatives that go on: by the same rule that will do it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from domain import calendar
from domain.calendar import CalendarState, PublishCalendar
from domain.calendar_content import CalendarContent
from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative.rescheduling import rescheduled
from domain.initiative.state import InitiativeState, Status
from web.desk import Caller, Desk

PAGE: Final = 100
"""Initiatives folded at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An open task's day, before and after."""

    task: UUID
    key: str
    title: str
    """Of its kind: marked for translation."""
    was: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What one initiative would see."""

    initiative: UUID
    unit: UUID
    tasks: int
    """Open tasks whose due day moves."""
    meetings: tuple[date, ...]
    """Meetings that stay, on days when nobody may meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What publishing would do."""

    number: int
    """The version it would be; the present one if nothing would change."""
    changes: bool
    since: date
    """From which day it would count."""
    going_on: int
    paused: int
    """They keep what remains; their days come from the calendar as they resume."""
    moved: Sequence[Moved]
    """Those in which something moves or a meeting lies on a free day."""

    @property
    def tasks(self) -> int:
        return sum(each.tasks for each in self.moved)

    @property
    def initiatives(self) -> int:
        return sum(bool(each.tasks) for each in self.moved)


async def preview(desk: Desk, caller: Caller, content: CalendarContent) -> Preview:
    """Raises what publishing would."""
    state, facts = await _ready(desk, caller)
    after = _published(state, content, facts)
    streams = await desk.reader.going_on(caller.organiser)
    paused, moved = 0, []
    for start in range(0, len(streams), PAGE):
        for held, _ in (await desk.ledger.states(streams[start : start + PAGE])).values():
            paused += held.status is Status.PAUSED
            if found := _moved(held, _with(facts, after)):
                moved.append(found)
    return Preview(
        number=after.number,
        changes=after.number > state.number,
        since=after.since or facts.today,
        going_on=len(streams),
        paused=paused,
        moved=moved,
    )


async def moves_of(desk: Desk, caller: Caller, content: CalendarContent, initiative: UUID) -> Sequence[Move]:
    """The moves in one initiative that the caller may read."""
    state, facts = await _ready(desk, caller)
    opened = await desk.initiative(caller, initiative)
    changes = rescheduled(opened.state, _with(facts, _published(state, content, facts)))
    tasks = opened.state.tasks
    return [
        Move(
            task=row.task,
            key=tasks[row.task].key.value,
            title=CATALOGUE[tasks[row.task].key].title,
            was=row.was,
            due=row.due,
        )
        for change in changes
        for row in change.dues
    ]


async def _ready(desk: Desk, caller: Caller) -> tuple[CalendarState, Facts]:
    """The calendar in force, and what publishing is decided on."""
    state, _ = await desk.calendar(caller)
    organisation, _ = await desk.organisation(caller)
    standing = organisation.standing(caller.actor)
    return state, Facts(now=desk.clock.now(), standing=standing, organiser=organisation, calendar=state)


def _published(state: CalendarState, content: CalendarContent, facts: Facts) -> CalendarState:
    """The calendar as it would be. Raises Refusal."""
    for event in calendar.decide(PublishCalendar(content=content), state, facts):
        state = calendar.evolve(state, event)
    return state


def _with(facts: Facts, after: CalendarState) -> Facts:
    return replace(facts, calendar=after)


def _moved(state: InitiativeState, facts: Facts) -> Moved | None:
    changes = rescheduled(state, facts)
    tasks = sum(len(change.dues) for change in changes)
    meetings = tuple(sorted(state.meetings[id_].on for change in changes for id_ in change.meetings))
    if not tasks and not meetings:
        return None
    return Moved(initiative=state.initiative, unit=state.unit, tasks=tasks, meetings=meetings)
