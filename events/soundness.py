"""What must be so of a stream's state after every command, whatever the rules of the day were.

After every command rather than every event: the events of one command are appended together, and between two of them a
state may be on its way (paused, and not yet out of its stall). Only what is true of every log is here. That a role's
person is in the directory is not: the first administrator is named before there is a directory, and whether somebody
was in it when they were named is asked at the edges, of another stream.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from domain.actors import Role
from domain.calendar import CalendarState
from domain.handover.state import HandoverState
from domain.initiative.state import InitiativeState, TaskState
from domain.initiative.state import Status as Going
from domain.organiser import OrganiserState
from domain.person import PersonState
from domain.post.state import PostState
from domain.post.timeline import overlap
from domain.programme.state import Place, ProgrammeState, Status
from domain.template import TemplateState
from events.folds import Fold


def unsound(fold: Fold) -> Iterator[str]:
    """What is wrong with a folded state, in words; nothing for a sound one."""
    if fold.version:
        yield from _unsound(fold.state, fold.version)


def _unsound(state: Any, version: int) -> Iterator[str]:
    match state:
        case InitiativeState():
            yield from _unsound_initiative(state, version)
        case ProgrammeState():
            yield from _unsound_programme(state, version)
        case OrganiserState():
            yield from _unsound_organiser(state)
        case HandoverState():
            yield from _unsound_handover(state, version)
        case PostState():
            yield from _unsound_post(state, version)
        case PersonState(name=None):
            yield "a person has no name"
        case CalendarState() if state.number != version:
            yield f"the calendar is number {state.number} after {version} publications"
        case TemplateState() if sorted(state.versions) != list(range(1, version + 1)):
            yield f"the template has versions {sorted(state.versions)} after {version} publications"


def _unsound_organiser(state: OrganiserState) -> Iterator[str]:
    posts = [unit.post for unit in state.units.values()]
    if state.settings is None or state.name is None:
        yield "an organiser has no name or no settings"
    if not any(role is Role.ADMIN for _, role in state.roles):
        yield "nobody is administrator"
    if len(set(posts)) != len(posts):
        yield "two units have one principal's post"


def _unsound_post(state: PostState, version: int) -> Iterator[str]:
    if state.version != version:
        yield f"the fold has counted {state.version} events"
    tenures = tuple(state.tenures.values())
    if any(overlap(one, other) for one, other in combinations(tenures, 2)):
        yield "two hold the post at once"
    if any(tenure.until is not None and tenure.until < tenure.since for tenure in tenures):
        yield "a tenure ends before it begins"


def _unsound_handover(state: HandoverState, version: int) -> Iterator[str]:
    if state.version != version:
        yield f"the fold has counted {state.version} events"
    if not state.is_open and any(state.open_tasks):
        yield "it is over and has open tasks"


def _unsound_programme(state: ProgrammeState, version: int) -> Iterator[str]:
    if state.version != version:
        yield f"the fold has counted {state.version} events"
    left = state.counts[Place.WAITING] + state.counts[Place.HELD_BACK]
    if state.version and (state.status is Status.LAUNCHING) != (left > 0):
        yield "it is launching without a unit left, or the other way round"


def _unsound_initiative(state: InitiativeState, version: int) -> Iterator[str]:
    if state.version != version:
        yield f"the fold has counted {state.version} events"
    if (state.status is Going.PAUSED) != (state.pause is not None):
        yield "it is paused without a pause, or the other way round"
    if state.stalled is not None and state.status is not Going.LIVE:
        yield "it is stalled while paused or over"
    if not state.is_going_on and any(state.open_tasks):
        yield "it is over and has open tasks"
    if any(task.state is TaskState.DONE and task.answer is None for task in state.tasks.values()):
        yield "a task is done without an answer"
