"""What happens to meetings, and to the rhythm of the groups."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.changing import changed
from domain.forms import Protocol
from domain.forms.implementation import Held
from domain.initiative import events as ev
from domain.initiative.evolve.entries import on_group, on_meeting
from domain.initiative.state import InitiativeState, Meeting, MeetingState


def planned(state: InitiativeState, event: ev.MeetingsPlanned) -> dict[str, Any]:
    new = {m.meeting: _meeting(m, state.version + 1) for m in event.meetings}
    return {"meetings": {**state.meetings, **new}}


def _meeting(planned: ev.PlannedMeeting, version: int) -> Meeting:
    return Meeting(meeting=planned.meeting, group=planned.group, on=planned.on, slot=planned.slot, armed=version)


def moved(state: InitiativeState, meeting: UUID, to: date) -> dict[str, Any]:
    return on_meeting(state, meeting, on=to, protocol=None, armed=state.version + 1)


def cancelled(state: InitiativeState, event: ev.MeetingsCancelled) -> dict[str, Any]:
    gone = {m: changed(state.meetings[m], state=MeetingState.CANCELLED) for m in event.meetings}
    return {"meetings": {**state.meetings, **gone}}


def met(state: InitiativeState, meeting: UUID, protocol: Protocol) -> dict[str, Any]:
    """What its protocol says of a meeting."""
    if protocol.outcome is Held.MOVED and protocol.moved_to is not None:
        return moved(state, meeting, protocol.moved_to)
    settled = MeetingState.HELD if protocol.outcome is Held.HELD else MeetingState.MISSED
    return on_meeting(state, meeting, state=settled)


def restored(state: InitiativeState, event: ev.CadenceRestored) -> dict[str, Any]:
    return on_group(state, event.group, lapsed_on=None, counts_from=event.position, armed=state.version + 1)
