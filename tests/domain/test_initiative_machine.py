"""The initiative as a state machine: whatever people do and however time passes, nothing is left hanging."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import forms
from domain.actors import CLOCK, Actor
from domain.calendar import CalendarState
from domain.calendar_content import CalendarContent
from domain.check_in import DrivenBy, Led, Meets, Model, Obligatory, Six
from domain.conditions import Rating
from domain.course import fewest_meetings
from domain.forms.current_state import OnConditions
from domain.forms.evaluation import Conclusion, Hold, IndicatorOutcome, Result
from domain.forms.implementation import Afterwards, Held, NewMeeting, OnPause, Rhythm
from domain.forms.plan import OnPlan
from domain.initiative import commands as do
from domain.initiative.agenda import Alarm, agenda
from domain.initiative.days import whose_day
from domain.initiative.events import Event, StageClosed, StageEntered, TemplateMoved
from domain.initiative.follow import fold
from domain.initiative.gates import CLAUSES
from domain.initiative.moving import SPARED
from domain.initiative.rehearsal import rehearse
from domain.initiative.state import InitiativeState, MeetingState, Status, Task, TaskState
from domain.initiative.timing import timing
from domain.ladders import Ladder
from domain.refusals import Refusal
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import CATALOGUE, Key
from domain.template import TemplateContent, Thresholds
from domain.track import Track
from styrkedjan.templates import SHIPPED, load
from tests.domain.calendars import CONTENTS, published
from tests.domain.days_read import causes_agree
from tests.domain.life import (
    ANNA,
    BO,
    HEAD,
    LEADER,
    STAFF,
    Life,
    analysis_form,
    chain_form,
    conditions_form,
    continuation_form,
    evaluation_form,
    needs_form,
    parts_form,
    plan_form,
    protocol_form,
    round_form,
    text,
)

RATINGS = st.sampled_from(Rating)
SIX = st.builds(
    Six,
    meets=st.sampled_from(Meets),
    model=st.sampled_from(Model),
    led=st.sampled_from(Led),
    obligatory=st.sampled_from(Obligatory),
    driven_by=st.sampled_from(DrivenBy),
    conditions=RATINGS,
)


KINDS = [load(key) for key in SHIPPED]
REACHED: list[Callable[[Life], Life] | None] = [
    None,
    Life.to_current_state,
    Life.to_plan,
    Life.to_implementation,
    Life.to_evaluation,
    Life.to_continuation,
]


@dataclass
class WatchedLife(Life):
    """A life that checks every alarm it answers."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def tick(self) -> None:
        while due := agenda(self.state, self.facts(CLOCK)).due:
            self._answer(due[0])

    def _answer(self, alarm: Alarm) -> None:
        left = self.remaining()
        events = self.does(CLOCK, alarm.command)
        assert events, f"{alarm.rule} was due and did nothing: {alarm.command}"
        assert not self.does(CLOCK, alarm.command), f"{alarm.rule} was done twice"
        if isinstance(alarm.command, do.ResumeOnDate):
            self.conserves(left)
        key = (alarm.rule, alarm.step, alarm.armed)
        self.answered[key] += 1
        assert self.answered[key] == 1, f"{key} was due twice"

    def remaining(self) -> dict[UUID, int]:
        """School days each open task has left after the last close."""
        closed = timing(self.state, self.facts(CLOCK)).closed
        return {t.task: t.due_position - closed for t in self.state.open_tasks if t.due_position is not None}

    def conserves(self, left: dict[UUID, int]) -> None:
        """A resumption leaves every task the school days it had, on the clock and as dates."""
        clock, after = timing(self.state, self.facts(CLOCK)), self.remaining()
        yesterday = clock.today - timedelta(days=1)
        for task in after.keys() & left.keys():
            due = self.state.tasks[task].due
            assert after[task] == left[task], "a pause conserves"
            assert due is not None
            assert clock.calendar.school.between(yesterday, due) == left[task], "the due day moves by as much"


SAID_ANEW: Final[dict[type[do.Command], str]] = {
    do.Comment: "a comment is its text, and whoever says it twice has said it twice",
    do.ExtendTask: "it adds days to those there are; the principal's second is refused, the organiser's adds again",
    do.IssueCodes: "so many codes more are more codes each time",
}
"""What the rules cannot know to be a repetition, and why; the command's id can (tests/events/test_ledger.py)."""


VERSIONS: Final = st.fixed_dictionaries(
    {},
    optional={
        "due": st.dictionaries(
            st.sampled_from([key for key, kind in CATALOGUE.items() if kind.due is not None]), st.integers(1, 40)
        ),
        "longest_gap_weeks": st.integers(4, 9),
        "check_in_months": st.sampled_from([(4, 18), (6, 24), (4, 18, 24, 48), (4, 9, 48, 60)]),
        "thresholds": st.builds(Thresholds, plan_for_afterwards_percent=st.integers(1, 100)),
    },
)
"""What another version of the template changes."""


class Initiative(RuleBasedStateMachine):
    """People act in any order; after each act the clock does what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.life = WatchedLife()
        self.settled: dict[UUID, TaskState] = {}

    @property
    def state(self) -> InitiativeState:
        return self.life.state

    @initialize(
        kind=st.sampled_from(KINDS),
        track=st.sampled_from(Track),
        known=st.booleans(),
        reach=st.sampled_from(REACHED),
    )
    def start(self, kind: TemplateContent, track: Track, known: bool, reach: Callable[[Life], Life] | None) -> None:
        self.life.template = kind
        if reach is None:
            self.life.starts(track, facilitators=(ANNA, BO) if known else ())
        else:
            reach(self.life)

    def act(self, actor: Actor, command: do.Command) -> list[Event]:
        """Do it if the rules allow it; done again it changes nothing."""
        before = self.state
        try:
            events = self.life.does(actor, command)
        except Refusal:
            assert self.state is before
            return []
        self._repeat(actor, command)
        return events

    def _repeat(self, actor: Actor, command: do.Command) -> None:
        if type(command) in SAID_ANEW:
            return
        before = self.state
        try:
            assert self.life.does(actor, command) == []
        except Refusal:
            assert self.state is before

    @rule(days=st.sampled_from([1, 3, 10, 25, 60, 200]))
    def time_passes(self, days: int) -> None:
        self.life.days(days)

    @precondition(lambda self: any(self.state.open_tasks))
    @rule(data=st.data())
    def somebody_answers(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.state.open_tasks, key=lambda t: str(t.task))))
        form = data.draw(self._form(task))
        self.act(self.life.holder(task), do.CompleteTask(task=task.task, form=form))

    def _form(self, task: Task) -> st.SearchStrategy[Any]:
        day = self.life.now.date()
        soon = day + timedelta(days=21)
        conditions = st.builds(lambda r, s: conditions_form(r, scheduled_time=s), RATINGS, RATINGS)
        match task.key:
            case Key.START_DECISION | Key.NEEDS_WORKSHOP:
                return st.just(needs_form())
            case Key.NEEDS_AND_CURRENT_STATE:
                n = needs_form()
                page = forms.NeedsAndCurrentState(
                    perspectives=n.perspectives, problems=n.problems, needs=n.needs, focus=text("f")
                )
                return st.just(page)
            case Key.PLAN_PARTS:
                return st.just(parts_form(self.life))
            case Key.INDIVIDUAL_PREPARATION:
                return st.integers(-1, 9).map(lambda n: forms.IndividualPreparation(prepared=n))
            case Key.CURRENT_STATE:
                return st.just(analysis_form())
            case Key.OBSERVATION:
                row = forms.current_state.ObservationRow(does=text("x"))
                return st.just(forms.Observation(rows=(row,)))
            case Key.SELF_ASSESSMENT:
                return st.just(forms.SelfAssessment(answered=3))
            case Key.CONDITIONS | Key.CHECKPOINT:
                return conditions
            case Key.DECIDE_ON_CONDITIONS:
                decided = st.sampled_from(OnConditions)
                return decided.map(lambda d: forms.DecideOnConditions(decision=d, until=soon, reason=text("r")))
            case Key.STRENGTHEN_CONDITIONS:
                return st.just(forms.StrengthenConditions(done=text("d")))
            case Key.EFFECT_CHAIN:
                return st.just(chain_form())
            case Key.DEVELOPMENT_PLAN:
                least = fewest_meetings(self.life.template)
                return st.builds(plan_form, st.just(soon), st.integers(1, 6).map(least.__add__), st.integers(1, 8))
            case Key.APPROVE_PLAN:
                return st.sampled_from(OnPlan).map(lambda d: forms.ApprovePlan(decision=d, comments=text("c")))
            case Key.PROTOCOL:
                return st.sampled_from(Held).map(lambda h: protocol_form(h, moved_to=soon))
            case Key.ANALYSIS_ROUND:
                counts = st.integers(0, 8)
                return st.builds(round_form, counts, counts, counts, reason=st.sampled_from([text("r"), None]))
            case Key.READ_PROTOCOL:
                return st.just(forms.ReadProtocol())
            case Key.RESTORE_RHYTHM:
                dates = tuple(NewMeeting(group=n, on=soon) for n in self.state.groups)
                return st.sampled_from(Rhythm).map(
                    lambda c: forms.RestoreRhythm(choice=c, new_dates=dates, pause_until=soon, reason=text("r"))
                )
            case Key.CONTINUATION_PLAN | Key.CONFIRM_CONTINUATION:
                return st.sampled_from(Afterwards).map(continuation_form)
            case Key.ANSWER_PAUSE:
                return st.sampled_from(OnPause).map(lambda d: forms.AnswerPause(decision=d))
            case Key.EVALUATION:
                return st.builds(self._evaluation, st.sampled_from(Conclusion), st.sampled_from(Result), st.booleans())
            case Key.EVALUATION_FACILITATORS:
                return st.just(forms.EvaluationFacilitators(teaching_changed=forms.evaluation.Extent.PARTLY))
            case Key.INDICATOR_AGAIN:
                return st.sampled_from(Result).map(
                    lambda r: forms.IndicatorAgain(result=r, text=text("t"), again_on=soon)
                )
            case Key.CHECK_IN:
                return SIX.map(lambda six: forms.CheckIn(facts=six))
            case Key.NEXT_INITIATIVE:
                return st.just(forms.NotNow(reason=text("r")))
            case Key.TAKE_NEW_HOLD:
                return st.sampled_from(Hold).map(
                    lambda h: forms.TakeNewHold(
                        choice=h,
                        what=text("w"),
                        who=text("h"),
                        first_date=soon,
                        reason=text("r"),
                        closing_note=text("n"),
                    )
                )

    def _evaluation(self, conclusion: Conclusion, result: Result, holds: bool) -> forms.Evaluation:
        again = self.life.now.date() + timedelta(days=40)
        rows = tuple(IndicatorOutcome(effect=n, result=result, text=text("t"), again_on=again) for n in (4, 5))
        return evaluation_form(conclusion, indicators=rows, plan_holds=holds, closing_note=text("n"))

    @precondition(lambda self: any(self.state.open_tasks))
    @rule(data=st.data())
    def a_colleague_answers(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.state.open_tasks, key=lambda t: str(t.task))))
        holder, colleague = self.life.holder(task), LEADER if self.life.holder(task) is not LEADER else HEAD
        assert colleague.person is not None
        self.act(holder, do.HandTask(task=task.task, to=colleague.person))
        form = data.draw(self._form(task))
        self.act(colleague, do.CompleteTask(task=task.task, form=form))
        self.act(holder, do.ConfirmAnswer(task=task.task))

    @rule(by=st.sampled_from([STAFF, HEAD]), days=st.integers(1, 300))
    def pauses(self, by: Actor, days: int) -> None:
        left, was = self.life.remaining(), self.state.status
        self.act(by, do.PauseInitiative(until=self.life.now.date() + timedelta(days=days), reason=text("r")))
        if was is Status.LIVE and self.state.status is Status.PAUSED:
            assert self.life.remaining() == left, "the clock stops where it stood at the last close"

    @precondition(lambda self: self.state.status is Status.PAUSED)
    @rule()
    def resumes(self) -> None:
        left, events = self.life.remaining(), self.act(STAFF, do.ResumeInitiative())
        assert events
        self.life.conserves(left)

    @rule(content=CONTENTS, first=st.sampled_from(["the follower", "time", "a person"]))
    def a_calendar_is_published(self, content: CalendarContent, first: str) -> None:
        self._reads_its_days()
        left, closed = self.life.remaining(), self._closed()
        today = self.life.calendar.local_date(self.life.now)
        self.life.calendar = published(self.life.calendar, content, today)
        match first:
            case "the follower":
                self.act(CLOCK, do.FollowCalendar())
            case "a person":
                self.act(STAFF, do.Comment(text=text("hej")))
        self.life.tick()
        after = self.life.remaining()
        assert self._closed() == closed, "what has gone by stays"
        assert all(after[task] == days for task, days in left.items() if task in after), "a calendar conserves"
        assert not self.life.does(CLOCK, do.FollowCalendar())

    def _closed(self) -> int:
        return timing(self.state, self.life.facts(STAFF)).closed

    @precondition(lambda self: any(self.state.open_tasks))
    @rule(data=st.data(), by=st.sampled_from([STAFF, HEAD]), days=st.integers(1, 20))
    def extends(self, data: st.DataObject, by: Actor, days: int) -> None:
        task = data.draw(st.sampled_from(sorted(self.state.open_tasks, key=lambda t: str(t.task))))
        self.act(by, do.ExtendTask(task=task.task, school_days=days, reason=text("r")))

    @rule(clause=st.sampled_from(sorted(CLAUSES)))
    def a_clause_is_let_pass(self, clause: str) -> None:
        self.act(STAFF, do.LetClausePass(clause=clause, reason=text("r")))

    @precondition(lambda self: self.state.stage is Stage.IMPLEMENTATION)
    @rule(data=st.data())
    def the_series_changes(self, data: st.DataObject) -> None:
        ahead = self.life.now.date() + timedelta(days=30)
        planned = [m.meeting for m in self.state.meetings.values() if m.state is MeetingState.PLANNED]
        choices: list[do.Command] = [
            do.CloseSeriesEarly(reason=text("r")),
            do.PlanMeeting(group=1, on=ahead),
            do.ChangePlan(plan=plan_form(ahead, 3, 5), reason=text("r")),
            do.NameFacilitator(group=1, person=None),
            do.NameFacilitator(group=1, person=ANNA),
        ]
        if planned:
            meeting = data.draw(st.sampled_from(sorted(planned, key=str)))
            choices += [do.MoveMeeting(meeting=meeting, to=ahead), do.CancelMeeting(meeting=meeting)]
        self.act(HEAD, data.draw(st.sampled_from(choices)))

    @precondition(lambda self: self.state.open_of(Key.SELF_ASSESSMENT))
    @rule(answered=st.sampled_from([None, 0, 5]))
    def participants_are_asked_by_code(self, answered: int | None) -> None:
        (task,) = self.state.open_of(Key.SELF_ASSESSMENT)
        self.act(HEAD, do.IssueCodes(task=task.task, number=5))
        if answered is not None:
            counts = ((0, 0, 5, 0),) * 18 if answered else ()
            self.act(HEAD, do.CloseCodes(task=task.task, answered=answered, counts=counts))

    @rule(changes=VERSIONS, back=st.booleans())
    def it_moves_to_another_version_of_its_template(self, changes: dict[str, Any], back: bool) -> None:
        number = 1 if back else self.life.publishes(**changes)
        before, facts = self.state, self.life.facts(STAFF)
        try:
            rehearsed = list(rehearse(number, before, facts).events)
        except Refusal:
            rehearsed = []
        assert self.act(STAFF, do.MoveToTemplate(version=number)) == rehearsed, "what was rehearsed is what is done"
        earliest = timing(before, facts).now + SPARED
        for row in (row for event in rehearsed if isinstance(event, TemplateMoved) for row in event.dues):
            assert row.due_position >= earliest
            assert row.due_position == earliest or not row.spared

    @rule()
    def somebody_comments(self) -> None:
        self.act(STAFF, do.Comment(text=text("hej")))

    @invariant()
    def something_is_always_going_to_happen(self) -> None:
        if self.state.status is Status.NONE or not self.state.is_going_on:
            assert not any(self.state.open_tasks)
            return
        next_due = agenda(self.state, self.life.facts(CLOCK)).next_due
        assert any(self.state.open_tasks) or next_due or self.state.pause, "nobody would ever notice"
        if self.state.status is Status.LIVE and next_due is None:
            assert self.state.stalled or any(t.ladder is not Ladder.NONE for t in self.state.open_tasks)

    @invariant()
    def folding_is_deterministic(self) -> None:
        assert fold(InitiativeState(), self.life.events) == self.state
        assert self.state.version == len(self.life.events)

    @invariant()
    def nothing_is_due_and_left(self) -> None:
        if self.state.status is not Status.NONE:
            assert not agenda(self.state, self.life.facts(CLOCK)).due

    @invariant()
    def dates_are_those_of_the_calendar_in_force(self) -> None:
        if self.state.status is Status.LIVE:
            clock = timing(self.state, self.life.facts(CLOCK))
            assert self.state.calendar == clock.calendar.number
            dated = [t for t in self.state.open_tasks if t.due_position is not None]
            assert all(t.due_position is not None and t.due == clock.date_of(t.due_position) for t in dated)

    @invariant()
    def a_stalled_initiative_is_never_paused_or_over(self) -> None:
        assert self.state.stalled is None or self.state.status is Status.LIVE

    @invariant()
    def the_day_has_one_cause(self) -> None:
        if self.state.is_going_on:
            facts = self.life.facts(CLOCK)
            closed = timing(self.state, facts).closed
            cause = whose_day(self.state, facts, closed)
            late = [
                t for t in self.state.open_tasks if t.ladder is not Ladder.NONE and (t.due_position or closed) < closed
            ]
            assert (cause is Cause.PAUSED) == (self.state.status is Status.PAUSED)
            assert not (late and cause is Cause.PROGRESSING)
            assert late or not cause.value.startswith("waiting")

    def teardown(self) -> None:
        self._reads_its_days()

    def _reads_its_days(self) -> None:
        if self.life.calendar == CalendarState():  # the reading by dates knows one calendar
            causes_agree(self.life)

    @invariant()
    def stages_are_entered_in_order(self) -> None:
        entered = [event.stage for event in self.life.events if isinstance(event, StageEntered)]
        assert entered == [Stage(n) for n in range(len(entered))]
        closed = [event.stage for event in self.life.events if isinstance(event, StageClosed)]
        assert closed == entered[: len(closed)]

    @invariant()
    def withdrawn_and_done_tasks_stay_so(self) -> None:
        for task in self.state.tasks.values():
            assert task.state is not TaskState.DONE or task.answer is not None
            assert self.settled.get(task.task, task.state) is task.state
            if not task.is_open:
                self.settled[task.task] = task.state


Initiative.TestCase.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
TestInitiative = Initiative.TestCase
