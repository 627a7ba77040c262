"""A form on its way in, with what its answers are judged against."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date

from domain.course import Place, place_of
from domain.facts import Facts
from domain.forms import Form
from domain.initiative.openings import template_of
from domain.initiative.state import InitiativeState, Task
from domain.template import TemplateContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Whose form it is, when it comes, and by which template."""

    state: InitiativeState
    task: Task
    template: TemplateContent
    today: date
    already_done: bool
    kept: frozenset[date] = frozenset()
    """The days in the form that it corrects: what they were to lie after is long past."""

    @property
    def place(self) -> Place | None:
        """Where in the template's parts the task's meeting is."""
        meeting = self.state.meetings.get(self.task.meeting) if self.task.meeting else None
        return place_of(self.template, meeting.group, meeting.slot) if meeting else None


def sent(
    state: InitiativeState, task: Task, facts: Facts, *, already_done: bool = False, corrects: Form | None = None
) -> Sent:
    """The form of `task`, arriving now."""
    return Sent(
        state=state,
        task=task,
        template=template_of(state, facts),
        today=facts.today,
        already_done=already_done,
        kept=frozenset(_days_in(astuple(corrects))) if corrects is not None else frozenset(),
    )


def _days_in(value: object) -> Iterator[date]:
    match value:
        case date():
            yield value
        case tuple():
            for each in value:
                yield from _days_in(each)
        case _:
            pass
