"""Tasks, the inbox they lie in, and the forms they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from web.views.named import Coded, PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One piece of work."""

    task: UUID
    key: str
    title: str
    about: str
    """What sets it apart from others of its kind: the part of a meeting, or after whom; empty for most."""
    state: Coded
    address: Coded
    voice: Coded
    group: int | None
    opened: date
    due: date | None
    overdue: bool
    minutes: int
    """Expected time to fill in its form."""
    holders: tuple[PersonName, ...]
    """Whose it is today, while it is open: whoever answers for the post, or facilitators; none for the organiser's."""
    vacant: bool
    """Open, and the post or the group has nobody."""
    handed_to: PersonName | None
    yours: bool
    """Addressed to whoever asks, or handed to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """An open task of one's own."""

    task: UUID
    key: str
    title: str
    about: str
    """After whom, where a successor is to be named; empty for others."""
    state: Coded
    handed_to: PersonName | None
    """The colleague who has the form."""
    opened: date
    due: date | None
    overdue: bool
    paused: bool
    """While its initiative is, the due day is put off."""
    minutes: int
    initiative: UUID | None
    initiative_title: str
    handover: UUID | None
    """The handover it belongs to, where it belongs to no initiative."""
    unit: UUID
    unit_name: str
    stage: Coded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPauseView:
    """A pause that waits for the organiser's answer."""

    until: date
    reason: str
    by: PersonName | None


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
    proposed_pause: ProposedPauseView | None
    """What is to be answered, where the task is to answer a proposed pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankView:
    """A form to fill in that no task asks for yet."""

    kind: str
    form: Mapping[str, Any]
    schema: Mapping[str, Any]
