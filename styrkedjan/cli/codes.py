"""Codes for participants, who have no account."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from domain.messages import N_
from styrkedjan.cli.new_files import new_file
from styrkedjan.cli.options import AsJson, TaskId
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, session_of
from web.days import day
from web.pages import render
from web.rounds import Rounds
from web.sheets import Sheet, as_text, sheet

Number = Annotated[int, typer.Option("--number", help=N_("How many codes."))]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help=N_("Their last day; a fortnight from today if not said."))
]
SheetFile = Annotated[Path | None, typer.Option("--sheet", help=N_("Write slips to print to this file, as HTML."))]


def open_codes(
    ctx: typer.Context, id_: TaskId, number: Number, until: Until = None, sheet_file: SheetFile = None
) -> None:
    """Give out codes to a task's questionnaire, or more of them; they are shown once."""
    session = session_of(ctx)

    async def work(seat: Seat) -> Sheet:
        rounds, task = Rounds(seat.desk, seat.desk.answering), await References(seat).task(id_)
        last = day(until) if until else None
        issued = await rounds.issue(seat.caller, task, number=number, until=last, command_id=uuid4())
        address = session.settings.public_address or session.locations().address
        return sheet(issued, address, session.say, session.language)

    if sheet_file is None:
        session.write(as_text(session.run(work)))
    else:
        with new_file(sheet_file) as file:
            file.write(render("sheet.html", session.run(work)).encode())
        session.tell(N_("Written to {file}."), file=sheet_file)
    if session.settings.public_address is None:
        session.warn(N_("The slips name this installation's own address. Set STYRKEDJAN_PUBLIC_ADDRESS to the one "
                        "that participants reach, and give out new ones."))  # fmt: skip


def show_codes(ctx: typer.Context, id_: TaskId, as_json: AsJson = False) -> None:
    """How many codes are out, and how many have answered."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        rounds = Rounds(seat.desk, seat.desk.answering)
        found = await rounds.progress(seat.caller, await References(seat).task(id_))
        if as_json:
            session.as_json(found)
        elif found.open:
            said = N_("{answered} of {issued} have answered; the codes work to {until}.")
            session.tell(said, answered=found.answered, issued=found.issued, until=found.until)
        elif found.issued:
            session.tell(N_("{answered} answered; the codes are closed."), answered=found.answered)
        else:
            session.tell(N_("No codes have been given out for this task."))

    session.run(work)


def close_codes(ctx: typer.Context, id_: TaskId) -> None:
    """Take no more answers, and count them; the form is then prefilled with the counts, from five answers."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        rounds, task = Rounds(seat.desk, seat.desk.answering), await References(seat).task(id_)
        await rounds.close(seat.caller, task, command_id=uuid4())
        found = await rounds.progress(seat.caller, task)
        said = N_("Closed. {answered} answered: fill in the form with styrkedjan task {task}")
        session.tell(said, answered=found.answered, task=short(task))

    session.run(work)
