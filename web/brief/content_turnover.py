"""What a brief says of those who come and go: who holds the post, who has left, and what was said about it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.forms.turnover import Stance
from domain.post.timeline import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupName:
    """A learning group as people call it; without a name by its number."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who answers for the principal's post, by what is known of the day."""

    standing: Standing
    person: UUID | None
    """Who answers; `None` only for a vacancy in which nobody does."""
    since: date | None
    """A principal's day one there, be it as acting; the day a vacancy began. `None`: nothing is known of before."""
    until: date | None
    """The last day of somebody who answers in another's place, or meanwhile."""
    absent: UUID | None
    """Whose deputy answers."""
    last_day: date | None
    """Of whoever is principal, if it is known."""
    successor: UUID | None
    """The next principal, if one is appointed."""
    comes_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A stretch of days in which the post was held in one way; `until` is `None` if it still is."""

    standing: Standing
    person: UUID | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What an outgoing principal answered to the three prompts."""

    by: UUID | None
    on: date
    carries_it: str
    fragile: str
    would_do_next: str
    found_at: str
    """Where they have written it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The position that an incoming principal took."""

    by: UUID | None
    on: date
    choice: Stance | None
    comment: str
    pause_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A key person who left."""

    person: UUID
    on: date
    groups: tuple[GroupName, ...]
    """Those they led."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeded:
    """What came of the question for a successor."""

    on: date
    group: GroupName | None
    person: UUID | None
    merged_with: GroupName | None
    none_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The end of support from outside."""

    last_day: date
    carries_on: str
    lost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """Those who came and went, the latest last."""

    comments: tuple[Comment, ...]
    positions: tuple[Taken, ...]
    left: tuple[Departed, ...]
    successors: tuple[Succeeded, ...]
    support: Support | None
    awaits_position: bool
    """A newcomer has been asked for theirs."""
