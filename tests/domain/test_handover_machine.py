"""Whatever happens to a post, in whatever order: its handover asks nothing twice and leaves nothing hanging."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.actors import Actor
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk, Stance
from domain.handover import commands as do
from domain.handover.agenda import agenda
from domain.handover.decide import AGGREGATE
from domain.handover.events import Ending, HandoverEnded, HandoverOpened
from domain.handover.follow import is_of_now, turnover_of
from domain.handover.state import HandoverState, HandoverTask
from domain.handover.tasks import HandoverKey
from domain.post import events as of_post
from domain.post.timeline import Tenure
from tests.domain.test_handover import ANNA, BO, CILLA, CONTACT, FIRST, SECOND, Turning
from tests.domain.who import UNIT, an_id, appointed, text

DAYS = st.integers(0, 60)
CONTACTING = Actor(kind="person", person=CONTACT)


class Handing(RuleBasedStateMachine):
    """A principal leaves; what the machine does to the post is always possible there: tenures never overlap."""

    def __init__(self) -> None:
        super().__init__()
        self.turning = Turning()
        self.appointments = 0
        self.read = 0
        """Events looked at."""

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
    def the_last_one_stays_after_all(self) -> None:
        last = max(self.turning.post.tenures.values(), key=lambda t: t.since)
        right = of_post.TenureCorrected(tenure=last.tenure, since=last.since, until=None, reason=text("stannar"))
        self.turning.hears(right)

    @rule()
    def the_last_appointment_never_was(self) -> None:
        last = max(self.turning.post.tenures.values(), key=lambda t: t.since)
        if last.person != ANNA:
            self.turning.hears(of_post.TenureStruck(tenure=last.tenure, reason=an_id("why").bytes))  # type: ignore[arg-type]

    @rule(days=DAYS, length=st.integers(0, 30))
    def somebody_is_away(self, days: int, length: int) -> None:
        """A deputy answers; it is no turnover, whatever the dates turn out to be."""
        first = self.turning.today + timedelta(days=days)
        principal = self.turning.post.at(first).principal
        if principal is None:
            return
        before, known = self.turning.post.turnovers, self.turning.events[:]
        self.appointments += 1
        away = of_post.DeputyAppointed(
            unit=UNIT,
            absence=an_id(f"absence {self.appointments}"),
            principal=principal,
            person=an_id("deputy"),
            since=first,
            until=first + timedelta(days=length),
            reason=None,
        )
        self.turning.hears(away)
        assert self.turning.post.turnovers == before
        assert self.turning.events == known, "an absence changes no handover"

    @rule(days=DAYS)
    def the_last_one_s_first_day_was_wrong(self, days: int) -> None:
        """As far back as to the day after the one before them."""
        *_, last = sorted(self.turning.post.tenures.values(), key=lambda t: t.since)
        if last.person == ANNA:
            return
        ends = [t.until for t in self.turning.post.tenures.values() if t.tenure != last.tenure and t.until]
        first = max(ends) + timedelta(days=1 + days)
        until = max(first, last.until) if last.until else None
        right = of_post.TenureCorrected(tenure=last.tenure, since=first, until=until, reason=text("fel dag"))
        self.turning.hears(right)

    def _by_which_came(self, tenure: Tenure) -> list[UUID]:
        """The handover of the change that began with the tenure; none where the same person went on."""
        known = self.turning.post.turnovers
        return [t.handover for t in known if (t.newcomer, t.first_day) == (tenure.person, tenure.since)]

    @rule()
    def the_last_appointment_is_struck_and_entered_again(self) -> None:
        """The same person from the same day: the same change of principal, or the first one's truthful end."""
        *_, last = sorted(self.turning.post.tenures.values(), key=lambda t: t.since)
        if last.person == ANNA:
            return
        before = self._by_which_came(last)
        self.the_last_appointment_never_was()
        self.appointments += 1
        again = replace(
            appointed(last.person, last.since), tenure=an_id(f"again {self.appointments}"), until=last.until
        )
        self.turning.hears(again)
        assert self._by_which_came(last) == before, "one handover for each turnover"

    @rule(which=st.sampled_from([FIRST, SECOND]), choice=st.sampled_from(Stance), over=st.booleans())
    def an_initiative_is_seen(self, which: object, choice: Stance, over: bool) -> None:
        if self.turning.state.is_open:
            self.turning.sees(which, commented=True, position=choice, over=over)  # type: ignore[arg-type]

    @precondition(lambda self: self.turning.state.is_open)
    @rule()
    def everything_is_said(self) -> None:
        """So that it ends, where the newcomer has come."""
        state, today = self.turning.state, self.turning.today
        has_come = state.change is not None and (state.change.first_day or date.max) <= today
        for each in sorted(state.seen):
            if self.turning.state.is_open and has_come:
                self.turning.sees(each, commented=True, position=Stance.GO_ON)
        for task in sorted(self.turning.state.open_tasks, key=lambda t: t.task):
            if self.turning.state.tasks[task.task].is_open:
                self._answer(task)

    @precondition(lambda self: any(self.turning.state.open_tasks))
    @rule(data=st.data())
    def the_manager_answers(self, data: st.DataObject) -> None:
        self._answer(data.draw(st.sampled_from(sorted(self.turning.state.open_tasks, key=lambda t: t.task))))

    @precondition(lambda self: any(task.done_on for task in self.turning.state.tasks.values()))
    @rule(data=st.data())
    def an_answer_is_corrected(self, data: st.DataObject) -> None:
        """It changes what was said and nothing else."""
        done = [task for task in self.turning.state.tasks.values() if task.done_on]
        task = data.draw(st.sampled_from(sorted(done, key=lambda t: t.task)))
        command = do.CorrectHandoverForm(task=task.task, form=self._forms(BO, 10)[task.key], reason=text("fel"))
        in_force = self.turning.state.is_open and is_of_now(task, self.turning.facts())
        if task.key is not HandoverKey.ANSWERS_MEANWHILE or (in_force and task == self.turning.state.names_meanwhile):
            kinds = {event.kind for event in self.turning.does(command, CONTACTING)}
            assert kinds <= {"handover_form_corrected"}
            assert self.turning.state.tasks[task.task].form == command.form
            assert self.turning.does(command, CONTACTING) == []

    def _answer(self, task: HandoverTask) -> None:
        command = do.CompleteHandoverTask(task=task.task, form=self._forms(CILLA, 20)[task.key])
        assert self.turning.does(command, CONTACTING)
        assert self.turning.does(command, CONTACTING) == []

    def _forms(self, meanwhile: UUID, days: int) -> dict[HandoverKey, HandoverForm]:
        today = self.turning.today
        return {
            HandoverKey.HANDOVER_TALK: HandoverTalk(held_on=today),
            HandoverKey.CONFIRM_BRIEF: ConfirmBrief(confirmed=True, comment=text(f"{days} {today}")),
            HandoverKey.ANSWERS_MEANWHILE: AnswersMeanwhile(person=meanwhile, until=today + timedelta(days=days)),
        }

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
    def it_ends_as_withdrawn_only_where_there_is_no_such_turnover(self) -> None:
        known = {turnover.handover for turnover in self.turning.post.turnovers_at(UNIT)}
        for event in self.turning.events[self.read :]:
            if isinstance(event, HandoverEnded):
                assert (event.how is Ending.WITHDRAWN) == (self.turning.state.handover not in known)
        self.read = len(self.turning.events)

    @invariant()
    def it_opens_and_ends_in_turn(self) -> None:
        """It ends once, and again only as what never was."""
        turns = [event for event in self.turning.events if isinstance(event, HandoverOpened | HandoverEnded)]
        for one, other in pairwise(turns):
            if isinstance(other, HandoverOpened):
                assert isinstance(one, HandoverEnded)
            elif isinstance(one, HandoverEnded):
                assert other.how is Ending.WITHDRAWN
                assert one.how is not Ending.WITHDRAWN

    @invariant()
    def it_tells_the_days_that_are_known_also_when_it_has_ended(self) -> None:
        change = self.turning.state.change
        turnover = turnover_of(self.turning.state.handover, UNIT, self.turning.facts())
        if change is not None and turnover is not None and self.turning.state.ending is not Ending.WITHDRAWN:
            told = (change.leaver, change.last_day, change.newcomer, change.first_day)
            assert told == (turnover.leaver, turnover.last_day, turnover.newcomer, turnover.first_day)

    @invariant()
    def it_is_not_over_while_somebody_has_yet_to_come(self) -> None:
        state = self.turning.state
        turnover = turnover_of(state.handover, UNIT, self.turning.facts())
        if turnover is not None and not self._nothing_lives() and (turnover.first_day or date.max) > self.turning.today:
            assert state.is_open, "whatever it was believed to be before"

    @invariant()
    def whoever_is_there_now_is_who_spoke_or_is_asked(self) -> None:
        """Neither one who left again nor one who was believed to come has spoken for them."""
        state, service = self.turning.state, self.turning.post.service_at(self.turning.today)
        if service is not None and service.handover == state.handover and not self._nothing_lives():
            assert state.is_open or (state.ending is Ending.COMPLETED and self._spoke() == service.newcomer)
        elif state.is_open and ((state.change and state.change.first_day) or date.max) <= self.turning.today:
            assert self._has_a_day_left(state.change and state.change.newcomer), "else it has given way to the next"

    def _has_a_day_left(self, person: UUID | None) -> bool:
        held = self.turning.post.tenures.values()
        return any((t.until or date.max) >= self.turning.today for t in held if t.person == person)

    def _nothing_lives(self) -> bool:
        return all(each.over for each in self.turning.state.seen.values())

    def _spoke(self) -> UUID | None:
        """The newcomer as it was completed last."""
        state, spoke = HandoverState(), None
        for event in self.turning.events:
            state = AGGREGATE.evolve(state, event)
            if state.ending is Ending.COMPLETED and isinstance(event, HandoverEnded) and state.change is not None:
                spoke = state.change.newcomer
        return spoke

    @invariant()
    def who_answers_meanwhile_is_asked_of_a_vacancy_alone(self) -> None:
        asked = self.turning.asked(HandoverKey.ANSWERS_MEANWHILE)
        assert asked is None or self.turning.post.at(self.turning.today).is_vacant

    @invariant()
    def its_name_is_the_turnover_s(self) -> None:
        if self.turning.state.is_open:
            known = {turnover.handover for turnover in self.turning.post.turnovers_at(UNIT)}
            assert self.turning.state.handover in known
            assert self.turning.state.unit == UNIT


TestHanding = Handing.TestCase
TestHanding.settings = settings(max_examples=60, stateful_step_count=30)
