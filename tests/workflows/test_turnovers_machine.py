"""One post, all its handovers and an initiative, taken on as the follower and the handovers' steps do, without servers.

Whatever is recorded of the post, late, corrected or struck: everybody converges, one asks, nobody is told twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import forms
from domain.actors import CLOCK, Actor
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk, Stance
from domain.handover import commands as do_to_handover
from domain.handover.agenda import agenda
from domain.handover.decide import AGGREGATE
from domain.handover.events import Ending
from domain.handover.initiatives import seen, to_be_told
from domain.handover.state import HandoverState
from domain.handover.tasks import HandoverKey
from domain.initiative import commands as do
from domain.initiative.state import InitiativeState
from domain.post import commands as post
from domain.post.state import PostState
from domain.post.timeline import Standing
from domain.post.turnovers import Turnover
from domain.refusals import Refusal
from domain.sealed import Sealed
from domain.tasks import Key
from events.reading_handovers import Living
from events.rows import project
from styrkedjan.follower_of_posts import follow_ups
from tests.domain.drawn import recorded_of
from tests.domain.life import STAFF, text
from tests.domain.posted_life import COLLEAGUE, HEADS, WHY, PostedLife, actor
from tests.domain.who import UNIT

DAY = timedelta(days=1)
ROUNDS = 6
"""In which everybody has heard of everything."""


class Turnovers(RuleBasedStateMachine):
    """The initiative's own clock comes first, or the handovers' do."""

    def __init__(self) -> None:
        super().__init__()
        self.life = PostedLife()
        self.handovers: dict[UUID, HandoverState] = {}
        self.told: list[tuple[date, UUID, UUID]] = []
        """When, by which handover, whom."""

    @initialize(held=st.sampled_from([True, True, False]))
    def it_starts(self, held: bool) -> None:
        """At a post that somebody holds, or nobody yet."""
        if not held:
            self.life.post, self.life.posted = PostState(), []
        self.life.starts()
        self._hear()

    @property
    def stream(self) -> str:
        return f"initiative:{self.life.state.initiative}"

    @property
    def today(self) -> date:
        return self.life.facts(CLOCK).today

    # What a worker does

    def _to_handover(self, id_: UUID, command: do_to_handover.Command, who: Actor = CLOCK) -> bool:
        state = self.handovers.get(id_, HandoverState())
        events = AGGREGATE.decide(command, state, self.life.facts(who))
        for event in events:
            state = AGGREGATE.evolve(state, event)
        if events:
            self.handovers[id_] = state
        return bool(events)

    def _follow(self) -> bool:
        return sum(self._to_handover(each.handover, each) for each in self._told_by_the_follower()) > 0

    def _told_by_the_follower(self) -> list[do_to_handover.FollowTurnover]:
        rows = project(self.stream, InitiativeState(), self.life.state).initiative
        assert rows is not None
        position = bool(self.life.state.open_of(Key.POSITION))
        row = Living(stream=self.stream, version=1, initiative=rows, asks_position=position)
        live = [row] if self.life.state.is_going_on else []
        return list(follow_ups(self.life.post, UNIT, live))

    def _step(self, id_: UUID) -> bool:
        """The first thing there is to do."""
        state, facts, initiative = self.handovers[id_], self.life.facts(CLOCK), self.life.state
        if not state.is_open:
            return False
        due, _ = agenda(state, facts)
        if sum(self._to_handover(id_, alarm.command) for alarm in due):
            return True
        persons = list(to_be_told(initiative, state, facts))
        if persons and self._catches_up():
            return True
        news = state.news([seen(initiative.initiative, initiative, state, facts.today)])
        if news and self._to_handover(id_, do_to_handover.SeeInitiatives(seen=news)):
            return True
        return sum(self._tell(id_, person, since) for person, since in persons) > 0

    def _catches_up(self) -> bool:
        before = len(self.life.events)
        self.life.tick()
        return len(self.life.events) > before

    def _tell(self, id_: UUID, person: UUID, since: date) -> bool:
        brief = do.KeepBrief(
            handover=id_,
            told=person,
            since=since,
            text=Sealed(b"..."),
            language="sv",
            of_version=1,
            rests_on=(),
            moment=self.life.now,
            renderer=1,
            digest="00",
        )
        told = bool(self.life.does(CLOCK, brief))
        if told:
            self.told.append((self.today, id_, person))
        return told

    def _work(self, *, handovers_first: bool = False) -> None:
        """Until nobody has anything to do."""
        for _ in range(ROUNDS):
            acted = handovers_first and self._steps()
            acted = self._catches_up() or acted
            acted = self._steps() or acted
            if not acted:
                return
        raise AssertionError("it goes on and on")

    def _steps(self) -> bool:
        acted = False
        for id_ in sorted(self.handovers):
            for _ in range(20):
                if not self._step(id_):
                    break
                acted = True
            else:
                raise AssertionError("a handover's step goes on and on")
        return acted

    # What people do

    def _records(self, command: post.Command, *, late: bool) -> None:
        try:
            events = self.life.records(command)
        except Refusal:
            return
        if events and not late:
            self._hear()

    def _hear(self) -> None:
        self._follow()
        self.life.does(CLOCK, do.FollowPost())
        self._work()

    @rule(data=st.data(), earliest=st.sampled_from([-8, 0]))
    def the_post_changes(self, data: st.DataObject, earliest: int) -> None:
        self._records(data.draw(recorded_of(self.life, earliest, 15)), late=False)

    @rule(who=st.sampled_from(HEADS), notice=st.integers(-5, 10), gap=st.sampled_from([0, 0, 3]))
    def somebody_leaves_and_somebody_comes(self, who: UUID, notice: int, gap: int) -> None:
        last = self.today + notice * DAY
        leaver = self.life.post.at(self.today).principal or who
        self._records(post.AnnounceDeparture(unit=UNIT, person=leaver, last_day=last, reason=WHY), late=False)
        comes = post.AppointPrincipal(unit=UNIT, person=who, since=last + (1 + gap) * DAY, reason=WHY)
        self._records(comes, late=False)

    @rule(days=st.sampled_from([1, 1, 3, 7, 20]), handovers_first=st.booleans())
    def days_pass(self, days: int, handovers_first: bool) -> None:
        for _ in range(days):
            self.life.now += DAY
            self._work(handovers_first=handovers_first)

    @rule()
    def the_manager_answers(self) -> None:
        for id_, task in [(id_, task) for id_, state in self.handovers.items() for task in state.open_tasks]:
            forms_: dict[HandoverKey, HandoverForm] = {
                HandoverKey.HANDOVER_TALK: HandoverTalk(held_on=self.today),
                HandoverKey.CONFIRM_BRIEF: ConfirmBrief(confirmed=True),
                HandoverKey.ANSWERS_MEANWHILE: AnswersMeanwhile(person=COLLEAGUE, until=self.today + 20 * DAY),
            }
            if self.handovers[id_].tasks[task.task].is_open:
                answer = do_to_handover.CompleteHandoverTask(task=task.task, form=forms_[task.key])
                self._to_handover(id_, answer, STAFF)
        self._work()

    @precondition(lambda self: self.life.post.at(self.today).principal is not None)
    @rule(key=st.sampled_from([Key.POSITION, Key.POSITION, Key.OUTGOING_COMMENT]))
    def the_principal_answers(self, key: Key) -> None:
        form: forms.Form = forms.Position(choice=Stance.GO_ON)
        if key is Key.OUTGOING_COMMENT:
            form = forms.OutgoingComment(fragile=text("tiden"))
        principal = self.life.post.at(self.today).principal
        for task in self.life.state.open_of(key):
            assert principal is not None
            try:
                self.life.does(actor(principal), do.CompleteTask(task=task.task, form=form))
            except Refusal:
                assert self.life.post.at(self.today).person != principal, "a deputy answers"
        self._work()

    # What always holds

    @invariant()
    def whoever_hears_of_it_again_has_nothing_to_do(self) -> None:
        assert not self._follow()
        assert not self.life.does(CLOCK, do.FollowPost())

    @invariant()
    def one_asks_who_answers_meanwhile_and_of_a_vacancy(self) -> None:
        asked = [task.key for state in self.handovers.values() for task in state.open_tasks]
        assert asked.count(HandoverKey.ANSWERS_MEANWHILE) <= 1
        vacant = self.life.post.at(self.today).is_vacant
        assert vacant or HandoverKey.ANSWERS_MEANWHILE not in asked

    @invariant()
    def no_vacancy_with_an_initiative_goes_unasked(self) -> None:
        """Nobody was ever there, whoever was there has left, or never was; not in a gap within somebody's time."""
        vacant = self.life.post.at(self.today).standing is Standing.VACANT and not any(self._within_somebodys_time())
        if vacant and self.life.state.is_going_on:
            asked = (state.tasks_of(HandoverKey.ANSWERS_MEANWHILE) for state in self.handovers.values())
            tasks = [*chain.from_iterable(asked)]
            forms_ = [task.form for task in tasks if isinstance(task.form, AnswersMeanwhile)]
            answered = any((form.until or date.min) >= self.today for form in forms_)
            assert answered or any(task.is_open for task in tasks)

    @invariant()
    def a_position_that_is_asked_for_is_awaited_by_its_handover(self) -> None:
        service = self.life.post.service_at(self.today)
        if self.life.state.open_of(Key.POSITION):
            assert service is not None
            assert self.handovers[service.handover].is_open

    @invariant()
    def nobody_is_asked_again_for_what_they_have_said_since_they_came(self) -> None:
        service, principal = self.life.post.service_at(self.today), self.life.state.principal
        for asked in self.life.state.open_of(Key.POSITION):
            for task in self.life.state.tasks_of(Key.POSITION):
                if task.answer is not None and task.answer.by == principal and task.task != asked.task:
                    assert service is not None
                    assert (task.done_on or date.max) < (service.first_day or date.min)

    @invariant()
    def what_never_was_is_withdrawn_and_nothing_else(self) -> None:
        known = {turnover.handover for turnover in self.life.post.turnovers_at(UNIT)}
        told = self._told_by_the_follower()
        left = {turnover.handover for turnover in self.life.post.turnovers if self._has_left_again(turnover)}
        owed = {each.handover for each in told if set(each.initiatives) - set(each.taken_up)} - left
        for id_, state in self.handovers.items():
            assert state.ending is Ending.WITHDRAWN or id_ in known
            assert state.ending is not Ending.WITHDRAWN or id_ not in owed

    def _within_somebodys_time(self) -> Iterator[Turnover]:
        for turnover in self.life.post.turnovers:
            if (turnover.first_day or date.max) <= self.today and not self._has_left_again(turnover):
                yield turnover

    def _has_left_again(self, turnover: Turnover) -> bool:
        """Whether their successor's change has come."""
        known = self.life.post.turnovers
        later = known[known.index(turnover) + 1 :]
        return bool(later) and (later[0].last_day or date.max) < self.today

    @invariant()
    def nobody_is_told_twice_a_day_by_a_handover(self) -> None:
        assert all(times == 1 for times in Counter(self.told).values())


TestTurnovers = Turnovers.TestCase
TestTurnovers.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
