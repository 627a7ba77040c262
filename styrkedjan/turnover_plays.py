"""Changes of principal written down, over the work of a programme's file (`examples/rektorsbyten.toml`)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args
from uuid import UUID

from domain.handover.commands import CompleteHandoverTask
from domain.handover.state import HandoverState
from domain.handover.tasks import HANDOVER_TASKS
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post import commands as post
from styrkedjan.files import Document, Meaning, SchoolDay
from styrkedjan.plays import NOTHING, Play, by_kind
from styrkedjan.programme_plays import ProgrammePlay

POST_COMMANDS: Final[Mapping[str, Any]] = by_kind(get_args(post.Command))
HANDOVER_COMMAND: Final = CompleteHandoverTask.__dataclass_fields__["kind"].default


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How the work and the changes are put together."""

    until: SchoolDay
    """The first day that is not played."""
    post: str
    """Whose acts in the work are the post's: whoever answers for it that day does them."""
    takes_up_after: int
    """School days at the post after which somebody does what had waited as they came."""


class Changes(Play):
    """What happens to one unit's post, and what is said as it does."""

    def is_about_post(self, index: int) -> bool:
        """The same in both playings; everything else is handing over."""
        return self.actions[index].do in POST_COMMANDS

    def is_about_handover(self, index: int) -> bool:
        return self.actions[index].do == HANDOVER_COMMAND

    def post_command(self, index: int, meaning: Meaning) -> Any:
        """What the act at `index` asks of the post. Raises FileError."""
        action = self.actions[index]
        given = {**action.fields, "unit": self.unit}
        return self.document.build(POST_COMMANDS[action.do], given, meaning, *self._place(index, "fields"))

    def handover_command(self, index: int, state: HandoverState, meaning: Meaning) -> CompleteHandoverTask:
        """What the act at `index` asks of the handover. Raises FileError."""
        action = self.actions[index]
        open_ = [task for task in state.open_tasks if task.key is action.handover]
        if not open_ or action.handover is None:
            raise self._fault(N_("no such task is open then"), index, "handover")
        kind: Callable[..., Any] = HANDOVER_TASKS[action.handover].form
        form = self.document.build(kind, action.form or {}, meaning, *self._place(index, "form"))  # type: ignore[arg-type]  # a class
        return CompleteHandoverTask(task=open_[0].task, form=form)

    def _place(self, index: int, field: str) -> tuple[str | int, ...]:
        return ("action", self._places[index], field)


class TurnoverPlay:
    """One such file, and the one whose work goes on meanwhile."""

    def __init__(self, document: Document, work: ProgrammePlay) -> None:
        """Raises FileError."""
        self.work = work
        self.playing = document.parse(Playing, NOTHING, "playing")
        self.changes = {unit: Changes(document, unit) for unit in work.plays}

    @classmethod
    def read(cls, path: Path, work: Path) -> "TurnoverPlay":
        """Raises FileError."""
        return cls(Document.read(path), ProgrammePlay.read(work))

    def introductions(self, organiser_id: UUID, known: OrganiserState, today: date) -> Iterator[tuple[str, Any]]:
        """Of everybody in either, each once (`ProgrammePlay.introductions`)."""
        every = dict.fromkeys(self.work.introductions(organiser_id, known, today))
        for changes in self.changes.values():
            every |= dict.fromkeys(changes.introductions(organiser_id, known, today))
        yield from every
