"""What a change of principal does to an initiative: grace, a position, three prompts; and others who leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import forms
from domain.actors import Actor
from domain.forms.turnover import Stance
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.rights import may_read
from domain.initiative.state import Status, Task, TaskState
from domain.initiative.timing import timing
from domain.initiative.turnover import eased_position
from domain.post.events import (
    DepartureAnnounced,
    DeputyAppointed,
    Event,
    PrincipalAppointed,
    TenureCorrected,
)
from domain.post.state import evolve
from domain.refusals import Refusal
from domain.stalls import Cause
from domain.tasks import Address, Key
from tests.domain.life import ANNA, BO, CLOCK, HEAD, STAFF, Life, conditions_form, needs_form
from tests.domain.who import PRINCIPAL, UNIT, an_id, appointed, text

NEW = an_id("new principal")
NEWCOMER = Actor(kind="person", person=NEW)
DAY = timedelta(days=1)
START, WHY = date(2027, 9, 15), text("fel datum")
NOBODY = (Cause.VACANCY, Cause.HANDOVER)


def today(life: Life) -> date:
    return life.facts(CLOCK).today


def happens(life: Life, *events: Event) -> None:
    """To the post; the initiative hears of it as the log's follower tells."""
    for event in events:
        life.post = evolve(life.post, event)
    life.does(CLOCK, do.FollowPost())


def leaves(life: Life, last_day: date) -> None:
    tenure = next(t.tenure for t in life.post.tenures.values() if t.person == life.post.at(today(life)).principal)
    happens(life, DepartureAnnounced(tenure=tenure, last_day=last_day, reason=None))


def comes(life: Life, first_day: date, who: object = NEW) -> None:
    happens(life, appointed(who, first_day))  # type: ignore[arg-type]


def handed_over() -> Life:
    """A departure in three weeks, a successor the day after."""
    life = Life().starts()
    last_day = today(life) + 21 * DAY
    leaves(life, last_day)
    comes(life, last_day + DAY)
    return life


def due_position(life: Life, key: Key) -> int:
    position = life.open(key).due_position
    assert position is not None
    return position


def test_an_announced_departure_asks_three_prompts_until_the_last_day() -> None:
    life = Life().starts()
    last_day = today(life) + 21 * DAY
    leaves(life, last_day)
    asked = life.open(Key.OUTGOING_COMMENT)
    assert (asked.due, life.state.open_of(Key.POSITION)) == (last_day, [])
    life.does(CLOCK, do.FollowPost())
    assert life.state.tasks_of(Key.OUTGOING_COMMENT) == [asked]
    assert life.does(HEAD, do.CompleteTask(task=asked.task, form=forms.OutgoingComment()))
    leaves(life, last_day + 7 * DAY)
    assert life.state.open_of(Key.OUTGOING_COMMENT) == [], "who has answered is not asked again"


def test_a_corrected_last_day_moves_the_prompts_and_a_withdrawn_one_takes_them_away() -> None:
    life = Life().starts()
    leaves(life, today(life) + 21 * DAY)
    leaves(life, today(life) + 30 * DAY)
    assert [task.due for task in life.state.open_of(Key.OUTGOING_COMMENT)] == [today(life) + 30 * DAY]
    life.post = Life().post
    life.does(CLOCK, do.FollowPost())
    assert life.state.open_of(Key.OUTGOING_COMMENT) == []


def test_the_newcomer_gets_the_work_on_the_first_day_without_anybody_s_help() -> None:
    life = handed_over()
    needs = due_position(life, Key.NEEDS_WORKSHOP)
    life.days(22)
    assert life.state.principal == NEW
    asked = life.open(Key.POSITION)
    assert life.state.open_of(Key.OUTGOING_COMMENT) == [], "never delays the departure"
    received = next(event for event in life.events if isinstance(event, ev.PrincipalReceived))
    assert due_position(life, Key.NEEDS_WORKSHOP) == eased_position(needs, received.position)
    assert asked.due_position is not None
    clock = timing(life.state, life.facts(CLOCK))
    assert received.position == life.state.new_since == clock.position(received.first_day - DAY)
    life.does(CLOCK, do.FollowPost())
    assert sum(isinstance(event, ev.PrincipalReceived) for event in life.events) == 1


def test_the_leaver_s_right_ends_with_the_tenure() -> None:
    life = handed_over()
    task = life.open(Key.NEEDS_WORKSHOP).task
    life.days(22)
    with pytest.raises(Refusal, match="not_yours"):
        life.does(HEAD, do.CompleteTask(task=task, form=needs_form()))
    assert not may_read(life.state, life.facts(HEAD).standing)
    assert life.does(NEWCOMER, do.CompleteTask(task=task, form=needs_form()))


def in_the_window() -> Life:
    """The newcomer's first day; nobody has told the initiative, and its clock has not ticked."""
    life = handed_over()
    life.days(21)
    life.now += DAY
    assert today(life) == life.post.service_at(today(life)).first_day  # type: ignore[union-attr]
    assert life.state.principal == PRINCIPAL
    return life


def test_a_newcomer_who_acts_first_acts_on_the_initiative_after_it_has_followed_the_post() -> None:
    life = in_the_window()
    comment = life.open(Key.OUTGOING_COMMENT).task
    with pytest.raises(Refusal, match="task_withdrawn"):
        life.does(NEWCOMER, do.CompleteTask(task=comment, form=forms.OutgoingComment()))
    assert life.open(Key.OUTGOING_COMMENT).task == comment, "what is refused changes nothing"
    events = life.does(NEWCOMER, do.CompleteTask(task=life.open(Key.NEEDS_WORKSHOP).task, form=needs_form()))
    kinds = [type(event) for event in events]
    assert kinds[:3] == [ev.PrincipalReceived, ev.TaskWithdrawn, ev.TaskOpened]
    assert ev.TaskCompleted in kinds[3:]
    assert life.does(CLOCK, do.FollowPost()) == []


def test_whoever_acts_first_the_initiative_takes_up_its_post_the_same() -> None:
    told, acted = in_the_window(), in_the_window()
    followed = told.does(CLOCK, do.FollowPost())
    said = do.Comment(text=text("hej"))
    assert [event for event in acted.does(STAFF, said) if not isinstance(event, ev.Commented)] == followed


def test_three_prompts_are_the_leaver_s_while_a_deputy_answers_for_the_post() -> None:
    life = Life().starts()
    leaves(life, today(life) + 21 * DAY)
    event = DeputyAppointed(
        absence=an_id("away"), unit=UNIT, principal=PRINCIPAL, person=NEW, since=today(life), until=None, reason=None
    )
    happens(life, event)
    answer = do.CompleteTask(task=life.open(Key.OUTGOING_COMMENT).task, form=forms.OutgoingComment())
    with pytest.raises(Refusal, match="not_yours"):
        life.does(NEWCOMER, answer)
    assert life.does(HEAD, answer)


def test_what_the_leaver_sent_in_is_no_longer_theirs_to_correct() -> None:
    life = handed_over()
    task = life.open(Key.NEEDS_WORKSHOP).task
    life.does(HEAD, do.CompleteTask(task=task, form=needs_form()))
    changed = replace(needs_form(), perspectives=tuple(reversed(needs_form().perspectives)))
    life.days(22)
    with pytest.raises(Refusal, match="not_sender"):
        life.does(HEAD, do.CorrectForm(task=task, form=changed, reason=text("fel")))
    assert life.does(STAFF, do.CorrectForm(task=task, form=changed, reason=text("fel")))


def test_what_was_overdue_gets_fifteen_days_and_the_rest_ten() -> None:
    life = Life().starts()
    life.days(45)
    late = life.open(Key.NEEDS_WORKSHOP)
    first_day = today(life) + DAY
    leaves(life, today(life))
    comes(life, first_day)
    life.days(2)
    received = next(event for event in life.events if isinstance(event, ev.PrincipalReceived))
    (eased,) = received.eased
    assert (eased.task, eased.due_position) == (late.task, received.position + 15)
    assert life.open(Key.NEEDS_WORKSHOP).steps == frozenset(), "its ladder is climbed anew"


def test_nobody_else_s_due_day_is_eased() -> None:
    life = Life().to_current_state()
    voice = life.open(Key.CONDITIONS, ev.Voice.SECOND)
    leaves(life, today(life))
    comes(life, today(life) + DAY)
    life.days(60)
    assert life.state.principal == NEW
    assert life.state.tasks[voice.task].due == voice.due


def test_nothing_that_opens_is_due_before_a_newcomer_s_tenth_day() -> None:
    life = handed_over()
    life.days(22)
    life.does(NEWCOMER, do.CompleteTask(task=life.open(Key.NEEDS_WORKSHOP).task, form=needs_form()))
    since = life.state.new_since
    assert since is not None
    opened = [task for task in life.state.open_tasks if task.address == "principal" and task.due_position]
    assert opened
    assert all((task.due_position or 0) >= since + 10 for task in opened)


def test_a_proposed_pause_is_the_organiser_s_to_answer() -> None:
    life = handed_over()
    life.days(22)
    until = today(life) + 90 * DAY
    with pytest.raises(Refusal, match="field_missing"):
        life.sends_as(NEWCOMER, forms.Position(choice=Stance.PROPOSE_PAUSE, pause_until=until), Key.POSITION)
    form = forms.Position(choice=Stance.PROPOSE_PAUSE, pause_until=until, comment=text("tre insatser samtidigt"))
    life.sends_as(NEWCOMER, form, Key.POSITION)
    assert life.state.status is Status.LIVE
    assert life.open(Key.ANSWER_PAUSE)


@pytest.mark.parametrize("choice", [Stance.GO_ON, Stance.ADJUST])
def test_a_day_is_said_only_where_a_pause_is_proposed(choice: Stance) -> None:
    life = handed_over()
    life.days(22)
    form = forms.Position(choice=choice, pause_until=today(life) + 90 * DAY)
    with pytest.raises(Refusal, match="no_pause_proposed: “Pause until”"):
        life.sends_as(NEWCOMER, form, Key.POSITION)


def test_a_turnover_while_paused_is_taken_up_and_its_clock_waits() -> None:
    life = Life().starts()
    life.does(STAFF, do.PauseInitiative(until=today(life) + 60 * DAY, reason=text("ombyggnad")))
    leaves(life, today(life) + 10 * DAY)
    comes(life, today(life) + 11 * DAY)
    life.days(30)
    assert life.state.status is Status.PAUSED
    asked = life.open(Key.POSITION)
    life.days(31)
    assert life.state.status is Status.LIVE
    left = due_position(life, Key.POSITION) - life.state.tasks[asked.task].position
    assert left == 10, "all of it remained"


def test_a_second_turnover_within_the_month_asks_the_next_one() -> None:
    life = handed_over()
    life.days(22)
    first = life.open(Key.POSITION)
    happens(life, DepartureAnnounced(tenure=an_id(f"tenure {NEW}"), last_day=today(life) + 5 * DAY, reason=None))
    other = an_id("third principal")
    comes(life, today(life) + 6 * DAY, other)
    life.days(7)
    assert life.state.principal == other
    assert life.state.tasks[first.task].state is TaskState.WITHDRAWN
    (asked,) = life.state.open_of(Key.POSITION)
    assert asked.task != first.task


def test_a_position_not_taken_is_nobody_s_once_the_newcomer_has_gone() -> None:
    life = handed_over()
    life.days(22)
    happens(life, DepartureAnnounced(tenure=an_id(f"tenure {NEW}"), last_day=today(life) + DAY, reason=None))
    life.days(2)
    assert life.post.at(today(life)).is_vacant
    assert life.state.open_of(Key.POSITION) == []
    life.post = evolve(life.post, TenureCorrected(tenure=an_id(f"tenure {NEW}"), since=START, until=None, reason=WHY))
    life.does(CLOCK, do.FollowPost())
    assert life.open(Key.POSITION), "the last day was a mistake: they are asked anew"


def test_another_version_of_the_template_takes_no_grace_away() -> None:
    life = handed_over()
    life.days(22)
    life.does(STAFF, do.MoveToTemplate(version=life.publishes(due={Key.NEEDS_WORKSHOP: 1})))
    assert life.state.new_since is not None
    assert due_position(life, Key.NEEDS_WORKSHOP) == life.state.new_since + 10


def test_before_the_meetings_what_the_last_facilitator_leaves_is_the_principal_s() -> None:
    life = Life().to_current_state()
    (asked,) = (t for t in life.state.open_tasks if t.address is Address.FACILITATORS)
    for person in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=person))
    stands_in = life.open(asked.key, asked.voice)
    assert (stands_in.address, stands_in.number) == (Address.PRINCIPAL, asked.number)
    assert life.state.tasks[asked.task].state is TaskState.WITHDRAWN


def test_acting_made_permanent_and_a_deputy_are_no_turnover() -> None:
    life = handed_over()
    life.days(22)
    acting = evolve(
        life.post, DepartureAnnounced(tenure=an_id(f"tenure {NEW}"), last_day=today(life) + 3 * DAY, reason=None)
    )
    permanent = PrincipalAppointed(
        unit=UNIT,
        tenure=an_id("permanent"),
        person=NEW,
        acting=False,
        since=today(life) + 4 * DAY,
        until=None,
        reason=None,
    )
    life.post = acting
    happens(life, permanent)
    life.days(10)
    assert sum(isinstance(event, ev.PrincipalReceived) for event in life.events) == 1

    away = Life().starts()
    deputy = an_id("deputy")
    happens(
        away,
        DeputyAppointed(
            unit=UNIT,
            absence=an_id("absence"),
            principal=PRINCIPAL,
            person=deputy,
            since=today(away),
            until=None,
            reason=None,
        ),
    )
    task = away.open(Key.NEEDS_WORKSHOP)
    assert away.does(Actor(kind="person", person=deputy), do.CompleteTask(task=task.task, form=needs_form()))
    assert not any(isinstance(event, ev.PrincipalReceived) for event in away.events)
    assert may_read(away.state, away.facts(HEAD).standing), "the absent principal reads"


def test_whoever_was_principal_before_the_start_is_no_newcomer() -> None:
    life = Life(post=Life().post.__class__()).starts()
    life.days(3)
    comes(life, today(life) - 400 * DAY, PRINCIPAL)
    (received,) = (event for event in life.events if isinstance(event, ev.PrincipalReceived))
    assert (received.handover, received.eased, life.state.open_of(Key.POSITION)) == (None, (), [])


def test_support_that_ends_is_a_question_once_for_each_day() -> None:
    life = Life()
    life.to_implementation()
    ends = today(life) + 60 * DAY
    assert life.does(HEAD, do.AnnounceSupportEnds(last_day=ends))
    assert life.does(HEAD, do.AnnounceSupportEnds(last_day=ends)) == []
    with pytest.raises(Refusal, match="before_start"):
        life.does(HEAD, do.AnnounceSupportEnds(last_day=life.state.started - DAY))
    with pytest.raises(Refusal, match="field_missing"):
        life.sends(forms.SupportEnds(), Key.SUPPORT_ENDS)
    life.sends(forms.SupportEnds(carries_on=text("arbetslaget")), Key.SUPPORT_ENDS)
    with pytest.raises(Refusal, match="principal_or_organiser"):
        life.does(Actor(kind="person", person=ANNA), do.AnnounceSupportEnds(last_day=ends + DAY))


def test_a_checkpoint_that_tells_of_the_end_of_support_asks_too() -> None:
    life = Life()
    life.to_current_state()
    form = conditions_form()
    assert form.support_ends_on is None
    life.sends(
        forms.Conditions(answers=form.answers, second_voice=form.second_voice, support_ends_on=date(2028, 6, 1)),
        Key.CONDITIONS,
        ev.Voice.PRINCIPAL,
    )
    assert life.open(Key.SUPPORT_ENDS)


def test_a_newcomer_in_summer_has_day_one_when_school_begins() -> None:
    life = Life(now=datetime(2028, 5, 2, 8, tzinfo=UTC)).starts()
    leaves(life, date(2028, 7, 31))
    comes(life, date(2028, 8, 1))
    life.until(datetime(2028, 8, 2, 10, tzinfo=UTC))
    tenth = life.open(Key.NEEDS_WORKSHOP).due
    position: Task = life.open(Key.POSITION)
    assert tenth is not None
    assert position.due is not None
    assert tenth >= date(2028, 8, 25)
    assert position.due >= date(2028, 8, 25)
