"""How far the groups have come through the template's parts, and what a task or meeting is about in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from domain.course import WORKING_GROUP, place_of, places
from domain.initiative.state import InitiativeState, Meeting, MeetingState, Task
from domain.template import TemplateContent, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStanding:
    """One part, over all the groups that go through it."""

    title: Text
    held: int
    of: int
    """Meetings, over all groups."""
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
            waits = any(m.state is MeetingState.PLANNED for m in meetings)
            of = len(part) * len(groups)
            yield PartStanding(
                title=part[0].title,
                held=sum(m.state is MeetingState.HELD for m in meetings),
                of=of,
                settled=len(settled) == of and not waits,
            )


def about_meeting(meeting: Meeting, template: TemplateContent) -> Text | None:
    """Which part's meeting it is; `None` where the template has no parts for it."""
    place = place_of(template, meeting.group, meeting.slot)
    return place.text if place else None


def about_task(task: Task, state: InitiativeState, template: TemplateContent) -> Text | None:
    """What sets the task apart from others of its kind, by the template."""
    meeting = state.meetings.get(task.meeting) if task.meeting else None
    return about_meeting(meeting, template) if meeting else None
