"""What the journey's events change: how it begins, where it is, how it ends."""

from typing import Any, Final

from domain.initiative import events as ev
from domain.initiative.evolve.entries import put
from domain.initiative.evolve.plan import groups_of
from domain.initiative.state import InitiativeState, Placed, Status
from domain.stages import Stage


def started(state: InitiativeState, event: ev.InitiativeStarted) -> dict[str, Any]:
    return {
        "status": Status.LIVE,
        "initiative": event.initiative,
        "title": event.title,
        "unit": event.unit,
        "post": event.post,
        "template": event.template,
        "template_version": event.template_version,
        "last_check_in": event.last_check_in,
        "track": event.track,
        "manager": event.manager,
        "named": frozenset(event.facilitators),
        "draft": event.draft,
        "calendar": event.calendar,
        "started": event.on,
        "programme": event.programme,
        "follows": event.follows,
        "principal": event.principal,
        "received": state.version + 1,
        "stage_entered": event.on,
        "stage_armed": state.version + 1,
    }


def stage_entered(state: InitiativeState, event: ev.StageEntered) -> dict[str, Any]:
    entered: dict[str, Any] = {
        "stage": event.stage,
        "stage_entered": event.on,
        "stage_position": event.position,
        "stage_armed": state.version + 1,
    }
    if event.stage is Stage.IMPLEMENTATION and state.plan is not None:
        entered["groups"] = groups_of(state.plan, state)
    return entered


def stage_closed(event: ev.StageClosed) -> dict[str, Any]:
    return {"implemented_on": event.on} if event.stage is Stage.IMPLEMENTATION else {}


def classified(state: InitiativeState, event: ev.PracticeClassified) -> dict[str, Any]:
    return {"placed": put(state.placed, event.months, Placed(place=event.place, one_voice=event.one_voice))}


def closed(event: ev.InitiativeClosed) -> dict[str, Any]:
    return {"status": Status.CLOSED, "outcome": event.outcome, **_OVER}


def cancelled() -> dict[str, Any]:
    return {"status": Status.CANCELLED, **_OVER}


_OVER: Final = {"pause": None, "stalled": None, "stalled_on": None}
