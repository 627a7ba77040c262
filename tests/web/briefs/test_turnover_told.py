"""What a brief says of those who come and go."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import forms
from domain.actors import CLOCK
from domain.initiative import commands as do
from domain.post.events import DeputyAppointed, MeanwhileNamed, PrincipalAppointed, TenureCorrected
from domain.tasks import Key
from tests.domain.life import ANNA, BO, HEAD, MANAGER, STAFF
from tests.domain.who import PRINCIPAL, UNIT, an_id, text
from tests.web.briefs.lives import KIM, NEW, Turning, speech
from tests.web.briefs.test_brief import lines
from web.brief.document import Document
from web.brief.persons import placeholder
from web.brief.wording import document

DAY = timedelta(days=1)


def begun() -> Turning:
    """An initiative just started under a principal of some years."""
    life = Turning()
    life.appoints(PRINCIPAL, date(2020, 8, 1))
    life.starts()
    return life


def implementing() -> Turning:
    life = Turning()
    life.appoints(PRINCIPAL, date(2020, 8, 1))
    life.to_implementation()
    return life


def told(life: Turning) -> Document:
    return document(life.history().brief(life.now), speech("en"))


def holder(life: Turning) -> str:
    """Without the label."""
    return lines(told(life), "Key persons")[0].removeprefix("Principal: ")


def today(life: Turning) -> date:
    return life.facts(CLOCK).today


def acting(life: Turning, person: object, since: date, until: date | None = None, name: str = "acting") -> None:
    appointed = PrincipalAppointed(
        unit=UNIT,
        tenure=an_id(name),
        person=person,  # type: ignore[arg-type]  # an id
        acting=name == "acting",
        since=since,
        until=until,
        reason=None,
    )
    life.happens(appointed)


def test_the_holder_is_told_with_their_first_day_and_a_last_day_that_is_known() -> None:
    life = begun()
    assert holder(life) == f"{placeholder(PRINCIPAL)}, since August 1, 2020."
    life.leaves(date(2027, 9, 30))
    life.appoints(NEW, date(2027, 10, 1))
    assert holder(life) == (
        f"{placeholder(PRINCIPAL)}, since August 1, 2020. The principal's last day is September 30, 2027."
        f" {placeholder(NEW)} comes as principal on October 1, 2027."
    )
    lead = told(life).lead
    assert "The principal's last day is September 30, 2027." in lead
    assert f"{placeholder(NEW)} comes as principal on October 1, 2027." in lead


def test_an_acting_principal_is_said_to_be_and_who_becomes_permanent_came_when_they_came() -> None:
    life = begun()
    life.leaves(today(life))
    since = today(life) + DAY
    acting(life, NEW, since, until=since + 9 * DAY)
    life.days(2)
    assert holder(life).startswith(
        f"{placeholder(NEW)}, acting principal since August 25, 2027. The principal's last day"
    )
    acting(life, NEW, since + 10 * DAY, name="permanent")
    life.days(15)
    assert holder(life) == f"{placeholder(NEW)}, since August 25, 2027."
    changes = [line for line in lines(told(life), "The way here") if placeholder(NEW) in line]
    assert len(changes) == 2, "as acting, and as principal"


def test_a_vacancy_is_told_from_its_first_day_also_once_somebody_answers() -> None:
    life = begun()
    life.leaves(today(life) + 3 * DAY)
    life.days(6)
    assert holder(life) == "nobody since August 28, 2027."
    life.happens(MeanwhileNamed(unit=UNIT, person=MANAGER, since=today(life), until=date(2027, 12, 31)))
    life.days(1)
    answers = f"{placeholder(MANAGER)} answers meanwhile, until December 31, 2027."
    assert holder(life) == f"nobody since August 28, 2027. {answers}"
    assert told(life).lead[2:4] == ("Nobody has held the principal's post since August 28, 2027.", answers)


def test_a_deputy_answers_and_the_principal_stays_so() -> None:
    life = begun()
    until = today(life) + 30 * DAY
    life.happens(
        DeputyAppointed(
            unit=UNIT,
            absence=an_id("absence"),
            principal=PRINCIPAL,
            person=KIM,
            since=today(life),
            until=until,
            reason=None,
        )
    )
    assert holder(life).startswith(
        f"{placeholder(KIM)}, deputy since August 24, 2027. {placeholder(PRINCIPAL)} is away."
    )
    assert life.history().brief(life.now).people.post.until == until


def test_what_is_recorded_later_is_not_known_before() -> None:
    """Both days count: from when it is so, and when it was recorded."""
    life = begun()
    life.days(20)
    then = life.now
    life.days(1)
    tenure = next(iter(life.post.tenures))
    since = date(2020, 8, 1)
    life.happens(TenureCorrected(tenure=tenure, since=since, until=date(2027, 9, 1), reason=text("fel dag")))
    before, after = life.history().brief(then), life.history().brief(life.now)
    assert (before.people.post.person, after.people.post.person) == (PRINCIPAL, None)
    assert after.people.post.since == date(2027, 9, 2)
    assert "vacancy" not in before.way.days
    assert after.way.days["vacancy"] > 0  # type: ignore[index]  # a code is its text


def test_a_comment_without_a_word_is_a_comment() -> None:
    life = begun()
    life.leaves(today(life) + 20 * DAY)
    assert "Handover" not in [section.heading for section in told(life).sections]
    life.sends(forms.OutgoingComment(), Key.OUTGOING_COMMENT)
    found = lines(told(life), "Handover")
    assert found == [f"August 24, 2027: {placeholder(PRINCIPAL)}", "Sent in without a word."]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (forms.NameSuccessor(person=KIM), f"grupp 1: {placeholder(KIM)}."),
        (forms.NameSuccessor(merge_with=2), "grupp 1: merged with grupp 2."),
        (forms.NameSuccessor(none_because=text("Gruppen vilar")), "grupp 1: nobody. Why: Gruppen vilar"),
    ],
)
def test_who_left_and_what_came_in_their_place(form: forms.NameSuccessor, said: str) -> None:
    life = implementing()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    life.sends(form, Key.NAME_SUCCESSOR)
    assert lines(told(life), "Handover") == [
        f"August 24, 2027: {placeholder(ANNA)}, who led grupp 1",
        f"August 24, 2027: {said}",
    ]


def test_two_questions_for_a_successor_beside_each_other_say_after_whom() -> None:
    life = begun()
    for person in (ANNA, BO):
        life.does(STAFF, do.NotePersonLeft(person=person))
    asked = {line.partition(": ")[2] for line in lines(told(life), "To do") if "successor" in line}
    assert asked == {f"Name a successor (after {placeholder(who)})." for who in (ANNA, BO)}


def test_a_question_for_a_group_s_successor_says_which_group_and_after_whom() -> None:
    life = implementing()
    life.does(STAFF, do.NotePersonLeft(person=ANNA))
    assert f"Name a successor (grupp 1, after {placeholder(ANNA)})." in " ".join(lines(told(life), "To do"))


def test_somebody_who_led_nothing_leaves_too() -> None:
    life = implementing()
    life.does(STAFF, do.NotePersonLeft(person=KIM))
    assert lines(told(life), "Handover") == [f"August 24, 2027: {placeholder(KIM)}"]
    assert BO in {group.facilitator for group in life.history().brief(life.now).people.groups}


def test_the_end_of_support_is_told_first_until_it_has_passed() -> None:
    life = implementing()
    life.does(HEAD, do.AnnounceSupportEnds(last_day=today(life) + 5 * DAY))
    assert "Support from outside ends on August 29, 2027." in told(life).lead
    assert lines(told(life), "Handover") == ["Last day: August 29, 2027"]
    life.days(7)
    assert not any("Support" in line for line in told(life).lead)
    assert "Last day: August 29, 2027" in lines(told(life), "Handover")


def test_the_unit_s_manager_is_the_post_s_where_one_is_named() -> None:
    life = begun()
    history = life.history()
    assert history.brief(life.now).people.manager == MANAGER
    named = replace(history, post=replace(history.post, manager=KIM))
    assert named.brief(life.now).people.manager == KIM
