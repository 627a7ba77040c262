"""The post: who holds it on which day, by whom it is changed, and what its past needs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor, Role
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.organiser import OrganiserState, Settings, Unit
from domain.post import commands as do
from domain.post import events as ev
from domain.post.decide import AGGREGATE
from domain.post.state import PostState
from domain.post.timeline import Standing
from domain.refusals import Refusal
from events.deciding import with_post
from tests.domain.who import POST, UNIT, an_id, text

ANNA, BO, CILLA, STAFF = (an_id(name) for name in ("anna", "bo", "cilla", "staff"))
HOUSE = OrganiserState(
    settings=Settings(contact=STAFF),
    units={UNIT: Unit(unit_kind="school", post=POST, name=text("Skolan"), code=None)},
    roles=frozenset({(STAFF, Role.ORGANISER)}),
)
TODAY = date(2026, 10, 1)
DAY = timedelta(days=1)
WHY = text("fel datum i anställningsbeslutet")


class Post:
    """A post, and what is done to it."""

    def __init__(self) -> None:
        self.state = PostState()
        self.today = TODAY

    def facts(self, actor: Actor) -> Facts:
        now = datetime(self.today.year, self.today.month, self.today.day, 10, tzinfo=UTC)
        return Facts(now=now, standing=HOUSE.standing(actor), organiser=HOUSE, calendar=CalendarState())

    def does(self, command: do.Command, by: UUID = STAFF, acting_for: UUID | None = None) -> list[ev.Event]:
        actor = Actor(kind="person", person=by, acting_for=acting_for)
        events = list(AGGREGATE.decide(command, self.state, self.facts(actor)))
        for event in events:
            self.state = AGGREGATE.evolve(self.state, event)
        return events

    def appoint(self, who: UUID, since: date, until: date | None = None, **more: Any) -> "Post":
        self.does(do.AppointPrincipal(unit=UNIT, person=who, since=since, until=until, **more))
        return self

    def leaves(self, who: UUID, last_day: date, **more: Any) -> "Post":
        self.does(do.AnnounceDeparture(unit=UNIT, person=who, last_day=last_day, **more))
        return self

    def refuses(self, command: do.Command, code: str, **by: Any) -> None:
        with pytest.raises(Refusal) as refusal:
            self.does(command, **by)
        assert refusal.value.code == code

    def on(self, day: date) -> tuple[Standing, UUID | None]:
        held = self.state.at(day)
        return held.standing, held.person


def held() -> Post:
    return Post().appoint(ANNA, date(2024, 8, 1))


def test_a_post_that_nothing_is_known_of_is_vacant() -> None:
    assert Post().on(TODAY) == (Standing.VACANT, None)


def test_a_gap_between_two_principals_is_a_vacancy_by_the_day() -> None:
    post = held().leaves(ANNA, date(2026, 10, 31)).appoint(BO, date(2027, 1, 1))
    assert post.on(date(2026, 10, 31)) == (Standing.PRINCIPAL, ANNA)
    assert post.on(date(2026, 11, 1)) == (Standing.VACANT, None)
    assert post.on(date(2026, 12, 31)) == (Standing.VACANT, None)
    assert post.on(date(2027, 1, 1)) == (Standing.PRINCIPAL, BO)


def test_two_never_hold_it_at_once() -> None:
    post = held()
    post.refuses(do.AppointPrincipal(unit=UNIT, person=BO, since=TODAY + DAY), "tenures_overlap")
    post.leaves(ANNA, TODAY + DAY)
    post.refuses(do.AppointPrincipal(unit=UNIT, person=BO, since=TODAY + DAY), "tenures_overlap")
    post.appoint(BO, TODAY + 2 * DAY)
    post.refuses(do.AnnounceDeparture(unit=UNIT, person=ANNA, last_day=TODAY + 5 * DAY), "tenures_overlap")


def test_acting_becomes_permanent_without_a_turnover() -> None:
    post = held().leaves(ANNA, TODAY).appoint(BO, TODAY + DAY, acting=True)
    before = post.state.turnovers
    post.appoint(BO, TODAY + 40 * DAY)
    assert post.on(TODAY + 39 * DAY) == (Standing.ACTING, BO)
    assert post.on(TODAY + 40 * DAY) == (Standing.PRINCIPAL, BO)
    assert post.state.turnovers == before


def test_a_deputy_answers_while_the_tenure_goes_on() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY, until=TODAY + 9 * DAY))
    assert post.on(TODAY) == (Standing.DEPUTY, BO)
    assert post.state.at(TODAY).principal == ANNA
    post.does(do.EndAbsence(unit=UNIT, last_day=TODAY + 2 * DAY))
    assert post.on(TODAY + 3 * DAY) == (Standing.PRINCIPAL, ANNA)
    assert post.state.turnovers == held().state.turnovers


def test_a_deputy_s_time_ends_with_the_principal_s() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY))
    post.leaves(ANNA, TODAY + 5 * DAY)
    assert post.on(TODAY + 6 * DAY) == (Standing.VACANT, None)
    assert post.appoint(CILLA, TODAY + 10 * DAY).on(TODAY + 10 * DAY) == (Standing.PRINCIPAL, CILLA)


def test_a_vacant_post_has_nobody_to_deputise() -> None:
    Post().refuses(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY), "nobody_to_deputise")
    held().refuses(do.AppointDeputy(unit=UNIT, person=ANNA, since=TODAY), "own_deputy")


def test_who_answers_meanwhile_does_not_fill_a_vacancy() -> None:
    post = held().leaves(ANNA, TODAY - DAY, reason=WHY)
    post.does(do.NameMeanwhile(unit=UNIT, person=BO, until=TODAY + 30 * DAY))
    assert post.on(TODAY) == (Standing.MEANWHILE, BO)
    assert post.state.at(TODAY).is_vacant
    assert post.appoint(CILLA, TODAY + 3 * DAY).on(TODAY + 3 * DAY) == (Standing.PRINCIPAL, CILLA)
    held().refuses(do.NameMeanwhile(unit=UNIT, person=BO, until=TODAY), "not_vacant")
    Post().refuses(do.NameMeanwhile(unit=UNIT, person=BO, until=TODAY + 400 * DAY), "too_long")


def test_whoever_was_named_last_answers_and_nobody_named_before_them_comes_back() -> None:
    post = held().leaves(ANNA, TODAY - DAY, reason=WHY)
    post.does(do.NameMeanwhile(unit=UNIT, person=BO, until=TODAY + 100 * DAY))
    post.does(do.NameMeanwhile(unit=UNIT, person=BO, until=TODAY + 10 * DAY))
    assert post.on(TODAY + 10 * DAY) == (Standing.MEANWHILE, BO)
    assert post.on(TODAY + 11 * DAY) == (Standing.VACANT, None)
    post.today += 2 * DAY
    post.does(do.NameMeanwhile(unit=UNIT, person=CILLA, until=TODAY + 5 * DAY))
    assert post.on(TODAY + DAY) == (Standing.MEANWHILE, BO)
    assert post.on(TODAY + 2 * DAY) == (Standing.MEANWHILE, CILLA)
    assert post.on(TODAY + 6 * DAY) == (Standing.VACANT, None)


@pytest.mark.parametrize(
    "command",
    [
        do.AnnounceDeparture(unit=UNIT, person=ANNA, last_day=TODAY - 2 * DAY),
        do.AppointDeputy(unit=UNIT, person=BO, since=TODAY - 2 * DAY),
    ],
)
def test_what_changes_the_past_needs_a_reason(command: Any) -> None:
    post = held()
    post.refuses(command, "reason_for_past")
    assert post.does(replace(command, reason=WHY))


def test_the_first_that_is_known_of_a_post_changes_no_past() -> None:
    assert held().on(date(2025, 1, 1)) == (Standing.PRINCIPAL, ANNA)


def test_a_mistaken_date_is_corrected_with_a_reason() -> None:
    post = held().leaves(ANNA, TODAY + DAY).appoint(BO, TODAY + 2 * DAY)
    (tenure,) = (t for t in post.state.tenures.values() if t.person == BO)
    right = do.CorrectTenure(unit=UNIT, tenure=tenure.tenure, since=TODAY + 9 * DAY, until=None, reason=text(""))
    post.refuses(right, "reason_missing")
    handover = post.state.turnovers[-1].handover
    post.does(replace(right, reason=WHY))
    assert post.state.turnovers[-1].handover == handover
    assert post.state.turnovers[-1].first_day == TODAY + 9 * DAY
    assert post.does(replace(right, reason=WHY)) == []


@pytest.mark.parametrize("events_before", range(4))
def test_earlier_contracts_found_later_leave_the_handover_the_one_it_was(events_before: int) -> None:
    """Whatever ids the tenures happen to have."""
    post = Post()
    for number in range(events_before):
        post.does(do.NameManager(unit=UNIT, person=an_id(f"manager {number}")))
    post.appoint(ANNA, date(2024, 8, 1)).leaves(ANNA, TODAY + DAY)
    handover = post.state.turnovers[-1].handover
    for month in (1, 2, 3, 4):
        post.appoint(ANNA, date(2024, month, 1), date(2024, month, 28), acting=True, reason=WHY)
        assert post.state.turnovers[-1].handover == handover


def test_a_first_contract_that_never_was_leaves_the_handover_the_one_it_was() -> None:
    post = Post().appoint(ANNA, date(2024, 8, 1), date(2024, 12, 31), acting=True)
    post.appoint(ANNA, date(2025, 1, 1), reason=WHY).leaves(ANNA, TODAY + DAY)
    acting = next(tenure.tenure for tenure in post.state.tenures.values() if tenure.acting)
    handover = post.state.turnovers[-1].handover
    post.does(do.StrikeTenure(unit=UNIT, tenure=acting, reason=WHY))
    assert post.state.turnovers[-1].handover == handover
    post.appoint(ANNA, date(2024, 9, 1), date(2024, 12, 31), acting=True, reason=WHY)
    assert post.state.turnovers[-1].handover == handover


def test_what_never_was_is_struck() -> None:
    post = held().leaves(ANNA, TODAY + DAY).appoint(BO, TODAY + 2 * DAY)
    (tenure,) = (t.tenure for t in post.state.tenures.values() if t.person == BO)
    strike = do.StrikeTenure(unit=UNIT, tenure=tenure, reason=WHY)
    assert post.does(strike)
    assert post.on(TODAY + 2 * DAY) == (Standing.VACANT, None)
    assert post.does(strike) == []


def test_the_holder_lets_somebody_act_for_them_and_nobody_passes_it_on() -> None:
    post = held()
    allow = do.AllowActingFor(unit=UNIT, person=BO, until=TODAY + 30 * DAY)
    post.refuses(allow, "principal_only", by=CILLA)
    assert post.does(allow, by=ANNA)
    assert post.does(allow, by=ANNA) == []
    acting = Actor(kind="person", person=BO, acting_for=ANNA)
    assert post.state.may_act(acting, TODAY)
    assert not post.state.may_act(acting, TODAY + 31 * DAY)
    assert not post.state.may_act(Actor(kind="person", person=CILLA, acting_for=ANNA), TODAY)
    assert not post.state.may_act(Actor(kind="person", person=BO), TODAY)
    assert not post.state.may_act(Actor(kind="person", person=BO, acting_for=CILLA), TODAY)
    on = do.AllowActingFor(unit=UNIT, person=CILLA, until=TODAY + 30 * DAY)
    post.refuses(on, "not_passed_on", by=BO, acting_for=ANNA)
    post.leaves(ANNA, TODAY + DAY)
    assert not post.state.may_act(acting, TODAY + 2 * DAY), "it ends with the holder's own right"
    assert post.does(do.EndActingFor(unit=UNIT, person=BO), by=ANNA)
    assert not post.state.may_act(acting, TODAY)


def test_who_has_left_and_returns_has_neither_their_deputy_nor_whoever_acted_for_them() -> None:
    post = held()
    post.does(do.AllowActingFor(unit=UNIT, person=CILLA, until=TODAY + 300 * DAY), by=ANNA)
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=TODAY + DAY))
    post.leaves(ANNA, TODAY + 5 * DAY).appoint(BO, TODAY + 6 * DAY, TODAY + 20 * DAY)
    post.appoint(ANNA, TODAY + 21 * DAY)
    assert post.on(TODAY + 21 * DAY) == (Standing.PRINCIPAL, ANNA)
    assert not post.state.may_act(Actor(kind="person", person=CILLA, acting_for=ANNA), TODAY + 21 * DAY)
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=TODAY + 30 * DAY))
    assert post.on(TODAY + 30 * DAY) == (Standing.DEPUTY, CILLA)


def test_a_contract_anew_after_the_summer_brings_no_deputy_back() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY))
    post.leaves(ANNA, TODAY + 5 * DAY).appoint(ANNA, TODAY + 40 * DAY)
    assert post.on(TODAY + 39 * DAY) == (Standing.VACANT, None)
    assert post.on(TODAY + 40 * DAY) == (Standing.PRINCIPAL, ANNA)


def test_a_deputy_stays_when_acting_becomes_permanent() -> None:
    post = held().leaves(ANNA, TODAY).appoint(BO, TODAY + DAY, acting=True)
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=TODAY + 2 * DAY))
    assert post.appoint(BO, TODAY + 9 * DAY).on(TODAY + 9 * DAY) == (Standing.DEPUTY, CILLA)


def test_the_absence_that_goes_on_ends_also_when_another_is_planned() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY, until=TODAY + 9 * DAY))
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=TODAY + 40 * DAY, until=TODAY + 50 * DAY))
    post.does(do.EndAbsence(unit=UNIT, last_day=TODAY + DAY))
    assert post.on(TODAY + 2 * DAY) == (Standing.PRINCIPAL, ANNA)
    assert post.on(TODAY + 40 * DAY) == (Standing.DEPUTY, CILLA)


def test_a_deputy_who_never_was_is_struck_and_the_right_one_recorded() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY + 10 * DAY))
    strike = do.EndAbsence(unit=UNIT, last_day=TODAY + 9 * DAY)
    assert [event.kind for event in post.does(strike)] == ["absence_struck"]
    assert post.on(TODAY + 10 * DAY) == (Standing.PRINCIPAL, ANNA)
    assert post.does(strike) == []
    post.refuses(do.EndAbsence(unit=UNIT, last_day=TODAY + 20 * DAY), "no_absence")
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=TODAY + 10 * DAY))
    assert post.on(TODAY + 10 * DAY) == (Standing.DEPUTY, CILLA)


def test_a_deputy_whose_first_day_is_past_is_struck_with_a_reason() -> None:
    post = held()
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY - DAY, reason=WHY))
    then = post.state
    strike = do.EndAbsence(unit=UNIT, last_day=TODAY - 2 * DAY)
    post.refuses(strike, "reason_for_past")
    post.does(replace(strike, reason=WHY))
    assert post.on(TODAY - DAY) == (Standing.PRINCIPAL, ANNA)
    assert then.at(TODAY - DAY).person == BO, "as it was known then"


def test_of_several_absences_the_one_that_is_meant_is_named_by_its_first_day() -> None:
    post, first = held(), TODAY + 10 * DAY
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=TODAY, until=first - DAY))
    post.does(do.AppointDeputy(unit=UNIT, person=BO, since=first, until=first))
    post.does(do.AppointDeputy(unit=UNIT, person=CILLA, since=first + 5 * DAY))
    post.refuses(do.EndAbsence(unit=UNIT, last_day=first + 3 * DAY), "which_absence")
    post.refuses(do.EndAbsence(unit=UNIT, since=first + DAY, last_day=first), "no_absence")
    strike = do.EndAbsence(unit=UNIT, since=first, last_day=first - DAY)
    assert post.does(strike)
    assert post.does(strike) == []
    assert post.on(first - DAY) == (Standing.DEPUTY, BO)
    assert post.on(first) == (Standing.PRINCIPAL, ANNA)
    assert post.on(first + 5 * DAY) == (Standing.DEPUTY, CILLA)


def test_a_struck_tenure_leaves_a_past_that_needs_a_reason() -> None:
    post = held()
    (tenure,) = post.state.tenures
    post.does(do.StrikeTenure(unit=UNIT, tenure=tenure, reason=WHY))
    post.refuses(do.AppointPrincipal(unit=UNIT, person=BO, since=TODAY - 9 * DAY), "reason_for_past")


def test_only_the_staff_and_administrators_keep_posts() -> None:
    held().refuses(do.AnnounceDeparture(unit=UNIT, person=ANNA, last_day=TODAY), "organiser_or_admin", by=ANNA)
    held().refuses(do.NameManager(unit=an_id("elsewhere"), person=ANNA), "unit_unknown")


def test_who_held_it_is_answered_as_it_is_known_now_and_as_it_was_known_then() -> None:
    post = held()
    then = post.state
    post.today = TODAY + 10 * DAY
    post.leaves(ANNA, TODAY, reason=WHY)
    assert post.on(TODAY + DAY) == (Standing.VACANT, None)
    assert then.at(TODAY + DAY).person == ANNA


DAYS = st.integers(-60, 120).map(lambda n: TODAY + n * DAY)
PEOPLE = st.sampled_from([ANNA, BO, CILLA])
MAYBE = st.one_of(st.none(), DAYS)
COMMANDS: st.SearchStrategy[do.Command] = st.one_of(
    st.builds(
        do.AppointPrincipal,
        unit=st.just(UNIT),
        person=PEOPLE,
        since=DAYS,
        until=MAYBE,
        acting=st.booleans(),
        reason=st.just(WHY),
    ),
    st.builds(do.AnnounceDeparture, unit=st.just(UNIT), person=PEOPLE, last_day=DAYS, reason=st.just(WHY)),
    st.builds(do.AppointDeputy, unit=st.just(UNIT), person=PEOPLE, since=DAYS, until=MAYBE, reason=st.just(WHY)),
    st.builds(do.EndAbsence, unit=st.just(UNIT), since=MAYBE, last_day=DAYS, reason=st.just(WHY)),
    st.builds(do.NameMeanwhile, unit=st.just(UNIT), person=PEOPLE, until=DAYS),
)


@given(st.lists(COMMANDS, max_size=14))
def test_on_every_day_somebody_holds_it_or_it_is_vacant_and_a_repetition_changes_nothing(
    commands: list[do.Command],
) -> None:
    post = Post()
    for command in commands:
        try:
            post.does(command)
        except Refusal:
            continue
        assert post.does(command) == []
        _check_holdings(post.state)


def _check_holdings(state: PostState) -> None:
    first, *_ = held = state.holdings
    assert first.since == date.min
    assert held[-1].until is None
    for one, following in pairwise(held):
        assert one.until is not None
        assert one.until + DAY == following.since
    for holding in held:
        assert (holding.person is None) == (holding.standing is Standing.VACANT)
    tenures = sorted(state.tenures.values(), key=lambda t: t.since)
    assert all(one.until and one.until < other.since for one, other in pairwise(tenures))
    assert len({turnover.handover for turnover in state.turnovers}) == len(state.turnovers)
    standing = with_post(
        Facts(
            now=datetime(2026, 10, 1, 10, tzinfo=UTC),
            standing=HOUSE.standing(Actor(kind="person", person=ANNA)),
            organiser=HOUSE,
            calendar=CalendarState(),
            post=state,
        )
    )
    assert standing.holds(POST) == (state.at(TODAY).person == ANNA)
