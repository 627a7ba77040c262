"""What must be so of a stream's state after every command, whatever the rules of the day were."""

from collections.abc import Iterator

from domain.initiative.state import InitiativeState, TaskState
from domain.initiative.state import Status as Going
from domain.programme.state import Place, ProgrammeState, Status
from events.folds import Fold


def unsound(fold: Fold) -> Iterator[str]:
    """What is wrong with a folded state, in words; nothing for a sound one."""
    if isinstance(fold.state, InitiativeState):
        yield from _unsound_initiative(fold.state, fold.version)
    if isinstance(fold.state, ProgrammeState):
        yield from _unsound_programme(fold.state, fold.version)


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
