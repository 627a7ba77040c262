"""Handovers: who leaves and who comes, what was told and said, what is still asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from web.views.named import Coded, PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverLine:
    """One handover of the overview."""

    handover: UUID
    unit: UUID
    unit_name: str
    leaver: PersonName | None
    last_day: date | None
    newcomer: PersonName | None
    """Nobody, while no successor is known."""
    first_day: date | None
    manager: PersonName
    """The principal's manager: whose the talk and the decisions are."""
    status: Coded
    opened: date
    initiatives: int
    waits: int
    """Initiatives on which the newcomer has taken no position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """A task that one of the two has in an initiative."""

    task: UUID
    due: date | None
    overdue: bool
    yours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """What whoever leaves says; each may be empty."""

    carries_it: str
    fragile: str
    would_do_next: str
    found_at: str
    """Where it has been written already: a link, or a document's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """That somebody was given the brief."""

    person: PersonName
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedView:
    """One initiative of a handover."""

    initiative: UUID
    title: str
    over: bool
    """It has ended; nobody need take a position."""
    briefs: tuple[ToldView, ...]
    commented: bool
    """The leaver has answered the three prompts, or skipped them knowingly."""
    comment: CommentView | None
    comment_task: AskedView | None
    """Open, until the last day."""
    position: Coded | None
    position_comment: str
    position_pause_until: date | None
    """Where a pause is proposed."""
    position_task: AskedView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedView:
    """That what was said was corrected, the last time."""

    by: PersonName | None
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTaskView:
    """One thing the manager is asked."""

    task: UUID
    key: str
    title: str
    state: Coded
    opened: date
    due: date
    overdue: bool
    escalated: bool
    """The organiser's named contact has been told."""
    minutes: int
    yours: bool
    said: str
    """The answer, in words."""
    by: PersonName | None
    done_on: date | None
    corrected: CorrectedView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """One handover, or what whoever leaves may see of it."""

    handover: UUID
    version: int
    unit: UUID
    unit_name: str
    leaver: PersonName | None
    last_day: date | None
    newcomer: PersonName | None
    first_day: date | None
    manager: PersonName
    """Who answers as the principal's manager."""
    manager_named: bool
    """The post has one; else it is the organiser's contact who answers."""
    status: Coded
    opened: date
    ended: date | None
    whole: bool
    """Else only what concerns whoever leaves: their own comments, and the briefs given to them."""
    initiatives: tuple[HandedView, ...]
    tasks: tuple[HandoverTaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFormView:
    """A handover's task with its form."""

    handover: UUID
    unit_name: str
    version: int
    """Of the handover's stream, which grows whenever an initiative is seen."""
    task: HandoverTaskView
    kind: str
    form: Mapping[str, Any]
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBriefView:
    """What exactly somebody was told of an initiative as they left or came."""

    handover: UUID
    initiative: UUID
    title: str
    told: PersonName
    on: date
    moment: datetime
    """As of when it tells."""
    of_version: int
    """Of the initiative's stream: with the other versions, the moment and the renderer it can be written again."""
    rests_on: Mapping[str, int]
    """The versions of the other streams it was made from."""
    renderer: int
    language: str
    digest: str
    matches: bool | None
    """Whether the text is the one the digest was made of; unknown once it cannot be read."""
    erased: bool
    """The text is gone with the initiative's key; that it was told, when and to whom, is not."""
    text: str
    """Markdown; persons by the names they have in the directory now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyView:
    """A post that nobody holds, and the work that waits there."""

    unit: UUID
    unit_name: str
    post: UUID
    since: date | None
    """Since ever, where nothing is known."""
    meanwhile: PersonName | None
    """Who answers until somebody holds it."""
    open_tasks: int
    late: int
