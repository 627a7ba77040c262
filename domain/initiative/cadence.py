"""The rhythm of a learning group: when the gap between its meetings has become too long (TASKS.md, "Clocks").

Runs from the first planned meeting to the last. A planned meeting counts as held until five school days past its
protocol's due day, so that one late protocol does not stall a healthy group.
"""

from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative.openings import template_of
from domain.initiative.state import InitiativeState, LearningGroup, Meeting, MeetingState
from domain.initiative.timing import Timing, timing
from domain.tasks import Key

_SCHOOL_WEEK = 5


def lapses_at(state: InitiativeState, facts: Facts, group: LearningGroup) -> int | None:
    """The position at whose close the group's cadence lapses if nothing more happens; `None` if it does not."""
    clock, template = timing(state, facts), template_of(state, facts)
    meetings = [m for m in state.meetings.values() if m.group == group.number and m.state is not MeetingState.CANCELLED]
    planned = [m for m in meetings if m.state is MeetingState.PLANNED]
    if group.lapsed_on is not None or not planned or state.series_closed or state.work_ended:
        return None
    days = template.longest_gap_weeks * _SCHOOL_WEEK + template.thresholds.gap_slack
    presumed = template.due_days(Key.PROTOCOL, CATALOGUE[Key.PROTOCOL].due or 0) + template.thresholds.presumed_held
    expected = sorted(_position(m, state, clock) for m in planned)
    position = _first_gap(_counts_from(state, clock, group, meetings), days, presumed, expected)
    return position if position <= expected[-1] else None


def _first_gap(start: int, days: int, presumed: int, expected: list[int]) -> int:
    """Walk from the last meeting that counts over those presumed held, to the first day a gap is too long."""
    close = start + days + 1
    for position in expected:
        if position <= close - 1 and position + presumed >= close:
            close = max(close, min(position + presumed + 1, position + days + 1))
    return close


def _counts_from(state: InitiativeState, clock: Timing, group: LearningGroup, meetings: list[Meeting]) -> int:
    """The last meeting held, or the new start after a lapse; before any, the first planned one."""
    held = [_position(m, state, clock) for m in meetings if m.state is MeetingState.HELD]
    first = min(_position(m, state, clock) for m in meetings)
    return max([*held, group.counts_from or first]) if held or group.counts_from else first


def _position(meeting: Meeting, state: InitiativeState, clock: Timing) -> int:
    """Where on the clock a meeting lies: fixed once its day has come, a date until then."""
    if meeting.protocol is not None:
        return state.tasks[meeting.protocol].position
    return clock.calendar.school.index(meeting.on) - clock.lost
