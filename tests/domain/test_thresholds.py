"""Where a rule begins to hold, to the meeting and the school day (TASKS.md)."""

from dataclasses import replace

from domain.check_in import Place
from domain.conditions import Rating
from domain.initiative import commands as do
from domain.initiative.events import Voice
from domain.initiative.state import MeetingState
from domain.tasks import Key
from tests.domain.life import BEST, HEAD, STAFF, Life, check_in_form, text


def test_the_plan_for_afterwards_is_asked_for_as_three_quarters_are_settled() -> None:
    life = Life().to_implementation(meetings=4).holds_every_meeting()
    settled = [m for m in life.state.meetings.values() if m.state is not MeetingState.PLANNED]
    assert (len(settled), len(life.state.meetings)) == (6, 8)


def test_the_pulse_is_asked_for_from_the_twentieth_school_day() -> None:
    life = Life().to_implementation()
    while len(asked := [task for task in life.state.tasks_of(Key.PROTOCOL) if task.group == 1]) < 2:
        life.a_day_of_meetings()
    first, second = asked
    assert second.position - first.position == 20
    assert (first.pulse, second.pulse) == (False, True)


def test_where_every_facilitator_has_left_nobody_leads_whatever_is_answered() -> None:
    """The record shows it: what would be present is fading."""
    life = Life().to_continuation(new_needs=None)
    for group in (1, 2):
        life.does(HEAD, do.NameFacilitator(group=group, person=None))
    while not life.state.open_of(Key.CHECK_IN):
        life.days(1)
    life.sends(check_in_form(replace(BEST, conditions=Rating.MISSING)), Key.CHECK_IN, Voice.PRINCIPAL)
    assert life.state.placed[4].place is Place.FADING


def test_before_implementation_an_unnamed_facilitator_is_no_vacancy() -> None:
    life = Life().to_current_state()
    life.does(HEAD, do.NameFacilitator(group=None, person=None))
    life.days(5)
    assert not life.state.facilitators
    assert life.state.stalled is None


def test_a_low_capacity_that_was_let_pass_is_not_decided_on() -> None:
    life = Life().to_current_state()
    life.does(STAFF, do.LetClausePass(clause="low_capacity", reason=text("r")))
    life.rates(second=Rating.MISSING)
    assert not life.state.open_of(Key.DECIDE_ON_CONDITIONS)
