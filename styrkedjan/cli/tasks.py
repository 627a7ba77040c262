"""Tasks: the inbox, forms, and what one does with them."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from domain.catalogue import CATALOGUE
from domain.forms import Form
from domain.initiative import commands as do
from domain.initiative.events import Manner
from domain.initiative.prefill import form_class, prefill
from domain.initiative.state import Task, TaskState
from domain.messages import N_
from domain.refusals import Conflict, Unmet
from domain.wordings import reworded
from styrkedjan.cli import handover_tasks, showing
from styrkedjan.cli.form_files import CORRECT, SEND, WRITTEN_FOR, get, put, require_for, with_command
from styrkedjan.cli.options import AsJson, CorrectedFile, FormFile, OutFile, PersonName, Reason, TaskId
from styrkedjan.cli.references import SHORT, References, short
from styrkedjan.cli.saying import UNCHANGED
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.forms_toml import form_from, read_toml, write_form
from web.desk import Opened
from web.easing import shown_due
from web.forms import sealed
from web.inbox import entry, people_of
from web.refusing import sentence_of
from web.rendering import people_in
from web.schemas import BY_KIND, kind_of
from web.views import FormView


def tasks(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Your open tasks, earliest due first."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        rows = await seat.desk.inbox(seat.caller)
        rendering = await seat.rendering(people_of(rows))
        today = await seat.desk.today(seat.caller)
        entries = [entry(rendering, row, title, today) for row, title in rows]
        own = seat.caller.acting_for or seat.caller.person
        session.as_json(entries) if as_json else showing.inbox(session, entries, own)

    session.run(work)


def task(ctx: typer.Context, id_: TaskId, out: OutFile = None, as_json: AsJson = False) -> None:
    """A task's form as a TOML file to fill in, with what is known already."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        which = await References(seat).task(id_)
        if handover := await seat.desk.handovers.handover_of(seat.caller, which):
            await handover_tasks.write(seat, handover, which, out, as_json=as_json)
            return
        opened, found = await seat.desk.task(seat.caller, which)
        view = (await seat.rendering(people_in(opened))).form(opened, found)
        if as_json:
            session.as_json(view)
            return
        choices, _ = await References(seat).choices(found.task)
        form = prefill(found, opened.state, opened.template, session.language)
        reword = reworded(opened.template, kind_of(type(form)), session.language)
        intro = _intro(session, opened, found, view)
        put(session, write_form(form, session.say, intro=intro, choices=choices, reword=reword), out)

    session.run(work)


def _intro(session: Session, opened: Opened, task: Task, view: FormView) -> list[str]:
    say, title = session.say, view.initiative_title
    after = view.task.about if task.after else ""
    pause = [showing.proposed(say, view.proposed_pause)] if view.proposed_pause else []
    due = shown_due(task, opened.state, opened.facts)
    until = say(N_("Due {date}."), date=due) if due else ""
    about = say(N_("About {minutes} minutes."), minutes=CATALOGUE[task.key].minutes)
    return [
        f"{' '.join(filter(None, (say(CATALOGUE[task.key].title), after)))}: {title}",
        f"{until} {about}".strip(),
        *pause,
        say(CORRECT if task.state is TaskState.DONE else SEND, task=short(task.task)),
        say(N_("No pupils' names: the text may be a public record.")),
        say(WRITTEN_FOR, task=task.task, version=opened.version),
    ]


def complete(  # noqa: PLR0913  one argument per option
    ctx: typer.Context,
    id_: TaskId,
    *,
    form: FormFile = None,
    unchanged: Annotated[bool, typer.Option("--unchanged", help=N_("The earlier answer stands as it is."))] = False,
    already_done: Annotated[
        str | None,
        typer.Option("--already-done", metavar="LINK|DOCUMENT", help=N_("It is done already: where it is found.")),
    ] = None,
    skip: Annotated[bool, typer.Option("--skip", help=N_("Send it in empty, where nothing must be answered."))] = False,
) -> None:
    """Send in a task's form."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        which = await References(seat).task(id_)
        if handover := await seat.desk.handovers.handover_of(seat.caller, which):
            await handover_tasks.send(seat, handover, which, form)
            return
        opened, found = await seat.desk.task(seat.caller, which)
        manner = Manner.UNCHANGED if unchanged else Manner.ALREADY_DONE if already_done else Manner.FILLED
        filled, seen = await _read(seat, form, found) if form else (None, None)
        if filled is None and skip:
            filled = form_class(found)()
        if filled is None and manner is Manner.FILLED:
            raise Unmet(
                "form_missing",
                N_("Give the filled-in file with --form. Write one out with: styrkedjan task {task} --out FILE"),
                task=short(found.task),
            )
        if filled is None and manner is Manner.ALREADY_DONE:
            filled = form_class(found)()
        document = _attached(opened, already_done or "")
        link = sealed(already_done) if already_done and document is None else None
        command = do.CompleteTask(task=found.task, form=filled, manner=manner, link=link, document=document)
        try:
            answer = await seat.do(opened.stream, command, seen=seen)
        except Conflict as refused:
            raise with_command(refused, session, found.task) from refused
        _tell(session, answer.events, found)

    session.run(work)


def _attached(opened: Opened, said: str) -> UUID | None:
    """The attached document whose id begins so, if that is what was said."""
    held = [each.document for each in opened.state.documents.values() if each.attached]
    begins = [document for document in held if len(said) >= SHORT and str(document).startswith(said)]
    return begins[0] if len(begins) == 1 else None


def _tell(session: Session, events: tuple[str, ...], task: Task) -> None:
    """What came of it, in a sentence."""
    title = session.say(CATALOGUE[task.key].title)
    if not events:
        session.tell(N_("It was done already."))
    elif "task_answered" in events:
        session.tell(N_("{task}: sent. It waits to be confirmed by whoever handed it to you."), task=title)
    elif "task_planned" in events:
        session.tell(N_("{task}: planned. What comes of it is filled in afterwards, in the same task."), task=title)
    else:
        session.tell(N_("{task}: done."), task=title)
    if "stage_entered" in events:
        session.tell(N_("The initiative has come to the next stage."))


def hand(ctx: typer.Context, id_: TaskId, to: PersonName) -> None:
    """Hand a task's form to a colleague; you confirm the answer."""

    async def command(seat: Seat, found: Task) -> Any:
        return do.HandTask(task=found.task, to=await References(seat).person(to))

    _do(ctx, id_, command, N_("Handed on. It stays yours: confirm the answer with styrkedjan confirm {task}"))


def take_back(ctx: typer.Context, id_: TaskId) -> None:
    """Take a form back from a colleague."""

    async def command(_seat: Seat, found: Task) -> Any:
        return do.TakeTaskBack(task=found.task)

    _do(ctx, id_, command, N_("Taken back."))


def confirm(ctx: typer.Context, id_: TaskId) -> None:
    """Confirm a colleague's answer."""

    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened, found = await _task(seat, id_)
        try:
            await seat.do(opened.stream, do.ConfirmAnswer(task=found.task))
        except Unmet as refused:
            raise _no_longer_right(session, refused, found) from refused
        session.tell(N_("Confirmed."))

    session.run(work)


def _no_longer_right(session: Session, refused: Unmet, task: Task) -> Unmet:
    """An answer that could be sent in once: whoever confirms it cannot change it, but have it back."""
    return Unmet(
        refused.code,
        N_("{what} If the answer is no longer right, take it back and answer anew: styrkedjan take-back {task}"),
        what=sentence_of(refused, session.say),
        task=short(task.task),
    )


def extend(
    ctx: typer.Context,
    id_: TaskId,
    days: Annotated[int, typer.Option("--days", help=N_("School days more."))],
    reason: Reason,
) -> None:
    """Give a task more time."""

    async def command(_seat: Seat, found: Task) -> Any:
        return do.ExtendTask(task=found.task, school_days=days, reason=sealed(reason))

    _do(ctx, id_, command, N_("Extended."))


def correct(ctx: typer.Context, id_: TaskId, form: CorrectedFile, reason: Reason) -> None:
    """Correct a form that was sent in; write it out with `task`."""

    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        which = await References(seat).task(id_)
        if handover := await seat.desk.handovers.handover_of(seat.caller, which):
            corrected = await handover_tasks.correct(seat, handover, which, form, reason)
        else:
            opened, found = await seat.desk.task(seat.caller, which)
            filled, _ = await _read(seat, form, found)
            # Not left to the ledger: a text that is sealed anew is another one there.
            corrected = found.answer is None or filled != found.answer.form
            if corrected:
                command = do.CorrectForm(task=found.task, form=filled, reason=sealed(reason))
                await seat.do(opened.stream, command)
        session.tell(N_("Corrected.") if corrected else UNCHANGED)

    session.run(work)


def _do(ctx: typer.Context, id_: str, make: Any, said: str) -> None:
    """One command about a task."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened, found = await _task(seat, id_)
        await seat.do(opened.stream, await make(seat, found))
        session.tell(said, task=short(found.task)) if "{" in said else session.tell(said)

    session.run(work)


async def _task(seat: Seat, said: str) -> tuple[Opened, Task]:
    """An initiative's. Raises NotFound, of a handover's with what to do."""
    which = await References(seat).task(said)
    if handover := await seat.desk.handovers.handover_of(seat.caller, which):
        raise handover_tasks.not_passed_on(handover)
    return await seat.desk.task(seat.caller, which)


async def _read(seat: Seat, file: Path, task: Task) -> tuple[Form, int | None]:
    """The form in a file, and the version it was written from."""
    text = get(file)
    origin = await require_for(seat, text, task.task)
    named = BY_KIND.get(str(read_toml(text).get("kind")))
    _, resolver = await References(seat).choices(task.task)
    return form_from(text, named or form_class(task), resolver), origin.version
