"""The calendar aggregate, and days as moments in the organiser's time zone."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Role
from domain.calendar import AGGREGATE, CalendarPublished, CalendarState, PublishCalendar, stream
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.school_days import SchoolCalendar
from domain.school_year import DateRange, Term
from tests.domain.specification import ADMIN, NOW, Specification, refused, then

CALENDAR = Specification(AGGREGATE)
STUDY_DAY = CalendarContent(study_days=(date(2026, 9, 14),))
TODAY = NOW.date()
FIRST = CalendarPublished(number=1, content=STUDY_DAY, since=TODAY)
STOCKHOLM = CalendarState()


def test_publishing_numbers_the_calendar() -> None:
    then(CALENDAR.when(PublishCalendar(content=STUDY_DAY)), FIRST)


def test_another_content_is_the_next_version() -> None:
    content = CalendarContent()
    then(
        CALENDAR.given(FIRST).when(PublishCalendar(content=content)),
        CalendarPublished(number=2, content=content, since=TODAY),
    )


def test_publishing_the_same_again_changes_nothing() -> None:
    then(CALENDAR.given(FIRST).when(PublishCalendar(content=STUDY_DAY)))


def test_the_calendar_by_rule_can_be_published_as_it_is() -> None:
    rule = CalendarContent()
    then(
        CALENDAR.installing().when(PublishCalendar(content=rule)),
        CalendarPublished(number=1, content=rule, since=TODAY),
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_publishes(role: Role) -> None:
    refused(CALENDAR.by(role).when(PublishCalendar(content=STUDY_DAY)), "admin_only")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (CalendarContent(time_zone="Europe/Ankeborg"), "time_zone_unknown"),
        (CalendarContent(time_zone="../etc/passwd"), "time_zone_unknown"),
        (CalendarContent(time_zone=""), "time_zone_unknown"),
        (CalendarContent(time_zone="Europe"), "time_zone_unknown"),
        (CalendarContent(breaks=(DateRange(start=date(2026, 9, 2), end=date(2026, 9, 1)),)), "dates_reversed"),
        (CalendarContent(breaks=(DateRange(start=date(2026, 9, 2), end=date(2062, 9, 2)),)), "span_too_long"),
        (CalendarContent(terms=(Term(start=date(2026, 9, 2), end=date(2026, 8, 1), name="autumn"),)), "dates_reversed"),
        (
            CalendarContent(terms=(Term(start=date(2027, 1, 8), end=date(2027, 7, 1), name="spring"),)),
            "term_across_years",
        ),
        (
            CalendarContent(
                terms=(
                    Term(start=date(2027, 1, 8), end=date(2027, 6, 10), name="spring"),
                    Term(start=date(2026, 8, 17), end=date(2027, 1, 8), name="autumn"),
                )
            ),
            "terms_overlap",
        ),
        (CalendarContent(units=(UnitCalendar(unit=UUID(int=7)),)), "unit_unknown"),
    ],
)
def test_what_no_calendar_can_say_is_refused(content: CalendarContent, code: str) -> None:
    refused(CALENDAR.when(PublishCalendar(content=content)), code)


def test_school_days_work_before_any_calendar_is_published() -> None:
    assert AGGREGATE.initial.school.is_school_day(date(2026, 9, 14))
    assert not CALENDAR.given(FIRST).state.school.is_school_day(date(2026, 9, 14))


def test_the_tables_are_shared_by_every_state_with_the_content() -> None:
    again = CalendarState(number=7, content=STUDY_DAY, since=TODAY, earlier=CalendarState())
    assert CALENDAR.given(FIRST).state.school is again.school
    assert isinstance(STOCKHOLM.school, SchoolCalendar)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_every_moment_from_start_to_close_lies_on_the_day(day: date) -> None:
    start, close = STOCKHOLM.start_of(day), STOCKHOLM.close_of(day)
    assert start.tzinfo is UTC
    assert STOCKHOLM.local_date(start) == STOCKHOLM.local_date(close - timedelta(microseconds=1)) == day
    assert STOCKHOLM.local_date(close) == day + timedelta(days=1)


def test_summer_time_shortens_and_lengthens_a_day() -> None:
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    assert STOCKHOLM.close_of(spring) - STOCKHOLM.start_of(spring) == timedelta(hours=23)
    assert STOCKHOLM.close_of(autumn) - STOCKHOLM.start_of(autumn) == timedelta(hours=25)


def test_an_evening_in_utc_is_already_tomorrow_at_home() -> None:
    assert STOCKHOLM.local_date(datetime(2026, 9, 1, 22, 30, tzinfo=UTC)) == date(2026, 9, 2)


def test_a_decision_relies_on_the_organisers_roles() -> None:
    organiser = UUID(int=1)
    relied_on = AGGREGATE.relies_on(organiser, AGGREGATE.initial, PublishCalendar(content=STUDY_DAY))
    assert relied_on == (f"organiser:{organiser}",)
    assert stream(organiser) == f"calendar:{organiser}"
    assert ADMIN.calendar is None
