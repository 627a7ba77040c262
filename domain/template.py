"""A template (mall): the kind of an initiative. Data, versioned, shipped and extensible. Source: DOMAIN; TASKS."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar, assert_never
from uuid import UUID, uuid5

from domain import organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.bounds import Path, bounded, out_of_bounds
from domain.facts import Facts
from domain.fields import questions
from domain.forms import Protocol
from domain.mechanisms import Mechanism
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.subject import Subject
from domain.tasks import Key
from domain.track import Track

T = TypeVar("T", bound=Hashable)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why nobody could follow a template: where, and what would do instead."""

    path: Path
    code: str
    sentence: str
    """A part of a sentence, filled with `allowed`."""
    allowed: str = ""


def flaws(content: TemplateContent) -> Iterator[Flaw]:
    """Everything that keeps a template from being published."""
    for path, bounds in out_of_bounds(content):
        sentence = N_("give a number from {allowed}") if bounds.most else N_("give {allowed} or more")
        allowed = f"{bounds.least}–{bounds.most}" if bounds.most else str(bounds.least)
        yield Flaw(path=path, code="template_numbers", sentence=sentence, allowed=allowed)
    if not _KEY.fullmatch(content.key):
        what = N_("give small letters, digits and hyphens, as in larande-samtal")
        yield Flaw(path=("key",), code="template_key", sentence=what)
    for language in ("sv", "en"):
        if not getattr(content.name, language).strip():
            yield Flaw(path=("name", language), code="template_name", sentence=N_("this is needed"))
    if content.series.every_weeks > content.longest_gap_weeks:
        what = N_("the series must not be sparser than longest_gap_weeks: give {allowed} or less")
        where = ("series", "every_weeks")
        yield Flaw(path=where, code="template_gap", sentence=what, allowed=str(content.longest_gap_weeks))
    yield from _check_in_flaws(content)
    yield from _part_flaws(content)
    yield from _span_flaws(content.spans)
    yield from _moment_flaws(content.moments)


_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _check_in_flaws(content: TemplateContent) -> Iterator[Flaw]:
    if not content.check_in_months:
        what = N_("at least one check-in is needed: the initiative closes with the last one")
        yield Flaw(path=("check_in_months",), code="template_check_ins", sentence=what)
        return
    for name in ("check_in_months", "optional_check_in_months"):
        months: tuple[int, ...] = getattr(content, name)
        if set(months) & _repeated((*content.check_in_months, *content.optional_check_in_months)):
            what = N_("no month twice, here or among the other check-ins")
            yield Flaw(path=(name,), code="template_check_ins", sentence=what)
    if max(content.optional_check_in_months, default=0) > content.last_check_in:
        what = N_("an optional check-in comes before the last of the others: give less than {allowed}")
        where = ("optional_check_in_months",)
        yield Flaw(path=where, code="template_check_ins", sentence=what, allowed=str(content.last_check_in))


def _part_flaws(content: TemplateContent) -> Iterator[Flaw]:
    if content.modules and not content.part_meetings:
        what = N_("say which meetings every part has")
        yield Flaw(path=("part_meetings",), code="template_part_meetings", sentence=what)
    known = [each.name for each, _ in questions(Protocol)]
    for number, meeting in enumerate(content.part_meetings):
        for place, name in enumerate(meeting.asks):
            if name not in known:
                where = ("part_meetings", number, "asks", place)
                what = N_("give one of {allowed}")
                yield Flaw(path=where, code="template_asks", sentence=what, allowed=", ".join(known))


def _span_flaws(spans: tuple[Span, ...]) -> Iterator[Flaw]:
    for number, span in enumerate(spans):
        if span.fewest > span.most:
            where = ("spans", number, "most")
            what = N_("give {allowed} or more")
            yield Flaw(path=where, code="template_spans", sentence=what, allowed=str(span.fewest))


def _moment_flaws(moments: tuple[Moment, ...]) -> Iterator[Flaw]:
    repeated = _repeated(moment.key for moment in moments)
    for number, moment in enumerate(moments):
        if moment.key in repeated:
            what = N_("no key twice")
            yield Flaw(path=("moments", number, "key"), code="template_moments", sentence=what)
        if moment.minutes_from and moment.minutes_to and moment.minutes_from > moment.minutes_to:
            what = N_("give minutes_from or more: {allowed}")
            where = ("moments", number, "minutes_to")
            yield Flaw(path=where, code="template_moments", sentence=what, allowed=str(moment.minutes_from))


def _repeated(values: Iterable[T]) -> set[T]:
    return {value for value, count in Counter(values).items() if count > 1}


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
