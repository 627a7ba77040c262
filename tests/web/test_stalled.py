"""What is shown of an initiative that stands still, by whether its log says on whom it waits."""

from dataclasses import replace

from domain.calendar import CalendarState
from domain.tasks import Key
from tests.domain.life import OF_ORGANISER, STAFF, Life
from web.desk import Opened
from web.rendering import Rendering
from web.views import InitiativeView


def view_of(life: Life, **changes: object) -> InitiativeView:
    opened = Opened(
        stream="initiative",
        version=life.state.version,
        state=replace(life.state, **changes),  # type: ignore[arg-type]  # tests change one field at a time
        facts=life.facts(STAFF),
        template=life.template,
    )
    rendering = Rendering(lambda message, **named: message.format(**named), OF_ORGANISER, CalendarState().zone, {})
    return rendering.initiative(opened)


def test_a_stall_is_shown_with_whom_it_waits_for() -> None:
    life = Life().starts()
    life.days(100)
    task = life.open(Key.NEEDS_WORKSHOP)
    shown = view_of(life).stalled_on
    assert shown is not None
    assert (shown.address.code, shown.task, bool(shown.title)) == ("principal", task.task, True)


def test_a_stall_that_an_older_build_wrote_is_shown_without() -> None:
    life = Life().starts()
    life.days(100)
    view = view_of(life, stalled_on=None)
    assert view.stalled is not None
    assert view.stalled_on is None
