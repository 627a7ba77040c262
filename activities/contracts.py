"""What workflows know of activities: names, and one dataclass in, one out. Ids and codes only, never a person's words.

Inputs stay backward compatible: a field may be added with a default, none removed or given another meaning.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.stages import Stage

QUEUE: Final = "styrkedjan"
"""The task queue of every workflow and activity here."""

INITIATIVE: Final = "InitiativeWorkflow"
RECONCILER: Final = "ReconcilerWorkflow"
POKE: Final = "poke"

TAKE_STEP: Final = "take_step"
RECONCILE: Final = "reconcile_workflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Do what time has made due in one initiative, and look at it."""

    organiser: UUID
    initiative: UUID
    now: datetime
    """By the workflow's clock. Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An initiative as its workflow sees it."""

    version: int
    """Of the stream."""
    unit: UUID
    stage: Stage
    entered: date
    """When it entered that stage."""
    status: str
    stalled: str | None
    """The cause, while it has stalled."""
    ended: bool
    """Closed or cancelled: nothing more will come."""
    done: tuple[str, ...]
    """What this step did, in order: the kinds of its events."""
    waits_for: tuple[str, ...]
    """Open tasks: kind and address."""
    unmet: tuple[str, ...]
    """Clauses that keep the stage's gate shut."""
    next_due: datetime | None
    """When time alone makes something due again. Aware, UTC."""
    next: str
    """What that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stage the initiative was seen in."""

    stage: Stage
    entered: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One run's way in: which initiative, the stages seen so far, and what the run before it saw last."""

    organiser: UUID
    initiative: UUID
    trail: tuple[Passage, ...] = ()
    view: View | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How an initiative's last run ends."""

    status: str
    trail: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Compare what the log says with what runs."""

    now: datetime
    """By the workflow's clock. Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many initiatives were found wanting, each counted once, and put right."""

    missing: int
    """No workflow ran."""
    stranded: int
    """Pinned to a build nobody polls; started again."""
    behind: int
    """Had not seen the newest event, or slept too long; woken."""
    outdated: int
    """On an older build that is still polled; woken, to move on."""


def workflow_id(organiser: UUID, initiative: UUID) -> str:
    """The id of an initiative's workflow: one at a time, whoever starts it."""
    return f"initiative:{organiser}:{initiative}"


PROGRAMME: Final = "ProgrammeLaunchWorkflow"
LAUNCH: Final = "launch_units"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """Start the initiatives of one programme's units whose turn has come, and do what time has made due in it."""

    organiser: UUID
    programme: UUID
    now: datetime
    """By the workflow's clock. Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A programme as its workflow sees it."""

    version: int
    """Of the stream."""
    status: str
    waiting: int
    """Units whose turn is to come; the others by what has become of them."""
    held_back: int
    started: int
    not_taking_part: int
    next_due: datetime | None
    """When time alone makes something due again. Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One run's way in: which programme."""

    organiser: UUID
    programme: UUID


def programme_workflow_id(organiser: UUID, programme: UUID) -> str:
    """The id of a programme's workflow: one at a time, whoever starts it."""
    return f"programme:{organiser}:{programme}"


HANDOVER: Final = "HandoverWorkflow"
HAND_OVER: Final = "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Do what time and the post have made due in one handover, keep what is to be told, and look at it."""

    organiser: UUID
    handover: UUID
    now: datetime
    """By the workflow's clock. Aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A handover as its workflow sees it."""

    version: int
    """Of the stream."""
    status: str
    """`open`, or how it ended; `none` where nothing was opened."""
    initiatives: int
    waits: int
    """Initiatives on which the newcomer has taken no position."""
    waits_for: tuple[str, ...]
    """Open tasks, by kind."""
    next_due: datetime | None
    """When time alone makes something due again. Aware, UTC."""
    next: str
    """What that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """One run's way in: which handover."""

    organiser: UUID
    handover: UUID


def workflow_of(organiser: UUID, stream: str) -> str:
    """The id of the workflow that carries a stream: its category, whose it is, and its own id."""
    category, _, id_ = stream.partition(":")
    return f"{category}:{organiser}:{id_}"
