"""The days on which checkpoints, check-ins and indicators come, to the day (TASKS.md, the first table and "Clocks")."""

from dataclasses import replace
from datetime import date

from domain.actors import CLOCK
from domain.initiative.agenda import check_in_date, checkpoint_date, indicator_date
from domain.initiative.state import Indicator
from tests.domain.life import Life


def test_a_checkpoint_comes_only_where_the_stage_had_thirty_school_days_of_the_term() -> None:
    life = Life().to_implementation()
    school = life.calendar.school
    end = school.term_end(life.now.date())
    opens = school.day(school.index(end) - 30)
    for had, comes in ((30, opens), (29, None)):
        state = replace(life.state, stage_entered=school.add(opens, -had))
        assert checkpoint_date(state, life.facts(CLOCK), end) == comes


def test_a_check_in_comes_on_the_next_school_day() -> None:
    life = Life().to_evaluation()
    state = replace(life.state, implemented_on=date(2028, 1, 13))
    assert date(2028, 5, 13).isoweekday() == 6
    assert check_in_date(state, life.facts(CLOCK), 4) == date(2028, 5, 15)


def test_an_indicator_waits_for_a_check_in_within_twenty_school_days() -> None:
    life = Life().to_evaluation()
    visit, school = check_in_date(life.state, life.facts(CLOCK), 4), life.calendar.school
    assert visit is not None
    for off, comes in ((-20, visit), (-21, school.add(visit, -21)), (20, visit), (21, school.add(visit, 21))):
        indicator = Indicator(effect=4, on=school.add(visit, off), armed=1)
        assert indicator_date(indicator, life.state, life.facts(CLOCK)) == comes
