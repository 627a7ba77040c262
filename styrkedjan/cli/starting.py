"""Starting an initiative, from a file."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.initiative.going_round import next_decision
from domain.messages import N_
from domain.school_year import school_year
from domain.sealed import Sealed
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.references import References, short
from styrkedjan.cli.saying import typed
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.cli.showing import whose
from styrkedjan.files import Document
from styrkedjan.forms_toml import form_from, read_toml, write_form
from styrkedjan.plays import Play
from styrkedjan.templates import SHIPPED
from web.desk import stream_of
from web.rendering import people_in
from web.views import TaskView

File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The decision as a TOML file; - is standard input."))]


def start(
    ctx: typer.Context,
    file: File,
    blank: Annotated[bool, typer.Option("--blank", help=N_("Write an empty decision to FILE instead."))] = False,
    template: Annotated[
        str, typer.Option("--template", metavar="KEY", help=N_("The kind of initiative of the empty decision."))
    ] = SHIPPED[0],
    follows: Annotated[
        str | None,
        typer.Option(
            "--follows",
            metavar="INITIATIVE",
            help=N_("Write a decision to FILE that goes on from this initiative, with the needs it saw."),
        ),
    ] = None,
) -> None:
    """Start an initiative with the decision in FILE, whole or as far as it is known."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        if follows is not None:
            opened = await seat.desk.initiative(seat.caller, await References(seat).initiative(follows))
            await _write(session, seat, file, next_decision(opened.state))
        elif blank:
            await _write(session, seat, file, await _blank(session, seat, template))
        else:
            await _start(session, seat, await _decision(seat, file))

    session.run(work)


async def _blank(session: Session, seat: Seat, key: str) -> StartDecision:
    """An empty decision of that kind. Raises NotFound where the organiser has no such template."""
    held, _ = await seat.desk.template(seat.caller, key)
    content = held.latest
    text = content.evidence.sv if session.language == "sv" else content.evidence.en
    return StartDecision(template=key, track=content.track, evidence=Sealed(text.encode()))


async def _write(session: Session, seat: Seat, file: Path, form: StartDecision) -> None:
    choices, _ = await References(seat).choices()
    intro = [
        session.say(N_("The decision on an initiative")),
        session.say(N_("What is not known yet may be filled in later. Start it with: styrkedjan start FILE")),
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
    for stream, command in play.introductions(seat.caller.organiser, organisation, await seat.desk.today(seat.caller)):
        await seat.do(stream, command)
    today = calendar.local_date(seat.desk.clock.now())
    return play.start(play.meaning(seat.caller.organiser, school_year(today)))


async def _start(session: Session, seat: Seat, form: StartDecision) -> None:
    initiative = uuid4()
    if form.follows is not None:
        await seat.desk.initiative(seat.caller, form.follows)
    live = await seat.desk.live_at(seat.caller, form.unit) if form.unit else {}
    for title in live.values():
        session.tell(N_("Also live at the unit: {title}"), title=title)
    form = replace(form, other_live=tuple(live))  # what was shown just now
    await seat.do(stream_of(initiative), do.StartInitiative(initiative=initiative, form=form))
    session.tell(N_("Started: {initiative}"), initiative=initiative)
    opened = await seat.desk.initiative(seat.caller, initiative)
    rendering = await seat.rendering(people_in(opened))
    _now(seat, [rendering.task(task, opened.state, opened.facts) for task in opened.state.open_tasks])
    held = (await seat.desk.holders(seat.caller)).get(opened.state.post)
    if held is None or held.person is None:
        session.tell(N_("The unit has no principal yet: styrkedjan post appoint {unit} PERSON --from DATE"),
                     unit=short(form.unit) if form.unit else "UNIT")  # fmt: skip


def _now(seat: Seat, tasks: Sequence[TaskView]) -> None:
    """What is to be done now, by whom; in the embedded mode, how to look at it as they do."""
    session = seat.session
    for task in tasks:
        session.tell(N_("Now: {title} ({task}) – {whom}"), title=task.title, task=short(task.task),
                     whom=whose(session, task))  # fmt: skip
    others = {each.name for task in tasks for each in task.holders if each.name and each.person != seat.caller.person}
    for name in sorted(others) if session.settings.embedded else ():
        command = f"{typed()} tasks --as {shlex.quote(name)}"
        session.tell(N_("What {name} sees: {command}"), name=name, command=command)
