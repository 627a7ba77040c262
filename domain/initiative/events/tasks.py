"""The tasks of an initiative: opened, reminded of, handed on, done; and what was said about them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.forms import Form, NeedsPlan
from domain.ladders import Ladder, Step
from domain.sealed import Sealed
from domain.tasks import Address, Key


class Manner(StrEnum):
    """How a task came to be done."""

    FILLED = "filled"
    UNCHANGED = "unchanged"
    ALREADY_DONE = "already_done"


class Voice(StrEnum):
    """Who answers a question that is asked twice: never the principal's word alone (seed 001)."""

    PRINCIPAL = "principal"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    task: UUID
    key: Key
    address: Address
    ladder: Ladder
    on: date
    position: int
    due: date | None
    due_position: int | None
    voice: Voice = Voice.PRINCIPAL
    group: int | None = None
    meeting: UUID | None = None
    number: int | None = None
    """Which one of its kind: the round of conditions, the months of a check-in, the effect of an indicator."""
    pulse: bool = False
    given: int | None = None
    """School days the template gave it; `None` where its due day is set otherwise."""
    kind: Literal["task_opened"] = "task_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlanned:
    task: UUID
    form: NeedsPlan
    due: date
    due_position: int
    kind: Literal["task_planned"] = "task_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted:
    task: UUID
    form: Form
    manner: Manner
    link: Sealed | None
    by: UUID | None
    on: date
    document: UUID | None = None
    kind: Literal["task_completed"] = "task_completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHanded:
    task: UUID
    to: UUID
    kind: Literal["task_handed"] = "task_handed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTakenBack:
    task: UUID
    kind: Literal["task_taken_back"] = "task_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered:
    """A colleague has answered; it waits to be confirmed by whoever the task is addressed to."""

    task: UUID
    form: Form
    manner: Manner
    link: Sealed | None
    by: UUID | None
    document: UUID | None = None
    kind: Literal["task_answered"] = "task_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWithdrawn:
    task: UUID
    kind: Literal["task_withdrawn"] = "task_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskExtended:
    task: UUID
    due: date
    due_position: int
    reason: Sealed
    by_principal: bool
    kind: Literal["task_extended"] = "task_extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDue:
    task: UUID
    step: Step
    passed: tuple[Step, ...]
    """Lower steps that were due too, after an outage: recorded, not sent."""
    kind: Literal["reminder_due"] = "reminder_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationDue:
    task: UUID
    passed: tuple[Step, ...]
    kind: Literal["escalation_due"] = "escalation_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCorrected:
    task: UUID
    form: Form
    reason: Sealed
    kind: Literal["form_corrected"] = "form_corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    text: Sealed
    task: UUID | None
    kind: Literal["commented"] = "commented"
