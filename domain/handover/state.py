"""A handover as its events leave it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from domain.forms.turnover import HandoverForm
from domain.handover import events as ev
from domain.handover.events import Change, Ending, Seen
from domain.handover.tasks import HandoverKey
from domain.ladders import Step
from domain.messages import N_
from domain.refusals import NotFound


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTask:
    """One thing the manager is asked. Positions are school days of the organiser's calendar."""

    task: UUID
    key: HandoverKey
    opened: date
    position: int
    due: date
    due_position: int
    armed: int
    """The version of the event that opened it."""
    newcomer: UUID | None
    """Who was to come then."""
    state: TaskState = TaskState.OPEN
    steps: frozenset[Step] = frozenset()
    form: HandoverForm | None = None
    by: UUID | None = None
    done_on: date | None = None
    said: int = 0
    """The version of the event by which the form is what it is."""
    corrected: ev.HandoverFormCorrected | None = None
    """The last time."""

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN

    @property
    def said_by(self) -> UUID | None:
        """Whose words the form is now."""
        return self.corrected.by if self.corrected else self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverState:
    """`version` counts the events folded."""

    version: int = 0
    handover: UUID = UUID(int=0)
    unit: UUID | None = None
    change: Change | None = None
    opened: date = date.min
    seen: Mapping[UUID, Seen] = field(default_factory=dict)
    """By initiative; of those that are a part of it."""
    tasks: Mapping[UUID, HandoverTask] = field(default_factory=dict)
    ending: Ending | None = None
    ended: date | None = None

    @property
    def is_open(self) -> bool:
        return self.change is not None and self.ending is None

    @property
    def open_tasks(self) -> Iterator[HandoverTask]:
        return (task for task in self.tasks.values() if task.is_open)

    @property
    def waits_for(self) -> Iterator[Seen]:
        """Initiatives on which the newcomer has taken no position."""
        return (each for each in self.seen.values() if each.position is None and not each.over)

    def news(self, seen: Iterable[Seen]) -> tuple[Seen, ...]:
        """What of `seen` is not known yet."""
        known = (each for each in seen if each.initiative in self.seen or not each.apart)
        return tuple(each for each in known if self.seen.get(each.initiative) != each)

    def tasks_of(self, key: HandoverKey) -> list[HandoverTask]:
        return [task for task in self.tasks.values() if task.key is key]

    @property
    def names_meanwhile(self) -> HandoverTask | None:
        """In which it was said last who answers while the post is vacant."""
        *_, last = (None, *(task for task in self.tasks_of(HandoverKey.ANSWERS_MEANWHILE) if task.form is not None))
        return last

    def task(self, task: UUID) -> HandoverTask:
        """The task of that id. Raises NotFound."""
        found = self.tasks.get(task)
        if found is None:
            raise NotFound("task_unknown", N_("There is no such task in this handover."))
        return found


def unseen(initiative: UUID) -> Seen:
    """An initiative of which nothing is known yet."""
    return Seen(initiative=initiative, commented=False, position=None, over=False)


def evolve(state: HandoverState, event: ev.Event) -> HandoverState:
    return replace(_evolved(state, event), version=state.version + 1)


def _evolved(state: HandoverState, event: ev.Event) -> HandoverState:
    match event:
        case ev.HandoverOpened():
            over = {id_: seen for id_, seen in state.seen.items() if seen.over}  # what was told of them stays readable
            known = {id_: replace(seen, position=None) for id_, seen in state.seen.items()}  # what was said, stays said
            return replace(
                state,
                handover=event.handover,
                unit=event.unit,
                change=event.change,
                opened=event.on,
                ending=None,
                ended=None,
                seen={**over, **{each: known.get(each, unseen(each)) for each in event.initiatives}},
            )
        case ev.HandoverChanged():
            return replace(state, change=event.change)
        case ev.InitiativesSeen():
            seen = {**state.seen, **{each.initiative: each for each in event.seen}}
            return replace(state, seen={id_: each for id_, each in seen.items() if not each.apart})
        case ev.HandoverTaskOpened():
            return _with(state, _opened(state, event))
        case ev.HandoverTaskDone():
            done = replace(state.tasks[event.task], state=TaskState.DONE, by=event.by, done_on=event.on)
            return _said(state, done, event.form)
        case ev.HandoverFormCorrected():
            return _said(state, replace(state.tasks[event.task], corrected=event), event.form)
        case ev.HandoverTaskWithdrawn():
            return _with(state, replace(state.tasks[event.task], state=TaskState.WITHDRAWN))
        case ev.HandoverReminderDue():
            return _climbed(state, event.task, event.step, *event.passed)
        case ev.HandoverEscalationDue():
            return _climbed(state, event.task, Step.ESCALATED, *event.passed)
        case ev.HandoverEnded():
            return replace(state, ending=event.how, ended=event.on)
    assert_never(event)


def _opened(state: HandoverState, event: ev.HandoverTaskOpened) -> HandoverTask:
    return HandoverTask(
        task=event.task,
        key=event.key,
        opened=event.on,
        position=event.position,
        due=event.due,
        due_position=event.due_position,
        armed=state.version + 1,
        newcomer=state.change.newcomer if state.change else None,
    )


def _said(state: HandoverState, task: HandoverTask, form: HandoverForm) -> HandoverState:
    return _with(state, replace(task, form=form, said=state.version + 1))


def _with(state: HandoverState, task: HandoverTask) -> HandoverState:
    return replace(state, tasks={**state.tasks, task.task: task})


def _climbed(state: HandoverState, task: UUID, *steps: Step) -> HandoverState:
    held = state.tasks[task]
    return _with(state, replace(held, steps=held.steps.union(steps)))
