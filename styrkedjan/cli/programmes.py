"""Programmes: how they fare, and what the organiser answers about them."""

from typing import Annotated

import typer

from domain.checklist import Item, ItemAnswer
from domain.forms.programme import Checklist, NetworkMeeting
from domain.messages import N_
from domain.programme import commands as do
from styrkedjan.cli import showing_programmes as showing
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.one_programme import ProgrammeId, opened_of, units_of
from styrkedjan.cli.options import AsJson, FormFile, OutFile, Reason
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.forms_toml import form_from, write_form
from web import programme_views
from web.forms import sealed
from web.programme_desk import OpenedProgramme
from web.views import ProgrammeLine


def show(
    ctx: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="[PROGRAMME]", help=N_("The beginning of its id; all of them if left out."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How far a programme's launch has come, unit by unit; without PROGRAMME, all of them."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        if id_ is None:
            lines = await _lines(seat)
            session.as_json(lines) if as_json else showing.overview(session, lines)
            return
        opened = await opened_of(seat, id_)
        rate = await seat.desk.programmes.rate(opened)
        view, units = programme_views.programme(await seat.rendering(), opened, rate), await units_of(seat, opened)
        session.as_json({"programme": view, "units": units}) if as_json else showing.programme(session, view, units)

    session.run(work)


async def _lines(seat: Seat) -> list[ProgrammeLine]:
    rendering, lines, after = await seat.rendering(), [], ""
    while True:
        rows, following = await seat.desk.programmes.programmes(seat.caller, after=after)
        lines += [programme_views.line(rendering, row, title) for row, title in rows]
        if following is None:
            return lines
        after = following


def compare(ctx: typer.Context, id_: ProgrammeId, as_json: AsJson = False) -> None:
    """The units side by side, in the order of their names: where each stands, and whose the days have been."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        programme = (await opened_of(seat, id_)).state.programme
        rendering, rows, after = await seat.rendering(), [], ""
        while True:
            _, found, following = await seat.desk.programmes.compare(seat.caller, programme, after=after, limit=200)
            rows += [programme_views.compared(rendering, each) for each in found]
            if following is None:
                break
            after = following
        session.as_json(rows) if as_json else showing.compared(session, rows)

    session.run(work)


def checklist(ctx: typer.Context, id_: ProgrammeId, form: FormFile = None, out: OutFile = None) -> None:
    """Answer the programme's checklist with --form; without it, write the file to fill in."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await opened_of(seat, id_)
        if form is None:
            blank = Checklist(answers=tuple(ItemAnswer(item=item) for item in Item))
            how = _how(session, "checklist", opened)
            text = write_form(opened.state.checklist or blank, session.say, intro=[how])
            put(session, text, out)
            return
        _, resolver = await References(seat).choices()
        await seat.do(opened.stream, do.AnswerChecklist(form=form_from(get(form), Checklist, resolver)))
        session.tell(N_("The checklist is answered."))

    session.run(work)


def network(ctx: typer.Context, id_: ProgrammeId, form: FormFile = None, out: OutFile = None) -> None:
    """Record the term's meeting of the eager with --form; without it, write the file to fill in."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await opened_of(seat, id_)
        if form is None:
            waits = opened.state.open_network
            choices, _ = await References(seat).choices()
            blank = NetworkMeeting(units=waits.units if waits else ())
            how = _how(session, "network", opened)
            put(session, write_form(blank, session.say, intro=[how], choices=choices), out)
            return
        _, resolver = await References(seat).choices()
        await seat.do(opened.stream, do.HoldNetworkMeeting(form=form_from(get(form), NetworkMeeting, resolver)))
        session.tell(N_("The meeting is recorded."))

    session.run(work)


def _how(session: Session, command: str, opened: OpenedProgramme) -> str:
    return session.say(
        N_("Send it in with: styrkedjan programme {command} {programme} --form FILE"),
        command=command,
        programme=short(opened.state.programme),
    )


def close(ctx: typer.Context, id_: ProgrammeId, reason: Reason) -> None:
    """Close a programme; its initiatives go on."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await opened_of(seat, id_)
        answer = await seat.do(opened.stream, do.CloseProgramme(reason=sealed(reason)))
        session.tell(N_("Closed. Its initiatives go on.") if answer.events else N_("It was done already."))

    session.run(work)
