"""A life of one initiative in memory: facts, forms as people fill them in, and the oracle that loops the agenda."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from domain import forms
from domain.actors import CLOCK, Actor, Role
from domain.calendar import CalendarState
from domain.check_in import DrivenBy, Led, Meets, Model, Obligatory, Six
from domain.conditions import Condition, ConditionAnswer, Rating
from domain.effect_chain import Edge, Node, NodeKind
from domain.facts import Facts
from domain.forms.current_state import Certainty, Evidence, Evident
from domain.forms.evaluation import Conclusion, Extent, Hold, IndicatorOutcome, Result
from domain.forms.implementation import Afterwards, CriticalFriends, Held, TimeUse
from domain.forms.needs import Need, Perspective, Problem
from domain.forms.plan import Group, LocatedMechanism, OnPlan
from domain.forms.start import TakingPart
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.decide import settle
from domain.initiative.events import Event, Voice
from domain.initiative.prefill import prefill
from domain.initiative.state import InitiativeState, Meeting, MeetingState, Task
from domain.mechanisms import MECHANISMS_OF, Mechanism
from domain.organiser import OrganiserState, Settings, Unit
from domain.post.events import Event as PostEvent
from domain.post.state import PostState
from domain.tasks import Address, Key
from domain.template import TemplateContent, TemplateState
from domain.track import Track
from events.deciding import with_post
from styrkedjan.templates import load
from tests.domain.who import HELD, POST, PRINCIPAL, UNIT, an_id, appointed, text

ORGANISER, MANAGER = an_id("organiser"), an_id("manager")
ANNA, BO = an_id("facilitator a"), an_id("facilitator b")
STAFF, HEAD, LEADER, OTHER_LEADER = (Actor(kind="person", person=person) for person in (ORGANISER, PRINCIPAL, ANNA, BO))
OF_ORGANISER = OrganiserState(
    settings=Settings(contact=MANAGER),
    units={UNIT: Unit(unit_kind="school", post=POST, name=text("Skolan"), code=None)},
    roles=frozenset({(ORGANISER, Role.ORGANISER)}),
)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def start_form(track: Track = Track.FULL, **changes: object) -> forms.StartDecision:
    given: dict[str, object] = {
        "title": text("Kollegialt lärande"),
        "unit": UNIT,
        "template": "lartraffar",
        "track": track,
        "manager": MANAGER,
        "facilitators": (ANNA, BO),
        "decision_body": text("Nämnden"),
        "decided_on": date(2027, 8, 20),
        "organiser_answers_for": text("tid"),
        "unit_answers_for": text("genomförande"),
        "evidence": text("forskning"),
        "takes_part": (TakingPart(group=text("lärare"), number=40),),
    }
    return forms.StartDecision(**{**given, **changes})  # type: ignore[arg-type]  # tests change one field at a time


def needs_form() -> forms.NeedsRecord:
    return forms.NeedsRecord(
        perspectives=(Perspective.TEACHER, Perspective.SPECIAL_EDUCATOR, Perspective.SCHOOL_LEADER),
        problems=(Problem(number=1, statement=text("p"), for_whom=text("elever"), how_noticed=text("prov")),),
        needs=(Need(need=text("n"), problem=1, priority=1),),
        more_information=False,
    )


def analysis_form() -> forms.CurrentState:
    row = Evidence(source=text("prov"), shows=text("lågt"), sign=Evident.MEASURABLE, certainty=Certainty.KNOW)
    return forms.CurrentState(
        evidence=(row,),
        results_analysis=text("a"),
        teaching_and_learning_analysis=text("b"),
        speaks_against=text("c"),
        focus=text("d"),
    )


def parts_form(life: "Life") -> forms.PlanParts:
    """What is suggested, with a meeting every week from the next one."""
    suggested = prefill(life.open(Key.PLAN_PARTS), life.state, life.template)
    assert isinstance(suggested, forms.PlanParts)
    on = life.now.date()
    return forms.PlanParts(
        meetings=tuple(replace(row, on=on + timedelta(weeks=n)) for n, row in enumerate(suggested.meetings, start=1))
    )


def conditions_form(rating: Rating = Rating.IN_PLACE, **changes: Rating) -> forms.Conditions:
    answers = tuple(ConditionAnswer(condition=c, rating=changes.get(c.value, rating)) for c in Condition)
    return forms.Conditions(answers=answers, second_voice=(text("Kim"), text("Lo")))


def effect(number: int, kind: NodeKind) -> Node:
    return Node(
        number=number,
        kind=kind,
        text=text("effekt"),
        indicator=text("andel"),
        baseline=text("60 %"),
        how_much=text("+10"),
        in_what=text("matematik"),
        by_when=date(2028, 6, 1),
        measured_how=text("prov"),
    )


def chain_form() -> forms.EffectChainForm:
    step = {1: NodeKind.RESOURCE, 2: NodeKind.ACTIVITY, 3: NodeKind.CHANGED_TEACHING}
    nodes = [Node(number=number, kind=kind, text=text("steg")) for number, kind in step.items()]
    nodes += [effect(4, NodeKind.EFFECT_SHORT), effect(5, NodeKind.PUPILS)]
    one_of_each: list[Mechanism] = [block[0] for block in MECHANISMS_OF.values()]
    return forms.EffectChainForm(
        teacher_does_differently=text("frågar först"),
        nodes=tuple(nodes),
        edges=tuple(Edge(source=n, target=n + 1) for n in range(1, 5)),
        lives_on_after_four_months=text("frågorna"),
        mechanisms=tuple(LocatedMechanism(mechanism=m, where=text("träffen")) for m in one_of_each),
    )


def plan_form(first: date, meetings: int = 5, every_weeks: int = 4) -> forms.DevelopmentPlan:
    return forms.DevelopmentPlan(
        goals=text("mål"),
        groups=tuple(
            Group(
                number=number,
                name=text(f"grupp {number}"),
                participants=8,
                facilitator=leader,
                time_percent=10,
                first_meeting=first,
                every_weeks=every_weeks,
                meetings=meetings,
                minutes=75,
            )
            for number, leader in ((1, ANNA), (2, BO))
        ),
        facilitators_meet_every_weeks=6,
        practical_time=text("tisdagar"),
        negotiation=text("samtal"),
    )


def protocol_form(outcome: Held = Held.HELD, **changes: object) -> forms.Protocol:
    given: dict[str, object] = {
        "outcome": outcome,
        "present": 7,
        "next_do": text("pröva"),
        "tried": text("prövat"),
        "time_went_to": (TimeUse.TASK,),
    }
    return forms.Protocol(**{**given, **changes})  # type: ignore[arg-type]  # tests change one field at a time


def round_form(sent_in: int = 8, by_friend: int = 8, by_leader: int = 8, **changes: object) -> forms.AnalysisRound:
    given: dict[str, object] = {
        "sent_in": sent_in,
        "by_critical_friend": by_friend,
        "by_course_leader": by_leader,
        "friends": (CriticalFriends(writer=text("Kim"), friend=text("Lo")),),
    }
    return forms.AnalysisRound(**{**given, **changes})  # type: ignore[arg-type]  # tests change one field at a time


def continuation_form(choice: Afterwards = Afterwards.GO_ON) -> forms.ContinuationPlan:
    return forms.ContinuationPlan(
        choice=choice,
        end_reason=text("räcker"),
        closing_note=text("tack"),
        tied_to_quality_work=text("a"),
        followed_up=text("b"),
        scheduled_time=text("c"),
        content_and_goals=text("d"),
        leaders=text("e"),
    )


def evaluation_form(conclusion: Conclusion = Conclusion.KEEP, **changes: object) -> forms.Evaluation:
    given: dict[str, object] = {
        "indicators": tuple(
            IndicatorOutcome(effect=number, result=Result.OUTCOME, text=text("70 %")) for number in (4, 5)
        ),
        "teaching_changed": Extent.PARTLY,
        "pupils_results": Extent.PARTLY,
        "conclusion": conclusion,
        "new_needs": text("mer att lära"),
        "closing_note": text("slut") if conclusion is Conclusion.END else None,
    }
    return forms.Evaluation(**{**given, **changes})  # type: ignore[arg-type]  # tests change one field at a time


BEST = Six(
    meets=Meets.MONTHLY,
    model=Model.YES,
    led=Led.NAMED,
    obligatory=Obligatory.ALL,
    driven_by=DrivenBy.PRINCIPAL,
    conditions=Rating.IN_PLACE,
)


def check_in_form(facts: Six = BEST) -> forms.CheckIn:
    return forms.CheckIn(facts=facts)


def new_hold_form(first: date) -> forms.TakeNewHold:
    return forms.TakeNewHold(choice=Hold.NEW_HOLD, what=text("nya träffar"), who=text("alla"), first_date=first)


@dataclass
class Life:
    """Plays one initiative; the clock's own commands run as the oracle does: loop the agenda at every moment due."""

    now: datetime = field(default_factory=lambda: at(date(2027, 8, 24)))
    state: InitiativeState = field(default_factory=InitiativeState)
    events: list[Event] = field(default_factory=list)
    dated: list[tuple[datetime, Event]] = field(default_factory=list)
    """The same events, each with when it was recorded."""
    organiser: OrganiserState = OF_ORGANISER
    template: TemplateContent = field(default_factory=lambda: load("lartraffar"))
    later: dict[int, TemplateContent] = field(default_factory=dict)
    """Versions published after it started."""
    calendar: CalendarState = field(default_factory=CalendarState)
    post: PostState = HELD
    posted: list[tuple[datetime, PostEvent]] = field(default_factory=lambda: [(at(date(2020, 8, 1)), appointed())])
    """What was recorded of the post, each with when."""

    def facts(self, actor: Actor, seen: int | None = None) -> Facts:
        facts = Facts(
            now=self.now,
            seen=seen,
            standing=self.organiser.standing(actor),
            organiser=self.organiser,
            calendar=self.calendar,
            template=TemplateState(versions={1: self.template, **self.later}),
            post=self.post,
        )
        return replace(facts, standing=with_post(facts))

    def does(self, actor: Actor, command: do.Command, seen: int | None = None) -> list[Event]:
        events, self.state = settle(command, self.state, self.facts(actor, seen))
        self.events += events
        self.dated += [(self.now, event) for event in events]
        if actor is not CLOCK:
            self.tick()
        return list(events)

    def tick(self) -> None:
        """Everything due now, one after another, to the fixed point."""
        while due := agenda(self.state, self.facts(CLOCK)).due:
            for alarm in due:
                self.does(CLOCK, alarm.command)

    def until(self, moment: datetime) -> None:
        """Time passes; every alarm on the way is answered at its own moment."""
        self.tick()
        while (alarm := agenda(self.state, self.facts(CLOCK)).next) and alarm.at <= moment:
            self.now = alarm.at
            self.tick()
        self.now = max(self.now, moment)

    def days(self, number: int) -> None:
        self.until(self.now + timedelta(days=number))

    def publishes(self, **changes: object) -> int:
        """Another version of the template: the first with some fields changed; its number."""
        number = 2 + len(self.later)
        self.later[number] = replace(self.template, **changes)  # type: ignore[arg-type]  # tests change some fields
        return number

    def holder(self, task: Task) -> Actor:
        if task.key is Key.OUTGOING_COMMENT:
            return HEAD if self.state.principal == PRINCIPAL else Actor(kind="person", person=self.state.principal)
        match task.address:
            case Address.ORGANISER:
                return STAFF
            case Address.PRINCIPAL:
                return self.principal()
            case Address.FACILITATOR:
                return LEADER if task.group == 1 else OTHER_LEADER
            case Address.FACILITATORS:
                return LEADER

    def principal(self) -> Actor:
        """Whoever answers for the post today; while nobody does, who did at first."""
        person = self.post.at(self.facts(CLOCK).today).person
        return HEAD if person in (None, PRINCIPAL) else Actor(kind="person", person=person)

    def open(self, key: Key, voice: Voice | None = None) -> Task:
        return next(t for t in self.state.open_of(key) if voice in (None, t.voice))

    def sends(self, form: forms.Form, key: Key, voice: Voice | None = None) -> list[Event]:
        task = self.open(key, voice)
        return self.does(self.holder(task), do.CompleteTask(task=task.task, form=form))

    def sends_as(self, actor: Actor, form: forms.Form, key: Key) -> list[Event]:
        """Somebody else than the usual holder does."""
        return self.does(actor, do.CompleteTask(task=self.open(key).task, form=form))

    def starts(self, track: Track = Track.FULL, **changes: object) -> "Life":
        form = start_form(track, **{"template": self.template.key, **changes})
        self.does(STAFF, do.StartInitiative(initiative=an_id("initiative"), form=form))
        return self

    def through_parts(self) -> "Life":
        """The parts of the template that come in this stage, a meeting a week."""
        stage = self.state.stage
        while self.state.stage is stage and (self.state.open_of(Key.PLAN_PARTS) or self.planned_parts()):
            if self.state.open_of(Key.PLAN_PARTS):
                self.sends(parts_form(self), Key.PLAN_PARTS)
            self.a_day_of_meetings()
        return self

    def planned_parts(self) -> list[Meeting]:
        """The working group's meetings that are ahead."""
        return [m for m in self.state.meetings.values() if m.group == 0 and m.state is MeetingState.PLANNED]

    def to_needs(self) -> "Life":
        return self.starts().through_parts()

    def to_current_state(self) -> "Life":
        self.to_needs()
        self.sends(needs_form(), Key.NEEDS_WORKSHOP)
        return self.through_parts()

    def rates(self, principal: Rating = Rating.IN_PLACE, second: Rating = Rating.IN_PLACE) -> None:
        self.sends(conditions_form(principal), Key.CONDITIONS, Voice.PRINCIPAL)
        self.sends(conditions_form(second), Key.CONDITIONS, Voice.SECOND)

    def to_effect_chain(self) -> "Life":
        self.to_current_state()
        self.sends(analysis_form(), Key.CURRENT_STATE)
        self.rates()
        return self

    def to_plan(self) -> "Life":
        self.to_effect_chain()
        self.sends(chain_form(), Key.EFFECT_CHAIN)
        return self

    def to_implementation(self, meetings: int | None = None, every_weeks: int | None = None) -> "Life":
        self.to_plan()
        first, series = (self.now + timedelta(days=14)).date(), self.template.series
        plan = plan_form(first, meetings or series.number, every_weeks or series.every_weeks)
        self.sends(plan, Key.DEVELOPMENT_PLAN)
        self.sends(forms.ApprovePlan(decision=OnPlan.APPROVE), Key.APPROVE_PLAN)
        return self

    def holds_every_meeting(self) -> "Life":
        while self.state.stage == 5 and not self.state.open_of(Key.CONTINUATION_PLAN):
            self.a_day_of_meetings()
        return self

    def a_day_of_meetings(self, rounds: int = 6) -> None:
        """A day passes; every protocol that is asked for is sent in, and every analysis round up to that one."""
        self.days(1)
        asked = [task for task in self.state.open_of(Key.ANALYSIS_ROUND) if (task.number or 0) <= rounds]
        for task in (*self.state.open_of(Key.PROTOCOL), *asked):
            form = protocol_form() if task.key is Key.PROTOCOL else round_form()
            self.does(self.holder(task), do.CompleteTask(task=task.task, form=form))

    def to_evaluation(self) -> "Life":
        self.to_implementation().holds_every_meeting()
        self.sends(continuation_form(), Key.CONTINUATION_PLAN)
        while self.state.stage == 5:
            self.a_day_of_meetings()
        return self

    def to_continuation(self, **changes: object) -> "Life":
        self.to_evaluation()
        self.sends(evaluation_form(plan_holds=True, **changes), Key.EVALUATION)
        return self

    def answers_check_ins(self, facts: Six = BEST) -> "Life":
        while self.state.is_going_on:
            alarm = agenda(self.state, self.facts(CLOCK)).next
            if not self.state.open_of(Key.CHECK_IN) and alarm:
                self.until(alarm.at + timedelta(hours=10))
            for voice in Voice:
                if any(task.voice is voice for task in self.state.open_of(Key.CHECK_IN)):
                    self.sends(check_in_form(facts), Key.CHECK_IN, voice)
            while self.state.open_of(Key.TAKE_NEW_HOLD):
                self.sends(new_hold_form(self.now.date()), Key.TAKE_NEW_HOLD)
        return self
