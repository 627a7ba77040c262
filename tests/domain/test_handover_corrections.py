"""A handover whose post turns out to have been held otherwise: what it came to holds, or it is taken up anew."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.actors import Actor
from domain.forms.turnover import ConfirmBrief, HandoverTalk, Stance
from domain.handover import commands as do
from domain.handover import events as ev
from domain.handover.events import Ending
from domain.handover.tasks import HandoverKey
from domain.post import events as of_post
from domain.post.state import PostState
from domain.post.state import evolve as evolve_post
from tests.domain.test_handover import (
    ANNA,
    BO,
    BOSS,
    CILLA,
    CONTACT,
    DAY,
    FIRST,
    MONDAY,
    SECOND,
    WEEK,
    Turning,
    handed_over,
)
from tests.domain.who import UNIT, an_id, appointed, text


def carried_through(on: date = MONDAY + 3 * WEEK + DAY) -> Turning:
    """Bo came, and that day everything was said."""
    turning = handed_over().sees(FIRST, commented=True).sees(SECOND, commented=True)
    turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY))
    turning.until(on).sees(FIRST, position=Stance.GO_ON).sees(SECOND, position=Stance.GO_ON)
    assert turning.state.ending is Ending.COMPLETED
    return turning


def corrected(turning: Turning, who: UUID, since: date, until: date | None = None) -> of_post.TenureCorrected:
    tenure = next(t.tenure for t in turning.post.tenures.values() if t.person == who)
    return of_post.TenureCorrected(tenure=tenure, since=since, until=until, reason=text("fel dag"))


def test_a_day_that_is_corrected_when_it_has_ended_is_told_and_nobody_is_asked_again() -> None:
    turning = carried_through(MONDAY + 4 * WEEK)
    handover = turning.state.handover
    turning.until(MONDAY + 5 * WEEK).hears(corrected(turning, BO, MONDAY + 4 * WEEK))
    assert turning.events[-1].kind == "handover_changed"
    assert turning.state.change is not None
    assert (turning.state.change.first_day, turning.state.ending) == (MONDAY + 4 * WEEK, Ending.COMPLETED)
    assert turning.state.handover == handover
    assert turning.hears(of_post.ManagerNamed(unit=UNIT, person=BOSS)).events[-1].kind == "handover_changed"
    assert turning.state.change.manager == CONTACT, "whose it was then"


def test_a_first_day_that_is_ahead_after_all_opens_it_anew() -> None:
    turning = carried_through()
    turning.until(MONDAY + 5 * WEEK).hears(corrected(turning, BO, MONDAY + 8 * WEEK))
    assert turning.state.is_open
    assert list(turning.state.open_tasks), "it is vacant until then"
    assert turning.asked(HandoverKey.HANDOVER_TALK) is None, "the two have talked"
    assert turning.asked(HandoverKey.CONFIRM_BRIEF) is None, "and she has spoken"
    turning.hears(corrected(turning, ANNA, date(2024, 8, 1), MONDAY + 8 * WEEK - DAY))
    assert not list(turning.state.open_tasks)
    turning.until(MONDAY + 8 * WEEK).sees(FIRST, commented=True, position=Stance.GO_ON)
    assert turning.sees(SECOND, commented=True, position=Stance.GO_ON).state.ending is Ending.COMPLETED


def test_whoever_had_yet_to_come_as_it_ended_is_asked_also_when_that_is_heard_late() -> None:
    turning = carried_through()
    right = turning.today + 2 * DAY
    turning.post = evolve_post(turning.post, corrected(turning, BO, right))
    turning.post = evolve_post(turning.post, corrected(turning, ANNA, date(2024, 8, 1), right - DAY))
    turning.until(right + DAY)
    assert turning.state.ending is Ending.COMPLETED
    turning.follows()
    assert turning.state.is_open
    assert len(list(turning.state.waits_for)) == 2


def test_what_never_was_is_withdrawn_whatever_it_had_come_to() -> None:
    turning = carried_through()
    turning.post = evolve_post(PostState(), appointed(ANNA, date(2024, 8, 1)))
    (ended,) = turning.follows()
    assert ended == ev.HandoverEnded(how=Ending.WITHDRAWN, on=turning.today)
    assert turning.follows() == []


def test_whoever_came_instead_and_has_left_by_now_is_told_and_nobody_is_asked() -> None:
    """Found out a year later: the days are put right, and nothing is news."""
    turning = carried_through()
    turning.leaves(MONDAY + 20 * WEEK, BO).comes(MONDAY + 20 * WEEK + DAY, CILLA)
    turning.until(MONDAY + 60 * WEEK)
    turning.post = evolve_post(
        turning.post, of_post.TenureStruck(tenure=an_id(f"tenure {BO}"), reason=text("var aldrig här"))
    )
    dan = replace(appointed(an_id("dan"), MONDAY + 3 * WEEK + DAY), until=MONDAY + 20 * WEEK)
    turning.hears(dan)
    assert [event.kind for event in turning.events[-1:]] == ["handover_changed"]
    assert turning.state.change is not None
    assert turning.state.change.newcomer == an_id("dan")


def test_of_two_that_are_open_one_asks_who_answers_meanwhile() -> None:
    """Nobody, then somebody whose last day is known before their first."""
    turning = Turning().leaves(MONDAY + WEEK)
    acting = replace(appointed(BO, MONDAY + 3 * WEEK), acting=True, until=MONDAY + 5 * WEEK)
    turning.hears(acting).until(MONDAY + 2 * WEEK)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE)
    _, second = turning.post.turnovers[-2:]
    other = Turning()
    other.post, other.now = turning.post, turning.now
    other.does(do.FollowTurnover(handover=second.handover, unit=UNIT, initiatives=(FIRST, SECOND)))
    assert other.state.is_open
    assert other.asked(HandoverKey.ANSWERS_MEANWHILE) is None
    other.until(MONDAY + 5 * WEEK + DAY)
    assert other.asked(HandoverKey.ANSWERS_MEANWHILE)


def test_what_was_confirmed_of_a_departure_that_was_none_is_confirmed_again() -> None:
    turning = Turning().leaves(MONDAY - DAY)
    turning.answers(HandoverKey.CONFIRM_BRIEF, ConfirmBrief(confirmed=True))
    turning.leaves(MONDAY + 30 * WEEK).until(MONDAY + 30 * WEEK)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF) is None
    turning.until(MONDAY + 30 * WEEK + DAY)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF)


def test_somebody_else_who_came_instead_is_asked_in_the_same_handover() -> None:
    turning = carried_through()
    first = turning.state.tasks_of(HandoverKey.HANDOVER_TALK)
    turning.hears(of_post.TenureStruck(tenure=an_id(f"tenure {BO}"), reason=text("fel person")))
    assert turning.state.is_open
    turning.hears(appointed(CILLA, MONDAY + 3 * WEEK + DAY))
    assert list(turning.state.waits_for)
    assert turning.asked(HandoverKey.HANDOVER_TALK) not in (None, first[0].task), "it was Bo they had talked with"


def test_somebody_else_who_came_instead_is_asked_also_when_both_are_heard_at_once() -> None:
    turning = carried_through()
    turning.post = evolve_post(
        turning.post, of_post.TenureStruck(tenure=an_id(f"tenure {BO}"), reason=text("fel person"))
    )
    turning.hears(appointed(CILLA, MONDAY + 3 * WEEK + DAY))
    assert turning.state.is_open
    assert len(list(turning.state.waits_for)) == 2


def test_one_who_has_not_left_again_after_all_is_asked_again() -> None:
    turning = handed_over().until(MONDAY + 4 * WEEK)
    turning.leaves(MONDAY + 4 * WEEK + DAY, BO).until(MONDAY + 5 * WEEK)
    assert turning.state.ending is Ending.SUPERSEDED
    turning.hears(corrected(turning, BO, MONDAY + 3 * WEEK + DAY))
    assert turning.state.is_open
    assert len(list(turning.state.waits_for)) == 2


def test_whoever_comes_anew_after_others_comes_by_another_handover() -> None:
    turning = handed_over().until(MONDAY + 4 * WEEK)
    turning.leaves(MONDAY + 5 * WEEK, BO).comes(MONDAY + 5 * WEEK + DAY, CILLA)
    turning.leaves(MONDAY + 7 * WEEK, CILLA)
    again = replace(appointed(BO, MONDAY + 7 * WEEK + DAY), tenure=an_id("bo again"))
    turning.hears(again).until(MONDAY + 9 * WEEK)
    assert turning.state.ending is Ending.SUPERSEDED
    assert turning.follows() == []


def test_whoever_turns_out_to_be_there_still_speaks_for_themselves() -> None:
    turning = Turning().leaves(MONDAY - DAY)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF)
    turning.leaves(MONDAY + 2 * WEEK)
    assert not list(turning.state.open_tasks)
    turning.until(MONDAY + 2 * WEEK + DAY)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF), "they left without a word"


def test_what_the_manager_said_is_corrected_also_when_it_has_ended() -> None:
    turning = carried_through()
    (talk,) = turning.state.tasks_of(HandoverKey.HANDOVER_TALK)
    right = do.CorrectHandoverForm(task=talk.task, form=HandoverTalk(held_on=MONDAY + DAY), reason=text("fel dag"))
    assert [event.kind for event in turning.does(right, Actor(kind="person", person=CONTACT))] == [
        "handover_form_corrected"
    ]
    assert turning.state.ending is Ending.COMPLETED
