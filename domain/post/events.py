"""What can have happened to a post: past tense, closed, every one of them stored for good.

Days are the organiser's dates, the first and the last of them included. They say from when something is so; when it was
recorded stands in the envelope.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalAppointed:
    """Somebody holds the post, for good or acting (tf), from a day on."""

    unit: UUID
    tenure: UUID
    person: UUID
    acting: bool
    since: date
    until: date | None
    """The last day; `None` while no end is known."""
    reason: Sealed | None
    kind: Literal["principal_appointed"] = "principal_appointed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAnnounced:
    tenure: UUID
    last_day: date
    reason: Sealed | None
    kind: Literal["departure_announced"] = "departure_announced"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureCorrected:
    """The dates were wrong; these are the right ones."""

    tenure: UUID
    since: date
    until: date | None
    reason: Sealed
    kind: Literal["tenure_corrected"] = "tenure_corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureStruck:
    """It was recorded by mistake and never was."""

    tenure: UUID
    reason: Sealed
    kind: Literal["tenure_struck"] = "tenure_struck"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyAppointed:
    """A deputy (ställföreträdande) answers while the principal is absent; the tenure goes on."""

    unit: UUID
    absence: UUID
    principal: UUID
    """Who is absent."""
    person: UUID
    since: date
    until: date | None
    reason: Sealed | None
    kind: Literal["deputy_appointed"] = "deputy_appointed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded:
    absence: UUID
    last_day: date
    reason: Sealed | None
    kind: Literal["absence_ended"] = "absence_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceStruck:
    """The deputy was recorded by mistake and never answered."""

    absence: UUID
    reason: Sealed | None
    kind: Literal["absence_struck"] = "absence_struck"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanwhileNamed:
    """Somebody answers while nobody holds the post; it stays vacant."""

    unit: UUID
    person: UUID
    since: date
    until: date
    by: UUID | None = None
    """Whose form said so, where the handover's clock took it here; else the envelope's actor did it themselves."""
    kind: Literal["meanwhile_named"] = "meanwhile_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerNamed:
    """The organiser's person for this unit (rektors chef)."""

    unit: UUID
    person: UUID
    kind: Literal["manager_named"] = "manager_named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingForAllowed:
    """The holder lets somebody act for them; it ends with the holder's own right at the latest."""

    delegation: UUID
    holder: UUID
    person: UUID
    since: date
    until: date
    kind: Literal["acting_for_allowed"] = "acting_for_allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingForEnded:
    delegation: UUID
    kind: Literal["acting_for_ended"] = "acting_for_ended"


Event = (
    PrincipalAppointed
    | DepartureAnnounced
    | TenureCorrected
    | TenureStruck
    | DeputyAppointed
    | AbsenceEnded
    | AbsenceStruck
    | MeanwhileNamed
    | ManagerNamed
    | ActingForAllowed
    | ActingForEnded
)
