"""The post as a state machine: whatever is recorded of it, in any order and late, it is held once a day or vacant."""

from datetime import date, timedelta
from functools import reduce
from itertools import groupby, pairwise
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.actors import Actor
from domain.post import commands as do
from domain.post import events as ev
from domain.post.decide import AGGREGATE
from domain.post.state import PostState
from domain.post.timeline import Standing, Tenure
from domain.refusals import Refusal
from tests.domain.test_post import ANNA, BO, CILLA, DAY, STAFF, WHY, Post
from tests.domain.who import UNIT, an_id, text

PEOPLE: Final = (ANNA, BO, CILLA)
FRIEND: Final = an_id("friend")
ANYBODY: Final = st.sampled_from(PEOPLE)
AWAY: Final = st.integers(-40, 80)
"""Days from today."""
LASTS: Final = st.one_of(st.none(), st.integers(0, 60))
"""Days from the first to the last."""
REASON: Final = st.sampled_from([WHY, WHY, None])


class PostMachine(RuleBasedStateMachine):
    """The organiser's staff record what they hear; holders let others act for them; days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.post = Post()
        self.events: list[ev.Event] = []
        self.absences: list[tuple[ev.DeputyAppointed, UUID]] = []
        """Each with the tenure in which it began, as it was known then."""

    @property
    def state(self) -> PostState:
        return self.post.state

    def day(self, away: int) -> date:
        return self.post.today + away * DAY

    def last(self, first: date, lasts: int | None) -> date | None:
        return None if lasts is None else first + lasts * DAY

    def act(self, command: do.Command, by: UUID = STAFF) -> list[ev.Event]:
        """Do it if it is allowed; refused it changes nothing, done again it changes nothing."""
        before = self.state
        try:
            events = self.post.does(command, by=by)
        except Refusal:
            assert self.state is before
            return []
        self.events += events
        assert self.post.does(command, by=by) == [], "a repeated command changes nothing"
        self._keeps_the_past(command, before)
        self._keeps_its_turnovers(before)
        return events

    def _keeps_the_past(self, command: do.Command, before: PostState) -> None:
        """Without a reason no day that has passed is held otherwise, once anybody was recorded as a holder."""
        earlier = self.events[: before.version]
        known = any(isinstance(event, ev.PrincipalAppointed | ev.MeanwhileNamed) for event in earlier)
        if known and not getattr(command, "reason", None):
            days = (day for day in self._days(before, self.state) if day < self.post.today)
            assert all(_who(before, day) == _who(self.state, day) for day in days), "changed without a reason"

    def _keeps_its_turnovers(self, before: PostState) -> None:
        """However its dates are corrected, a change from these tenures to those is the same handover."""
        if _members(before) == _members(self.state):
            pairs = zip(before.turnovers, self.state.turnovers, strict=False)
            assert all(one.handover == other.handover for one, other in pairs)

    def _days(self, *states: PostState) -> set[date]:
        """Every day on which a holding begins, and those beside it."""
        edges = {holding.since for state in states for holding in state.holdings} - {date.min}
        return {edge + n * DAY for edge in edges for n in (-1, 0, 1)} | {self.post.today}

    @initialize(lasts=LASTS)
    def somebody_holds_it(self, lasts: int | None) -> None:
        first = self.day(-30)
        self.act(do.AppointPrincipal(unit=UNIT, person=ANNA, since=first, until=self.last(first, lasts)))

    @rule(days=st.sampled_from([1, 3, 10, 40]))
    def days_pass(self, days: int) -> None:
        self.post.today += days * DAY

    @rule(who=ANYBODY, since=AWAY, lasts=LASTS, acting=st.booleans(), why=REASON)
    def somebody_is_appointed(self, who: UUID, since: int, lasts: int | None, acting: bool, why: Any) -> None:
        first = self.day(since)
        last = self.last(first, lasts)
        self.act(do.AppointPrincipal(unit=UNIT, person=who, since=first, until=last, acting=acting, reason=why))

    @precondition(lambda self: self.state.tenures)
    @rule(who=st.one_of(st.none(), ANYBODY), gap=st.sampled_from([0, 0, 7]), lasts=LASTS, acting=st.booleans())
    def somebody_follows(self, who: UUID | None, gap: int, lasts: int | None, acting: bool) -> None:
        """After the last day known; `None` is the same person again."""
        last = max(tenure.until or self.day(5) for tenure in self.state.tenures.values())
        leaver = max(self.state.tenures.values(), key=lambda tenure: tenure.since).person
        self.act(do.AnnounceDeparture(unit=UNIT, person=leaver, last_day=last, reason=WHY))
        first = last + (1 + gap) * DAY
        end = self.last(first, lasts)
        self.act(
            do.AppointPrincipal(unit=UNIT, person=who or leaver, since=first, until=end, acting=acting, reason=WHY)
        )

    @rule(who=ANYBODY, last=AWAY, why=REASON)
    def a_departure_is_announced(self, who: UUID, last: int, why: Any) -> None:
        self.act(do.AnnounceDeparture(unit=UNIT, person=who, last_day=self.day(last), reason=why))

    @precondition(lambda self: self.state.tenures)
    @rule(data=st.data(), since=st.integers(-20, 20), lasts=LASTS, why=st.sampled_from([text(""), WHY]))
    def a_tenure_is_corrected(self, data: st.DataObject, since: int, lasts: int | None, why: Any) -> None:
        tenure = self._drawn(data)
        before, first = self.state, tenure.since + since * DAY
        events = self.act(
            do.CorrectTenure(unit=UNIT, tenure=tenure.tenure, since=first, until=self.last(first, lasts), reason=why)
        )
        assert why or not events
        assert why or self.state is before

    @precondition(lambda self: self.state.tenures)
    @rule(data=st.data(), why=st.sampled_from([text(""), WHY]))
    def a_tenure_is_struck(self, data: st.DataObject, why: Any) -> None:
        events = self.act(do.StrikeTenure(unit=UNIT, tenure=self._drawn(data).tenure, reason=why))
        assert bool(events) == bool(why)

    def _drawn(self, data: st.DataObject) -> Tenure:
        return data.draw(st.sampled_from(list(self.state.tenures.values())))

    @rule(who=st.sampled_from([*PEOPLE, FRIEND]), since=st.integers(-10, 15), lasts=LASTS, why=REASON)
    def a_deputy_is_appointed(self, who: UUID, since: int, lasts: int | None, why: Any) -> None:
        first = self.day(since)
        command = do.AppointDeputy(unit=UNIT, person=who, since=first, until=self.last(first, lasts), reason=why)
        held = self.state.at(command.since)
        for event in self.act(command):
            assert isinstance(event, ev.DeputyAppointed)
            assert held.tenure is not None
            self.absences.append((event, held.tenure))
            assert event.principal == held.principal != who
            now = self.state.at(command.since)
            assert (now.standing, now.person, now.tenure) == (Standing.DEPUTY, who, held.tenure)

    @rule(data=st.data(), last=AWAY, why=REASON)
    def an_absence_ends(self, data: st.DataObject, last: int, why: Any) -> None:
        """Before its first day: it never was, and no other changes."""
        first = data.draw(st.sampled_from([None, *(each.since for each in self.state.away)]))
        before = self.state
        for event in self.act(do.EndAbsence(unit=UNIT, since=first, last_day=self.day(last), reason=why)):
            assert isinstance(event, ev.AbsenceEnded | ev.AbsenceStruck)
            others = [each for each in before.away if each.absence != event.absence]
            left = [each for each in self.state.away if each.absence != event.absence]
            assert left == others
            in_force = event.absence in {each.absence for each in self.state.away}
            assert not (in_force and isinstance(event, ev.AbsenceStruck))

    @rule(who=st.sampled_from([*PEOPLE, FRIEND]), until=AWAY)
    def somebody_answers_meanwhile(self, who: UUID, until: int) -> None:
        vacant = self.state.at(self.post.today).is_vacant
        if self.act(do.NameMeanwhile(unit=UNIT, person=who, until=self.day(until))):
            assert vacant
            assert self.post.on(self.post.today) == (Standing.MEANWHILE, who)
            after = self.state.at(self.day(until) + DAY)
            assert after.standing is not Standing.MEANWHILE, "nobody named before is back"

    @rule(by=st.sampled_from([None, None, *PEOPLE]), who=st.sampled_from([*PEOPLE, FRIEND]), until=AWAY)
    def somebody_may_act_for_the_holder(self, by: UUID | None, who: UUID, until: int) -> None:
        """`None` is the holder."""
        by = by or self.state.at(self.post.today).person or FRIEND
        events = self.act(do.AllowActingFor(unit=UNIT, person=who, until=self.day(until)), by=by)
        assert not events or self.state.at(self.post.today).person == by != who

    @rule(by=st.sampled_from([*PEOPLE, FRIEND]), who=st.sampled_from([*PEOPLE, FRIEND]))
    def nobody_acts_for_the_holder_any_more(self, by: UUID, who: UUID) -> None:
        self.act(do.EndActingFor(unit=UNIT, person=who), by=by)
        if self.state.at(self.post.today).person == by:
            assert not self.state.may_act(Actor(kind="person", person=who, acting_for=by), self.post.today)

    @invariant()
    def every_day_of_all_time_has_one_holding(self) -> None:
        first, *_ = held = self.state.holdings
        assert (first.since, held[-1].until) == (date.min, None)
        assert all(one.until and one.until + DAY == following.since for one, following in pairwise(held))
        assert all(self.state.at(holding.since) is holding for holding in held)

    @invariant()
    def nobody_holds_it_with_another(self) -> None:
        for day in self._days(self.state):
            mine = [t for t in self.state.tenures.values() if t.since <= day and (t.until is None or day <= t.until)]
            held = self.state.at(day)
            assert len(mine) <= 1
            assert held.is_vacant == (not mine)
            assert (held.tenure, held.principal) == ((mine[0].tenure, mine[0].person) if mine else (None, None))
            assert (held.person is None) == (held.standing is Standing.VACANT)
            holders = {p for p in (*PEOPLE, FRIEND) if self.state.may_act(Actor(kind="person", person=p), day)}
            assert holders == {held.person} - {None}

    @invariant()
    def nobody_answers_meanwhile_in_another_vacancy_than_they_were_named_for(self) -> None:
        for holding in self.state.holdings:
            if holding.standing is Standing.MEANWHILE:
                *_, named = (each for each in self.state.meanwhile if each.since <= holding.since)
                between = [each for each in self.state.holdings if named.since < each.since < holding.since]
                assert named.person == holding.person
                assert all(each.is_vacant for each in between)

    @invariant()
    def a_deputy_is_for_one_principal_and_ends_with_their_time(self) -> None:
        """A day on which a deputy answers is joined to where their absence began by that principal's days alone."""
        begun = {e.absence: (e, tenure) for e, tenure in self.absences}
        for holding in self.state.holdings:
            if holding.standing is Standing.DEPUTY:
                assert holding.person != holding.principal
                mine = [t for e, t in begun.values() if (e.person, e.principal) == (holding.person, holding.principal)]
                assert any(self._joined(tenure, holding.since) for tenure in mine)

    def _joined(self, tenure: UUID, day: date) -> bool:
        """Whether nobody else, and no vacancy, lies between the tenure and the day."""
        held = self.state.tenures.get(tenure)
        if held is None:
            return False
        first, last = min(held.since, day), max(held.since, day)
        days = (h.principal for h in self.state.holdings if h.since <= last and (h.until or date.max) >= first)
        return set(days) == {held.person}

    @invariant()
    def there_is_one_turnover_for_each_change_of_person(self) -> None:
        order = [service[0].person for service in _services(self.state)]
        ends = bool(order) and _services(self.state)[-1][-1].until is not None
        assert [t.newcomer for t in self.state.turnovers if t.newcomer] == order
        assert [t.leaver for t in self.state.turnovers] == [None, *order][: len(order) + ends]
        assert len({t.handover for t in self.state.turnovers}) == len(self.state.turnovers)
        assert {t.handover for t in self.state.turnovers} <= self.state.handovers
        assert all((t.last_day or date.min) < (t.first_day or date.max) for t in self.state.turnovers)

    @invariant()
    def whoever_is_principal_came_by_a_turnover_and_leaves_by_another(self) -> None:
        for day in self._days(self.state):
            principal, came = self.state.at(day).principal, self.state.service_at(day)
            assert (came is None) == (principal is None)
            if came is not None:
                assert came.newcomer == principal
                last = self.state.leaves_on(day)
                left = next((t for t in self.state.turnovers if t.last_day == last and t.last_day), None)
                assert last is None or (last >= day and left is not None and left.leaver == principal)

    @invariant()
    def whoever_acts_for_the_holder_loses_it_with_the_holder(self) -> None:
        allowed = {e.delegation: e for e in self.events if isinstance(e, ev.ActingForAllowed)}
        for event in allowed.values():
            actor = Actor(kind="person", person=event.person, acting_for=event.holder)
            for day in self._days(self.state):
                if self.state.may_act(actor, day):
                    assert self.state.at(day).person == event.holder
                    mine = [e for e in allowed.values() if (e.person, e.holder) == (event.person, event.holder)]
                    assert any(e.since <= day <= e.until and self._held(e, day) for e in mine)

    def _held(self, event: ev.ActingForAllowed, day: date) -> bool:
        """The holder has answered for the post on every day since."""
        days = (event.since + timedelta(days=n) for n in range((day - event.since).days + 1))
        return all(self.state.at(each).person == event.holder for each in days)

    @invariant()
    def folding_is_deterministic(self) -> None:
        assert reduce(AGGREGATE.evolve, self.events, PostState()) == self.state
        assert self.state.version == len(self.events)


def _who(state: PostState, day: date) -> tuple[Standing, UUID | None, UUID | None]:
    held = state.at(day)
    return held.standing, held.person, held.principal


def _services(state: PostState) -> list[tuple[Tenure, ...]]:
    """The tenures, one person after another: nobody follows themselves."""
    following = sorted(state.tenures.values(), key=lambda tenure: tenure.since)
    return [tuple(held) for _, held in groupby(following, key=lambda tenure: tenure.person)]


def _members(state: PostState) -> list[frozenset[UUID]]:
    return [frozenset(tenure.tenure for tenure in service) for service in _services(state)]


PostMachine.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPost = pytest.mark.timeout(900)(PostMachine.TestCase)
