"""Starting an initiative, from a file."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from domain import organiser
from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.messages import N_
from domain.school_year import school_year
from domain.sealed import Sealed
from domain.tasks import CATALOGUE
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.cli.tasks import get, put
from styrkedjan.files import Document
from styrkedjan.forms_toml import form_from, read_toml, write_form
from styrkedjan.plays import Play
from styrkedjan.templates import SHIPPED, load
from web.desk import stream_of

File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The decision as a TOML file; - is standard input."))]


def start(
    ctx: typer.Context,
    file: File,
    blank: Annotated[bool, typer.Option("--blank", help=N_("Write an empty decision to FILE instead."))] = False,
) -> None:
    """Start an initiative with the decision in FILE, whole or as far as it is known."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        if blank:
            await _write_blank(session, seat, file)
        else:
            await _start(session, seat, await _decision(seat, file))

    session.run(work)


async def _write_blank(session: Session, seat: Seat, file: Path) -> None:
    choices, _ = await References(seat).choices()
    key = SHIPPED[0]
    evidence = load(key).evidence
    text = evidence.sv if session.language == "sv" else evidence.en
    form = StartDecision(template=key, evidence=Sealed(text.encode()))
    intro = [
        session.say(N_("The decision on an initiative")),
        session.say(N_("Start it with: styrkedjan start FILE. What is not known yet may be filled in later.")),
        session.say(N_("No pupils' names: the text may be a public record.")),
    ]
    put(session, write_form(form, session.say, intro=intro, choices=choices), None if str(file) == "-" else file)


async def _decision(seat: Seat, file: Path) -> StartDecision:
    """The form in a file; of a file with a `[start]`, whoever it names is introduced first."""
    text = get(file)
    if "start" not in read_toml(text):
        _, resolver = await References(seat).choices()
        return form_from(text, StartDecision, resolver)
    play = Play(Document(text, file.name))
    organisation, _ = await seat.desk.organisation(seat.caller)
    calendar, _ = await seat.desk.calendar(seat.caller)
    for stream, command in play.introductions(seat.caller.organiser, organisation):
        await seat.do(stream, command)
    today = calendar.local_date(seat.desk.clock.now())
    return play.start(play.meaning(seat.caller.organiser, school_year(today)))


async def _start(session: Session, seat: Seat, form: StartDecision) -> None:
    initiative = uuid4()
    live = await seat.desk.live_at(seat.caller, form.unit) if form.unit else {}
    for title in live.values():
        session.tell(N_("Also live at the unit: {title}"), title=title)
    form = replace(form, other_live=tuple(live))  # what was shown just now
    await seat.do(stream_of(initiative), do.StartInitiative(initiative=initiative, form=form))
    session.tell(N_("Started: {initiative}"), initiative=initiative)
    state, _ = await seat.desk.ledger.state(stream_of(initiative))
    organisation, _ = await seat.desk.ledger.state(organiser.stream(seat.caller.organiser))
    names = await seat.desk.names(seat.caller, organisation.holders(state.post))
    for task in state.open_tasks:
        title = session.say(CATALOGUE[task.key].title)
        session.tell(N_("Now: {title} ({task})"), title=title, task=short(task.task))
    if session.settings.embedded and seat.caller.person not in names:
        for name in names.values():
            session.tell(N_("It is {name}'s. See it as they do: styrkedjan tasks --as '{name}'"), name=name)
    if not names:
        session.tell(N_("The unit has no principal yet: styrkedjan role grant PERSON principal --unit UNIT"))
