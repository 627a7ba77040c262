"""A template (mall): the kind of an initiative. Data, versioned, shipped and extensible. Source: DOMAIN; TASKS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, assert_never
from uuid import UUID, uuid5

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.mechanisms import Mechanism
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage


class Track(StrEnum):
    """How much is asked: light is for small units and small things."""

    FULL = "full"
    LIGHT = "light"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Shipped text in both languages; no personal data, so it is not sealed."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a group's meeting series is unless the plan says otherwise."""

    every_weeks: int
    number: int
    minutes: int
    fewest: int = 1
    """A plan with fewer meetings is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMeeting:
    """One of the meetings that every part has."""

    text: Text
    asks: tuple[str, ...] = ()
    """Questions of the protocol, by name, that must be answered when such a meeting was held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Parts that follow each other, each with its meetings and work in between."""

    text: Text
    parts: int = 1
    stage: Stage = Stage.IMPLEMENTATION
    """Before implementation there are no learning groups: a working group, led by the principal, goes through it."""


class Subject(StrEnum):
    """What a group is about, as far as a span depends on it."""

    OTHER = "other"
    MATHEMATICS = "mathematics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many participants a facilitator has at a share of full time, over all their groups."""

    percent: int
    fewest: int
    most: int
    subject: Subject = Subject.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point of every meeting's agenda."""

    key: str
    text: Text
    minutes_from: int | None = None
    minutes_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedMechanism:
    """A mechanism the kind of initiative has by its nature, and where it is found."""

    mechanism: Mechanism
    where: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Numbers of TASKS, in school days unless the name says otherwise."""

    gap_slack: int = 5
    """Added to the longest gap between meetings before the cadence has lapsed."""
    presumed_held: int = 5
    """A planned meeting counts as held until this long past its protocol's due day."""
    pulse_after: int = 20
    """From the first meeting to the protocol that carries the pulse."""
    checkpoint_before_term_end: int = 30
    checkpoint_after: int = 30
    """What stage 5 must have had of the term for a checkpoint to open."""
    plan_for_afterwards_percent: int = 75
    """The share of planned meetings settled at which the plan for afterwards opens."""
    same_visit: int = 20
    """How near a check-in an indicator's follow-up joins its visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent:
    key: str
    name: Text
    track: Track
    """The one proposed at the start."""
    due: Mapping[str, int]
    """School days by task key, where other than the task's default."""
    longest_gap_weeks: int
    series: Series
    moments: tuple[Moment, ...]
    evidence: Text
    """Prefills the evidence for the method at the start."""
    mechanisms: tuple[SuggestedMechanism, ...] = ()
    modules: tuple[Module, ...] = ()
    part_meetings: tuple[PartMeeting, ...] = ()
    """Of every part of every module, in order."""
    spans: tuple[Span, ...] = ()
    """A group outside all of them needs a reason; none: nothing is checked."""
    check_in_months: tuple[int, ...] = (4, 18, 24, 48)
    """After stage 5 closed."""
    optional_check_in_months: tuple[int, ...] = (12,)
    """Held where the organiser's settings say so."""
    thresholds: Thresholds = field(default_factory=Thresholds)

    def due_days(self, task: str, default: int) -> int:
        """School days a task is given."""
        return self.due.get(task, default)

    def check_ins(self, *, optional: bool) -> tuple[int, ...]:
        """The months of the check-ins, ascending."""
        return tuple(sorted(self.check_in_months + (self.optional_check_in_months if optional else ())))


# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePublished:
    number: int
    """The version of the template, from 1; initiatives keep the one they started with."""
    content: TemplateContent
    kind: Literal["template_published"] = "template_published"


Event = TemplatePublished

# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTemplate:
    content: TemplateContent
    kind: Literal["publish_template"] = "publish_template"


Command = PublishTemplate

# State


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateState:
    versions: Mapping[int, TemplateContent] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The latest version's number, 0 before the first."""
        return max(self.versions, default=0)

    @property
    def latest(self) -> TemplateContent:
        return self.at(self.number)

    def at(self, number: int) -> TemplateContent:
        """The content of that version. Raises NotFound."""
        if number not in self.versions:
            raise NotFound("template_unknown", N_("There is no such template here. Publish it first."))
        return self.versions[number]


def decide(command: Command, state: TemplateState, facts: Facts) -> Sequence[Event]:
    """Only admins publish a template."""
    if facts.standing.actor.kind != "installation" and not facts.standing.has(Role.ADMIN):
        raise NotAllowed("admin_only", N_("Only an administrator may do this. Ask yours to do it."))
    match command:
        case PublishTemplate():
            if state.versions and command.content == state.latest:
                return []
            _check(command.content, state)
            return [TemplatePublished(number=state.number + 1, content=command.content)]
    assert_never(command)


def _check(content: TemplateContent, state: TemplateState) -> None:
    if state.versions and content.key != state.latest.key:
        raise Conflict("template_key", N_("This is another template. Publish it under its own key."))
    if min(*content.due.values(), 1) < 1 or min(content.check_ins(optional=True), default=0) < 1:
        raise Unmet("template_numbers", N_("Due days and check-in months must be at least 1."))
    if min(content.longest_gap_weeks, content.series.every_weeks, content.series.number, content.series.minutes) < 1:
        raise Unmet("template_series", N_("Gap, series and minutes must be at least 1."))
    if content.series.every_weeks > content.longest_gap_weeks:
        raise Unmet("template_gap", N_("The series must not be sparser than the longest gap."))
    if min((module.parts for module in content.modules), default=1) < 1:
        raise Unmet("template_modules", N_("A module has at least one part."))
    if content.modules and not content.part_meetings:
        raise Unmet("template_part_meetings", N_("Say which meetings every part has."))


def evolve(state: TemplateState, event: Event) -> TemplateState:
    match event:
        case TemplatePublished():
            return TemplateState(versions={**state.versions, event.number: event.content})
    assert_never(event)


def stream(organiser_id: UUID, key: str) -> str:
    return f"template:{uuid5(organiser_id, 'template:' + key)}"


AGGREGATE: Final[Aggregate[Command, Event, TemplateState]] = Aggregate(
    category="template",
    commands=Command,
    events=Event,
    initial=TemplateState(),
    decide=decide,
    evolve=evolve,
    relies_on=lambda organiser_id, _state, _command: (organiser.stream(organiser_id),),
)
