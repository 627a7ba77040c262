"""What the initiative's own clock does, once its moment has come."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from domain.course import WORKING_GROUP
from domain.facts import Facts
from domain.forms import Protocol
from domain.forms.implementation import Held
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.agenda import check_in_months, climbs, indicator_date, may_open_checkpoint
from domain.initiative.cadence import lapses_at
from domain.initiative.events import Event
from domain.initiative.evolve import evolve
from domain.initiative.openings import Opening, open_both, open_task, template_of
from domain.initiative.pausing import resumed
from domain.initiative.rights import require_clock
from domain.initiative.state import InitiativeState, MeetingState, Status, Task
from domain.initiative.timing import timing
from domain.initiative.turnover import keep_brief
from domain.ladders import Step
from domain.tasks import Address, Key


def decide(command: do.Automatic, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The command's own events; none if it is not due, or done already."""
    require_clock(facts)
    if isinstance(command, do.ResumeOnDate):
        return resumed(state, facts) if state.pause and state.pause.until <= facts.today else []
    if isinstance(command, do.KeepBrief):
        return keep_brief(command, state, facts) if state.is_going_on else []
    if state.status is not Status.LIVE:
        return []
    match command:
        case do.Remind():
            return _remind(command, state, facts)
        case do.OpenProtocol():
            return _open_protocol(command, state, facts)
        case do.OpenCheckpoint():
            if not may_open_checkpoint(state, facts, command.term_end):
                return []
            return open_both(state, facts, Key.CHECKPOINT, command.term_end.toordinal())
        case do.LapseCadence():
            return _lapse(command, state, facts)
        case do.OpenCheckIn():
            return _open_check_in(command, state, facts)
        case do.OpenIndicatorAgain():
            return _open_indicator(command, state, facts)
        case do.JudgeDay() | do.FollowCalendar() | do.FollowPost():
            return []
    assert_never(command)


def _remind(command: do.Remind, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Only the highest step that is due is taken; the lower ones are passed."""
    task = state.task(command.task)
    due = [rung.step for rung in climbs(task) if rung.position <= timing(state, facts).now]
    if not due or command.step is not due[-1]:
        return []
    *passed, highest = due
    if highest is Step.ESCALATED:
        return [ev.EscalationDue(task=task.task, passed=tuple(passed))]
    return [ev.ReminderDue(task=task.task, step=highest, passed=tuple(passed))]


def _open_protocol(command: do.OpenProtocol, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    meeting = state.meetings[command.meeting]
    today = facts.today
    if meeting.state is not MeetingState.PLANNED or meeting.protocol is not None or meeting.on > today:
        return []
    if meeting.group == WORKING_GROUP:
        how = Opening(address=Address.PRINCIPAL, group=WORKING_GROUP, meeting=meeting.meeting)
        return [open_task(state, facts, Key.PROTOCOL, how)]
    pulse = _asks_pulse(state, facts, meeting.group, meeting.meeting)
    how = Opening(group=meeting.group, meeting=meeting.meeting, pulse=pulse)
    return [open_task(state, facts, Key.PROTOCOL, how)]


def _asks_pulse(state: InitiativeState, facts: Facts, group: int, meeting: UUID) -> bool:
    """The first protocol four school weeks or more after the group's first one carries the pulse, once (seed 000).

    Where the plan follows the hesitant closer, every second meeting's does (seed 003).
    """
    earlier = [task for task in state.tasks_of(Key.PROTOCOL) if task.group == group]
    if state.plan and state.plan.closer_pulse:
        return len({task.meeting for task in earlier} - {meeting}) % 2 == 1
    after = template_of(state, facts).thresholds.pulse_after
    if not earlier or any(task.pulse for task in earlier):
        return False
    return timing(state, facts).now - min(task.position for task in earlier) >= after


def _lapse(command: do.LapseCadence, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    group, clock = state.groups[command.group], timing(state, facts)
    position = lapses_at(state, facts, group)
    if position is None or position > clock.closed:
        return []
    lapsed = ev.CadenceLapsed(group=group.number, on=clock.today)
    asked = [] if state.open_of(Key.RESTORE_RHYTHM) else [open_task(state, facts, Key.RESTORE_RHYTHM)]
    return [lapsed, *asked]


def _open_check_in(command: do.OpenCheckIn, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The older of two is superseded."""
    if command.months not in check_in_months(state, facts):
        return []
    older: list[Event] = [ev.TaskWithdrawn(task=task.task) for task in state.open_of(Key.CHECK_IN)]
    return [*older, *open_both(state, facts, Key.CHECK_IN, command.months)]


def _open_indicator(command: do.OpenIndicatorAgain, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    indicator = state.indicators.get(command.effect)
    if indicator is None or indicator.opened or indicator_date(indicator, state, facts) > facts.today:
        return []
    return [open_task(state, facts, Key.INDICATOR_AGAIN, Opening(number=indicator.effect))]


def after_protocol(task: Task, form: Protocol, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """A held meeting is read by the principal, and restores the group's rhythm if it is recent enough."""
    if form.outcome is not Held.HELD or task.group == WORKING_GROUP:
        return []
    read = open_task(state, facts, Key.READ_PROTOCOL, Opening(group=task.group, meeting=task.meeting))
    group = state.groups.get(task.group) if task.group is not None else None
    if group is None or group.lapsed_on is None:
        return [read]
    restored = ev.CadenceRestored(group=group.number, position=task.position)
    after = evolve(state, restored)
    lapses = lapses_at(after, facts, after.groups[group.number])
    still = lapses is not None and lapses <= timing(state, facts).closed
    return [read] if still else [read, restored]
