"""What can be asked of a post: by the organiser's staff, by its holder, and by what follows a handover."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointPrincipal:
    unit: UUID
    person: UUID
    since: date
    until: date | None = None
    acting: bool = False
    reason: Sealed | None = None
    """Required when it changes who is known to have held the post on a day that has passed."""
    kind: Literal["appoint_principal"] = "appoint_principal"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceDeparture:
    unit: UUID
    person: UUID
    last_day: date
    reason: Sealed | None = None
    kind: Literal["announce_departure"] = "announce_departure"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectTenure:
    unit: UUID
    tenure: UUID
    since: date
    until: date | None
    reason: Sealed
    kind: Literal["correct_tenure"] = "correct_tenure"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeTenure:
    unit: UUID
    tenure: UUID
    reason: Sealed
    kind: Literal["strike_tenure"] = "strike_tenure"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointDeputy:
    unit: UUID
    person: UUID
    since: date
    until: date | None = None
    reason: Sealed | None = None
    kind: Literal["appoint_deputy"] = "appoint_deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence:
    """Before its first day: it was recorded by mistake and never was."""

    unit: UUID
    last_day: date
    since: date | None = None
    """The first day of the one that is meant, where there are several."""
    reason: Sealed | None = None
    kind: Literal["end_absence"] = "end_absence"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMeanwhile:
    unit: UUID
    person: UUID
    until: date
    by: UUID | None = None
    """Whose form says so, where it follows from a handover."""
    kind: Literal["name_meanwhile"] = "name_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameManager:
    unit: UUID
    person: UUID
    kind: Literal["name_manager"] = "name_manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowActingFor:
    unit: UUID
    person: UUID
    until: date
    kind: Literal["allow_acting_for"] = "allow_acting_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndActingFor:
    unit: UUID
    person: UUID
    kind: Literal["end_acting_for"] = "end_acting_for"


Command = (
    AppointPrincipal
    | AnnounceDeparture
    | CorrectTenure
    | StrikeTenure
    | AppointDeputy
    | EndAbsence
    | NameMeanwhile
    | NameManager
    | AllowActingFor
    | EndActingFor
)
