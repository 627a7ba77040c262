"""A template (mall): the kind of an initiative. Data, versioned, shipped and extensible. Source: DOMAIN; TASKS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never
from uuid import UUID, uuid5

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.bounds import bounded
from domain.facts import Facts
from domain.mechanisms import Mechanism
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.subject import Subject
from domain.tasks import Key
from domain.template_flaws import flaws
from domain.track import Track

# The docstrings of fields are the reference of the template file: docs/templates.md and schema.json are made from them.


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Shipped text in both languages; no personal data, so it is not sealed."""

    sv: str
    """In Swedish."""
    en: str
    """In English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a group's meeting series is unless the plan says otherwise."""

    every_weeks: int
    """Weeks from one meeting to the next; not more than `longest_gap_weeks`."""
    number: int
    """How many meetings."""
    minutes: int
    """How long a meeting is."""
    fewest: int = 1
    """A plan with fewer meetings is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMeeting:
    """One of the meetings that every part has."""

    text: Text
    """What the meeting is about."""
    asks: tuple[str, ...] = ()
    """Questions of the protocol, by name, that must be answered when such a meeting was held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Parts that follow each other, each with its meetings and work in between."""

    text: Text
    """What the module is called."""
    parts: int = 1
    """How many parts it has."""
    stage: Stage = Stage.IMPLEMENTATION
    """Before implementation there are no learning groups: a working group, led by the principal, goes through it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTitle:
    """What a stage is called in this kind of initiative."""

    stage: Stage
    """Its number."""
    text: Text
    """Its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Written analyses that every participant sends in, and gets answered, along the series."""

    text: Text
    """What one of them is called."""
    number: int = bounded()
    """How many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How this kind of initiative asks a question of a form."""

    form: str
    """The form's `kind`."""
    field: str
    """The question's name; of a row's question after the rows' and a dot."""
    label: Text
    """The question."""
    help: Text | None = None
    """What stands beside it, where not what always does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many participants a facilitator has at a share of full time, over all their groups."""

    percent: int = bounded(most=100)
    """The share of full time."""
    fewest: int
    """The least number of participants."""
    most: int
    """The largest number of participants."""
    subject: Subject = Subject.OTHER
    """What the group is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point of every meeting's agenda."""

    key: str
    """What protocols tick it by; once chosen, keep it."""
    text: Text
    """What the point is."""
    minutes_from: int | None = bounded(None)
    """The least time it takes."""
    minutes_to: int | None = bounded(None)
    """The most time it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedMechanism:
    """A mechanism the kind of initiative has by its nature, and where it is found."""

    mechanism: Mechanism
    """One of the fourteen of the Education Endowment Foundation."""
    where: Text
    """Where in the work it is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When something is too long, early or late: school days unless the name says otherwise."""

    gap_slack: int = bounded(5, least=0)
    """Added to the longest gap between meetings before the cadence has lapsed."""
    presumed_held: int = bounded(5, least=0)
    """A planned meeting counts as held until this long past its protocol's due day."""
    pulse_after: int = bounded(20)
    """From the first meeting to the protocol that carries the pulse."""
    checkpoint_before_term_end: int = bounded(30)
    """When a checkpoint opens."""
    checkpoint_after: int = bounded(30, least=0)
    """What stage 5 must have had of the term for a checkpoint to open."""
    plan_for_afterwards_percent: int = bounded(75, most=100)
    """The share of planned meetings settled at which the plan for afterwards opens."""
    same_visit: int = bounded(20, least=0)
    """How near a check-in an indicator's follow-up joins its visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent:
    """A kind of initiative."""

    key: str
    """What the kind is called in files and addresses: small letters, digits and hyphens. It stays the same."""
    name: Text
    """What people call it."""
    track: Track
    """The track proposed at the start."""
    due: Mapping[Key, int]
    """School days from opening to due day by task, where other than the task's default."""
    longest_gap_weeks: int
    """Weeks between meetings after which the cadence is at risk; `thresholds.gap_slack` comes on top."""
    series: Series
    """The meeting series proposed in the plan."""
    moments: tuple[Moment, ...]
    """The points of every meeting, in order."""
    evidence: Text
    """Prefills the evidence for the method at the start."""
    mechanisms: tuple[SuggestedMechanism, ...] = ()
    """Prefill the effect chain."""
    modules: tuple[Module, ...] = ()
    """What the work goes through, in order; none: the meetings have no parts."""
    part_meetings: tuple[PartMeeting, ...] = ()
    """Of every part of every module, in order."""
    individual_preparation: bool = False
    """Before the meetings of a part each prepares alone: offered and counted."""
    stage_titles: tuple[StageTitle, ...] = ()
    """Stages that are called otherwise than usual."""
    rounds: Rounds | None = None
    """Analyses along the series; none: nothing is asked for."""
    wordings: tuple[Wording, ...] = ()
    """Questions asked in words of its own."""
    goes_round: bool = False
    """Unless the work ends, its evaluation says with which needs the next round begins."""
    spans: tuple[Span, ...] = ()
    """A group outside all of them needs a reason; none: nothing is checked."""
    check_in_months: tuple[int, ...] = (4, 18, 24, 48)
    """Months after stage 5 closed; the initiative closes with the last one."""
    optional_check_in_months: tuple[int, ...] = (12,)
    """Held where the organiser's settings say so; each comes before the last of the others."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    """Numbers of the clocks; leave out those that should be as they are."""

    def due_days(self, task: Key, default: int) -> int:
        """School days a task is given."""
        return self.due.get(task, default)

    def check_ins(self, *, optional: bool) -> tuple[int, ...]:
        """The months of the check-ins, ascending."""
        return tuple(sorted(self.check_in_months + (self.optional_check_in_months if optional else ())))

    @property
    def last_check_in(self) -> int:
        """Months after stage 5 closed."""
        return max(self.check_in_months)


# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePublished:
    number: int
    """The version of the template, from 1; initiatives keep the one they started with until they are moved."""
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
        if not self.versions:
            raise NotFound("template_unknown", N_("There is no such template here. Publish it first."))
        if number not in self.versions:
            raise NotFound(
                "template_unknown",
                N_("The template has no version {number}; the latest is {latest}."),
                number=number,
                latest=self.number,
            )
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
    for flaw in flaws(content):
        where = ".".join(map(str, flaw.path))
        raise Unmet(flaw.code, N_("The template cannot be followed as it is: see {field}."), field=where)


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
