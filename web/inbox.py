"""The inbox as it is shown, in one reader's language."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.catalogue import CATALOGUE
from domain.handover.tasks import HANDOVER_TASKS, HandoverKey
from domain.initiative.state import TaskState
from domain.tasks import Key
from events.reading import InboxTask
from web import views
from web.lost import in_words
from web.rendering import Rendering


def people_of(rows: Iterable[tuple[InboxTask, str]]) -> set[UUID]:
    """Everybody whose name the inbox shows."""
    return {who for row, _ in rows for who in (row.after, row.task.handed_to) if who}


def entry(rendering: Rendering, row: InboxTask, title: str, today: date) -> views.InboxEntry:
    """One line of the inbox."""
    task, subject = row.task, UUID(row.stream.partition(":")[2])
    of_handover = row.stage is None
    kind = HANDOVER_TASKS[HandoverKey(task.key)] if of_handover else CATALOGUE[Key(task.key)]
    line = views.InboxEntry(
        task=task.task,
        key=task.key,
        title=rendering.say(kind.title),
        about=rendering.after(row.after),
        state=rendering.coded(TaskState(task.state)),
        handed_to=rendering.person(task.handed_to) if task.handed_to else None,
        opened=task.opened,
        due=task.due,
        overdue=task.due is not None and task.due < today and not row.paused,
        paused=row.paused,
        minutes=kind.minutes,
        initiative=None if of_handover else subject,
        initiative_title=title,
        handover=subject if of_handover else None,
        unit=row.unit,
        unit_name=rendering.unit_name(row.unit),
        stage=rendering.stage(row.stage) if row.stage is not None else None,
    )
    return in_words(line, rendering.say)
