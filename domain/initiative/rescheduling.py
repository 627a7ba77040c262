"""A new version of the school calendar, as it reaches an initiative (DOMAIN, "Time").

Positions on the initiative's clock stay: no version of a calendar changes the number of a day that has passed
(`domain.school_days`), so what has gone by and what remains are the same before and after. The dates follow from them,
and that is never silent: one event says which. Meetings are dates and do not move; the event names those on days that
nobody may meet any more. A paused initiative has no dates until it resumes, and takes up the calendar then.
"""

from collections.abc import Iterator, Sequence

from domain.facts import Facts
from domain.initiative.events import CalendarChanged, DueChanged
from domain.initiative.state import InitiativeState, Meeting, MeetingState, Status
from domain.initiative.timing import calendar_of, timing


def is_behind(state: InitiativeState, facts: Facts) -> bool:
    """Whether its dates are those of an earlier version."""
    return state.status is Status.LIVE and state.calendar < calendar_of(facts).number


def rescheduled(state: InitiativeState, facts: Facts) -> Sequence[CalendarChanged]:
    """The dates of the version in force, where they are not there yet."""
    if not is_behind(state, facts):
        return []
    clock = timing(state, facts)
    return [
        CalendarChanged(
            calendar=clock.calendar.number,
            on=clock.today,
            dues=tuple(_dues(state, facts)),
            meetings=tuple(meeting.meeting for meeting in on_free_days(state, facts)),
        )
    ]


def _dues(state: InitiativeState, facts: Facts) -> Iterator[DueChanged]:
    clock = timing(state, facts)
    for task in state.open_tasks:
        if task.due is None or task.due_position is None:
            continue
        due = clock.date_of(task.due_position)
        if due != task.due:
            yield DueChanged(task=task.task, was=task.due, due=due)


def on_free_days(state: InitiativeState, facts: Facts) -> Iterator[Meeting]:
    """Meetings ahead that lie on days when nobody may meet."""
    clock = timing(state, facts)
    for meeting in state.meetings.values():
        ahead = meeting.state is MeetingState.PLANNED and meeting.protocol is None and meeting.on >= clock.today
        if ahead and not clock.calendar.school.may_meet(meeting.on):
            yield meeting
