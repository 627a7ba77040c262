"""A file's rows and what they would do, as the API and the command line show them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.calendar_content import CalendarContent
from domain.messages import N_
from domain.organiser import OrganiserState
from web.calendars.importing import EFFECTS, Finding, Import
from web.calendars.moving import Move, Preview
from web.calendars.rows import KINDS
from web.calendars.years import YearView
from web.views import Coded

Say = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The calendar in force, and one school year of it."""

    number: int
    since: date | None
    """The first day that this version counts."""
    unit: UUID | None
    year: YearView
    content: CalendarContent


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a file, or something the file has not."""

    line: int | None
    effect: Coded
    kind: Coded | None
    name: str
    start: date | None
    end: date | None
    note: str
    """Its days before, or why it is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    """An initiative that a new calendar would touch."""

    initiative: UUID
    unit: UUID
    unit_name: str
    tasks: int
    """Open tasks whose due day moves."""
    meetings: Sequence[date]
    """Meetings that stay, on days when nobody may meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What publishing would do; nothing has been done."""

    number: int
    """The version it would be."""
    since: date
    """From which day it would count; what has passed stays as it was counted."""
    changes: bool
    rows: Sequence[RowView]
    tasks: int
    """Open tasks whose due day would move."""
    initiatives: int
    """In how many initiatives."""
    going_on: int
    paused: int
    """Of those that go on: their days come from the calendar as they resume."""
    moved: Sequence[MovedView]
    moves: Sequence[Move]
    """Of the one initiative that was asked about."""
    content: CalendarContent
    """What would be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a dry run is shown with."""

    say: Say
    units: Mapping[UUID, str]

    @classmethod
    def of(cls, say: Say, organisation: OrganiserState) -> "Shown":
        """`organisation` has its texts opened."""
        return cls(say=say, units={unit: bytes(held.name).decode() for unit, held in organisation.units.items()})


def dry_run(shown: Shown, found: Import, ahead: Preview, moves: Sequence[Move] = ()) -> DryRun:
    """In the reader's words."""
    return DryRun(
        number=ahead.number,
        since=ahead.since,
        changes=ahead.changes,
        rows=list(_rows(found.findings, shown.say)),
        tasks=ahead.tasks,
        initiatives=ahead.initiatives,
        going_on=ahead.going_on,
        paused=ahead.paused,
        moved=[
            MovedView(
                initiative=each.initiative,
                unit=each.unit,
                unit_name=shown.units.get(each.unit, ""),
                tasks=each.tasks,
                meetings=each.meetings,
            )
            for each in ahead.moved
        ],
        moves=[
            Move(task=each.task, key=each.key, title=shown.say(each.title), was=each.was, due=each.due)
            for each in moves
        ],
        content=found.content,
    )


def _rows(findings: Sequence[Finding], say: Say) -> Iterator[RowView]:
    for each in findings:
        yield RowView(
            line=each.line,
            effect=Coded(code=each.effect.value, label=say(EFFECTS[each.effect])),
            kind=Coded(code=each.kind.value, label=say(KINDS[each.kind])) if each.kind else None,
            name=each.name,
            start=each.span.start if each.span else None,
            end=each.span.end if each.span else None,
            note=_note(each, say),
        )


def _note(finding: Finding, say: Say) -> str:
    if finding.why:
        return say(finding.why, line=finding.of_line)
    if finding.was is None:
        return ""
    return say(N_("was {start} to {end}"), start=finding.was.start, end=finding.was.end)
