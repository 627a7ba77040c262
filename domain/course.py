"""The parts a template leads through, meeting by meeting.

A learning group goes through the modules of implementation; those of earlier stages belong to the working group, which
the principal leads. Source: TASKS.md, "What the other templates add".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.stages import Stage
from domain.template import PartMeeting, TemplateContent, Text

WORKING_GROUP = 0
"""The number of the group there is before there are learning groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One meeting of one part."""

    slot: int
    """Counted from 1 over the group's whole course."""
    part: int
    """Counted from 1 over the group's whole course."""
    stage: Stage
    title: Text
    """Of the part."""
    meeting: PartMeeting

    @property
    def text(self) -> Text:
        """What the meeting is called."""
        return Text(
            sv=f"{self.title.sv}: {self.meeting.text.sv}",
            en=f"{self.title.en}: {self.meeting.text.en}",
        )


def places(template: TemplateContent, group: int) -> tuple[Place, ...]:
    """The meetings of a group's course, in order; empty where the template has no parts for it."""
    meetings, count = template.part_meetings, len(template.part_meetings)
    return tuple(
        Place(slot=(part - 1) * count + n, part=part, stage=stage, title=title, meeting=meeting)
        for part, (stage, title) in enumerate(_parts(template, group), start=1)
        for n, meeting in enumerate(meetings, start=1)
    )


def place_of(template: TemplateContent, group: int | None, slot: int | None) -> Place | None:
    """The place of a meeting in its group's course."""
    if slot is None or group is None:
        return None
    return next((place for place in places(template, group) if place.slot == slot), None)


def fewest_meetings(template: TemplateContent) -> int:
    """What the series of a learning group has at least: a meeting for every place."""
    return max(template.series.fewest, len(places(template, WORKING_GROUP + 1)))


def _parts(template: TemplateContent, group: int) -> Iterator[tuple[Stage, Text]]:
    for module in template.modules:
        if (module.stage < Stage.IMPLEMENTATION) == (group == WORKING_GROUP):
            for number in range(1, module.parts + 1):
                yield module.stage, _title(module.text, number) if module.parts > 1 else module.text


def _title(module: Text, part: int) -> Text:
    return Text(sv=f"{module.sv}, del {part}", en=f"{module.en}, part {part}")
