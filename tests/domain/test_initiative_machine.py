"""The initiative as a state machine: whatever people do and however time passes, nothing is left hanging."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from domain.actors import CLOCK, Actor
from domain.calendar import CalendarState
from domain.calendar_content import CalendarContent
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.days import whose_day
from domain.initiative.events import Event, StageClosed, StageEntered, TemplateMoved
from domain.initiative.follow import fold
from domain.initiative.gates import CLAUSES
from domain.initiative.moving import SPARED
from domain.initiative.openings import NOT_BEFORE_DAY
from domain.initiative.persons import by_name
from domain.initiative.rehearsal import rehearse
from domain.initiative.state import InitiativeState, MeetingState, Status, Task, TaskState
from domain.initiative.timing import timing
from domain.ladders import Ladder
from domain.refusals import Refusal
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from domain.template import TemplateContent
from domain.track import Track
from tests.domain.calendars import CONTENTS, published
from tests.domain.days_read import causes_agree
from tests.domain.drawn import KINDS, REACHED, VERSIONS, answers_to
from tests.domain.life import ANNA, BO, MANAGER, STAFF, Life, plan_form, text
from tests.domain.post_changes import PostChanges
from tests.domain.posted_life import COLLEAGUE, actor

SAID_ANEW: Final[dict[type[do.Command], str]] = {
    do.Comment: "a comment is its text, and whoever says it twice has said it twice",
    do.ExtendTask: "it adds days to those there are; the principal's second is refused, the organiser's adds again",
    do.IssueCodes: "so many codes more are more codes each time",
}
"""What the rules cannot know to be a repetition, and why; the command's id can (tests/events/test_ledger.py)."""


class Initiative(PostChanges):
    """People act in any order; after each act the clock does what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.settled: dict[UUID, TaskState] = {}

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
        form = data.draw(answers_to(task, self.life))
        self.act(self.life.holder(task), do.CompleteTask(task=task.task, form=form))

    @precondition(lambda self: any(self.state.open_tasks))
    @rule(data=st.data())
    def a_colleague_answers(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.state.open_tasks, key=lambda t: str(t.task))))
        holder, colleague = self.life.holder(task), actor(COLLEAGUE)
        self.act(holder, do.HandTask(task=task.task, to=COLLEAGUE))
        form = data.draw(answers_to(task, self.life))
        self.act(colleague, do.CompleteTask(task=task.task, form=form))
        self.act(holder, do.ConfirmAnswer(task=task.task))

    @precondition(lambda self: any(self._answered()))
    @rule(data=st.data())
    def a_form_is_corrected(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self._answered(), key=lambda t: str(t.task))))
        form = data.draw(answers_to(task, self.life))
        self.act(STAFF, do.CorrectForm(task=task.task, form=form, reason=text("r")))

    def _answered(self) -> Iterator[Task]:
        """An answer to `plan_parts` is drawn by the parts whose dates are asked for while it is open."""
        done = (task for task in self.state.tasks.values() if task.state is TaskState.DONE)
        yield from (task for task in done if task.key is not Key.PLAN_PARTS)

    @rule(by=st.sampled_from(["staff", "head"]), days=st.integers(1, 300))
    def pauses(self, by: str, days: int) -> None:
        left, was = self.life.remaining(), self.state.status
        self.act(self.of(by), do.PauseInitiative(until=self.life.now.date() + timedelta(days=days), reason=text("r")))
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
    @rule(data=st.data(), by=st.sampled_from(["staff", "head"]), days=st.integers(1, 20))
    def extends(self, data: st.DataObject, by: str, days: int) -> None:
        task = data.draw(st.sampled_from(sorted(self.state.open_tasks, key=lambda t: str(t.task))))
        self.act(self.of(by), do.ExtendTask(task=task.task, school_days=days, reason=text("r")))

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
        self.act(self.life.principal(), data.draw(st.sampled_from(choices)))

    @precondition(lambda self: self.state.open_of(Key.SELF_ASSESSMENT))
    @rule(answered=st.sampled_from([None, 0, 5]))
    def participants_are_asked_by_code(self, answered: int | None) -> None:
        (task,) = self.state.open_of(Key.SELF_ASSESSMENT)
        self.act(self.life.principal(), do.IssueCodes(task=task.task, number=5))
        if answered is not None:
            counts = ((0, 0, 5, 0),) * 18 if answered else ()
            self.act(self.life.principal(), do.CloseCodes(task=task.task, answered=answered, counts=counts))

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
            graced = 0 if self.state.new_since is None else self.state.new_since + NOT_BEFORE_DAY
            assert row.due_position in (earliest, graced) or not row.spared

    @rule(leaver=st.sampled_from([ANNA, BO, MANAGER]), to=st.sampled_from([ANNA, BO, MANAGER]))
    def all_that_is_somebody_s_by_name_is_given_to_another(self, leaver: UUID, to: UUID) -> None:
        given = list(by_name(leaver, to, self.state)) if leaver != to and self.state.is_going_on else []
        for command in given:
            assert self.act(STAFF, command), "what was found to be theirs was given on"
        assert leaver == to or not self.state.is_going_on or not list(by_name(leaver, to, self.state))

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
            cause = whose_day(self.state, facts, closed, facts.today - timedelta(days=1))
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
# Hypothesis makes an example smaller for up to five minutes. Cut short by the usual timeout, a failure that could have
# been told in a few steps was reported as flaky.
TestInitiative = pytest.mark.timeout(900)(Initiative.TestCase)
