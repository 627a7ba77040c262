"""A post that changes while an initiative lives, as rules and invariants of its state machine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.actors import CLOCK, Actor
from domain.forms import Form
from domain.initiative import commands as do
from domain.initiative.events import Event, PrincipalReceived, TaskCompleted, TaskPlanned
from domain.initiative.follow import fold
from domain.initiative.rights import may_read
from domain.initiative.state import InitiativeState, Task, TaskState
from domain.ladders import Ladder
from domain.post import commands as post
from domain.refusals import Refusal
from domain.tasks import Address, Key
from tests.domain.drawn import answers_to, recorded_of
from tests.domain.life import ANNA, BO, ORGANISER, STAFF, text
from tests.domain.posted_life import COLLEAGUE, DEPUTY, HEADS, WHY, actor, has_no_part, neither_held_nor_vacant
from tests.domain.watched_life import WatchedLife
from tests.domain.who import UNIT

DATED: Final = (Key.OUTGOING_COMMENT, Key.STRENGTHEN_CONDITIONS)
"""Their due day is a date that was given."""
DAY: Final = timedelta(days=1)
HALF_A_YEAR: Final = timedelta(days=180)


class PostChanges(RuleBasedStateMachine):
    """Who holds the post changes; whoever hears of it first, the same follows."""

    def __init__(self) -> None:
        super().__init__()
        self.life = WatchedLife()
        self.read = 0
        """Events looked at."""

    @property
    def state(self) -> InitiativeState:
        return self.life.state

    @property
    def today(self) -> date:
        return self.life.facts(CLOCK).today

    def act(self, who: Actor, command: do.Command) -> list[Event]:
        raise NotImplementedError

    @rule(data=st.data(), first=st.sampled_from(["the follower", "time", "a person"]))
    def the_post_changes(self, data: st.DataObject, first: str) -> None:
        self._changes(data, first, 0)

    @rule(data=st.data(), first=st.sampled_from(["the follower", "time", "a person"]))
    def it_is_recorded_late(self, data: st.DataObject, first: str) -> None:
        self._changes(data, first, -40)

    @rule(
        who=st.sampled_from(HEADS),
        notice=st.sampled_from([-3, 0, 1, 5, 12]),
        gap=st.sampled_from([0, 0, 15]),
        days=st.integers(0, 30),
    )
    def somebody_else_becomes_principal(self, who: UUID, notice: int, gap: int, days: int) -> None:
        last = self.today + notice * DAY
        leaver = self.life.post.at(self.today).principal or who
        self._record(post.AnnounceDeparture(unit=UNIT, person=leaver, last_day=last, reason=WHY))
        self._record(post.AppointPrincipal(unit=UNIT, person=who, since=last + (1 + gap) * DAY, reason=WHY))
        self.life.tick()
        self.life.days(days)

    def _record(self, command: post.Command) -> bool:
        try:
            return bool(self.life.records(command))
        except Refusal:
            return False

    def _changes(self, data: st.DataObject, first: str, earliest: int) -> None:
        command = data.draw(recorded_of(self.life, earliest, 40))
        if not self._record(command):
            return
        alone = self._copy()
        alone.tick()
        if first == "a person":
            self.act(STAFF, do.Comment(text=text("hej")))
        elif first == "the follower" and self.state.initiative.int:
            self.act(CLOCK, do.FollowPost())
        self.life.tick()
        assert first == "a person" or self.state == alone.state, "the same follows without the follower"

    def _copy(self) -> WatchedLife:
        life = self.life
        lists = {"events": [*life.events], "dated": [*life.dated], "posted": [*life.posted]}
        return replace(life, **lists, answered=Counter(life.answered))  # type: ignore[arg-type]  # of their own types

    @precondition(lambda self: self.state.initiative.int)
    @rule(days=st.sampled_from([0, 1, 5]))
    def the_follower_tells_it_again(self, days: int) -> None:
        self.life.days(days)
        assert not self.life.does(CLOCK, do.FollowPost())

    @rule(who=st.sampled_from([ANNA, BO, COLLEAGUE, *HEADS]), by=st.sampled_from(["staff", "head"]))
    def a_key_person_leaves(self, who: UUID, by: str) -> None:
        self.act(self.of(by), do.NotePersonLeft(person=who))

    @rule(days=st.sampled_from([10, 60]), by=st.sampled_from(["staff", "head"]))
    def support_from_outside_ends(self, days: int, by: str) -> None:
        self.act(self.of(by), do.AnnounceSupportEnds(last_day=self.today + days * DAY))

    def of(self, by: str) -> Actor:
        return STAFF if by == "staff" else self.life.principal()

    @precondition(lambda self: self.state.initiative.int)
    @rule(data=st.data())
    def who_has_no_part_in_it_tries(self, data: st.DataObject) -> None:
        strangers = [p for p in (*HEADS, DEPUTY, COLLEAGUE) if has_no_part(p, self.state, self.life.post, self.today)]
        stranger = actor(data.draw(st.sampled_from(strangers)))
        for command in self._commands(data):
            with pytest.raises(Refusal):
                self.life.does(stranger, command)

    @precondition(lambda self: self.state.is_going_on)
    @rule(data=st.data(), who=st.sampled_from(HEADS), ago=st.integers(0, 3), gap=st.sampled_from([0, 0, 2]))
    def somebody_acts_before_it_has_followed(self, data: st.DataObject, who: UUID, ago: int, gap: int) -> None:
        """Between the post's commit and anybody's telling: every task is tried by everybody who may think it theirs."""
        last = self.today - ago * DAY
        leaver = self.life.post.at(self.today).principal or who
        self._record(post.AnnounceDeparture(unit=UNIT, person=leaver, last_day=last, reason=WHY))
        self._record(post.AppointPrincipal(unit=UNIT, person=who, since=last + (1 + gap) * DAY, reason=WHY))
        everybody = (leaver, who, DEPUTY, ORGANISER, COLLEAGUE, *sorted({*self.state.facilitators, *self.state.left}))
        for task in sorted(self.state.open_tasks, key=lambda each: str(each.task)):
            form = data.draw(answers_to(task, self.life))
            for person in dict.fromkeys(everybody):
                self._tries(person, task, form)
        self.life.tick()

    def _tries(self, person: UUID, task: Task, form: Form) -> None:
        """On a life of its own: what comes of it is nobody else's."""
        alone, command = self._copy(), do.CompleteTask(task=task.task, form=form)
        held, day = self.life.post, self.today
        try:
            events = alone.does(actor(person), command)
        except Refusal:
            assert alone.state is self.state, "what is refused changes nothing"
            return
        done = [event for event in events if isinstance(event, TaskCompleted | TaskPlanned) and event.task == task.task]
        received = [event for event in events if isinstance(event, PrincipalReceived)]
        if done and received:
            assert events.index(received[0]) < events.index(done[0]), "it is decided after the post has been followed"
        if done and task.key is Key.OUTGOING_COMMENT:
            last_day = held.leaves_on(day)
            assert (held.at(day).principal, task.number) == (person, last_day and last_day.toordinal())
        elif done:
            self._is_whose_it_is(person, task)
        assert held.at(day).principal in (None, alone.state.principal) or not alone.state.is_going_on
        assert not list(neither_held_nor_vacant(alone.state, held, day))

    def _is_whose_it_is(self, person: UUID, task: Task) -> None:
        """A change of principal gives nobody else's tasks to others."""
        group = self.state.groups.get(task.group) if task.group is not None else None
        match task.address:
            case Address.PRINCIPAL:
                assert self.life.post.at(self.today).person == person, "only whoever holds it that day"
            case Address.ORGANISER:
                assert person == ORGANISER
            case Address.FACILITATOR:
                assert group is not None
                assert person == group.facilitator
            case Address.FACILITATORS:
                assert person in self.state.facilitators

    def _commands(self, data: st.DataObject) -> Iterator[do.Command]:
        yield do.Comment(text=text("hej"))
        yield do.PauseInitiative(until=self.today + 10 * DAY, reason=text("r"))
        yield do.AnnounceSupportEnds(last_day=self.today + 100 * DAY)
        for task in list(self.state.open_tasks):
            yield do.CompleteTask(task=task.task, form=data.draw(answers_to(task, self.life)))
            yield do.HandTask(task=task.task, to=data.draw(st.sampled_from([COLLEAGUE, *HEADS])))
            yield do.ExtendTask(task=task.task, school_days=1, reason=text("r"))

    @invariant()
    def each_open_task_has_one_holder_or_a_recorded_vacancy(self) -> None:
        if self.state.initiative.int:
            assert not list(neither_held_nor_vacant(self.state, self.life.post, self.today))

    @invariant()
    def nobody_leads_a_group_who_has_left(self) -> None:
        assert not [group for group in self.state.groups.values() if group.facilitator in self.state.left]

    @invariant()
    def whoever_has_no_part_in_it_does_not_read(self) -> None:
        for person in (*HEADS, DEPUTY):
            if self.state.initiative.int and has_no_part(person, self.state, self.life.post, self.today):
                assert not may_read(self.state, self.life.facts(actor(person)).standing)

    @invariant()
    def it_has_taken_up_who_is_principal(self) -> None:
        principal, came = self.life.post.at(self.today).principal, self.life.post.service_at(self.today)
        assert not self.state.is_going_on or principal in (None, self.state.principal)
        if self.state.is_going_on and came is not None and self.state.came_on is not None:
            assert (came.first_day or date.min) <= self.state.came_on, "no day one comes later than theirs"

    @invariant()
    def a_position_is_the_newcomer_s_and_one(self) -> None:
        asked, came = self.state.open_of(Key.POSITION), self.life.post.service_at(self.today)
        assert len(asked) <= 1
        if asked:
            assert came is not None
            assert came.newcomer == self.state.principal
            assert self.state.new_since is not None
        elif came is not None and self._is_new(came.first_day):
            since = min(self._received_on(), came.first_day or date.max)
            done = [task.done_on for task in self.state.tasks_of(Key.POSITION) if task.state is TaskState.DONE]
            assert [day for day in done if day and day >= since], "a newcomer is asked"

    def _is_new(self, first_day: date | None) -> bool:
        """Whether they came after it had started."""
        return (
            self.state.is_going_on and self.state.new_since is not None and self.state.started < (first_day or date.min)
        )

    def _received_on(self) -> date:
        return [event.on for event in self.life.events if isinstance(event, PrincipalReceived)][-1]

    @invariant()
    def the_three_prompts_are_the_leaver_s(self) -> None:
        asked, last_day = self.state.open_of(Key.OUTGOING_COMMENT), self.life.post.leaves_on(self.today)
        assert [task.number for task in asked] in ([], [last_day.toordinal() if last_day else None])
        if last_day is not None and self.state.is_going_on and not asked:
            done = [task for task in self.state.tasks_of(Key.OUTGOING_COMMENT) if task.state is TaskState.DONE]
            near = [abs(date.fromordinal(task.number or 1) - last_day) <= HALF_A_YEAR for task in done]
            assert any(near), "whoever leaves is asked"

    @invariant()
    def nothing_of_a_newcomer_s_is_due_before_their_tenth_day(self) -> None:
        since = self.state.new_since
        for task in self._principal_s(self.state) if since is not None else ():
            if task.key not in DATED or task.armed <= self.state.received:
                assert since is not None
                assert task.due_position is not None
                assert task.due_position >= since + 10

    def _principal_s(self, state: InitiativeState) -> list[Task]:
        return [
            task
            for task in state.open_tasks
            if task.address is Address.PRINCIPAL and task.ladder is not Ladder.NONE and task.due_position is not None
        ]

    @invariant()
    def what_was_overdue_has_fifteen_days(self) -> None:
        """At the moment it is taken up; an extension, another version of the template or a plan may change it later."""
        for place, event in enumerate(self.life.events[self.read :], start=self.read):
            if isinstance(event, PrincipalReceived) and event.handover is not None:
                before = fold(InitiativeState(), self.life.events[:place])
                after = fold(before, [event])
                mine = {task.task for task in self._principal_s(before)}
                assert {row.task for row in event.eased} <= mine, "nobody else's due day is eased"
                for task in self._principal_s(before):
                    self._is_eased(task.due_position or 0, after.tasks[task.task].due_position or 0, event.position)
        self.read = len(self.life.events)

    def _is_eased(self, was: int, now: int, before: int) -> None:
        if was <= before:
            assert now == before + 15
        else:
            assert now == max(was, before + 10)

    @invariant()
    def every_change_of_principal_is_taken_up_once(self) -> None:
        received = [event for event in self.life.events if isinstance(event, PrincipalReceived)]
        for one, other in pairwise(received):
            assert one.person != other.person or one.first_day < other.first_day, "or with a later day one"
        assert not received or received[-1].person == self.state.principal
