"""A handover's tasks at the command line: the manager's forms, written out and sent in."""

from pathlib import Path
from uuid import UUID

from domain.forms.turnover import HandoverForm
from domain.handover.commands import CompleteHandoverTask, CorrectHandoverForm
from domain.handover.state import HandoverTask, TaskState
from domain.handover.tasks import HANDOVER_TASKS
from domain.messages import N_
from domain.refusals import Conflict, NotFound, Unmet
from styrkedjan.cli.form_files import CORRECT, SEND, WRITTEN_FOR, get, put, require_for, with_command
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat
from styrkedjan.forms_toml import form_from, write_form
from web import handover_views
from web.forms import sealed
from web.handover_desk import OpenedHandover


async def write(seat: Seat, handover: UUID, task: UUID, out: Path | None, *, as_json: bool) -> None:
    """A form to fill in, as TOML or as JSON."""
    opened = await seat.desk.handovers.handover(seat.caller, handover)
    found = opened.task(task)
    if as_json:
        seat.session.as_json(handover_views.form(await seat.rendering(opened.persons), opened, found))
        return
    choices, _ = await References(seat).choices(task)
    form = found.form or HANDOVER_TASKS[found.key].form()
    intro = await _intro(seat, opened, found)
    put(seat.session, write_form(form, seat.session.say, intro=intro, choices=choices), out)


async def _intro(seat: Seat, opened: OpenedHandover, task: HandoverTask) -> list[str]:
    say, kind = seat.session.say, HANDOVER_TASKS[task.key]
    unit = (await seat.rendering()).unit_name(opened.unit)
    until, about = say(N_("Due {date}."), date=task.due), say(N_("About {minutes} minutes."), minutes=kind.minutes)
    return [
        f"{say(kind.title)}: {unit}",
        f"{until} {about}",
        say(CORRECT if task.state is TaskState.DONE else SEND, task=short(task.task)),
        say(N_("No pupils' names: the text may be a public record.")),
        say(WRITTEN_FOR, task=task.task, version=opened.version),
    ]


def not_passed_on(handover: UUID) -> NotFound:
    """Whoever cannot answer has somebody beside them who can; late, it stalls nothing."""
    return NotFound(
        "task_of_handover",
        N_(
            "The task belongs to a handover: the principal's manager or the organiser's staff answers it. "
            "It is neither handed on nor given more time. See it with: styrkedjan handover show {handover}"
        ),
        handover=short(handover),
    )


async def send(seat: Seat, handover: UUID, task: UUID, file: Path | None) -> None:
    """Send in the form in a file. Raises Unmet where there is none."""
    opened = await seat.desk.handovers.handover(seat.caller, handover)
    found = opened.task(task)
    if file is None:
        raise Unmet(
            "form_missing",
            N_("Give the filled-in file with --form. Write one out with: styrkedjan task {task} --out FILE"),
            task=short(task),
        )
    # Not judged by the version it was written from: the stream grows whenever an initiative is seen.
    command = CompleteHandoverTask(task=task, form=await _read(seat, found, file))
    try:
        answer = await seat.do(opened.stream, command)
    except Conflict as refused:
        raise with_command(refused, seat.session, task) from refused
    said = N_("{task}: done.") if answer.events else N_("It was done already.")
    seat.session.tell(said, task=seat.session.say(HANDOVER_TASKS[found.key].title))


async def correct(seat: Seat, handover: UUID, task: UUID, file: Path, reason: str) -> bool:
    """Correct the form that was sent in by the one in a file; whether that changes anything."""
    opened = await seat.desk.handovers.handover(seat.caller, handover)
    found = opened.task(task)
    form = await _read(seat, found, file)
    if form == found.form:
        return False
    await seat.do(opened.stream, CorrectHandoverForm(task=task, form=form, reason=sealed(reason)))
    return True


async def _read(seat: Seat, task: HandoverTask, file: Path) -> HandoverForm:
    text = get(file)
    await require_for(seat, text, task.task)
    _, resolver = await References(seat).choices(task.task)
    return form_from(text, HANDOVER_TASKS[task.key].form, resolver)
