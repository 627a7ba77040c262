"""One initiative: its line in the overview, where it stands, what it waits for and what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from web.views.named import Coded, PersonName
from web.views.tasks import ProposedPauseView, TaskView


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeLine:
    """One initiative of the overview."""

    initiative: UUID
    title: str
    unit: UUID
    unit_name: str
    template: str
    template_version: int
    track: Coded
    stage: Coded
    status: Coded
    stalled: Coded | None
    outcome: Coded | None
    started: date
    proposes: bool
    """Whether its evaluation saw needs that no initiative has been started for, or declined, yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveInitiative:
    """An initiative that goes on at a unit."""

    initiative: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """One thing the present stage still asks for."""

    clause: str
    sentence: str
    may_pass: bool
    """The organiser may let it pass, with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting of a learning group."""

    meeting: UUID
    group: int
    """0 is the working group there is before there are learning groups."""
    on: date
    about: str
    """Which of the template's parts it belongs to; empty where there are none."""
    state: Coded
    protocol: UUID | None
    """The task of its protocol."""
    free_day: bool
    """Ahead, on a day when nobody may meet: it stays until somebody moves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part of the template, over all the groups that go through it."""

    title: str
    held: int
    of: int
    """Meetings, over all groups."""
    prepared: int | None
    """How many prepared themselves alone, where that was counted."""
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInView:
    """Where the practice was found to be."""

    months: int
    place: Coded
    one_voice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NextView:
    """What time alone will make happen next, if nobody acts before."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StalledOnView:
    """On whom an initiative that has stalled waits."""

    address: Coded
    task: UUID | None
    title: str
    """The task's, empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeView:
    """One initiative, where it stands and what it waits for."""

    initiative: UUID
    programme: UUID | None
    version: int
    title: str
    unit: UUID
    unit_name: str
    template: str
    template_version: int
    track: Coded
    stage: Coded
    stage_entered: date
    started: date
    status: Coded
    paused_until: date | None
    proposed_pause: ProposedPauseView | None
    stalled: Coded | None
    stalled_on: StalledOnView | None
    """On whom it waited as it stalled, if that was written down."""
    outcome: Coded | None
    manager: PersonName
    facilitators: tuple[PersonName, ...]
    waits_for: tuple[ClauseView, ...]
    next: NextView | None
    tasks: tuple[TaskView, ...]
    follows: UUID | None
    """The initiative whose evaluation it began from."""
    proposes: bool
    """Whether its own evaluation proposes a new one that nobody has answered."""
    next_initiative: UUID | None
    """The one that was started for those needs."""
    parts: tuple[PartView, ...]
    """Of the template, if it has any."""
    meetings: tuple[MeetingView, ...]
    check_ins: tuple[CheckInView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One line of the history."""

    id: UUID
    version: int
    type: str
    what: str
    recorded: datetime
    effective: datetime
    by: str
    """`person`, `clock`, `programme` or `installation`."""
    person: PersonName | None
    acting_for: PersonName | None
    """The principal in whose place they did it."""
    command: UUID
    data: Mapping[str, Any]
