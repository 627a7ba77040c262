"""Files with forms to fill in: read, written, and for which task and from which version."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args
from uuid import UUID

from domain.catalogue import CATALOGUE
from domain.handover.tasks import HANDOVER_TASKS
from domain.messages import N_
from domain.refusals import Conflict, Refusal, Unmet
from styrkedjan.cli.new_files import new_file
from styrkedjan.cli.references import short
from styrkedjan.cli.session import Seat, Session
from styrkedjan.files import FileError, unreadable
from styrkedjan.translation import Language, translate
from web.refusing import sentence_of

WRITTEN_FOR: Final = N_("Written for the task {task}, from version {version}.")
"""A line of every written form: whose questions it answers, and what its writer had seen."""
WRITTEN_FROM: Final = N_("Written from version {version}.")
"""The line of forms that were written before their task was told."""
SEND: Final = N_("Send it in with: styrkedjan complete {task} --form FILE")
CORRECT: Final = N_("It is sent in. Correct it with: styrkedjan correct {task} --form FILE --reason REASON")
_TOLD: Final = {"{task}": "(?P<task>[0-9a-f-]{36})", "{version}": r"(?P<version>\d+)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a form was written for and from, so far as it says so."""

    task: UUID | None = None
    version: int | None = None
    line: str = ""
    """By which it says so."""


def origin_of(text: str) -> Origin:
    """Which task a form was written for and from which version, in whichever language."""
    for message in (WRITTEN_FOR, WRITTEN_FROM):
        for language in get_args(Language):
            line = re.escape(translate(message, language))
            for name, held in _TOLD.items():
                line = line.replace(re.escape(name), held)
            if found := re.search(rf"^# {line}$", text, re.MULTILINE):
                told = found.groupdict()
                task = UUID(told["task"]) if "task" in told else None
                return Origin(task=task, version=int(told["version"]), line=found[0])
    return Origin()


async def require_for(seat: Seat, text: str, task: UUID) -> Origin:
    """Where a form comes from. Raises Unmet if it was written for another task than this."""
    origin = origin_of(text)
    if origin.task in (None, task):
        return origin
    raise Unmet(
        "another_task",
        N_(
            "The file was written for another task, {other}. If it is meant for {task} all the same, remove the line"
            " “{line}” from it. Else write out the form of this task: styrkedjan task {task} --out FILE"
        ),
        other=f"{short(origin.task)} {await _named(seat, origin.task)}".strip(),
        task=short(task),
        line=origin.line,
    )


async def _named(seat: Seat, task: UUID) -> str:
    """A task's title, and its initiative's or its unit's; nothing to whoever may not read it."""
    desk, caller, say = seat.desk, seat.caller, seat.session.say
    try:
        if handover := await desk.handovers.handover_of(caller, task):
            held = await desk.handovers.handover(caller, handover)
            unit = (await seat.rendering()).unit_name(held.unit)
            return f"({say(HANDOVER_TASKS[held.task(task).key].title)}: {unit})"
        opened, found = await desk.task(caller, task)
    except Refusal:
        return ""
    return f"({say(CATALOGUE[found.key].title)}: {(opened.state.title or b'').decode()})"


def with_command(refused: Refusal, session: Session, task: UUID) -> Refusal:
    """The refusal of a form, with the command that corrects it where the task is done already."""
    if refused.code != "task_done":
        return refused
    sentence = N_("{what} Its form is corrected with: styrkedjan correct {task} --form FILE --reason REASON")
    return Conflict(refused.code, sentence, what=sentence_of(refused, session.say), task=short(task))


def get(file: Path) -> str:
    """A file's text. Raises FileError."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise FileError(N_("{file} is not text in UTF-8."), file=file) from error


def put(session: Session, text: str, out: Path | None) -> None:
    """Write a form to the terminal, or to a file that is not there yet. Raises FileError."""
    if out is None:
        session.write(text)
        return
    with new_file(out) as file:
        file.write(text.encode())
    session.tell(N_("Written to {file}."), file=out)
