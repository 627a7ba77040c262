"""The school calendar: shown, proposed as a file, imported from one."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain import calendar
from domain.calendar import CalendarState
from domain.messages import N_
from domain.school_year import DateRange, school_year
from styrkedjan.cli import showing
from styrkedjan.cli.form_files import put
from styrkedjan.cli.options import AsJson, InitiativeId, OutFile
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.files import unreadable

if TYPE_CHECKING:
    from web.calendars.views import DryRun
    from web.calendars.years import YearView

Unit = Annotated[str | None, typer.Option("--unit", help=N_("A unit's own: its name, code or id."))]
Years = Annotated[list[int], typer.Argument(metavar="YEAR...", help=N_("The years in which the school years start."))]
CalendarFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=N_("An .ics or .csv file; - reads from standard input."))
]


def show(
    ctx: typer.Context,
    year: Annotated[
        int | None, typer.Option("--year", help=N_("The year in which the school year starts; this one if none."))
    ] = None,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """A school year: terms with their school days, breaks, study days and holidays."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        from web.calendars.years import year_of

        state, of = await _calendar(seat, unit)
        view = year_of(of, school_year(await _today(seat)) if year is None else year, session.language)
        if as_json:
            session.as_json(view)
        else:
            _show_year(session, state, view)

    session.run(work)


def propose(ctx: typer.Context, years: Years, unit: Unit = None, out: OutFile = None) -> None:
    """Write a calendar to edit: what is in force, with the public holidays of those years."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        from web.calendars.proposing import proposal

        _, of = await _calendar(seat, unit)
        text = proposal(of, years, session.say, session.language)
        # Spreadsheets take a file for Windows' own letters unless it begins with this mark.
        put(session, text if out is None else f"\ufeff{text}", out)

    session.run(work)


def import_(
    ctx: typer.Context,
    file: CalendarFile,
    publish: Annotated[bool, typer.Option("--publish", help=N_("Publish it; without, it is only tried."))] = False,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """Try what a file would change, row by row and initiative by initiative; with --publish, publish it."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        tried, version = await _tried(seat, file, unit)
        if as_json:
            session.as_json(tried)
        else:
            _show_dry_run(session, tried)
        if publish and tried.changes:
            command = calendar.PublishCalendar(content=tried.content)
            await seat.do(calendar.stream(seat.caller.organiser), command, seen=version)
        if not as_json:
            _tell_outcome(session, tried, publish=publish)

    session.run(work)


def moves(ctx: typer.Context, file: CalendarFile, initiative: InitiativeId, unit: Unit = None) -> None:
    """Each due day that a file would move in one initiative."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        from web.calendars.moving import moves_of

        one = await References(seat).initiative(initiative)
        tried, _ = await _tried(seat, file, unit)
        found = await moves_of(seat.desk, seat.caller, tried.content, one)
        if not found:
            session.tell(N_("No due day moves in this initiative."))
            return
        rows = [(short(move.task), session.say(move.title), str(move.was), str(move.due)) for move in found]
        showing.table(session, (N_("Id"), N_("Task"), N_("Was due"), N_("Would be due")), rows)

    session.run(work)


async def _tried(seat: Seat, file: Path, unit: str | None) -> tuple["DryRun", int]:
    """What the file would do, and the version of the calendar it was tried on."""
    from web.calendars.importing import imported
    from web.calendars.moving import preview
    from web.calendars.reading import read_file
    from web.calendars.views import Shown, dry_run

    state, version = await seat.desk.calendar(seat.caller)
    found = imported(state.content, read_file(_held(file)), await _unit(seat, unit))
    ahead = await preview(seat.desk, seat.caller, found.content)
    organisation, _ = await seat.desk.organisation(seat.caller)
    return dry_run(Shown.of(seat.session.say, organisation), found, ahead), version


async def _calendar(seat: Seat, unit: str | None) -> tuple[CalendarState, CalendarState]:
    """The organiser's, and the one asked about."""
    state, _ = await seat.desk.calendar(seat.caller)
    of = await _unit(seat, unit)
    return state, state.of_unit(of) if of else state


async def _unit(seat: Seat, said: str | None) -> UUID | None:
    return await References(seat).unit(said) if said else None


async def _today(seat: Seat) -> date:
    state, _ = await seat.desk.calendar(seat.caller)
    return state.local_date(seat.desk.clock.now())


def _held(file: Path) -> bytes:
    """A file's bytes, whatever its letters. Raises FileError."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _show_year(session: Session, state: CalendarState, view: "YearView") -> None:
    say = session.say
    session.show(say(N_("School year {year}"), year=f"{view.year}/{view.year + 1}"), "bold")
    if view.by_rule:
        session.tell(N_("By rule: nobody has published its terms."))
    if state.number:
        session.tell(N_("Version {number} of the calendar, counted from {since}."), number=state.number,
                     since=state.since)  # fmt: skip
    session.console.print()
    names = {"autumn": say(N_("Autumn term")), "spring": say(N_("Spring term"))}
    rows = [(names[term.name], f"{term.start} – {term.end}", str(term.school_days)) for term in view.terms]
    rows.append((say(N_("Together")), "", str(view.school_days)))
    showing.table(session, (N_("Term"), N_("Days"), N_("School days")), rows)
    session.console.print()
    days = [(say(N_("Break")), _span(gap), _week(session, gap)) for gap in view.breaks]
    days += [(say(N_("Study day")), str(day), "") for day in view.study_days]
    days += [(say(N_("Holiday")), str(day), name) for day, name in view.holidays.items()]
    showing.table(session, (N_("Kind"), N_("Days"), N_("Name")), sorted(days, key=lambda row: row[1]))


def _span(span: DateRange) -> str:
    return str(span.start) if span.start == span.end else f"{span.start} – {span.end}"


def _week(session: Session, span: DateRange) -> str:
    return session.say(N_("week {week}"), week=span.start.isocalendar().week)


def _show_dry_run(session: Session, tried: "DryRun") -> None:
    rows = [
        (
            str(row.line or ""),
            row.effect.label,
            row.kind.label if row.kind else "",
            _span(DateRange(start=row.start, end=row.end)) if row.start and row.end else "",
            " · ".join(text for text in (row.name, row.note) if text),
        )
        for row in tried.rows
    ]
    showing.table(session, (N_("Line"), N_("Effect"), N_("Kind"), N_("Days"), N_("Name")), rows)
    session.console.print()
    session.tell(N_("Due days that would move: {tasks} in {initiatives} of {going_on} initiatives."), tasks=tried.tasks,
                 initiatives=tried.initiatives, going_on=tried.going_on)  # fmt: skip
    if tried.paused:
        session.tell(N_("Paused: {paused}. They keep what remains until they resume."), paused=tried.paused)
    touched = [
        (short(each.initiative), each.unit_name, str(each.tasks), ", ".join(map(str, each.meetings)))
        for each in tried.moved
    ]
    if touched:
        showing.table(session, (N_("Id"), N_("Unit"), N_("Due days"), N_("Meetings on free days")), touched)
        session.tell(N_("Each day: styrkedjan calendar moves FILE INITIATIVE"))


def _tell_outcome(session: Session, tried: "DryRun", *, publish: bool) -> None:
    session.console.print()
    if not tried.changes:
        session.tell(N_("The calendar says this already: nothing to publish."))
    elif publish:
        session.tell(N_("Published as version {number}. It counts from {since}; due days follow at once."),
                     number=tried.number, since=tried.since)  # fmt: skip
    else:
        session.tell(N_("Nothing is published yet. Publish it by saying the same with --publish."))
