"""What a brief says, as typed parts: codes, dates, persons by id, and texts opened for the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.check_in import Fact, Place
from domain.conditions import Condition, Rating
from domain.effect_chain import NodeKind
from domain.forms.evaluation import Conclusion, Extent
from domain.initiative.events import Outcome, Voice
from domain.initiative.state import Status
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Address, Key
from domain.template import Text
from domain.track import Track
from web.brief.content_turnover import GroupName, Holder, Post, Turnover


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """On whom a stalled initiative waits, and for which task."""

    address: Address
    key: Key | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """Once that it stood still; `until` is `None` while it does."""

    cause: Cause
    waited: Waited | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A pause; `ended` is `None` while it lasts."""

    since: date
    until: date
    """As it was decided."""
    ended: date | None
    reason: str
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where it stands."""

    status: Status
    stage: Stage
    own_stage: Text | None
    """The template's own name for the stage."""
    since: date
    school_days: int
    """In the stage so far."""
    started: date
    template: Text
    track: Track
    is_programme: bool
    decision_body: str
    decided_on: date | None
    pause: Paused | None
    stall: Stalled | None
    proposed_pause: date | None
    """Until when the principal has proposed one."""
    asks: tuple[str, ...]
    """Sentences (to be translated) of what the stage still asks for."""
    outcome: Outcome | None
    ended: date | None
    closing_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """Work that waits for somebody."""

    key: Key
    about: Text | None
    group: GroupName | None
    after: UUID | None
    """Whom a successor is to be named after."""
    due: date | None
    overdue: bool
    address: Address
    holders: tuple[UUID, ...]
    """Those it is addressed to by name: facilitators."""
    handed_to: UUID | None
    to_confirm: bool
    """A colleague has answered; the holder confirms."""
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A meeting ahead."""

    on: date
    group: GroupName | None
    about: Text | None
    free_day: bool
    in_pause: bool
    """It will be cancelled when the pause ends, unless it ends before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOf:
    """A learning group and who leads it."""

    group: GroupName
    facilitator: UUID | None
    vacant_since: date | None
    participants: int | None
    mandate: str
    time_percent: int | None
    every_weeks: int | None
    meetings: int | None
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Key persons."""

    post: Post
    manager: UUID
    contact: UUID | None
    """The organiser's."""
    named: tuple[UUID, ...]
    """Facilitators named before there are groups."""
    groups: tuple[GroupOf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilNext:
    """What a group said it would do until next time."""

    group: GroupName | None
    on: date
    """The day of the protocol."""
    do: str
    read: str
    collect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Who does what by when, by the plan."""

    who: str
    what: str
    by_when: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What has been promised."""

    until_next: tuple[UntilNext, ...]
    actions: tuple[Promise, ...]
    organiser_answers_for: str
    unit_answers_for: str
    lives_on: str
    """What should live on after four months."""
    who_strengthens: str
    """Who does what about low receiving capacity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the effect chain; of an effect also how it is seen."""

    kind: NodeKind
    text: str
    indicator: str
    baseline: str
    how_much: str
    in_what: str
    by_when: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Plan and effect chain, as far as they are written."""

    needs: tuple[str, ...]
    """Prioritised, the first first."""
    focus: str
    teacher: str
    """What the teacher will do differently."""
    chain: tuple[Step, ...]
    goals: str
    is_written: bool
    is_approved: bool
    change_proposed: bool
    practical_time: str
    facilitators_meet: int | None
    """Every how many weeks."""
    carriers: str
    """Of the plan for continued work: who carries it, and who takes over."""
    leaders: str
    scheduled_time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetPass:
    """A clause that the organiser let pass."""

    sentence: str
    """To be translated."""
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Conditions as they were rated once, by each voice that answered."""

    key: Key
    on: date
    counts: Mapping[Voice, Mapping[Rating, int]]
    missing: tuple[Condition, ...]
    """By the worse of the two voices."""
    differing: tuple[tuple[Condition, Rating, Rating], ...]
    """What the principal and the facilitators rated differently, in that order."""
    better: tuple[Condition, ...]
    """Than the time before."""
    worse: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The place of the practice, by a check-in."""

    months: int
    on: date
    place: Place
    one_voice: bool
    differing: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What the evaluation came to."""

    on: date
    teaching_changed: Extent | None
    facilitators_say: Extent | None
    pupils_results: Extent | None
    conclusion: Conclusion | None
    helped: str
    hindered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way here."""

    holders: tuple[Holder, ...]
    """Of the principal's post since the start, in order."""
    stages: tuple[tuple[Stage, date], ...]
    """In the order they were entered."""
    stalls: tuple[Stalled, ...]
    pauses: tuple[Paused, ...]
    days: Mapping[Cause, int]
    """School days since the start, by whose they were."""
    let_pass: tuple[LetPass, ...]
    rated: tuple[Rated, ...]
    check_ins: tuple[Found, ...]
    evaluated: Evaluated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The whole of it. The same events, calendar, organiser and template give the same one."""

    initiative: UUID
    version: int
    """Of the initiative's stream: what happened after it is not in here."""
    on: date
    """The organiser's day it tells of."""
    title: str
    unit: str
    where: Where
    tasks: tuple[OpenTask, ...]
    coming: tuple[Coming, ...]
    people: People
    turnover: Turnover
    promises: Promises
    plan: Plan
    way: Way
