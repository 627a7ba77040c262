"""What can have happened to an initiative: past tense, closed, every one of them stored for good."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.check_in import Place
from domain.forms import DevelopmentPlan, Form, NeedsPlan, StartDecision
from domain.initiative.codes import CodesClosed, CodesIssued
from domain.initiative.documents import DocumentAttached, DocumentDetached
from domain.initiative.next_round import NextProposed, NextStarted
from domain.ladders import Ladder, Step
from domain.sealed import Sealed
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key
from domain.track import Track


class Manner(StrEnum):
    """How a task came to be done."""

    FILLED = "filled"
    UNCHANGED = "unchanged"
    ALREADY_DONE = "already_done"


class Outcome(StrEnum):
    """How an initiative ended: the practice's last place, or a knowing end."""

    PERMEATES = "permeates"
    PRESENT = "present"
    FADING = "fading"
    LAPSED = "lapsed"
    ENDED = "ended"
    UNCLASSIFIED = "unclassified"


class Voice(StrEnum):
    """Who answers a question that is asked twice: never the principal's word alone (seed 001)."""

    PRINCIPAL = "principal"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeStarted:
    initiative: UUID
    title: Sealed
    unit: UUID
    post: UUID
    template: str
    template_version: int
    track: Track
    manager: UUID
    facilitators: tuple[UUID, ...]
    draft: StartDecision | None
    """What was filled in so far, if the decision is not complete."""
    calendar: int
    """The version of the school calendar its dates come from."""
    on: date
    last_check_in: int
    """Months after stage 5 closed, by its template: the initiative closes with it."""
    programme: UUID | None = None
    """The programme it is a part of."""
    follows: UUID | None = None
    """The initiative whose evaluation it begins from."""
    kind: Literal["initiative_started"] = "initiative_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered:
    stage: Stage
    on: date
    position: int
    """School days on the initiative's own clock."""
    kind: Literal["stage_entered"] = "stage_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClosed:
    stage: Stage
    on: date
    kind: Literal["stage_closed"] = "stage_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLetPass:
    clause: str
    reason: Sealed
    kind: Literal["clause_let_pass"] = "clause_let_pass"


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
class PlannedMeeting:
    meeting: UUID
    group: int
    on: date
    slot: int | None = None
    """Which meeting of the template's parts it is, from 1; `None` where there are no parts, or all are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPlanned:
    meetings: tuple[PlannedMeeting, ...]
    kind: Literal["meetings_planned"] = "meetings_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved:
    meeting: UUID
    to: date
    kind: Literal["meeting_moved"] = "meeting_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsCancelled:
    meetings: tuple[UUID, ...]
    kind: Literal["meetings_cancelled"] = "meetings_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceLapsed:
    group: int
    on: date
    kind: Literal["cadence_lapsed"] = "cadence_lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRestored:
    group: int
    position: int
    kind: Literal["cadence_restored"] = "cadence_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesClosedEarly:
    reason: Sealed
    kind: Literal["series_closed_early"] = "series_closed_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEnded:
    """The principal ends the work knowingly in stage 5; the evaluation follows with "end" suggested."""

    reason: Sealed
    kind: Literal["work_ended"] = "work_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChangeProposed:
    plan: DevelopmentPlan
    reason: Sealed
    kind: Literal["plan_change_proposed"] = "plan_change_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    plan: DevelopmentPlan
    kind: Literal["plan_changed"] = "plan_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorNamed:
    group: int | None
    """`None` before there are groups."""
    person: UUID | None
    """`None`: nobody for now."""
    on: date
    kind: Literal["facilitator_named"] = "facilitator_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseProposed:
    until: date
    reason: Sealed
    by: UUID | None
    kind: Literal["pause_proposed"] = "pause_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeclined:
    kind: Literal["pause_declined"] = "pause_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativePaused:
    on: date
    position: int
    """Where the clock stopped."""
    until: date
    reason: Sealed | None
    by: UUID | None
    waits_for_conditions: bool = False
    kind: Literal["initiative_paused"] = "initiative_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoved:
    task: UUID
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeResumed:
    on: date
    lost: int
    """School days of this pause, which the initiative's clock did not count."""
    dues: tuple[DueMoved, ...]
    kind: Literal["initiative_resumed"] = "initiative_resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChanged:
    task: UUID
    was: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged:
    """Another version of the school calendar: dates have followed, positions have not moved."""

    calendar: int
    """The version its dates come from now."""
    on: date
    dues: tuple[DueChanged, ...]
    meetings: tuple[UUID, ...]
    """Planned on days when nobody may meet now; they stay until somebody moves them."""
    kind: Literal["calendar_changed"] = "calendar_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsFor:
    """On whom an initiative that stands still waits."""

    address: Address
    """With a vacancy, the one whose role is empty."""
    task: UUID | None
    """The task that is waited for, if it is one: the oldest overdue, or the one that restores the rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCounted:
    """An open task's due day, counted again by the days another version of the template gives."""

    task: UUID
    was: date | None
    due: date
    due_position: int
    given: int
    """School days the new version gives."""
    spared: int
    """School days it got beyond that, so as not to be due within five days of the move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMoved:
    """It lives by another version of its template from now on."""

    before: int
    after: int
    last_check_in: int
    """Months after stage 5 closed: the initiative closes with it."""
    dues: tuple[DueCounted, ...]
    on: date
    kind: Literal["template_moved"] = "template_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class StallEntered:
    """Version 2; version 1 did not say on whom it waits (events/upcasters.py)."""

    cause: Cause
    waits_for: WaitsFor | None
    """As it stalled; `None` where version 1 did not say."""
    on: date
    kind: Literal["stall_entered"] = "stall_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StallLeft:
    cause: Cause
    on: date
    kind: Literal["stall_left"] = "stall_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeClassified:
    months: int
    place: Place
    one_voice: bool
    kind: Literal["practice_classified"] = "practice_classified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    text: Sealed
    task: UUID | None
    kind: Literal["commented"] = "commented"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeClosed:
    outcome: Outcome
    closing_note: Sealed | None
    on: date
    kind: Literal["initiative_closed"] = "initiative_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeCancelled:
    reason: Sealed
    closing_note: Sealed
    on: date
    kind: Literal["initiative_cancelled"] = "initiative_cancelled"


Event = (
    InitiativeStarted
    | StageEntered
    | StageClosed
    | ClauseLetPass
    | TaskOpened
    | TaskPlanned
    | TaskCompleted
    | TaskHanded
    | TaskTakenBack
    | TaskAnswered
    | TaskWithdrawn
    | TaskExtended
    | ReminderDue
    | EscalationDue
    | FormCorrected
    | MeetingsPlanned
    | MeetingMoved
    | MeetingsCancelled
    | CadenceLapsed
    | CadenceRestored
    | SeriesClosedEarly
    | WorkEnded
    | PlanChangeProposed
    | PlanChanged
    | FacilitatorNamed
    | PauseProposed
    | PauseDeclined
    | InitiativePaused
    | InitiativeResumed
    | TemplateMoved
    | CalendarChanged
    | StallEntered
    | StallLeft
    | PracticeClassified
    | NextProposed
    | NextStarted
    | Commented
    | DocumentAttached
    | DocumentDetached
    | CodesIssued
    | CodesClosed
    | InitiativeClosed
    | InitiativeCancelled
)
