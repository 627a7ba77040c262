"""Calendars that organisers publish, whatever they say: for properties."""

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.calendar import CalendarPublished, CalendarState, evolve
from domain.calendar_content import CalendarContent, UnitCalendar
from domain.school_year import DateRange, Term
from tests.domain.life import UNIT

DAYS = st.dates(date(2027, 7, 1), date(2031, 6, 30))
BREAKS = st.lists(
    st.builds(lambda day, more: DateRange(start=day, end=day + timedelta(days=more)), DAYS, st.integers(0, 21)),
    max_size=4,
).map(tuple)
STUDY_DAYS = st.lists(DAYS, max_size=6).map(tuple)


def terms(year: int, moved: tuple[int, int, int, int]) -> tuple[Term, Term]:
    """The terms of a school year, each end moved by some days."""
    begins, ends, again, over = (timedelta(days=days) for days in moved)
    return (
        Term(start=date(year, 8, 17) + begins, end=date(year, 12, 17) + ends, name="autumn"),
        Term(start=date(year + 1, 1, 11) + again, end=date(year + 1, 6, 10) + over, name="spring"),
    )


_MOVED = st.tuples(*(st.integers(-9, 9) for _ in range(4)))
TERMS = st.dictionaries(st.integers(2027, 2030), _MOVED, max_size=3).map(
    lambda years: tuple(term for year, moved in years.items() for term in terms(year, moved))
)
OF_UNIT = st.builds(UnitCalendar, unit=st.just(UNIT), study_days=STUDY_DAYS, breaks=BREAKS, terms=TERMS)
CONTENTS = st.builds(
    CalendarContent,
    study_days=STUDY_DAYS,
    breaks=BREAKS,
    terms=TERMS,
    holidays=st.lists(DAYS, max_size=4).map(tuple),
    units=st.lists(OF_UNIT, max_size=1).map(tuple),
)


def published(calendar: CalendarState, content: CalendarContent, since: date) -> CalendarState:
    """The calendar once another is published."""
    return evolve(calendar, CalendarPublished(number=calendar.number + 1, content=content, since=since))
