"""Who answers meanwhile answers in one vacancy: when somebody has been principal since, the manager is asked anew."""

import pytest

from domain.actors import Actor
from domain.forms.turnover import AnswersMeanwhile
from domain.handover import commands as do
from domain.handover.follow import named
from domain.handover.tasks import HandoverKey
from domain.post import commands as of_post
from domain.post import events as ev
from domain.post.timeline import Standing
from domain.refusals import Refusal
from tests.domain.test_handover import CONTACT, MONDAY, WEEK, Turning
from tests.domain.test_post import ANNA, BO, CILLA, DAY, TODAY, WHY, Post, held
from tests.domain.who import UNIT, an_id

ASKED = HandoverKey.ANSWERS_MEANWHILE
NAMING = of_post.NameMeanwhile(unit=UNIT, person=CILLA, until=TODAY + 100 * DAY)
AGAIN = TODAY + 30 * DAY


def named_for_one_vacancy() -> Post:
    post = held().leaves(ANNA, TODAY - DAY, reason=WHY)
    post.does(NAMING)
    return post.appoint(BO, TODAY + 10 * DAY, AGAIN - DAY)


def test_whoever_was_named_for_one_vacancy_does_not_answer_in_the_next() -> None:
    post = named_for_one_vacancy()
    assert post.on(TODAY + 9 * DAY) == (Standing.MEANWHILE, CILLA)
    assert post.on(AGAIN) == (Standing.VACANT, None)
    post.today = AGAIN
    assert [event.kind for event in post.does(NAMING)] == ["meanwhile_named"], "the same again is of this vacancy"
    assert post.on(AGAIN) == (Standing.MEANWHILE, CILLA)
    assert post.does(NAMING) == []


def test_it_follows_from_who_is_believed_to_have_been_principal() -> None:
    post = named_for_one_vacancy()
    _, came = post.state.tenures
    post.does(of_post.StrikeTenure(unit=UNIT, tenure=came, reason=WHY))
    assert post.on(AGAIN) == (Standing.MEANWHILE, CILLA)
    post.today += 5 * DAY
    post.appoint(BO, TODAY, TODAY + 2 * DAY, reason=WHY)
    assert post.on(post.today) == (Standing.VACANT, None), "recorded late, they were principal after the naming"


def test_in_the_next_vacancy_the_next_handover_asks() -> None:
    turning = Turning().leaves(MONDAY + 4 * DAY).until(MONDAY + WEEK)
    turning.hears(ev.MeanwhileNamed(unit=UNIT, person=CILLA, since=turning.today, until=MONDAY + 30 * WEEK))
    assert turning.asked(ASKED) is None
    turning.comes(MONDAY + 2 * WEEK)
    following = Turning()
    following.post = turning.post
    following.leaves(MONDAY + 4 * WEEK, BO).until(MONDAY + 4 * WEEK)
    assert following.asked(ASKED) is None
    following.until(MONDAY + 4 * WEEK + DAY)
    assert following.asked(ASKED)


def test_a_form_sent_before_the_leaver_was_back_for_a_while_counts_no_longer() -> None:
    turning = Turning().leaves(MONDAY + 4 * DAY).until(MONDAY + WEEK)
    task = turning.asked(ASKED)
    form = AnswersMeanwhile(person=CILLA, until=MONDAY + 30 * WEEK)
    turning.answers(ASKED, form)
    assert list(named(turning.state, turning.facts())) == [form], "the post has yet to be told"
    back = ev.PrincipalAppointed(
        unit=UNIT, tenure=an_id("anew"), person=ANNA, acting=False, since=MONDAY + 2 * WEEK, until=None, reason=None
    )
    turning.hears(back).until(MONDAY + 3 * WEEK)
    turning.hears(ev.DepartureAnnounced(tenure=back.tenure, last_day=MONDAY + 4 * WEEK, reason=None))
    turning.until(MONDAY + 4 * WEEK + DAY)
    assert turning.asked(ASKED) not in (None, task)
    assert list(named(turning.state, turning.facts())) == []
    assert task is not None
    correction = do.CorrectHandoverForm(task=task, form=AnswersMeanwhile(person=BO, until=form.until), reason=WHY)
    with pytest.raises(Refusal, match="meanwhile_over"):
        turning.does(correction, Actor(kind="person", person=CONTACT))
