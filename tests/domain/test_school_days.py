"""School days by rule and by the organiser's own dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar_content import CalendarContent
from domain.holidays import easter, public_holidays
from domain.refusals import Unmet
from domain.school_days import SchoolCalendar, school_calendar
from domain.school_year import DateRange, Term, school_week_day, school_year, terms_by_rule

RULE = SchoolCalendar()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
DAYS_NEAR = st.dates(date(2025, 1, 1), date(2028, 12, 31))
SPANS = st.tuples(DAYS_NEAR, st.integers(0, 90)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
CONTENTS = st.builds(
    CalendarContent,
    study_days=st.lists(DAYS_NEAR, max_size=5).map(tuple),
    breaks=st.lists(SPANS.map(lambda span: DateRange(start=span[0], end=span[1])), max_size=3).map(tuple),
    terms=st.lists(
        SPANS.filter(lambda span: school_year(span[0]) == school_year(span[1])).map(
            lambda span: Term(start=span[0], end=span[1], name="autumn")
        ),
        max_size=3,
    ).map(tuple),
)
STATED = SchoolCalendar(
    CalendarContent(
        study_days=(date(2026, 9, 14), date(2026, 8, 11)),
        breaks=(DateRange(start=date(2026, 10, 5), end=date(2026, 10, 9)),),
        terms=(
            Term(start=date(2027, 1, 11), end=date(2027, 6, 10), name="spring"),
            Term(start=date(2026, 8, 13), end=date(2026, 12, 22), name="autumn"),
        ),
    )
)


@pytest.mark.parametrize("year", range(2018, 2032))
def test_the_rule_gives_180_to_188_school_days_a_year(year: int) -> None:
    first, last = date(year, 7, 1), date(year + 1, 6, 30)
    assert 180 <= RULE.between(first, last) <= 188


def test_the_rule_for_one_school_year_day_by_day() -> None:
    free = {
        *_span(date(2026, 10, 26), date(2026, 10, 30)),  # week 44
        *_span(date(2026, 12, 19), date(2027, 1, 7)),
        *_span(date(2027, 2, 22), date(2027, 2, 26)),  # week 8
        *_span(date(2027, 3, 22), date(2027, 3, 29)),  # Holy Week and Easter Monday
        date(2027, 5, 6),  # Ascension Day
    }
    expected = {day for day in _span(date(2026, 8, 17), date(2027, 6, 17)) if day.isoweekday() < 6 and day not in free}
    assert {day for day in _span(date(2026, 7, 1), date(2027, 6, 30)) if RULE.is_school_day(day)} == expected


def test_easter_falls_where_the_almanac_says() -> None:
    known = ["2011-04-24", "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2027-03-28", "2038-04-25"]
    assert [easter(date.fromisoformat(day).year).isoformat() for day in known] == known


def test_the_public_holidays_of_2026() -> None:
    days = "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31"
    assert {day.strftime("%m-%d") for day in public_holidays(2026)} == set(days.split())


def test_may_day_and_the_national_day_are_free_when_they_are_weekdays() -> None:
    assert not RULE.is_school_day(date(2028, 5, 1))
    assert not RULE.is_school_day(date(2028, 6, 6))


@given(DAYS)
def test_the_index_never_falls_and_rises_on_school_days_alone(day: date) -> None:
    step = RULE.index(day) - RULE.index(day - timedelta(days=1))
    assert step == RULE.is_school_day(day)


@given(st.integers(-3000, 9000))
def test_every_number_has_its_school_day(number: int) -> None:
    day = RULE.day(number)
    assert RULE.is_school_day(day)
    assert RULE.index(day) == number


@given(DAYS)
def test_the_next_school_day_is_the_first_from_that_day_on(day: date) -> None:
    following = RULE.next_school_day(day)
    assert following >= day
    assert RULE.is_school_day(following)
    assert RULE.between(day - timedelta(days=1), following) == 1


@given(DAYS, st.integers(1, 400))
def test_adding_school_days_and_counting_them_agree(day: date, number: int) -> None:
    later = RULE.add(day, number)
    assert later > day
    assert RULE.between(day, later) == number


@given(DAYS, st.integers(1, 400))
def test_going_back_as_many_school_days_returns(day: date, number: int) -> None:
    start = RULE.next_school_day(day)
    assert RULE.add(RULE.add(start, number), -number) == start


def test_around_a_weekend() -> None:
    friday, saturday, monday = date(2026, 9, 4), date(2026, 9, 5), date(2026, 9, 7)
    assert RULE.add(friday, 1) == RULE.add(saturday, 1) == RULE.add(saturday, 0) == monday
    assert RULE.add(monday, -1) == RULE.add(saturday, -1) == RULE.add(friday, 0) == friday


def test_summer_counts_nothing() -> None:
    assert RULE.between(date(2027, 6, 17), date(2027, 8, 22)) == 0


@given(DAYS)
def test_a_day_is_in_its_school_year_and_its_term_ends_after_it(day: date) -> None:
    assert date(school_year(day), 7, 1) <= day < date(school_year(day) + 1, 7, 1)
    assert RULE.term_end(day) >= day


def test_between_terms_the_coming_term_counts() -> None:
    assert RULE.term_end(date(2026, 12, 24)) == date(2027, 6, 17)
    assert RULE.term_end(date(2027, 6, 20)) == date(2027, 12, 17)


@given(st.integers(2000, 2060))
def test_the_terms_by_rule(year: int) -> None:
    autumn, spring = terms_by_rule(year)
    assert autumn.start.isocalendar()[1:] == (34, 1)
    assert date(year, 12, 15) <= autumn.end < date(year, 12, 22)
    assert autumn.end.isoweekday() == 5
    assert date(year + 1, 1, 8) <= spring.start <= date(year + 1, 1, 10)
    assert spring.end.isocalendar()[1:] == (24, 4)


def test_week_and_weekday_within_a_school_year() -> None:
    assert school_week_day(2026, 34, 1) == date(2026, 8, 17)
    assert school_week_day(2026, 53, 5) == date(2027, 1, 1)
    assert school_week_day(2026, 8, 3) == date(2027, 2, 24)


def test_a_week_the_year_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="53"):
        school_week_day(2027, 53, 1)


def test_stated_terms_replace_the_rule_with_its_breaks_for_that_year_only() -> None:
    assert STATED.is_school_day(date(2026, 8, 13))
    assert STATED.is_school_day(date(2026, 10, 28)), "week 44 is the rule's break, not this organiser's"
    assert not STATED.is_school_day(date(2027, 5, 6)), "Ascension Day stays free"
    assert STATED.terms(2027) == RULE.terms(2027)
    assert [term.name for term in STATED.terms(2026)] == ["autumn", "spring"]


def test_an_extra_break_holds_no_school_days() -> None:
    assert STATED.between(date(2026, 10, 4), date(2026, 10, 11)) == 0


def test_a_study_day_is_no_school_day_but_may_hold_a_meeting() -> None:
    for study_day in STATED.content.study_days:
        assert not STATED.is_school_day(study_day)
        assert STATED.may_meet(study_day)
    assert STATED.may_meet(date(2026, 9, 15))
    assert not STATED.may_meet(date(2026, 9, 13))


def test_calendars_of_equal_content_are_one_and_the_same() -> None:
    again = CalendarContent(study_days=(date(2026, 9, 14),))
    assert school_calendar(again) is school_calendar(CalendarContent(study_days=(date(2026, 9, 14),)))
    assert SchoolCalendar(again) == SchoolCalendar(again)
    assert hash(SchoolCalendar(again)) == hash(SchoolCalendar(again))


@given(st.permutations([2007, 2009, 2010, 2011, 2014]))
def test_the_tables_come_out_the_same_in_whatever_order_they_are_asked_for(years: list[int]) -> None:
    calendar = SchoolCalendar()
    assert {year: calendar.index(date(year, 5, 5)) for year in years} == {
        year: RULE.index(date(year, 5, 5)) for year in years
    }


@given(CONTENTS, DAYS_NEAR)
def test_whatever_an_organiser_publishes_counts_and_agrees_with_itself(content: CalendarContent, day: date) -> None:
    calendar = SchoolCalendar(content)
    counted = sum(calendar.is_school_day(each) for each in _span(day, day + timedelta(days=60)))
    assert calendar.between(day - timedelta(days=1), day + timedelta(days=60)) == counted
    assert calendar.index(calendar.next_school_day(day)) == calendar.index(day - timedelta(days=1)) + 1
    assert not any(calendar.is_school_day(each) for each in content.study_days)
    assert not any(calendar.between(gap.start - timedelta(days=1), gap.end) for gap in content.breaks)
    assert calendar.term_at(day).end >= day


@pytest.mark.parametrize("day", [date.min, date(1899, 1, 1), date(2300, 1, 1), date.max])
def test_a_date_far_away_is_refused_with_a_sentence(day: date) -> None:
    with pytest.raises(Unmet, match="too far away"):
        RULE.may_meet(day)


def _span(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
