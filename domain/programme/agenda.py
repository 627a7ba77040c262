"""What time alone makes due in a programme: once a term, a meeting of the eager across units (TASKS, "Support")."""

from datetime import date, datetime
from typing import Final

from domain.calendar import CalendarState
from domain.programme.state import ProgrammeState, Status

BEFORE_TERM_END: Final = 40
"""School days ◇: in the middle of a term, with time to meet before it ends."""


def network_due(state: ProgrammeState, calendar: CalendarState, today: date) -> date | None:
    """The end of the term whose network meeting is to be opened today, if there is one."""
    end = calendar.school.term_end(today)
    if state.status in (Status.NONE, Status.CLOSED) or end in state.networks:
        return None
    return end if calendar.school.add(end, -BEFORE_TERM_END) <= today else None


def next_look(state: ProgrammeState, calendar: CalendarState, today: date) -> datetime | None:
    """When a meeting may be due again; nothing for a programme that is closed. Aware, UTC."""
    if state.status in (Status.NONE, Status.CLOSED):
        return None
    end = calendar.school.term_end(today)
    opens = calendar.school.add(end, -BEFORE_TERM_END)
    if opens <= today:  # this term's has been seen to
        end = calendar.school.term_end(calendar.school.next_school_day(calendar.school.add(end, 1)))
        opens = calendar.school.add(end, -BEFORE_TERM_END)
    return calendar.start_of(opens)
