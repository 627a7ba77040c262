"""What moving an initiative to another version of its template would mean: the move decided, and not appended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.agenda import check_ins_ahead
from domain.initiative.cadence import lapses_at
from domain.initiative.decide import settle
from domain.initiative.events import Event
from domain.initiative.state import InitiativeState
from domain.initiative.timing import timing
from domain.stages import Stage
from domain.tasks import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An open task whose due day is counted again."""

    task: UUID
    key: Key
    was: date | None
    becomes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Everything the move would change; empty where it moves cleanly."""

    events: Sequence[Event]
    """Those of the move: none, where it is at that version already."""
    dues: tuple[Due, ...]
    added: Mapping[int, date | None]
    """Check-ins ahead that there were not, by months, with their day where it is known."""
    removed: Mapping[int, date | None]
    """Check-ins ahead that there would be no more."""
    rhythm: Mapping[int, tuple[date | None, date | None]]
    """By group, the day at whose close its meetings will have become too rare if none is held, before and after."""
    opened: tuple[Key, ...]
    """Tasks that open at once."""

    @property
    def is_clean(self) -> bool:
        return not (self.dues or self.added or self.removed or self.rhythm or self.opened)


def rehearse(version: int, state: InitiativeState, facts: Facts) -> Rehearsal:
    """What the move would come to now. Raises the Refusal that the move would raise."""
    events, after = settle(do.MoveToTemplate(version=version), state, facts)
    ahead, then = check_ins_ahead(state, facts), check_ins_ahead(after, facts)
    return Rehearsal(
        events=events,
        dues=tuple(_dues(state, after)),
        added={months: on for months, on in then.items() if months not in ahead},
        removed={months: on for months, on in ahead.items() if months not in then},
        rhythm=_rhythm(state, after, facts),
        opened=tuple(event.key for event in events if isinstance(event, ev.TaskOpened)),
    )


def _dues(state: InitiativeState, after: InitiativeState) -> Iterator[Due]:
    for task in state.open_tasks:
        becomes = after.task(task.task).due
        if becomes is not None and becomes != task.due:
            yield Due(task=task.task, key=task.key, was=task.due, becomes=becomes)


def _rhythm(state: InitiativeState, after: InitiativeState, facts: Facts) -> dict[int, tuple[date | None, date | None]]:
    days = {number: (_lapses(state, facts, number), _lapses(after, facts, number)) for number in state.groups}
    return {number: pair for number, pair in days.items() if pair[0] != pair[1]}


def _lapses(state: InitiativeState, facts: Facts, number: int) -> date | None:
    if state.stage is not Stage.IMPLEMENTATION:
        return None
    position = lapses_at(state, facts, state.groups[number])
    return None if position is None else timing(state, facts).date_of(position)
