"""What can be asked of an initiative: by people, and by its own clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.forms import DevelopmentPlan, Form, StartDecision
from domain.initiative.documents import StoredFile
from domain.initiative.events import Manner, StreamVersion
from domain.initiative.next_round import NoteNext
from domain.ladders import Step
from domain.questionnaires import Counts
from domain.sealed import Sealed

# By people


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInitiative:
    initiative: UUID
    form: StartDecision
    programme: UUID | None = None
    """Which one starts it; then its launch acts, and the programme says whether that is due."""
    kind: Literal["start_initiative"] = "start_initiative"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """Send in a form. `unchanged` needs none; `already_done` a link or an attached document, and what a gate reads."""

    task: UUID
    form: Form | None = None
    manner: Manner = Manner.FILLED
    link: Sealed | None = None
    document: UUID | None = None
    kind: Literal["complete_task"] = "complete_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTask:
    task: UUID
    to: UUID
    instead_of: UUID | None = None
    """Whom it is with now: refused, if it is with another by then."""
    kind: Literal["hand_task"] = "hand_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTaskBack:
    task: UUID
    kind: Literal["take_task_back"] = "take_task_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAnswer:
    task: UUID
    kind: Literal["confirm_answer"] = "confirm_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAllProtocols:
    kind: Literal["read_all_protocols"] = "read_all_protocols"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectForm:
    task: UUID
    form: Form
    reason: Sealed
    kind: Literal["correct_form"] = "correct_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendTask:
    task: UUID
    school_days: int
    reason: Sealed
    kind: Literal["extend_task"] = "extend_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetClausePass:
    clause: str
    reason: Sealed
    kind: Literal["let_clause_pass"] = "let_clause_pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseInitiative:
    until: date
    reason: Sealed
    kind: Literal["pause_initiative"] = "pause_initiative"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInitiative:
    kind: Literal["resume_initiative"] = "resume_initiative"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInitiative:
    reason: Sealed
    closing_note: Sealed
    kind: Literal["cancel_initiative"] = "cancel_initiative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    text: Sealed
    task: UUID | None = None
    kind: Literal["comment"] = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan:
    plan: DevelopmentPlan
    reason: Sealed
    kind: Literal["change_plan"] = "change_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting:
    group: int
    on: date
    kind: Literal["plan_meeting"] = "plan_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMeeting:
    meeting: UUID
    to: date
    kind: Literal["move_meeting"] = "move_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting:
    meeting: UUID
    kind: Literal["cancel_meeting"] = "cancel_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSeriesEarly:
    reason: Sealed
    kind: Literal["close_series_early"] = "close_series_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveToTemplate:
    """To another version of the same template, later or earlier."""

    version: int
    kind: Literal["move_to_template"] = "move_to_template"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacilitator:
    group: int | None
    person: UUID | None
    instead_of: UUID | None = None
    """Who is it now: refused, if it is another by then."""
    kind: Literal["name_facilitator"] = "name_facilitator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeManager:
    """The organiser's person for this initiative is another."""

    person: UUID
    instead_of: UUID | None = None
    kind: Literal["change_manager"] = "change_manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePersonLeft:
    """A facilitator, or another who carried the work, has left it."""

    person: UUID
    kind: Literal["note_person_left"] = "note_person_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceSupportEnds:
    last_day: date
    kind: Literal["announce_support_ends"] = "announce_support_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCodes:
    """Give out more codes to a task's questionnaire; the first ones begin its round."""

    task: UUID
    number: int
    until: date | None = None
    """The last day of all of them; without it that of the earlier ones, else a fortnight from today."""
    kind: Literal["issue_codes"] = "issue_codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDocument:
    """A file that is stored already (its id is the document's), or a link."""

    document: UUID
    name: Sealed
    task: UUID | None = None
    file: StoredFile | None = None
    link: Sealed | None = None
    kind: Literal["attach_document"] = "attach_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachDocument:
    document: UUID
    kind: Literal["detach_document"] = "detach_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCodes:
    """Let what was answered by code be counted; `counts` only from five."""

    task: UUID
    answered: int
    counts: Counts = ()
    kind: Literal["close_codes"] = "close_codes"


# By the initiative's own clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    task: UUID
    step: Step
    kind: Literal["remind"] = "remind"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProtocol:
    meeting: UUID
    kind: Literal["open_protocol"] = "open_protocol"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCheckpoint:
    term_end: date
    kind: Literal["open_checkpoint"] = "open_checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseCadence:
    group: int
    kind: Literal["lapse_cadence"] = "lapse_cadence"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCheckIn:
    months: int
    kind: Literal["open_check_in"] = "open_check_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIndicatorAgain:
    effect: int
    kind: Literal["open_indicator_again"] = "open_indicator_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeOnDate:
    kind: Literal["resume_on_date"] = "resume_on_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeDay:
    """Has it stalled, or is it no longer? Asked at the close of a school day."""

    kind: Literal["judge_day"] = "judge_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCalendar:
    """Take up the dates of the school calendar in force."""

    kind: Literal["follow_calendar"] = "follow_calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPost:
    """Take up who is principal now, and who is leaving."""

    kind: Literal["follow_post"] = "follow_post"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBrief:
    """Keep what somebody is told as they leave or come."""

    handover: UUID
    told: UUID
    since: date
    """Unless they have been told on that day or later."""
    text: Sealed
    language: Literal["sv", "en"]
    of_version: int
    rests_on: tuple[StreamVersion, ...]
    moment: datetime
    renderer: int
    digest: str
    kind: Literal["keep_brief"] = "keep_brief"


Automatic = (
    Remind
    | OpenProtocol
    | OpenCheckpoint
    | LapseCadence
    | OpenCheckIn
    | OpenIndicatorAgain
    | ResumeOnDate
    | JudgeDay
    | FollowCalendar
    | FollowPost
    | KeepBrief
)
Command = (
    StartInitiative
    | CompleteTask
    | HandTask
    | TakeTaskBack
    | ConfirmAnswer
    | ReadAllProtocols
    | CorrectForm
    | ExtendTask
    | LetClausePass
    | PauseInitiative
    | ResumeInitiative
    | CancelInitiative
    | Comment
    | ChangePlan
    | PlanMeeting
    | MoveMeeting
    | CancelMeeting
    | CloseSeriesEarly
    | NameFacilitator
    | ChangeManager
    | NotePersonLeft
    | AnnounceSupportEnds
    | AttachDocument
    | DetachDocument
    | IssueCodes
    | CloseCodes
    | MoveToTemplate
    | NoteNext
    | Automatic
)
