"""What a pause changes as it is proposed, begins and is over."""

from dataclasses import replace
from typing import Any

from domain.changing import changed
from domain.initiative import events as ev
from domain.initiative.state import InitiativeState, Pause, Proposal, Status, Stop
from domain.tasks import Key


def proposed(state: InitiativeState, event: ev.PauseProposed) -> dict[str, Any]:
    """Another pause is another question to whoever was asked about the one before."""
    asked = {t.task: changed(t, touched=state.version + 1) for t in state.open_of(Key.ANSWER_PAUSE)}
    proposal = Proposal(until=event.until, reason=event.reason, by=event.by)
    return {"proposal": proposal, "tasks": {**state.tasks, **asked}}


def paused(state: InitiativeState, event: ev.InitiativePaused) -> dict[str, Any]:
    """One that is decided within a pause goes on with it: another end, the same beginning."""
    pause = Pause(
        on=state.pause.on if state.pause else event.on,
        position=event.position,
        until=event.until,
        by=event.by,
        waits_for_conditions=event.waits_for_conditions,
        armed=state.version + 1,
    )
    return {"status": Status.PAUSED, "pause": pause, "proposal": None}


def resumed(state: InitiativeState, event: ev.InitiativeResumed) -> dict[str, Any]:
    moved = {row.task: replace(state.tasks[row.task], due=row.due) for row in event.dues}
    stops = (*state.stops, Stop(state.pause.position, event.lost)) if state.pause else state.stops
    return {
        "status": Status.LIVE,
        "pause": None,
        "lost": state.lost + event.lost,
        "stops": stops,
        "tasks": {**state.tasks, **moved},
    }
