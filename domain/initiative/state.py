"""An initiative as its events leave it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from domain.check_in import Place
from domain.forms import Conditions, DevelopmentPlan, Form, StartDecision
from domain.initiative.codes import Codes
from domain.initiative.documents import Document
from domain.initiative.events import Manner, Outcome, Voice, WaitsFor
from domain.ladders import Ladder, Step
from domain.messages import N_
from domain.refusals import NotFound
from domain.sealed import Sealed
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key
from domain.track import Track


class Status(StrEnum):
    """Whether the initiative is going on."""

    NONE = "none"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_GOING_ON: Final = frozenset({Status.LIVE, Status.PAUSED})


class TaskState(StrEnum):
    """Where a task is; `answered` waits for its holder to confirm a colleague's answer."""

    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"
    WITHDRAWN = "withdrawn"


_OPEN: Final = frozenset({TaskState.OPEN, TaskState.ANSWERED})


@dataclass(frozen=True, kw_only=True)  # no slots: made by every third event (domain.changing)
class Answer:
    """What was sent in, and how."""

    form: Form
    manner: Manner
    link: Sealed | None
    by: UUID | None
    document: UUID | None = None
    """Of this initiative: where it is found, instead of a link."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied by most events (domain.changing)
class Task:
    """One piece of work. Due days and openings are positions on the initiative's clock, beside their dates."""

    task: UUID
    key: Key
    address: Address
    ladder: Ladder
    opened: date
    position: int
    due: date | None
    due_position: int | None
    voice: Voice
    group: int | None
    meeting: UUID | None
    number: int | None
    pulse: bool
    given: int | None = None
    """School days the template gives it; `None` where its due day is set otherwise."""
    spared: int = 0
    """School days beyond that, from a move to another version of the template."""
    state: TaskState = TaskState.OPEN
    steps: frozenset[Step] = frozenset()
    """Steps of the ladder taken or passed."""
    armed: int
    """The version of the event that armed the ladder."""
    touched: int
    """The version of the last event about this task."""
    planned: Form | None = None
    """The first of two visits."""
    handed_to: UUID | None = None
    answer: Answer | None = None
    done_on: date | None = None
    extended_by_principal: bool = False
    codes: Codes | None = None
    after: UUID | None = None
    """Whose successor is to be named."""

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN


class MeetingState(StrEnum):
    """What became of a planned meeting; everything but `planned` is settled."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)  # no slots: every protocol changes one (domain.changing)
class Meeting:
    meeting: UUID
    group: int
    on: date
    slot: int | None = None
    state: MeetingState = MeetingState.PLANNED
    protocol: UUID | None = None
    """The task of its protocol, once the day has come."""
    armed: int
    """The version of the event that set its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningGroup:
    number: int
    facilitator: UUID | None
    vacant_since: date | None = None
    vacated: int = 0
    """The version of the event that left it without a facilitator."""
    led_by: UUID | None = None
    """Whom it was left by."""
    lapsed_on: date | None = None
    counts_from: int | None = None
    """Position from which the gap is counted anew, after the rhythm was restored."""
    armed: int = 0
    """The version of the event that restored it."""


class Told(NamedTuple):
    """A brief that was kept."""

    version: int
    """Of the event that kept it."""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    on: date
    position: int
    until: date
    by: UUID | None
    waits_for_conditions: bool
    armed: int


class Stop(NamedTuple):
    """A pause that is over."""

    position: int
    """Where the clock stood."""
    lost: int
    """The school days it stood there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A pause longer than the principal may decide alone."""

    until: date
    reason: Sealed
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A check-in's class."""

    place: Place
    one_voice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator to look at again."""

    effect: int
    on: date
    armed: int
    opened: bool = False


@dataclass(frozen=True, kw_only=True)  # no slots: copied by every event (domain.changing)
class InitiativeState:
    """`version` counts the events folded; it is the stream's version."""

    version: int = 0
    status: Status = Status.NONE
    initiative: UUID = UUID(int=0)
    title: Sealed | None = None
    unit: UUID = UUID(int=0)
    post: UUID = UUID(int=0)
    template: str = ""
    template_version: int = 0
    last_check_in: int = 0
    """Months after stage 5 closed."""
    track: Track = Track.FULL
    manager: UUID = UUID(int=0)
    started: date = date.min
    programme: UUID | None = None
    follows: UUID | None = None
    draft: StartDecision | None = None
    stage: Stage = Stage.START
    stage_entered: date = date.min
    stage_position: int = 0
    stage_armed: int = 0
    calendar: int = 0
    """The version of the school calendar its dates come from."""
    lost: int = 0
    """School days the initiative's clock did not count."""
    stops: tuple[Stop, ...] = ()
    """Of which pauses, in order."""
    tasks: Mapping[UUID, Task] = field(default_factory=dict)
    answers: Mapping[tuple[Key, Voice], Form] = field(default_factory=dict)
    """The latest form of each kind and voice; conditions of an earlier round are gone from here."""
    conditions_round: int = 0
    plan: DevelopmentPlan | None = None
    plan_approved: bool = False
    plan_proposed: DevelopmentPlan | None = None
    plan_touched: int = 0
    named: frozenset[UUID] = frozenset()
    """Facilitators named before there are groups."""
    groups: Mapping[int, LearningGroup] = field(default_factory=dict)
    meetings: Mapping[UUID, Meeting] = field(default_factory=dict)
    let_pass: frozenset[str] = frozenset()
    series_closed: bool = False
    work_ended: bool = False
    checkpoints: frozenset[date] = frozenset()
    """Ends of the terms whose checkpoint has opened."""
    implemented_on: date | None = None
    """When stage 5 closed: check-ins count from here."""
    indicators: Mapping[int, Indicator] = field(default_factory=dict)
    placed: Mapping[int, Placed] = field(default_factory=dict)
    """Class of each check-in, by months."""
    documents: Mapping[UUID, Document] = field(default_factory=dict)
    """Also those that were detached."""
    principal: UUID | None = None
    """Who is principal, as far as this initiative has taken it up; a deputy is not."""
    received: int = 0
    """The version of the event by which it did."""
    new_since: int | None = None
    """Position at the close of the day before a newcomer's first; nothing of theirs is due for a while."""
    came_by: UUID | None = None
    """The handover by which the principal came; `None`: they were there as it started."""
    came_on: date | None = None
    """Their first day, as it was taken up; `None` with `came_by`."""
    told: Mapping[tuple[UUID, UUID], tuple[Told, ...]] = field(default_factory=dict)
    """By handover and person: the briefs that somebody has been given."""
    left: frozenset[UUID] = frozenset()
    """Key persons who have left, and have been named to nothing since."""
    last_left: UUID | None = None
    left_named: frozenset[UUID] = frozenset()
    """Those of them who were named facilitators before there were groups."""
    support_ends: date | None = None
    pause: Pause | None = None
    proposal: Proposal | None = None
    stalled: Cause | None = None
    stalled_on: WaitsFor | None = None
    """On whom it waited as it stalled, if that was written down."""
    outcome: Outcome | None = None
    proposed: Sealed | None = None
    """Needs that the evaluation saw: a new initiative is proposed."""
    next_initiative: UUID | None = None
    """The one that was started for them."""

    @property
    def is_going_on(self) -> bool:
        return self.status in _GOING_ON

    def is_late(self, due: date | None, today: date) -> bool:
        """Whether a due day has passed; nothing is late while the clock stands still."""
        return due is not None and due < today and self.status is not Status.PAUSED

    def was_told(self, handover: UUID, person: UUID, since: date) -> bool:
        """Whether they have been given a brief on that day or later."""
        return any(told.on >= since for told in self.told.get((handover, person), ()))

    @property
    def proposes(self) -> bool:
        """Whether its proposal of a new initiative has no answer yet."""
        if self.proposed is None or self.next_initiative is not None:
            return False
        return self.answer(Key.NEXT_INITIATIVE) is None

    @property
    def facilitators(self) -> frozenset[UUID]:
        """Everybody who leads a group; before there are groups, those named."""
        if not self.groups:
            return self.named
        return frozenset(group.facilitator for group in self.groups.values() if group.facilitator)

    @property
    def open_tasks(self) -> Iterator[Task]:
        # Asked ten times a decision; found once for as long as the tasks are the same. Copies may inherit it.
        found: tuple[Mapping[UUID, Task], list[Task]] | None = self.__dict__.get("_open_tasks")
        if found is None or found[0] is not self.tasks:
            found = self.__dict__["_open_tasks"] = (self.tasks, [t for t in self.tasks.values() if t.state in _OPEN])
        return iter(found[1])

    def tasks_of(self, key: Key) -> list[Task]:
        """Every task of that kind there has been, in order."""
        return [task for task in self.tasks.values() if task.key is key]

    def open_of(self, key: Key) -> list[Task]:
        return [task for task in self.open_tasks if task.key is key]

    def task(self, task: UUID) -> Task:
        """The task of that id (`NotFound` if there is none)."""
        found = self.tasks.get(task)
        if found is None:
            raise NotFound("task_unknown", N_("There is no such task in this initiative."))
        return found

    def answer(self, key: Key, voice: Voice = Voice.PRINCIPAL) -> Form | None:
        return self.answers.get((key, voice))

    def conditions(self, voice: Voice) -> Conditions | None:
        """This round's answer, if given."""
        form = self.answers.get((Key.CONDITIONS, voice))
        return form if isinstance(form, Conditions) else None
