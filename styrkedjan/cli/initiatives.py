"""Initiatives: seeing and steering them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

import typer

from domain import stages, stalls
from domain.catalogue import CATALOGUE
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.messages import N_
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from styrkedjan.cli import showing
from styrkedjan.cli.options import AsJson, InitiativeId, PersonName, Reason
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from web.days import day
from web.desk import Opened, stream_of
from web.forms import sealed
from web.named import persons_behind
from web.rendering import Rendering, people_in
from web.views import EventView

ABOUT = ("text", "reason", "closing_note", "end_reason")
"""What an event says in words, the first it has."""


def initiatives(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The initiatives you may read."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        rendering, lines, after = await seat.rendering(), [], ""
        while True:
            rows, following = await seat.desk.initiatives(seat.caller, after=after)
            lines += [rendering.line(row, title) for row, title in rows]
            if following is None:
                break
            after = following
        session.as_json(lines) if as_json else showing.overview(session, lines)

    session.run(work)


def show(ctx: typer.Context, id_: InitiativeId, as_json: AsJson = False) -> None:
    """Where an initiative stands, what it waits for, its tasks and meetings."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await _opened(seat, id_)
        view = (await seat.rendering(people_in(opened))).initiative(opened)
        session.as_json(view) if as_json else showing.initiative(session, view)

    session.run(work)


def history(
    ctx: typer.Context,
    id_: InitiativeId,
    after: Annotated[int, typer.Option("--after", help=N_("Only what came after this version."))] = 0,
    as_json: AsJson = False,
) -> None:
    """What has happened in an initiative, oldest first, and by whom."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await _opened(seat, id_)
        found = await seat.desk.history(seat.caller, opened.state.initiative, after=after, limit=opened.version)
        concerned = {person for each in found if (person := _concerned(each.event))}
        rendering = await seat.rendering(persons_behind(each.envelope for each in found) | concerned)
        events = [rendering.event(each) for each in found]
        if as_json:
            session.as_json(events)
        else:
            about = _about(session, events, opened)
            for each in found:
                if whom := _whom(session, rendering, each.event, opened):
                    words = "" if isinstance(each.event, ev.BriefKept) else about.get(str(each.envelope.id), "")
                    about[str(each.envelope.id)] = f"{words}. {whom}" if words else whom
            showing.history(session, events, about)

    session.run(work)


def _about(session: Session, events: list[EventView], opened: Opened) -> dict[str, str]:
    said = {str(event.id): _of(session, event.data, opened) for event in events}
    return {event: words for event, words in said.items() if words}


def _concerned(event: ev.Event) -> UUID | None:
    """Whom it names beside who did it."""
    match event:
        case ev.BriefKept(told=person) | ev.TaskHanded(to=person):
            return person
        case ev.PrincipalReceived() | ev.KeyPersonLeft() | ev.ManagerChanged() | ev.FacilitatorNamed():
            return event.person
        case _:
            return None


def _whom(session: Session, rendering: Rendering, event: ev.Event, opened: Opened) -> str:
    """Whom it concerns, and from or until when."""
    person = _concerned(event)
    name = rendering.person(person).name if person else ""
    match event:
        case ev.BriefKept():  # in place of its text, which would be a page
            return session.say(
                N_("for {name}, of version {version}. Read it with: styrkedjan handover brief {handover} {initiative}"),
                name=name,
                version=event.of_version,
                handover=short(event.handover),
                initiative=short(opened.state.initiative),
            )
        case ev.PrincipalReceived():
            return session.say(N_("{name}, from {date}"), name=name, date=event.first_day)
        case ev.SupportEnding():
            return str(event.last_day)
        case ev.FacilitatorNamed(group=int(group)):
            number = session.say(N_("Group {number}"), number=group)
            return f"{number}: {name}" if name else number
        case _:
            return name or ""


def _of(session: Session, data: Mapping[str, Any], opened: Opened) -> str:
    """What an event is about: a task, a stage, or the words it carries."""
    words = [str(data[name]) for name in ABOUT if data.get(name)][:1]
    if "stage" in data:
        words.insert(0, session.say(stages.NAMES[Stage(data["stage"])]))
    elif "key" in data:
        words.insert(0, session.say(CATALOGUE[Key(data["key"])].title))
    elif "cause" in data:
        words += [session.say(stalls.CAUSE_NAMES[Cause(data["cause"])]), *_titles(session, data, opened)]
    else:
        words[:0] = _titles(session, data, opened)
    return ". ".join(words)


def _titles(session: Session, data: Mapping[str, Any], opened: Opened) -> list[str]:
    """What the task is called that an event names, itself or as the one that is waited for."""
    named = data.get("task") or (data.get("waits_for") or {}).get("task")
    mine = [task for task in opened.state.tasks.values() if str(task.task) == named]
    return [session.say(CATALOGUE[task.key].title) for task in mine]


def pause(
    ctx: typer.Context,
    id_: InitiativeId,
    until: Annotated[str, typer.Option("--until", help=N_("The day it goes on, as 2026-08-17; within a year."))],
    reason: Reason,
) -> None:
    """Pause an initiative; a principal's pause of more than 30 school days becomes a proposal."""
    command = do.PauseInitiative(until=day(until), reason=sealed(reason))
    _do(ctx, id_, command, {"pause_proposed": N_("Proposed: the organiser answers.")}, N_("Paused."))


def resume(ctx: typer.Context, id_: InitiativeId) -> None:
    """Resume a paused initiative."""
    _do(ctx, id_, do.ResumeInitiative(), {}, N_("Resumed."))


def cancel(
    ctx: typer.Context,
    id_: InitiativeId,
    reason: Reason,
    closing_note: Annotated[str, typer.Option("--closing-note", help=N_("What others should know of it."))],
) -> None:
    """Cancel an initiative."""
    command = do.CancelInitiative(reason=sealed(reason), closing_note=sealed(closing_note))
    _do(ctx, id_, command, {}, N_("Cancelled."))


def comment(
    ctx: typer.Context,
    id_: InitiativeId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What you want to say."))],
    task: Annotated[str | None, typer.Option("--task", help=N_("The task it is about."))] = None,
) -> None:
    """Comment on an initiative or one of its tasks."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        about = await References(seat).task(task) if task else None
        initiative = await References(seat).initiative(id_)
        await seat.do(stream_of(initiative), do.Comment(text=sealed(text), task=about))
        session.tell(N_("Said."))

    session.run(work)


def let_pass(
    ctx: typer.Context,
    id_: InitiativeId,
    clause: Annotated[str, typer.Argument(metavar="CLAUSE", help=N_("The clause, as show names it."))],
    reason: Reason,
) -> None:
    """Let a clause of the gate pass."""
    _do(ctx, id_, do.LetClausePass(clause=clause, reason=sealed(reason)), {}, N_("Let pass."))


def facilitator(
    ctx: typer.Context,
    id_: InitiativeId,
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help=N_("Who; nobody for now if left out."))
    ] = None,
    group: Annotated[int | None, typer.Option("--group", help=N_("The group's number, once there are groups."))] = None,
) -> None:
    """Name a facilitator."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        who = await References(seat).person(person) if person else None
        initiative = await References(seat).initiative(id_)
        await seat.do(stream_of(initiative), do.NameFacilitator(group=group, person=who))
        session.tell(N_("Named.") if who else N_("Nobody leads it for now."))

    session.run(work)


def left(ctx: typer.Context, id_: InitiativeId, person: PersonName) -> None:
    """Note that a facilitator, or another who carried the work, has left it."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        initiative = await References(seat).initiative(id_)
        who = await References(seat).person(person)
        answer = await seat.do(stream_of(initiative), do.NotePersonLeft(person=who))
        session.tell(N_("Noted: the principal names a successor.") if answer.events else N_("It was done already."))

    session.run(work)


def support_ends(
    ctx: typer.Context,
    id_: InitiativeId,
    last_day: Annotated[str, typer.Option("--last-day", help=N_("The last day, as 2026-08-17."))],
) -> None:
    """Announce when support from outside ends."""
    _do(ctx, id_, do.AnnounceSupportEnds(last_day=day(last_day)), {}, N_("Noted: the principal says who carries on."))


def read_protocols(ctx: typer.Context, id_: InitiativeId) -> None:
    """Mark every protocol that waits for you as read."""
    _do(ctx, id_, do.ReadAllProtocols(), {}, N_("Marked as read."))


def _do(ctx: typer.Context, said: str, command: Any, otherwise: Mapping[str, str], done: str) -> None:
    """One command to an initiative, and a sentence about what came of it."""
    do_to(ctx, said, lambda _seat, _opened: command, otherwise, done)


def do_to(
    ctx: typer.Context,
    said: str,
    make: Callable[[Seat, Opened], Any],
    otherwise: Mapping[str, str],
    done: str,
) -> None:
    """The same where the command depends on the initiative."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await _opened(seat, said)
        answer = await seat.do(opened.stream, make(seat, opened))
        if not answer.events:
            session.tell(N_("It was done already."))
            return
        session.tell(next((words for kind, words in otherwise.items() if kind in answer.events), done))

    session.run(work)


async def _opened(seat: Seat, said: str) -> Opened:
    return await seat.desk.initiative(seat.caller, await References(seat).initiative(said))
