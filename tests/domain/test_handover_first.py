"""The handover of a post that nobody has held yet: its first principal is awaited."""

from domain.forms.turnover import AnswersMeanwhile, Stance
from domain.handover.events import Ending
from domain.handover.tasks import HandoverKey
from domain.post import events as of_post
from domain.post.state import PostState
from domain.post.state import evolve as evolve_post
from tests.domain.test_handover import BO, BOSS, CILLA, FIRST, MONDAY, SECOND, WEEK, Turning
from tests.domain.who import UNIT, an_id, appointed, text


def test_at_a_post_that_nobody_has_held_the_first_is_awaited_and_somebody_answers_meanwhile() -> None:
    turning = Turning()
    turning.post = evolve_post(PostState(), of_post.ManagerNamed(unit=UNIT, person=BOSS))
    turning.follows()
    assert [event.kind for event in turning.events] == ["handover_opened", "handover_task_opened"]
    assert turning.follows() == []
    named = AnswersMeanwhile(person=CILLA, until=MONDAY + 4 * WEEK)
    turning.answers(HandoverKey.ANSWERS_MEANWHILE, named, BOSS)
    turning.hears(of_post.MeanwhileNamed(unit=UNIT, person=CILLA, since=MONDAY, until=MONDAY + 4 * WEEK, by=BOSS))
    turning.comes(MONDAY + 2 * WEEK).until(MONDAY + 2 * WEEK)
    assert turning.state.change is not None
    assert (turning.state.change.leaver, turning.state.change.newcomer) == (None, BO)
    assert list(turning.state.open_tasks) == []
    for each in (FIRST, SECOND):
        turning.sees(each, position=Stance.GO_ON)
    assert turning.state.ending is Ending.COMPLETED
    assert [event.kind for event in turning.events].count("handover_opened") == 1


def test_an_appointment_that_was_none_leaves_the_first_still_awaited() -> None:
    turning = Turning()
    turning.post = evolve_post(PostState(), appointed(BO, MONDAY - WEEK))
    assert turning.post.turnovers[-1].handover == turning.post.turnovers_at(UNIT)[-1].handover
    turning.follows()
    turning.hears(of_post.TenureStruck(tenure=an_id(f"tenure {BO}"), reason=text("Hon tackade nej.")))
    assert turning.state.is_open
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE)
    turning.comes(MONDAY + WEEK, CILLA)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE), "until somebody is there"
    turning.until(MONDAY + WEEK)
    assert turning.asked(HandoverKey.ANSWERS_MEANWHILE) is None
