"""The handover: one for each change of principal, the manager's tasks, and its ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.actors import CLOCK, Actor, Role
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverForm, HandoverTalk, Stance
from domain.handover import commands as do
from domain.handover import events as ev
from domain.handover.agenda import agenda
from domain.handover.decide import AGGREGATE, is_manager
from domain.handover.events import Ending, Seen
from domain.handover.state import HandoverState
from domain.handover.tasks import HandoverKey
from domain.organiser import OrganiserState, Settings, Unit, post_of
from domain.post import events as of_post
from domain.post.state import PostState
from domain.post.state import evolve as evolve_post
from domain.refusals import Refusal
from tests.domain.who import POST, UNIT, an_id, appointed, text

ANNA, BO, CILLA, STAFF, BOSS, CONTACT = (an_id(name) for name in ("anna", "bo", "cilla", "staff", "boss", "contact"))
FIRST, SECOND = an_id("first initiative"), an_id("second initiative")
HOUSE = OrganiserState(
    settings=Settings(contact=CONTACT),
    units={UNIT: Unit(unit_kind="school", post=POST, name=text("Skolan"), code=None)},
    roles=frozenset({(STAFF, Role.ORGANISER)}),
)
MONDAY = date(2026, 10, 5)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


class Turning:
    """A post held by Anna, and the handover that follows when she goes."""

    def __init__(self) -> None:
        self.post = evolve_post(PostState(), appointed(ANNA, date(2024, 8, 1)))
        self.state = HandoverState()
        self.now = datetime(2026, 10, 5, 8, tzinfo=UTC)
        self.events: list[ev.Event] = []

    @property
    def today(self) -> date:
        return self.now.date()

    def facts(self, actor: Actor = CLOCK) -> Facts:
        return Facts(
            now=self.now,
            standing=HOUSE.standing(actor),
            organiser=HOUSE,
            calendar=CalendarState(),
            post=self.post,
        )

    def does(self, command: do.Command, actor: Actor = CLOCK) -> list[ev.Event]:
        events = list(AGGREGATE.decide(command, self.state, self.facts(actor)))
        for event in events:
            self.state = AGGREGATE.evolve(self.state, event)
        self.events += events
        return events

    def hears(self, *events: of_post.Event) -> "Turning":
        """The post's news, as the follower takes them here."""
        for event in events:
            self.post = evolve_post(self.post, event)
        self.follows()
        return self

    def follows(self) -> list[ev.Event]:
        handover = self.state.handover if self.state.change else self.post.turnovers_at(UNIT)[-1].handover
        return self.does(do.FollowTurnover(handover=handover, unit=UNIT, initiatives=(FIRST, SECOND)))

    def leaves(self, last_day: date, who: UUID = ANNA) -> "Turning":
        tenure = next(t.tenure for t in self.post.tenures.values() if t.person == who)
        return self.hears(of_post.DepartureAnnounced(tenure=tenure, last_day=last_day, reason=None))

    def comes(self, first_day: date, who: UUID = BO) -> "Turning":
        return self.hears(appointed(who, first_day))

    def until(self, day: date) -> "Turning":
        """Time passes; every alarm on the way is answered at its own moment."""
        moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        while True:
            due, ahead = agenda(self.state, self.facts())
            if due:  # the first: what it leads to may take away the others
                assert self.does(due[0].command), f"{due[0].rule} was due and did nothing"
                continue
            if ahead is None or ahead.at > moment:
                break
            self.now = ahead.at
        self.now = moment
        return self

    def sees(self, initiative: UUID, **how: object) -> "Turning":
        before = self.state.seen[initiative]
        self.does(do.SeeInitiatives(seen=(replace(before, **how),)))  # type: ignore[arg-type]  # tests change some fields
        return self

    def asked(self, key: HandoverKey) -> UUID | None:
        return next((task.task for task in self.state.open_tasks if task.key is key), None)

    def answers(self, key: HandoverKey, form: HandoverForm, who: UUID = CONTACT) -> list[ev.Event]:
        task = self.asked(key)
        assert task is not None
        return self.does(do.CompleteHandoverTask(task=task, form=form), Actor(kind="person", person=who))


def refused(turning: Turning, key: HandoverKey, form: HandoverForm, code: str, who: UUID = CONTACT) -> None:
    with pytest.raises(Refusal) as refusal:
        turning.answers(key, form, who)
    assert refusal.value.code == code


def handed_over() -> Turning:
    return Turning().leaves(MONDAY + 3 * WEEK).comes(MONDAY + 3 * WEEK + DAY)


def test_one_handover_opens_however_often_it_is_reported() -> None:
    turning = Turning().leaves(MONDAY + 3 * WEEK)
    assert [event.kind for event in turning.events] == ["handover_opened"]
    assert turning.follows() == []
    turning.leaves(MONDAY + 4 * WEEK)
    assert [event.kind for event in turning.events] == ["handover_opened", "handover_changed"]
    assert turning.state.change is not None
    assert turning.state.change.last_day == MONDAY + 4 * WEEK


def test_where_nothing_lives_nothing_is_handed_over() -> None:
    turning = Turning()
    turning.post = evolve_post(
        turning.post,
        of_post.DepartureAnnounced(tenure=an_id(f"tenure {ANNA}"), last_day=MONDAY + WEEK, reason=None),
    )
    handover = turning.post.turnovers[-1].handover
    assert turning.does(do.FollowTurnover(handover=handover, unit=UNIT)) == []


def test_what_starts_while_it_goes_on_joins_it() -> None:
    turning = handed_over()
    third = an_id("third initiative")
    follow = do.FollowTurnover(handover=turning.state.handover, unit=UNIT, initiatives=(SECOND, third))
    turning.sees(SECOND, commented=True)
    assert [event.kind for event in turning.does(follow)] == ["initiatives_seen"]
    assert turning.state.seen[third] == Seen(initiative=third, commented=False, position=None, over=False)
    assert turning.state.seen[SECOND].commented
    assert turning.does(follow) == []


def test_what_starts_when_nothing_was_left_opens_it_anew() -> None:
    turning = handed_over().sees(FIRST, over=True).sees(SECOND, over=True)
    assert turning.state.ending is Ending.NOTHING_LEFT
    third = an_id("third initiative")
    follow = do.FollowTurnover(handover=turning.state.handover, unit=UNIT, initiatives=(third,))
    assert [event.kind for event in turning.does(follow)] == ["handover_opened", "handover_task_opened"]
    assert {id_ for id_, seen in turning.state.seen.items() if not seen.over} == {third}
    assert turning.state.seen.keys() == {FIRST, SECOND, third}, "what was told of the others can be read"
    assert turning.does(follow) == []


def test_a_departure_that_is_taken_back_ends_it_and_another_opens_it_anew() -> None:
    turning = handed_over()
    held = turning.post
    turning.post = evolve_post(PostState(), appointed(ANNA, date(2024, 8, 1)))
    turning.follows()
    assert (turning.state.ending, list(turning.state.open_tasks)) == (Ending.WITHDRAWN, [])
    turning.post = held
    turning.follows()
    assert turning.state.is_open
    assert turning.asked(HandoverKey.HANDOVER_TALK)


def test_the_manager_is_asked_for_a_talk_when_both_are_known() -> None:
    turning = Turning().leaves(MONDAY + 3 * WEEK)
    assert turning.asked(HandoverKey.HANDOVER_TALK) is None
    turning.comes(MONDAY + 3 * WEEK + DAY)
    refused(turning, HandoverKey.HANDOVER_TALK, HandoverTalk(), "talk_or_why")
    refused(turning, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY + WEEK), "not_held_yet")
    refused(turning, HandoverKey.HANDOVER_TALK, ConfirmBrief(confirmed=True), "wrong_form")
    refused(turning, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY), "manager_only", who=BO)
    turning.hears(of_post.ManagerNamed(unit=UNIT, person=BOSS))
    assert turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY), who=BOSS)
    done = next(task for task in turning.state.tasks.values() if task.key is HandoverKey.HANDOVER_TALK)
    again = do.CompleteHandoverTask(task=done.task, form=HandoverTalk(held_on=MONDAY))
    assert turning.does(again, Actor(kind="person", person=BOSS)) == []


def test_in_another_s_place_the_manager_s_own_right_does_not_count() -> None:
    turning = handed_over().hears(of_post.ManagerNamed(unit=UNIT, person=BOSS))
    talk = turning.asked(HandoverKey.HANDOVER_TALK)
    assert talk is not None
    command = do.CompleteHandoverTask(task=talk, form=HandoverTalk(held_on=MONDAY))
    with pytest.raises(Refusal, match="manager_only"):
        turning.does(command, Actor(kind="person", person=BOSS, acting_for=ANNA))
    assert turning.does(command, Actor(kind="person", person=BOSS))


def test_whose_the_talk_is_is_the_post_s_word_also_before_the_handover_has_heard_of_it() -> None:
    turning = handed_over()
    turning.post = evolve_post(turning.post, of_post.ManagerNamed(unit=UNIT, person=BOSS))
    refused(turning, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY), "manager_only")
    assert turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY), who=BOSS)


def test_where_no_manager_is_named_it_is_the_organiser_s_contact_of_now() -> None:
    turning, house = handed_over(), replace(HOUSE, settings=Settings(contact=BOSS))

    def is_one(who: UUID, acting_for: UUID | None = None) -> bool:
        actor = Actor(kind="person", person=who, acting_for=acting_for)
        return is_manager(replace(turning.facts(), standing=house.standing(actor)))

    assert (is_one(BOSS), is_one(BOSS, acting_for=BO), is_one(CONTACT)) == (True, False, False)
    turning.post = evolve_post(turning.post, of_post.ManagerNamed(unit=UNIT, person=CILLA))
    assert (is_one(BOSS), is_one(CILLA)) == (False, True)


def test_a_form_is_corrected_by_who_sent_it_or_the_organiser_with_a_reason() -> None:
    turning = handed_over().hears(of_post.ManagerNamed(unit=UNIT, person=BOSS))
    talk = turning.asked(HandoverKey.HANDOVER_TALK)
    assert talk is not None
    right = do.CorrectHandoverForm(task=talk, form=HandoverTalk(overlap=text("en vecka")), reason=text("fel"))
    not_corrected(turning, right, "not_done", BOSS)
    turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY), who=BOSS)
    not_corrected(turning, right, "not_sender", BO)
    not_corrected(turning, replace(right, reason=text("")), "reason_missing", BOSS)
    not_corrected(turning, replace(right, form=ConfirmBrief(confirmed=True)), "wrong_form", BOSS)
    not_corrected(turning, replace(right, form=HandoverTalk()), "talk_or_why", BOSS)
    unchanged = replace(right, form=HandoverTalk(held_on=MONDAY))
    assert turning.does(unchanged, Actor(kind="person", person=BOSS)) == []
    turning.until(MONDAY + WEEK)
    (event,) = turning.does(right, Actor(kind="person", person=BOSS))
    assert turning.does(right, Actor(kind="person", person=STAFF)) == []
    task = turning.state.task(talk)
    assert (task.form, task.by, task.done_on, task.corrected) == (right.form, BOSS, MONDAY, event)
    turning.hears(of_post.ManagerNamed(unit=UNIT, person=CILLA))
    not_corrected(turning, unchanged, "not_sender", BOSS)
    not_corrected(turning, unchanged, "not_sender", CILLA)
    assert turning.does(unchanged, Actor(kind="person", person=STAFF))


def not_corrected(turning: Turning, command: do.CorrectHandoverForm, code: str, who: UUID) -> None:
    with pytest.raises(Refusal) as refusal:
        turning.does(command, Actor(kind="person", person=who))
    assert refusal.value.code == code


def test_who_answers_meanwhile_is_corrected_for_as_long_as_somebody_has_to() -> None:
    turning = Turning().leaves(MONDAY + 4 * DAY).until(MONDAY + WEEK)
    task = turning.asked(HandoverKey.ANSWERS_MEANWHILE)
    assert task is not None
    turning.answers(HandoverKey.ANSWERS_MEANWHILE, AnswersMeanwhile(person=CILLA, until=MONDAY + 4 * WEEK))
    right = AnswersMeanwhile(person=BOSS, until=MONDAY + 5 * WEEK)
    correction = do.CorrectHandoverForm(task=task, form=right, reason=text("fel person"))
    assert turning.does(correction, Actor(kind="person", person=CONTACT))
    turning.comes(turning.today)
    not_corrected(turning, replace(correction, form=replace(right, person=BO)), "meanwhile_over", CONTACT)


def test_a_successor_who_is_struck_takes_the_talk_along_and_the_next_one_brings_it_again() -> None:
    turning = handed_over()
    first = turning.asked(HandoverKey.HANDOVER_TALK)
    turning.hears(of_post.TenureStruck(tenure=an_id(f"tenure {BO}"), reason=text("tackade nej")))
    assert turning.asked(HandoverKey.HANDOVER_TALK) is None
    turning.comes(MONDAY + 5 * WEEK, CILLA)
    again = turning.asked(HandoverKey.HANDOVER_TALK)
    assert again is not None
    assert again != first


def test_a_vacancy_asks_who_answers_meanwhile_and_asks_again_when_that_is_over() -> None:
    turning = Turning().leaves(MONDAY + 4 * DAY).until(MONDAY + WEEK)
    form = AnswersMeanwhile(person=CILLA, until=MONDAY + 4 * WEEK)
    too_long = AnswersMeanwhile(person=CILLA, until=MONDAY + 60 * WEEK)
    refused(turning, HandoverKey.ANSWERS_MEANWHILE, too_long, "too_long")
    turning.answers(HandoverKey.ANSWERS_MEANWHILE, form)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None, "before the post has heard of it, too"
    turning.hears(of_post.MeanwhileNamed(unit=UNIT, person=CILLA, since=turning.today, until=MONDAY + 4 * WEEK))
    turning.until(MONDAY + 4 * WEEK)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None
    turning.until(MONDAY + 4 * WEEK + DAY)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE)
    turning.comes(turning.today)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None


def test_who_answers_meanwhile_is_asked_again_when_the_post_was_told_of_a_shorter_time() -> None:
    turning = Turning().leaves(MONDAY + 4 * DAY).until(MONDAY + WEEK)
    form = AnswersMeanwhile(person=CILLA, until=MONDAY + 20 * WEEK)
    turning.answers(HandoverKey.ANSWERS_MEANWHILE, form)
    turning.hears(of_post.MeanwhileNamed(unit=UNIT, person=CILLA, since=turning.today, until=MONDAY + 20 * WEEK))
    turning.hears(of_post.MeanwhileNamed(unit=UNIT, person=BO, since=turning.today, until=MONDAY + 2 * WEEK))
    turning.until(MONDAY + 2 * WEEK)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None
    turning.until(MONDAY + 2 * WEEK + DAY)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE)
    turning.answers(HandoverKey.ANSWERS_MEANWHILE, form)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None, "the same answer on another day is another"


def test_whoever_left_without_a_word_is_confirmed_for() -> None:
    turning = handed_over()
    turning.sees(FIRST, commented=True).until(MONDAY + 3 * WEEK)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF) is None
    turning.until(MONDAY + 3 * WEEK + DAY)
    refused(turning, HandoverKey.CONFIRM_BRIEF, ConfirmBrief(), "not_confirmed")
    assert turning.answers(HandoverKey.CONFIRM_BRIEF, ConfirmBrief(confirmed=True, comment=text("stämmer")))
    spoken = handed_over().sees(FIRST, commented=True).sees(SECOND, commented=True).until(MONDAY + 4 * WEEK)
    assert not spoken.state.tasks_of(HandoverKey.CONFIRM_BRIEF)


def test_one_that_had_gone_already_is_confirmed_for_at_once() -> None:
    turning = Turning().leaves(MONDAY - WEEK)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE)


def test_it_is_completed_when_everything_is_said() -> None:
    turning = handed_over().sees(FIRST, commented=True).sees(SECOND, commented=True)
    turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY))
    turning.until(MONDAY + 3 * WEEK + DAY)
    turning.sees(FIRST, position=Stance.GO_ON)
    assert turning.state.is_open
    turning.sees(SECOND, over=True)
    assert turning.state.ending is Ending.COMPLETED
    assert turning.follows() == []


def test_a_newcomer_who_leaves_again_gives_way_to_the_next_handover() -> None:
    turning = handed_over().until(MONDAY + 4 * WEEK)
    turning.leaves(MONDAY + 5 * WEEK, BO).comes(MONDAY + 5 * WEEK + DAY, CILLA)
    turning.until(MONDAY + 6 * WEEK)
    assert (turning.state.ending, list(turning.state.open_tasks)) == (Ending.SUPERSEDED, [])


def test_nothing_is_left_when_every_initiative_has_ended() -> None:
    turning = handed_over().sees(FIRST, over=True)
    assert turning.state.is_open
    assert turning.sees(SECOND, over=True).state.ending is Ending.NOTHING_LEFT


def test_what_the_newcomer_began_is_no_part_of_it_and_takes_nothing_away() -> None:
    turning = handed_over().sees(FIRST, commented=True).sees(SECOND, apart=True)
    assert turning.state.seen.keys() == {FIRST}
    again = do.SeeInitiatives(seen=(Seen(initiative=SECOND, commented=False, position=None, over=False, apart=True),))
    assert turning.does(again) == []
    assert turning.asked(HandoverKey.HANDOVER_TALK)
    assert turning.sees(FIRST, over=True).state.ending is Ending.NOTHING_LEFT


def test_with_no_initiative_left_in_it_it_ends_when_the_manager_has_answered() -> None:
    turning = Turning().leaves(MONDAY - WEEK)
    assert turning.asked(HandoverKey.CONFIRM_BRIEF)
    turning.comes(MONDAY - DAY).sees(FIRST, apart=True).sees(SECOND, apart=True)
    assert [task.key for task in turning.state.open_tasks] == [HandoverKey.HANDOVER_TALK]
    turning.answers(HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=MONDAY))
    assert turning.state.ending is Ending.NOTHING_LEFT


def test_nobody_who_answers_is_reminded_and_lifted_to_the_named_contact() -> None:
    turning = handed_over().until(MONDAY + 6 * WEEK)
    talk = next(task for task in turning.state.tasks.values() if task.key is HandoverKey.HANDOVER_TALK)
    climbed = [event.kind for event in turning.events if getattr(event, "task", None) == talk.task]
    assert climbed == [
        "handover_task_opened",
        "handover_reminder_due",
        "handover_reminder_due",
        "handover_reminder_due",
        "handover_escalation_due",
    ]
    assert talk.due == date(2026, 10, 19)


def test_only_its_clock_follows_and_reminds() -> None:
    turning = handed_over()
    for command in (
        do.FollowTurnover(handover=turning.state.handover, unit=UNIT, initiatives=(FIRST,)),
        do.SeeInitiatives(seen=(Seen(initiative=FIRST, commented=True, position=None, over=False),)),
    ):
        with pytest.raises(Refusal, match="clock_only"):
            turning.does(command, Actor(kind="person", person=STAFF))
    with pytest.raises(Refusal, match="handover_unknown"):
        AGGREGATE.decide(do.SeeInitiatives(seen=()), HandoverState(), turning.facts())
    assert post_of(UNIT) == POST
