"""Pauses: by whom, until when, and what a resumption takes up (TASKS.md, "Clocks" and "Who may")."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.answers import LONGEST_PAUSE
from domain.initiative.events import Event
from domain.initiative.evolve import evolve
from domain.initiative.openings import open_both, open_task
from domain.initiative.rights import is_organiser, is_principal, is_theirs, require_reason
from domain.initiative.state import InitiativeState, MeetingState
from domain.initiative.timing import timing
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, Unmet
from domain.sealed import Sealed
from domain.stages import Stage
from domain.tasks import Key

LONGEST_ALONE: Final = 30
"""School days a principal may pause without asking."""


def pause(command: do.PauseInitiative, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """At once, or as a proposal the organiser answers."""
    if not (is_organiser(facts.standing) or is_principal(state, facts.standing)):
        raise NotAllowed("pause_not_yours", N_("Only the principal and the organiser pause an initiative."))
    require_reason(command.reason)
    _check_until(command.until, facts)
    if state.pause is not None:
        if state.pause.until == command.until:
            return []
        raise Conflict("already_paused", N_("It is paused already. Resume it first."))
    if is_organiser(facts.standing):
        return [paused(state, facts, command.until, command.reason)]
    return pause_by_principal(state, facts, command.until, command.reason)


def _check_until(until: date, facts: Facts) -> None:
    today = facts.today
    if until <= today:
        raise Unmet("date_passed", N_("{field}: give a date after today."), field="until")
    if until > today + LONGEST_PAUSE:
        raise Unmet("too_long", N_("{field}: give a date within a year."), field="until")


def pause_by_principal(state: InitiativeState, facts: Facts, until: date, reason: Sealed) -> Sequence[Event]:
    """Up to 30 school days at once; longer is a proposal the organiser answers."""
    clock = timing(state, facts)
    if clock.calendar.school.between(clock.today, until) <= LONGEST_ALONE:
        return [] if state.pause else [paused(state, facts, until, reason)]
    if state.proposal and state.proposal.until == until:
        return []
    proposed = ev.PauseProposed(until=until, reason=reason, by=facts.standing.stands_for)
    asked = [] if state.open_of(Key.ANSWER_PAUSE) else [open_task(state, facts, Key.ANSWER_PAUSE)]
    return [proposed, *asked]


def paused(
    state: InitiativeState, facts: Facts, until: date, reason: Sealed | None, *, waits_for_conditions: bool = False
) -> Event:
    """The clock stops where it stood at the last close."""
    clock = timing(state, facts)
    return ev.InitiativePaused(
        on=clock.today,
        position=clock.closed,
        until=until,
        reason=reason,
        by=facts.standing.stands_for,
        waits_for_conditions=waits_for_conditions,
    )


def resume(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By whoever paused it, or the organiser."""
    if state.pause is None:
        return []
    if not (is_organiser(facts.standing) or is_theirs(state.pause.by, state, facts.standing)):
        raise NotAllowed("resume_not_yours", N_("Whoever paused it resumes it, or the organiser."))
    return resumed(state, facts)


def resumed(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Due days move by what the pause took; meetings inside it are cancelled, and the principal replans once."""
    if state.pause is None:
        return []
    clock = timing(state, facts)
    yesterday = clock.today - timedelta(days=1)
    lost = clock.calendar.school.index(yesterday) - state.lost - state.pause.position
    dues = tuple(
        ev.DueMoved(task=task.task, due=clock.date_of(task.due_position))
        for task in state.open_tasks
        if task.due_position is not None
    )
    event = ev.InitiativeResumed(on=clock.today, lost=lost, dues=dues)
    return [event, *_after_pause(evolve(state, event), facts, state.pause.on, again=state.pause.waits_for_conditions)]


def _after_pause(state: InitiativeState, facts: Facts, since: date, *, again: bool) -> list[Event]:
    followed: list[Event] = []
    today = facts.today
    inside = tuple(
        m.meeting
        for m in state.meetings.values()
        if m.state is MeetingState.PLANNED and m.protocol is None and since <= m.on < today
    )
    if inside:
        followed.append(ev.MeetingsCancelled(meetings=inside))
        if state.stage is Stage.IMPLEMENTATION and not state.open_of(Key.RESTORE_RHYTHM):
            followed.append(open_task(state, facts, Key.RESTORE_RHYTHM))
    if again and state.stage is Stage.CURRENT_STATE:
        followed += open_both(state, facts, Key.CONDITIONS, state.conditions_round + 1)
    return followed
