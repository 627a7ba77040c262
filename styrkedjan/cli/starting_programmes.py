"""Starting a programme at many units, from a file, and following its launch."""

import asyncio
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID, uuid4

import typer

from domain.forms.programme import ProgrammeDecision
from domain.messages import N_
from domain.programme.decide import stream as programme_stream
from domain.programme.state import Place
from domain.sealed import Sealed
from styrkedjan.cli import showing_programmes as showing
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.invited import with_units
from styrkedjan.cli.one_programme import units_of
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.forms_toml import form_from, write_form
from styrkedjan.templates import SHIPPED, load

EVERY: Final = 0.5
"""Seconds between looks at a launch that is followed."""

File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The decision as a TOML file; - is standard input."))]


def start(  # noqa: PLR0913  one argument per option
    ctx: typer.Context,
    file: File,
    *,
    blank: Annotated[bool, typer.Option("--blank", help=N_("Write an empty decision to FILE instead."))] = False,
    follow: Annotated[bool, typer.Option("--follow", help=N_("Show the launch until no unit waits."))] = False,
    every: Annotated[bool, typer.Option("--all", help=N_("Every unit that FILE does not name."))] = False,
    units: Annotated[
        Path | None, typer.Option("--units", metavar="CSV", help=N_("A CSV file with units: names, codes or ids."))
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", help=N_("The column of that file with the units; else the first."))
    ] = None,
) -> None:
    """Start a programme: an initiative at each of its units."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        if blank:
            await _write_blank(session, seat, file)
            return
        _, resolver = await References(seat).choices()
        form = form_from(get(file), ProgrammeDecision, resolver)
        organisation, _ = await seat.desk.organisation(seat.caller)
        form = with_units(form, organisation, every=every, csv=get(units) if units else None, column=column)
        await _start(session, seat, form, follow=follow)

    session.run(work)


async def _write_blank(session: Session, seat: Seat, file: Path) -> None:
    choices, _ = await References(seat).choices()
    key = SHIPPED[0]
    evidence = load(key).evidence
    text = evidence.sv if session.language == "sv" else evidence.en
    form = ProgrammeDecision(template=key, evidence=Sealed(text.encode()))
    intro = [
        session.say(N_("The decision on a programme: the same for every unit")),
        session.say(N_("Start it with: styrkedjan programme start FILE --follow")),
        session.say(N_("Units may stand below, or come from --all or --units CSV.")),
        session.say(N_("No pupils' names: the text may be a public record.")),
    ]
    put(session, write_form(form, session.say, intro=intro, choices=choices), None if str(file) == "-" else file)


async def _start(session: Session, seat: Seat, form: ProgrammeDecision, *, follow: bool) -> None:
    programme = uuid4()
    command = await seat.desk.programmes.start(seat.caller, programme, form)
    await seat.do(programme_stream(programme), command)
    session.tell(N_("Started: {programme}"), programme=programme)
    if follow:
        await _follow(session, seat, programme)
    opened = await seat.desk.programmes.programme(seat.caller, programme)
    showing.held_back(session, programme, await units_of(seat, opened))
    if not follow:
        session.tell(N_("See how it goes with: styrkedjan programme show {programme}"), programme=short(programme))


async def _follow(session: Session, seat: Seat, programme: UUID) -> None:
    with showing.progress(session) as told:
        while True:
            opened = await seat.desk.programmes.programme(seat.caller, programme)
            told(opened.state.counts)
            if not opened.state.counts[Place.WAITING]:
                return
            await asyncio.sleep(EVERY)
