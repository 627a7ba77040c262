"""How far the groups have come through the template's parts, and what a task or meeting is about in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from domain.course import WORKING_GROUP, Place, place_of, places
from domain.forms import IndividualPreparation
from domain.initiative.state import InitiativeState, Meeting, MeetingState, Task
from domain.stages import Stage
from domain.tasks import Key
from domain.template import TemplateContent, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStanding:
    """One part, over all the groups that go through it."""

    title: Text
    held: int
    of: int
    """Meetings, over all groups."""
    prepared: int | None
    """How many prepared themselves alone, where that was counted."""
    settled: bool
    """Every one of them is held, missed or cancelled: the part is closed."""


def standings(state: InitiativeState, template: TemplateContent) -> Iterator[PartStanding]:
    """Every part of the template that has meetings, in order."""
    for groups in ((WORKING_GROUP,), tuple(sorted(state.groups)) or (WORKING_GROUP + 1,)):
        for _, whole in groupby(places(template, groups[0]), key=lambda place: place.part):
            part = list(whole)
            slots = {place.slot for place in part}
            meetings = [m for m in state.meetings.values() if m.group in groups and m.slot in slots]
            settled = {(m.group, m.slot) for m in meetings if m.state is not MeetingState.PLANNED}
            prepared = [
                t.answer.form for t in state.tasks_of(Key.INDIVIDUAL_PREPARATION) if t.answer and _is_of(t, part[0])
            ]
            waits = any(m.state is MeetingState.PLANNED for m in meetings)
            of = len(part) * len(groups)
            yield PartStanding(
                title=part[0].title,
                held=sum(m.state is MeetingState.HELD for m in meetings),
                of=of,
                prepared=next((f.prepared for f in prepared if isinstance(f, IndividualPreparation)), None),
                settled=len(settled) == of and not waits,
            )


def _is_of(task: Task, place: Place) -> bool:
    return place.stage < Stage.IMPLEMENTATION and task.number == place.part


def about_meeting(meeting: Meeting, template: TemplateContent) -> Text | None:
    """Which part's meeting it is; `None` where the template has no parts for it."""
    place = place_of(template, meeting.group, meeting.slot)
    return place.text if place else None


def about_task(task: Task, state: InitiativeState, template: TemplateContent) -> Text | None:
    """What sets the task apart from others of its kind, by the template."""
    if task.key is Key.ANALYSIS_ROUND and template.rounds:
        text, which = template.rounds.text, f"{task.number} ({template.rounds.number})"
        return Text(sv=f"{text.sv} {which}", en=f"{text.en} {which}")
    if task.key is Key.INDIVIDUAL_PREPARATION:
        return next((p.title for p in places(template, WORKING_GROUP) if p.part == task.number), None)
    meeting = state.meetings.get(task.meeting) if task.meeting else None
    return about_meeting(meeting, template) if meeting else None
