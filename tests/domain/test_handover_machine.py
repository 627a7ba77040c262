"""Whatever happens to a post, in whatever order: its handover asks nothing twice and leaves nothing hanging."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.actors import Actor
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk, Stance
from domain.handover import commands as do
from domain.handover.agenda import agenda
from domain.handover.tasks import HandoverKey
from domain.post import events as of_post
from tests.domain.test_handover import ANNA, BO, CILLA, CONTACT, FIRST, SECOND, Turning
from tests.domain.who import UNIT, an_id, appointed

DAYS = st.integers(0, 60)
CONTACTING = Actor(kind="person", person=CONTACT)


class Handing(RuleBasedStateMachine):
    """A principal leaves; what the machine does to the post is always possible there: tenures never overlap."""

    def __init__(self) -> None:
        super().__init__()
        self.turning = Turning()
        self.appointments = 0

    @initialize(days=DAYS)
    def somebody_leaves(self, days: int) -> None:
        self.turning.leaves(self.turning.today + timedelta(days=days))

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.turning.until(self.turning.today + timedelta(days=days))

    @rule(days=DAYS, who=st.sampled_from([BO, CILLA]))
    def somebody_is_appointed(self, days: int, who: object) -> None:
        ends = [t.until for t in self.turning.post.tenures.values()]
        if None in ends:
            return
        first = max([end for end in ends if end] + [self.turning.today]) + timedelta(days=1 + days)
        self.appointments += 1
        event = replace(appointed(who, first), tenure=an_id(f"tenure {who} {self.appointments}"))  # type: ignore[arg-type]
        self.turning.hears(event)

    @rule(days=DAYS)
    def the_last_one_leaves(self, days: int) -> None:
        last = max(self.turning.post.tenures.values(), key=lambda t: t.since)
        day = max(last.since, self.turning.today) + timedelta(days=days)
        self.turning.hears(of_post.DepartureAnnounced(tenure=last.tenure, last_day=day, reason=None))

    @rule()
    def the_last_appointment_never_was(self) -> None:
        last = max(self.turning.post.tenures.values(), key=lambda t: t.since)
        if last.person != ANNA:
            self.turning.hears(of_post.TenureStruck(tenure=last.tenure, reason=an_id("why").bytes))  # type: ignore[arg-type]

    @rule(which=st.sampled_from([FIRST, SECOND]), choice=st.sampled_from(Stance), over=st.booleans())
    def an_initiative_is_seen(self, which: object, choice: Stance, over: bool) -> None:
        if self.turning.state.is_open:
            self.turning.sees(which, commented=True, position=choice, over=over)  # type: ignore[arg-type]

    @precondition(lambda self: any(self.turning.state.open_tasks))
    @rule(data=st.data())
    def the_manager_answers(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(sorted(self.turning.state.open_tasks, key=lambda t: t.task)))
        today = self.turning.today
        forms: dict[HandoverKey, HandoverForm] = {
            HandoverKey.HANDOVER_TALK: HandoverTalk(held_on=today),
            HandoverKey.CONFIRM_BRIEF: ConfirmBrief(confirmed=True),
            HandoverKey.ANSWERS_MEANWHILE: AnswersMeanwhile(person=CILLA, until=today + timedelta(days=20)),
        }
        command = do.CompleteHandoverTask(task=task.task, form=forms[task.key])
        assert self.turning.does(command, CONTACTING)
        assert self.turning.does(command, CONTACTING) == []

    @invariant()
    def what_was_taken_up_is_not_taken_up_twice(self) -> None:
        if self.turning.state.change is not None:
            assert self.turning.follows() == []

    @invariant()
    def each_thing_is_asked_once_at_a_time_and_nothing_after_the_end(self) -> None:
        state = self.turning.state
        asked = Counter(task.key for task in state.open_tasks)
        assert all(number == 1 for number in asked.values())
        assert state.is_open or state.change is None or not asked

    @invariant()
    def it_waits_for_somebody_or_for_a_day(self) -> None:
        """Never for nothing: a task, a position, somebody's first day, a day on which the post changes."""
        state = self.turning.state
        if state.is_open:
            due, ahead = agenda(state, self.turning.facts())
            successor = state.change is not None and state.change.newcomer is None
            assert not due
            assert ahead or any(state.open_tasks) or any(state.waits_for) or successor

    @invariant()
    def its_name_is_the_turnover_s(self) -> None:
        if self.turning.state.is_open:
            known = {turnover.handover for turnover in self.turning.post.turnovers}
            assert self.turning.state.handover in known
            assert self.turning.state.unit == UNIT


TestHanding = Handing.TestCase
TestHanding.settings = settings(max_examples=60, stateful_step_count=30)
