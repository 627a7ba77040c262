"""Those an initiative depends on come and go: its principal, its key persons, support from outside."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Eased:
    """An open task, and its due day under the grace of a newcomer (anstånd)."""

    task: UUID
    was: date | None
    due: date
    due_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalReceived:
    """Somebody else is principal, from a day on; what was due is eased."""

    person: UUID
    first_day: date
    handover: UUID | None
    """`None` if they were principal before the initiative started, and it was recorded later."""
    position: int
    """Of the initiative's clock at the close of the day before their first."""
    eased: tuple[Eased, ...]
    on: date
    kind: Literal["principal_received"] = "principal_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamVersion:
    """How much of another stream was known."""

    stream: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefKept:
    """What somebody was told of the initiative as they left or came, word for word; persons as ids."""

    handover: UUID
    told: UUID
    """To whom."""
    text: Sealed
    """Markdown."""
    language: Literal["sv", "en"]
    of_version: int
    """Of the initiative's stream that it tells of."""
    rests_on: tuple[StreamVersion, ...]
    """What else it was made from: organiser, calendar, template, post."""
    moment: datetime
    """As of when: with the versions and the renderer it can be written again. Aware, UTC."""
    renderer: int
    digest: str
    """HMAC of the text under the initiative's key, hexadecimal: what is read later is what was told."""
    on: date
    kind: Literal["brief_kept"] = "brief_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPersonLeft:
    """A facilitator or another who carried the work."""

    person: UUID
    groups: tuple[int, ...]
    """Those that are without a facilitator now."""
    on: date
    kind: Literal["key_person_left"] = "key_person_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerChanged:
    """The organiser's person for this initiative is another."""

    person: UUID
    on: date
    kind: Literal["manager_changed"] = "manager_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnding:
    """Support from outside has a last day: a risk (seed 001)."""

    last_day: date
    kind: Literal["support_ending"] = "support_ending"
