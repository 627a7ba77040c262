"""What can have happened to a handover: past tense, closed, every one of them stored for good."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.forms.turnover import HandoverForm, Stance
from domain.handover.tasks import HandoverKey
from domain.ladders import Step
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who leaves and who comes, as far as it is known; days are the first and the last of their time there."""

    leaver: UUID | None
    leaver_since: date | None
    last_day: date | None
    newcomer: UUID | None
    first_day: date | None
    manager: UUID
    """Whose the talk and the decisions are (rektors chef)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How far an initiative has been handed over."""

    initiative: UUID
    commented: bool
    """The leaver has answered the three prompts, or skipped them knowingly."""
    position: Stance | None
    over: bool
    """It has ended; nobody need take a position."""
    apart: bool = False
    """Whoever came was principal as it started, as is known now: it is no part of this handover (any more)."""


class Ending(StrEnum):
    """How a handover came to its end."""

    COMPLETED = "completed"
    SUPERSEDED = "superseded"
    """The newcomer has left too: the next handover asks their successor."""
    NOTHING_LEFT = "nothing_left"
    """Its initiatives have ended, or are no part of it."""
    WITHDRAWN = "withdrawn"
    """Nobody leaves after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOpened:
    handover: UUID
    unit: UUID
    change: Change
    initiatives: tuple[UUID, ...]
    on: date
    kind: Literal["handover_opened"] = "handover_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverChanged:
    """A date was corrected, a successor became known, another is the manager."""

    change: Change
    kind: Literal["handover_changed"] = "handover_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativesSeen:
    """What the initiatives' own streams say, where that has changed."""

    seen: tuple[Seen, ...]
    kind: Literal["initiatives_seen"] = "initiatives_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTaskOpened:
    task: UUID
    key: HandoverKey
    on: date
    position: int
    """School days of the organiser's calendar."""
    due: date
    due_position: int
    kind: Literal["handover_task_opened"] = "handover_task_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTaskDone:
    task: UUID
    form: HandoverForm
    by: UUID | None
    on: date
    kind: Literal["handover_task_done"] = "handover_task_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFormCorrected:
    task: UUID
    form: HandoverForm
    reason: Sealed
    by: UUID | None
    on: date
    kind: Literal["handover_form_corrected"] = "handover_form_corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTaskWithdrawn:
    task: UUID
    kind: Literal["handover_task_withdrawn"] = "handover_task_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReminderDue:
    """To the manager."""

    task: UUID
    step: Step
    passed: tuple[Step, ...]
    kind: Literal["handover_reminder_due"] = "handover_reminder_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEscalationDue:
    """To the organiser's named contact."""

    task: UUID
    passed: tuple[Step, ...]
    kind: Literal["handover_escalation_due"] = "handover_escalation_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEnded:
    how: Ending
    on: date
    kind: Literal["handover_ended"] = "handover_ended"


Event = (
    HandoverOpened
    | HandoverChanged
    | InitiativesSeen
    | HandoverTaskOpened
    | HandoverTaskDone
    | HandoverFormCorrected
    | HandoverTaskWithdrawn
    | HandoverReminderDue
    | HandoverEscalationDue
    | HandoverEnded
)
