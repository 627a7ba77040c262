"""The read models' rows of one stream, from what a command changed in it; written in one statement with its events."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import Any, Final

from domain.conditions import is_low
from domain.handover.state import HandoverState, HandoverTask
from domain.initiative.events import Voice
from domain.initiative.rights import holders, readers
from domain.initiative.sent_in import capacity
from domain.initiative.state import InitiativeState, Status, Task
from domain.organiser import post_of
from domain.person import PersonState
from domain.post.state import PostState
from domain.post.turnovers import first_days_of
from domain.programme.state import Place, ProgrammeState
from domain.sealed import Sealed
from domain.tasks import Address
from events.records import HandoverRow, HoldingRow, InitiativeRow, PersonRow, ProgrammeRow, Rows, TaskRow
from events.registry import category_of

NONE: Final = Rows()
Change = tuple[Task | None, Task]
"""A task before and after."""
_BY_GROUP: Final = (Address.FACILITATOR, Address.FACILITATORS)
_VOICES: Final = tuple(Voice)
_OVERVIEW: Final = attrgetter(
    "status",
    "stage",
    "stalled",
    "outcome",
    "title",
    "unit",
    "post",
    "template",
    "template_version",
    "track",
    "proposes",
    "principal",
    "came_by",
    "came_on",
)
"""What the overview shows of an initiative that may change after it has started."""


def project(stream: str, before: Any, after: Any) -> Rows:
    """The rows that differ between two states of a stream; a rebuild gives the initial state as `before`."""
    match category_of(stream):
        case "initiative":
            return _initiative(before, after)
        case "person":
            return _person(before, after)
        case "programme":
            return _programme(before, after)
        case "post":
            return _post(before, after)
        case "handover":
            return _handover(before, after)
        case _:
            return NONE


def _person(before: PersonState, after: PersonState) -> Rows:
    if after == before or after.name is None:
        return NONE
    return Rows(person=PersonRow(name=after.name, email=after.email))


def _programme(before: ProgrammeState, after: ProgrammeState) -> Rows:
    if after.form is None or (before.units is after.units and before.status is after.status):
        return NONE
    counts = after.counts
    row = ProgrammeRow(
        title=after.form.title or Sealed(b""),
        template=after.form.template or "",
        status=after.status,
        started=after.started,
        waiting=counts[Place.WAITING],
        held_back=counts[Place.HELD_BACK],
        initiatives=counts[Place.STARTED],
        not_taking_part=counts[Place.NOT_TAKING_PART],
    )
    return Rows(programme=row)


def _post(before: PostState, after: PostState) -> Rows:
    told = before.unit is not None and (before.holdings, before.manager) == (after.holdings, after.manager)
    if after.unit is None or told:
        return NONE
    post, first_days = post_of(after.unit), first_days_of(after.tenures.values())
    return Rows(
        holdings=tuple(
            HoldingRow(
                post=post,
                since=holding.since,
                until=holding.until,
                standing=holding.standing.value,
                person=holding.person,
                principal=holding.principal,
                service_since=first_days[holding.tenure] if holding.tenure else None,
                manager=after.manager,
            )
            for holding in after.holdings
        )
    )


def _handover(before: HandoverState, after: HandoverState) -> Rows:
    change = after.change
    if change is None or after.unit is None:
        return NONE
    row = HandoverRow(
        unit=after.unit,
        post=post_of(after.unit),
        leaver=change.leaver,
        last_day=change.last_day,
        newcomer=change.newcomer,
        first_day=change.first_day,
        manager=change.manager,
        status=after.ending.value if after.ending else "open",
        opened=after.opened,
        initiatives=len(after.seen),
        waits=sum(1 for _ in after.waits_for),
    )
    changed = (task for id_, task in after.tasks.items() if before.tasks.get(id_) is not task)
    return Rows(handover=row, tasks=[_manager_row(task) for task in changed])


def _manager_row(task: HandoverTask) -> TaskRow:
    """Whose it is stands with the post (`events.reading`)."""
    return TaskRow(
        task=task.task,
        key=task.key.value,
        state=task.state.value,
        address="manager",
        post=None,
        persons=(),
        handed_to=None,
        opened=task.opened,
        due=task.due,
    )


def _initiative(before: InitiativeState, after: InitiativeState) -> Rows:
    if after.status is Status.NONE:
        return NONE
    changed = _changed_tasks(before, after)
    shown = (
        _OVERVIEW(before) != _OVERVIEW(after)
        or _is_rated_anew(before, after)
        or _has_other_readers(before, after, changed)
    )
    rows = [_task_row(after, task) for _, task in changed]
    if _is_led_anew(before, after):
        rows += [_task_row(after, task) for task in _held_by_others(before, after)]
    return Rows(tasks=rows, initiative=_initiative_row(after) if shown else None)


def _is_rated_anew(before: InitiativeState, after: InitiativeState) -> bool:
    # Most commands send in something else: working out the capacity twice took twice as long as all other rows.
    same = before.answers is after.answers or all(before.conditions(v) is after.conditions(v) for v in _VOICES)
    return not same and _low_capacity(before) != _low_capacity(after)


def _is_led_anew(before: InitiativeState, after: InitiativeState) -> bool:
    return before.groups is not after.groups or before.named is not after.named


def _has_other_readers(before: InitiativeState, after: InitiativeState, changed: Iterable[Change]) -> bool:
    led = _is_led_anew(before, after) or before.manager != after.manager
    handed = any(task.handed_to or (old and old.handed_to) for old, task in changed)
    return (led or handed) and readers(before) != readers(after)


def _low_capacity(state: InitiativeState) -> bool | None:
    """Whether capacity is low, once both voices have rated it."""
    both = all(state.conditions(voice) is not None for voice in Voice)
    return is_low(capacity(state)) if both else None


def _changed_tasks(before: InitiativeState, after: InitiativeState) -> Sequence[Change]:
    """A task that changed is another object."""
    if before.tasks is after.tasks:
        return ()
    # In pairs: tasks keep their places and new ones come last, and looking up a UUID costs ten times as much.
    pairs = zip_longest(before.tasks.values(), after.tasks.values())
    return [(old, task) for old, task in pairs if old is not task]


def _held_by_others(before: InitiativeState, after: InitiativeState) -> Iterator[Task]:
    """A facilitators' task that is as it was also changes with who they are."""
    old = before.tasks.get
    yield from (task for task in after.open_tasks if task.address in _BY_GROUP and old(task.task) is task)


def _task_row(state: InitiativeState, task: Task) -> TaskRow:
    return TaskRow(
        task=task.task,
        key=task.key,
        state=task.state,
        address=task.address,
        post=state.post if task.address is Address.PRINCIPAL else None,
        persons=tuple(sorted(holders(state, task))) if task.is_open else (),
        handed_to=task.handed_to,
        opened=task.opened,
        due=task.due,
    )


def _initiative_row(state: InitiativeState) -> InitiativeRow:
    return InitiativeRow(
        title=state.title or Sealed(b""),
        unit=state.unit,
        post=state.post,
        template=state.template,
        template_version=state.template_version,
        track=state.track,
        stage=int(state.stage),
        status=state.status,
        stalled=state.stalled,
        outcome=state.outcome,
        started=state.started,
        programme=state.programme,
        low_capacity=_low_capacity(state),
        persons=tuple(sorted(readers(state))),
        proposes=state.proposes,
        principal=state.principal,
        came_by=state.came_by,
        came_on=state.came_on,
    )
