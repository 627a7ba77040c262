"""The organiser: its units, who has which role, who asks."""

from dataclasses import dataclass
from uuid import UUID

from web.views.named import Coded, PersonName
from web.views.posts import HolderView


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit and its principal's post."""

    unit: UUID
    name: str
    kind: str
    code: str | None
    post: UUID
    holder: HolderView | None
    """Who answers for the post today; nothing if it was never held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role somebody has."""

    person: PersonName
    role: Coded


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
