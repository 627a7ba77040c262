"""What the API and the command line show, as data: codes for machines beside words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code and what it is called."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A person by id and name; the name is empty for somebody erased."""

    person: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One piece of work."""

    task: UUID
    key: str
    title: str
    about: str
    """What sets it apart from others of its kind: the part of a meeting; empty for most."""
    state: Coded
    address: Coded
    voice: Coded
    group: int | None
    opened: date
    due: date | None
    overdue: bool
    minutes: int
    """Expected time to fill in its form."""
    handed_to: PersonName | None
    yours: bool
    """Addressed to whoever asks, or handed to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """An open task of one's own."""

    task: UUID
    key: str
    title: str
    state: Coded
    opened: date
    due: date | None
    overdue: bool
    minutes: int
    initiative: UUID
    initiative_title: str
    unit: UUID
    unit_name: str
    stage: Coded


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A task with its form: prefilled, and described."""

    initiative: UUID
    initiative_title: str
    version: int
    """Send it as `If-Match`: what changes meanwhile is then noticed."""
    task: TaskView
    kind: str
    form: Mapping[str, Any]
    schema: Mapping[str, Any]
    may_be_unchanged: bool
    """An earlier answer may stand as it is."""


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
class NextView:
    """What time alone will make happen next, if nobody acts before."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInView:
    """Where the practice was found to be."""

    months: int
    place: Coded
    one_voice: bool


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
class BlankView:
    """A form to fill in that no task asks for yet."""

    kind: str
    form: Mapping[str, Any]
    schema: Mapping[str, Any]


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
    command: UUID
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit and its principal's post."""

    unit: UUID
    name: str
    kind: str
    code: str | None
    post: UUID
    principals: tuple[PersonName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role somebody has."""

    person: PersonName
    role: Coded
    unit: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserView:
    """The organiser, its units and who has which role."""

    organiser: UUID
    version: int
    name: str
    contact: UUID
    language: str
    check_in_after_one_year: bool
    pulse_by_code: bool
    units: tuple[UnitView, ...]
    roles: tuple[RoleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveInitiative:
    """An initiative that goes on at a unit."""

    initiative: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody in the directory; addresses are for administrators."""

    person: UUID
    name: str
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Whoever asks."""

    organiser: UUID
    person: UUID
    name: str
    roles: tuple[str, ...]
    posts: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command came to."""

    id: UUID
    """Of what it made or changed: an initiative, a unit, a person, an organiser."""
    version: int
    """Of the stream, after it."""
    events: tuple[str, ...]
    """What happened; nothing when it was done already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One programme of the overview."""

    programme: UUID
    title: str
    template: str
    status: Coded
    started: date
    waiting: int
    held_back: int
    initiatives: int
    not_taking_part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownView:
    """What speaks for thinking twice about one more initiative at a unit."""

    live: tuple[UUID, ...]
    low_capacity: UUID | None
    refused: str | None
    """The code of the rule that refused to start it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeUnitView:
    """A unit's place in a programme."""

    unit: UUID
    unit_name: str
    place: Coded
    why: KnownView
    reason: str
    """Why it takes part all the same, or does not."""
    initiative: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item of the checklist."""

    item: Coded
    rating: Coded
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkView:
    """One term's meeting of the eager."""

    term_end: date
    due: date
    units: tuple[UUID, ...]
    held_on: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """One programme: how far its launch has come, over the units whose place the reader may see."""

    programme: UUID
    version: int
    title: str
    template: str
    template_version: int
    track: Coded
    status: Coded
    started: date
    launched: date | None
    counts: Mapping[str, int]
    """Units by place."""
    a_minute: int | None
    """Units started a minute, so far."""
    checklist: tuple[ItemView, ...]
    checklist_on: date | None
    networks: tuple[NetworkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedView:
    """How one unit's initiative fares, beside the others'."""

    unit: UUID
    unit_name: str
    initiative: UUID
    stage: Coded
    status: Coded
    stalled: Coded | None
    days: Mapping[str, int]
    """School days in the stage, by whose they were."""
    overdue: int
    """Open tasks past their due day."""
    next_meeting: date | None
    check_ins: tuple[CheckInView, ...]
