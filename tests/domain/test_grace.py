"""The due days that a newcomer is shown at once are those that the initiative writes a moment later."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import CalendarState
from domain.calendar_content import CalendarContent
from domain.initiative import events as ev
from domain.initiative.state import Stop
from domain.initiative.timing import timing
from domain.initiative.turnover import eased_date, received
from domain.post.events import DepartureAnnounced
from domain.post.state import evolve
from domain.tasks import Key
from tests.domain.calendars import CONTENTS, published
from tests.domain.life import CLOCK, Life
from tests.domain.who import UNIT, an_id, appointed

BEGAN = date(2027, 8, 24)
NEW = an_id("new principal")


def handed_over(life: Life, first_day: date) -> None:
    """The post passes on; nobody has told the initiative."""
    (tenure,) = life.post.tenures
    last_day = first_day - timedelta(days=1)
    life.post = evolve(life.post, DepartureAnnounced(tenure=tenure, last_day=last_day, reason=None))
    life.post = evolve(life.post, appointed(NEW, first_day))


@given(
    content=CONTENTS,
    due=st.lists(st.integers(-80, 80), min_size=1, max_size=5),
    day=st.integers(1, 200),
    lost=st.integers(0, 30),
)
def test_the_day_shown_before_it_is_taken_up_is_the_day_that_is_written(
    content: CalendarContent, due: list[int], day: int, lost: int
) -> None:
    first_day = BEGAN + timedelta(days=day)
    calendar = published(CalendarState(), content, BEGAN - timedelta(days=20))
    life = Life(calendar=calendar).starts()
    handed_over(life, first_day)
    facts = replace(life.facts(CLOCK), now=datetime.combine(first_day, time(9), tzinfo=UTC))
    began = replace(life.state, lost=lost, stops=(Stop(0, lost),))
    clock, held = timing(began, facts), life.open(Key.NEEDS_WORKSHOP)
    tasks = {
        an_id(f"{n}"): replace(held, task=an_id(f"{n}"), due_position=at, due=clock.date_of(at))
        for n, at in enumerate(clock.now + days for days in due)
    }
    event = received(replace(began, tasks=tasks), facts)[0]
    assert isinstance(event, ev.PrincipalReceived)
    written, own = {row.task: row.due for row in event.eased}, calendar.of_unit(UNIT)
    for id_, task in tasks.items():
        assert task.due is not None
        shown = eased_date(task.due, first_day, own)
        assert shown == written.get(id_, task.due)
        assert eased_date(shown, first_day, own) == shown, "twice is once"
