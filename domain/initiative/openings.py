"""Opening tasks: to whom, due when, on which ladder (TASKS.md, the first table)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from uuid import UUID, uuid5

from domain.catalogue import CATALOGUE, opening
from domain.course import places
from domain.facts import Facts
from domain.forms.plan import Group
from domain.initiative.events import PlannedMeeting, TaskOpened, Voice
from domain.initiative.evolve import evolve
from domain.initiative.state import InitiativeState, MeetingState
from domain.initiative.timing import Timing, timing
from domain.school_days import SchoolCalendar
from domain.stages import Stage
from domain.tasks import Address, Key
from domain.template import TemplateContent

_WEEK = 7
NOT_BEFORE_DAY = 10
"""Nothing of a newcomer's is due before this day of theirs, but what has a date (TASKS.md, "Clocks")."""


def template_of(state: InitiativeState, facts: Facts) -> TemplateContent:
    """The version of the template the initiative lives by: the one it started with, until it is moved."""
    if facts.template is None:
        raise LookupError("decisions on initiatives need the template among their facts")
    return facts.template.at(state.template_version)


def task_id(state: InitiativeState, key: Key, ordinal: int) -> UUID:
    """The id of the `ordinal`-th task of its kind, the same however often it is computed."""
    return uuid5(state.initiative, f"{key}:{ordinal}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What sets one task apart from others of its kind."""

    voice: Voice = Voice.PRINCIPAL
    address: Address | None = None
    """Where it goes elsewhere than its kind."""
    due: int | None = None
    """School days, where other than its kind's and the template's."""
    due_on: date | None = None
    """Where its due day is a date."""
    group: int | None = None
    meeting: UUID | None = None
    number: int | None = None
    pulse: bool = False


def open_task(state: InitiativeState, facts: Facts, key: Key, how: Opening = Opening()) -> TaskOpened:
    """One task of `key`, opened now."""
    kind, clock, ordinal = CATALOGUE[key], timing(state, facts), 1 + len(state.tasks_of(key))
    address = how.address or kind.address
    otherwise = kind.due is None or how.due is not None or how.due_on is not None
    given = None if otherwise else template_of(state, facts).due_days(key, kind.due or 0)
    due = None if kind.never_overdue else _due(clock, how.due or given, how.due_on)
    if address is Address.PRINCIPAL and due is not None and state.new_since is not None and how.due_on is None:
        due = max(due, state.new_since + NOT_BEFORE_DAY)
    # What is never overdue may have a day all the same: just that one, whatever the calendar, and no clock.
    day = clock.date_of(due) if due is not None else how.due_on
    return TaskOpened(
        task=task_id(state, key, ordinal),
        key=key,
        address=address,
        ladder=kind.ladder(address),
        on=clock.today,
        position=clock.now,
        due=day,
        due_position=due,
        voice=how.voice,
        group=how.group,
        meeting=how.meeting,
        number=how.number,
        pulse=how.pulse,
        given=given,
    )


def _due(clock: Timing, school_days: int | None, due_on: date | None) -> int | None:
    if due_on is not None:
        return clock.now + max(0, clock.calendar.school.between(clock.today, due_on))
    return None if school_days is None else clock.now + school_days


def open_both(state: InitiativeState, facts: Facts, key: Key, number: int) -> list[TaskOpened]:
    """The principal's task and the second voice's: the facilitators', or, where there are none, one for the principal
    to hand to two people who took part. A check-in then has one voice.
    """
    first = open_task(state, facts, key, Opening(number=number))
    if not state.facilitators and key is Key.CHECK_IN:
        return [first]
    address = Address.FACILITATORS if state.facilitators else Address.PRINCIPAL
    how = Opening(number=number, voice=Voice.SECOND, address=address)
    return [first, open_task(evolve(state, first), facts, key, how)]


def open_stage(state: InitiativeState, facts: Facts, stage: Stage) -> list[TaskOpened]:
    """What opens as `stage` is entered."""
    opened: list[TaskOpened] = []
    for key in opening(stage, state.track):
        if key is Key.CONDITIONS:
            opened += open_both(state, facts, key, state.conditions_round + 1)
        elif key is not Key.EVALUATION_FACILITATORS or state.facilitators:
            opened.append(open_task(state, facts, key))
    return opened


def meeting_id(state: InitiativeState, group: int, ordinal: int) -> UUID:
    """The id of the `ordinal`-th meeting ever planned for a group."""
    return uuid5(state.initiative, f"meeting:{group}:{ordinal}")


def series(group: Group, calendar: SchoolCalendar) -> list[date]:
    """The dates of a group's meetings: every n weeks, a week later where nobody may meet."""
    if group.first_meeting is None or not group.meetings or not group.every_weeks:
        return []
    dates = [_same_weekday(group.first_meeting.toordinal(), calendar)]
    while len(dates) < group.meetings:
        dates.append(_same_weekday(dates[-1].toordinal() + _WEEK * group.every_weeks, calendar))
    return dates


def _same_weekday(ordinal: int, calendar: SchoolCalendar) -> date:
    """That day, or the first one whole weeks later on which the group may meet."""
    day = date.fromordinal(ordinal)
    if day.weekday() > 4:  # noqa: PLR2004  a weekend never becomes a school day by waiting a week
        return calendar.next_school_day(day)
    while not calendar.may_meet(day):
        day = date.fromordinal(day.toordinal() + _WEEK)
    return day


def planned(state: InitiativeState, facts: Facts, group: int, dates: list[date]) -> list[PlannedMeeting]:
    """New meetings of one group; where the template has parts they take the places that are free, in order."""
    meetings = [meeting for meeting in state.meetings.values() if meeting.group == group]
    free: Iterator[int | None] = chain(free_slots(state, template_of(state, facts), group), repeat(None))
    return [
        PlannedMeeting(meeting=meeting_id(state, group, len(meetings) + n), group=group, on=on, slot=slot)
        for n, (on, slot) in enumerate(zip(dates, free, strict=False), start=1)
    ]


def free_slots(state: InitiativeState, template: TemplateContent, group: int) -> list[int]:
    """The places of a group's course for which no meeting has been held or is planned."""
    taken = {m.slot for m in state.meetings.values() if m.group == group and m.state in _TAKES_ITS_PLACE}
    return [place.slot for place in places(template, group) if place.slot not in taken]


_TAKES_ITS_PLACE = (MeetingState.PLANNED, MeetingState.HELD)
