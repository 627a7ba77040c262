"""A new version of the calendar: the past stays counted, positions stay, dates follow, and it is never silent."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actors import CLOCK
from domain.calendar import CalendarState
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.initiative import commands as do
from domain.initiative.agenda import agenda
from domain.initiative.events import CalendarChanged, DueChanged
from domain.initiative.state import Status
from domain.initiative.timing import timing
from domain.school_year import DateRange, Term
from domain.tasks import Key
from tests.domain.calendars import CONTENTS, DAYS, published, terms
from tests.domain.life import ANNA, BO, HEAD, STAFF, UNIT, Life, an_id, needs_form, text

NEXT_WEEK = CalendarContent(breaks=(DateRange(start=date(2027, 8, 30), end=date(2027, 9, 3)),))


def publish(life: Life, content: CalendarContent, *, quietly: bool = False) -> None:
    """Today; `quietly`: before anybody has told the initiative."""
    zone = life.calendar.local_date(life.now)
    life.calendar = published(life.calendar, content, zone)
    if not quietly:
        life.tick()


def remaining(life: Life) -> dict[Any, int]:
    """School days each open task has left after the last close."""
    closed = timing(life.state, life.facts(CLOCK)).closed
    return {t.task: t.due_position - closed for t in life.state.open_tasks if t.due_position is not None}


def follow(life: Life) -> list[Any]:
    return life.does(CLOCK, do.FollowCalendar())


def test_due_days_move_with_the_calendar_and_an_event_says_from_when_to_when() -> None:
    life = Life().starts(facilitators=(ANNA, BO))
    task = life.open(Key.NEEDS_WORKSHOP)
    publish(life, NEXT_WEEK, quietly=True)
    moved = DueChanged(task=task.task, was=date(2027, 9, 14), due=date(2027, 9, 21))
    assert follow(life) == [CalendarChanged(calendar=1, on=date(2027, 8, 24), dues=(moved,), meetings=())]
    assert life.open(Key.NEEDS_WORKSHOP).due == date(2027, 9, 21)
    assert follow(life) == []


def test_whoever_acts_first_brings_the_initiative_up_to_the_calendar() -> None:
    life = Life().starts()
    publish(life, NEXT_WEEK, quietly=True)
    happened = life.does(STAFF, do.Comment(text=text("hej")))
    assert [event.kind for event in happened] == ["commented", "calendar_changed"]
    assert follow(life) == []


def test_a_version_that_moves_no_date_is_taken_up_once() -> None:
    life = Life().starts()
    publish(life, CalendarContent(study_days=(date(2028, 3, 1),)), quietly=True)
    assert follow(life) == [CalendarChanged(calendar=1, on=date(2027, 8, 24), dues=(), meetings=())]
    assert follow(life) == []


def test_a_form_opened_before_may_be_sent_after() -> None:
    life = Life().starts()
    seen, task = life.state.version, life.open(Key.NEEDS_WORKSHOP)
    publish(life, NEXT_WEEK)
    assert life.does(HEAD, do.CompleteTask(task=task.task, form=needs_form()), seen=seen)


def test_a_paused_initiative_keeps_what_remained_and_takes_it_up_when_it_resumes() -> None:
    life = Life().starts()
    life.does(STAFF, do.PauseInitiative(until=date(2027, 10, 1), reason=text("r")))
    left = remaining(life)
    publish(life, NEXT_WEEK)
    assert follow(life) == []
    assert remaining(life) == left
    assert life.state.calendar == 0
    happened = life.does(STAFF, do.ResumeInitiative())
    assert [event.kind for event in happened] == ["initiative_resumed", "calendar_changed"]
    assert remaining(life) == left
    assert life.state.calendar == 1


def test_meetings_stay_and_those_on_free_days_are_named() -> None:
    life = Life().to_implementation()
    meeting = min(life.state.meetings.values(), key=lambda m: m.on)
    publish(life, CalendarContent(breaks=(DateRange(start=meeting.on, end=meeting.on),)))
    changed = life.events[-1]
    assert isinstance(changed, CalendarChanged)
    same_day = {m.meeting for m in life.state.meetings.values() if m.on == meeting.on}
    assert set(changed.meetings) == same_day
    assert life.state.meetings[meeting.meeting].on == meeting.on


def test_a_study_day_may_hold_its_meeting() -> None:
    life = Life().to_implementation()
    meeting = min(life.state.meetings.values(), key=lambda m: m.on)
    publish(life, CalendarContent(study_days=(meeting.on,)))
    assert life.events[-1].meetings == ()  # type: ignore[union-attr]  # it is CalendarChanged


def test_a_unit_has_dates_of_its_own() -> None:
    life, elsewhere = Life().starts(), Life().starts()
    own = UnitCalendar(unit=UNIT, breaks=NEXT_WEEK.breaks)
    publish(life, CalendarContent(units=(own,)))
    publish(elsewhere, CalendarContent(units=(UnitCalendar(unit=an_id("another"), breaks=NEXT_WEEK.breaks),)))
    assert life.open(Key.NEEDS_WORKSHOP).due != elsewhere.open(Key.NEEDS_WORKSHOP).due == date(2027, 9, 14)


def test_a_checkpoint_is_asked_once_a_term_also_when_the_term_ends_on_another_day() -> None:
    life = Life().to_implementation(meetings=12)
    while not life.state.checkpoints:
        life.days(7)
    term_end = max(life.state.checkpoints)
    for moved in (-3, 4):
        publish(life, CalendarContent(terms=terms(term_end.year, (0, moved, 0, 0))))
        life.days(2)
    assert life.state.checkpoints == {term_end}


REACHED: list[Callable[[Life], Life]] = [
    Life.to_current_state,
    Life.to_plan,
    Life.to_implementation,
    Life.to_evaluation,
]


@settings(max_examples=60, deadline=None)
@given(
    reach=st.sampled_from(REACHED),
    days=st.integers(0, 300),
    contents=st.lists(CONTENTS, min_size=1, max_size=3),
    pause=st.integers(0, 90),
)
def test_whatever_calendar_comes_whenever_what_remains_and_what_has_gone_by_stay(
    reach: Callable[[Life], Life], days: int, contents: list[CalendarContent], pause: int
) -> None:
    life = reach(Life())
    life.days(days)
    if pause and life.state.is_going_on:
        life.does(STAFF, do.PauseInitiative(until=life.now.date() + timedelta(days=pause), reason=text("r")))
    for content in contents:
        _conserves(life, content)
        life.days(3)


def _conserves(life: Life, content: CalendarContent) -> None:
    before = timing(life.state, life.facts(CLOCK))
    left, passed, indices = remaining(life), before.closed, _indices(life)
    publish(life, content, quietly=True)
    assert (remaining(life), timing(life.state, life.facts(CLOCK)).closed, _indices(life)) == (left, passed, indices)
    paused = life.state.status is Status.PAUSED
    happened = follow(life)
    assert len([event for event in happened if event.kind == "calendar_changed"]) == (not paused)
    after = remaining(life)
    assert {task: days for task, days in after.items() if task in left} == {t: n for t, n in left.items() if t in after}
    assert follow(life) == []
    if not paused:
        _dates_are_school_days(life)


def _indices(life: Life) -> list[int]:
    """The numbers of the days that have passed."""
    clock = timing(life.state, life.facts(CLOCK))
    return [clock.calendar.school.index(clock.today - timedelta(days=back)) for back in range(1, 500)]


def _dates_are_school_days(life: Life) -> None:
    clock = timing(life.state, life.facts(CLOCK))
    for task in life.state.open_tasks:
        if task.due is not None and task.due_position is not None:
            assert task.due == clock.date_of(task.due_position)
            assert clock.calendar.school.is_school_day(task.due)
            assert clock.position(task.due) == task.due_position


@settings(max_examples=60, deadline=None)
@given(contents=st.lists(st.tuples(DAYS, CONTENTS), min_size=1, max_size=5), day=DAYS)
def test_no_version_numbers_a_day_that_has_passed_anew(contents: list[tuple[date, CalendarContent]], day: date) -> None:
    calendar = CalendarState()
    for since, content in sorted(contents, key=lambda row: row[0]):
        later = published(calendar, content, since)
        for before, after in ((calendar, later), (calendar.of_unit(UNIT), later.of_unit(UNIT))):
            passed = min(day, since - timedelta(days=1))
            assert after.school.index(passed) == before.school.index(passed)
            assert after.school.is_school_day(passed) == before.school.is_school_day(passed)
        calendar = later


@given(content=CONTENTS, since=DAYS, day=DAYS)
def test_from_its_first_day_a_version_says_which_days_are_school_days(
    content: CalendarContent, since: date, day: date
) -> None:
    spliced = published(published(CalendarState(), NEXT_WEEK, date(2027, 7, 1)), content, since)
    alone = CalendarState(content=content)
    if day >= since:
        assert spliced.school.is_school_day(day) == alone.school.is_school_day(day)
        assert spliced.school.day(spliced.school.index(day) + 1) > day


def test_a_version_replaced_on_its_own_day_counts_no_day() -> None:
    on = date(2027, 9, 1)
    first = published(CalendarState(), NEXT_WEEK, on)
    second = published(first, CalendarContent(), on)
    assert second.earlier == CalendarState()
    assert (second.number, second.since) == (2, on)


@pytest.mark.parametrize("kind", ["study_days", "breaks", "terms"])
def test_what_a_unit_states_of_a_kind_for_a_year_stands_instead_of_the_organisers(kind: str) -> None:
    autumn, spring = terms(2027, (0, 0, 0, 0))
    organiser = CalendarContent(
        study_days=(date(2027, 9, 6), date(2028, 9, 4)),
        breaks=(DateRange(start=date(2027, 10, 4), end=date(2027, 10, 5)),),
        terms=(autumn, spring),
    )
    stated: dict[str, Any] = {
        "study_days": (date(2027, 9, 7),),
        "breaks": (DateRange(start=date(2027, 10, 11), end=date(2027, 10, 11)),),
        "terms": (Term(start=date(2027, 8, 23), end=date(2027, 12, 17), name="autumn"), spring),
    }
    own = UnitCalendar(unit=UNIT, **{kind: stated[kind]})
    theirs = CalendarState(content=organiser).school
    ours = CalendarState(content=CalendarContent(**_said(organiser), units=(own,))).of_unit(UNIT).school
    differ = {
        "study_days": {date(2027, 9, 6), date(2027, 9, 7)},
        "breaks": {date(2027, 10, 4), date(2027, 10, 5), date(2027, 10, 11)},
        "terms": {date(2027, 8, 17) + timedelta(days=n) for n in range(4)},
    }
    days = [date(2027, 7, 1) + timedelta(days=n) for n in range(800)]
    assert {day for day in days if ours.is_school_day(day) != theirs.is_school_day(day)} == differ[kind]


def _said(content: CalendarContent) -> dict[str, Any]:
    return {"study_days": content.study_days, "breaks": content.breaks, "terms": content.terms}


def test_a_unit_that_moves_its_terms_keeps_the_rules_breaks() -> None:
    own = UnitCalendar(unit=UNIT, terms=terms(2027, (0, 0, 0, 0)))
    school = CalendarState(content=CalendarContent(units=(own,))).of_unit(UNIT).school
    assert not school.is_school_day(date(2027, 11, 3))
    assert school.is_school_day(date(2028, 6, 9))


def test_an_initiative_that_starts_is_told_which_version_its_dates_come_from() -> None:
    life = Life(calendar=published(CalendarState(), NEXT_WEEK, date(2027, 8, 1)))
    assert life.starts().state.calendar == 1
    assert life.open(Key.NEEDS_WORKSHOP).due == date(2027, 9, 21)


def test_nothing_else_is_due_before_the_calendar_is_taken_up() -> None:
    life = Life().starts()
    publish(life, NEXT_WEEK, quietly=True)
    life.now += timedelta(days=60)
    due = agenda(life.state, life.facts(CLOCK)).due
    assert [alarm.rule for alarm in due] == ["calendar"]
