"""A form on its way in, with what its answers are judged against."""

from dataclasses import dataclass
from datetime import date

from domain.course import Place, place_of
from domain.facts import Facts
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

    @property
    def place(self) -> Place | None:
        """Where in the template's parts the task's meeting is."""
        meeting = self.state.meetings.get(self.task.meeting) if self.task.meeting else None
        return place_of(self.template, meeting.group, meeting.slot) if meeting else None


def sent(state: InitiativeState, task: Task, facts: Facts, *, already_done: bool = False) -> Sent:
    """The form of `task`, arriving now."""
    return Sent(
        state=state,
        task=task,
        template=template_of(state, facts),
        today=facts.today,
        already_done=already_done,
    )
