"""What can have happened to an initiative: past tense, closed, every one of them stored for good."""

from domain.initiative.codes import CodesClosed, CodesIssued
from domain.initiative.documents import DocumentAttached, DocumentDetached
from domain.initiative.events.journey import (
    ClauseLetPass,
    InitiativeCancelled,
    InitiativeClosed,
    InitiativeStarted,
    Outcome,
    PracticeClassified,
    StageClosed,
    StageEntered,
    WorkEnded,
)
from domain.initiative.events.meetings import (
    CadenceLapsed,
    CadenceRestored,
    MeetingMoved,
    MeetingsCancelled,
    MeetingsPlanned,
    PlannedMeeting,
    SeriesClosedEarly,
)
from domain.initiative.events.pauses import (
    DueMoved,
    InitiativePaused,
    InitiativeResumed,
    PauseDeclined,
    PauseProposed,
)
from domain.initiative.events.plan import FacilitatorNamed, PlanChanged, PlanChangeProposed
from domain.initiative.events.stalls import StallEntered, StallLeft, WaitsFor
from domain.initiative.events.tasks import (
    Commented,
    EscalationDue,
    FormCorrected,
    Manner,
    ReminderDue,
    TaskAnswered,
    TaskCompleted,
    TaskExtended,
    TaskHanded,
    TaskOpened,
    TaskPlanned,
    TaskTakenBack,
    TaskWithdrawn,
    Voice,
)
from domain.initiative.events.turnover import (
    BriefKept,
    Eased,
    KeyPersonLeft,
    ManagerChanged,
    PrincipalReceived,
    StreamVersion,
    SupportEnding,
)
from domain.initiative.events.versions import CalendarChanged, DueChanged, DueCounted, TemplateMoved
from domain.initiative.next_round import NextProposed, NextStarted

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
    | PrincipalReceived
    | BriefKept
    | KeyPersonLeft
    | ManagerChanged
    | SupportEnding
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

__all__ = [
    "BriefKept",
    "CadenceLapsed",
    "CadenceRestored",
    "CalendarChanged",
    "ClauseLetPass",
    "CodesClosed",
    "CodesIssued",
    "Commented",
    "DocumentAttached",
    "DocumentDetached",
    "DueChanged",
    "DueCounted",
    "DueMoved",
    "Eased",
    "EscalationDue",
    "Event",
    "FacilitatorNamed",
    "FormCorrected",
    "InitiativeCancelled",
    "InitiativeClosed",
    "InitiativePaused",
    "InitiativeResumed",
    "InitiativeStarted",
    "KeyPersonLeft",
    "ManagerChanged",
    "Manner",
    "MeetingMoved",
    "MeetingsCancelled",
    "MeetingsPlanned",
    "NextProposed",
    "NextStarted",
    "Outcome",
    "PauseDeclined",
    "PauseProposed",
    "PlanChangeProposed",
    "PlanChanged",
    "PlannedMeeting",
    "PracticeClassified",
    "PrincipalReceived",
    "ReminderDue",
    "SeriesClosedEarly",
    "StageClosed",
    "StageEntered",
    "StallEntered",
    "StallLeft",
    "StreamVersion",
    "SupportEnding",
    "TaskAnswered",
    "TaskCompleted",
    "TaskExtended",
    "TaskHanded",
    "TaskOpened",
    "TaskPlanned",
    "TaskTakenBack",
    "TaskWithdrawn",
    "TemplateMoved",
    "Voice",
    "WaitsFor",
    "WorkEnded",
]
