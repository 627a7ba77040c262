"""What passes between ledger and store: bytes ready to keep, and bytes read back.

Rows of the read models are tuples, in the order of the append's composite types.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event, ready to be stored."""

    version: int
    """Position in its stream, from 1."""
    envelope: bytes
    """Canonical compact JSON, at most 65,535 bytes; holds the digest of `payload`."""
    payload: bytes
    """Canonical JSON of the event, sealed values in base64."""
    leaf: bytes
    """RFC 6962 leaf hash of `envelope`, 32 bytes."""


class TaskRow(NamedTuple):
    """A task in the inbox read model; belongs to one stream."""

    task: UUID
    key: str
    state: str
    """`open`, `answered` (waits for confirmation), `done` or `withdrawn`."""
    address: str
    """`organiser`, `principal`, `facilitator`, `facilitators` or `manager`."""
    post: UUID | None
    """The post whose holder's it is, for `principal`."""
    persons: tuple[UUID, ...]
    """Facilitators it is addressed to."""
    handed_to: UUID | None
    opened: date
    due: date | None


class InitiativeRow(NamedTuple):
    """An initiative in the overview read model."""

    title: Sealed
    unit: UUID
    post: UUID
    template: str
    template_version: int
    track: str
    stage: int
    status: str
    """`live`, `paused`, `closed` or `cancelled`."""
    stalled: str | None
    """The cause, while stalled."""
    outcome: str | None
    started: date
    programme: UUID | None
    low_capacity: bool | None
    """Whether both voices' latest rating was low; nothing until both have rated."""
    persons: tuple[UUID, ...]
    """Who may read it without a role or the post, sorted (domain/initiative/rights.py, `readers`)."""
    proposes: bool
    """Whether it proposes a new initiative that nobody has answered."""
    principal: UUID | None
    """Whom it has taken up as its principal, with grace where they came new."""
    came_by: UUID | None
    """The handover by which they came; `None`: they were there as it started."""
    came_on: date | None
    """Their first day, as it was taken up."""


class ProgrammeRow(NamedTuple):
    """A programme in the overview of programmes."""

    title: Sealed
    template: str
    status: str
    """`launching`, `launched` or `closed`."""
    started: date
    waiting: int
    """Units whose turn is to come; the others by what has become of them."""
    held_back: int
    initiatives: int
    not_taking_part: int


class PersonRow(NamedTuple):
    """A person in the directory read model."""

    name: Sealed
    email: Sealed | None


class HandoverRow(NamedTuple):
    """A handover in the overview of handovers."""

    unit: UUID
    post: UUID
    leaver: UUID | None
    last_day: date | None
    newcomer: UUID | None
    first_day: date | None
    manager: UUID
    status: str
    """`open`, or how it ended."""
    opened: date
    initiatives: int
    waits: int
    """Initiatives on which the newcomer has taken no position."""


class HoldingRow(NamedTuple):
    """A stretch of days in which a post is held in one way; a post's rows cover every day of all time once."""

    post: UUID
    since: date
    until: date | None
    """The last day; `None` for ever."""
    standing: str
    """`principal`, `acting`, `deputy`, `meanwhile` or `vacant`."""
    person: UUID | None
    """Who answers."""
    principal: UUID | None
    """Whose tenure it is."""
    service_since: date | None
    """That person's first day here, from which grace is counted."""
    manager: UUID | None
    """Of the post, now: the same in all its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The stream's own read-model rows, written in the same statement as its events."""

    tasks: Sequence[TaskRow] = ()
    initiative: InitiativeRow | None = None
    person: PersonRow | None = None
    programme: ProgrammeRow | None = None
    handover: HandoverRow | None = None
    holdings: Sequence[HoldingRow] = ()
    """All of the post's, in place of those before; none where they are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One decided command, ready to be stored. No entries: a done thing done again, only judged and remembered."""

    command_id: UUID
    stream: str
    organiser: UUID
    expected: int
    """The stream's version the decision was made on; 0 for none."""
    entries: Sequence[Entry]
    digest: bytes
    """HMAC of the canonical plaintext under the subject's key, 32 bytes."""
    payload: bytes
    """The command, sealed values in base64."""
    answer: bytes
    guards: Mapping[str, int]
    """Other streams the decision relied on, with their versions."""
    rows: Rows


class Outcome(IntEnum):
    """The append's judgement of one command."""

    DONE = 0
    STALE = 1
    ID_USED = 2
    GUARD_MOVED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCommand:
    """What the store remembers of a command id."""

    stream: str
    digest: bytes
    payload: bytes
    answer: bytes


class StoredEvent(NamedTuple):
    """One event of a stream, read back. A tuple, since a replay makes one for every event: 0.4 µs against 1.5."""

    stream: str
    version: int
    envelope: bytes
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """One event of the log, read back in log order."""

    position: int
    """Dense from 0 over all organisers."""
    organiser: UUID
    organiser_index: int
    """Dense from 0 within the organiser."""
    logged_at: datetime
    stream: str
    version: int
    envelope: bytes
    payload: bytes
