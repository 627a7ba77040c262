"""What the API and the command line show, as data: codes for machines beside words in the reader's language."""

from web.views.done import Done
from web.views.initiative import (
    CheckInView,
    ClauseView,
    EventView,
    InitiativeLine,
    InitiativeView,
    LiveInitiative,
    MeetingView,
    NextView,
    PartView,
    StalledOnView,
)
from web.views.named import Coded, PersonName
from web.views.organisation import Me, OrganiserView, PersonView, RoleView, UnitView
from web.views.posts import ActingForView, HolderView, HoldingView, PostView
from web.views.programme import (
    ComparedView,
    ItemView,
    KnownView,
    NetworkView,
    ProgrammeLine,
    ProgrammeUnitView,
    ProgrammeView,
)
from web.views.tasks import BlankView, FormView, InboxEntry, TaskView

__all__ = [
    "ActingForView",
    "BlankView",
    "CheckInView",
    "ClauseView",
    "Coded",
    "ComparedView",
    "Done",
    "EventView",
    "FormView",
    "HolderView",
    "HoldingView",
    "InboxEntry",
    "InitiativeLine",
    "InitiativeView",
    "ItemView",
    "KnownView",
    "LiveInitiative",
    "Me",
    "MeetingView",
    "NetworkView",
    "NextView",
    "OrganiserView",
    "PartView",
    "PersonName",
    "PersonView",
    "PostView",
    "ProgrammeLine",
    "ProgrammeUnitView",
    "ProgrammeView",
    "RoleView",
    "StalledOnView",
    "TaskView",
    "UnitView",
]
