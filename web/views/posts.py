"""Posts of principal: who answers for them, on which days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from web.views.named import Coded, PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderView:
    """Who answers for a post, and in what capacity."""

    person: PersonName | None
    """Nobody, where it is vacant."""
    standing: Coded
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingView:
    """A stretch of days in which a post is held in one way."""

    since: date | None
    """Since ever, where it is not said."""
    until: date | None
    standing: Coded
    person: PersonName | None
    principal: PersonName | None
    """Whose tenure it is."""
    tenure: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingForView:
    """Somebody who may act for the principal."""

    person: PersonName
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRecordView:
    """Something that was recorded of a post: when, by whom, and from when it is so."""

    version: int
    recorded: datetime
    type: str
    what: str
    person: PersonName | None
    """Whom it is about."""
    since: date | None
    until: date | None
    reason: str
    """Empty also for whoever may not read it."""
    by: str
    """`person`, `clock` or `installation`."""
    by_person: PersonName | None
    """Who did it, or whose form the clock followed."""
    acting_for: PersonName | None
    """The principal in whose place they did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A unit's post of principal."""

    unit: UUID
    unit_name: str
    post: UUID
    version: int
    """How many of its records this is made of."""
    on: date
    """The day that is asked about, today if none is."""
    known: date | None
    """At the end of which day it was known so; now, where none is asked about."""
    held: HoldingView
    """Who holds it that day."""
    manager: PersonName | None
    holdings: tuple[HoldingView, ...]
    """In order, every day of all time once."""
    acting_for: tuple[ActingForView, ...]
    records: tuple[PostRecordView, ...]
    """Newest first."""
