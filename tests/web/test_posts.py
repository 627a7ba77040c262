"""Who holds a post on a day, by what was known at the end of another, and what was recorded of it when."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.actors import CLOCK
from domain.initiative.commands import FollowPost
from domain.post.commands import AnnounceDeparture, AppointDeputy, AppointPrincipal, CorrectTenure, NameManager
from domain.post.decide import stream_at
from domain.sealed import Sealed
from tests.web.schools import Api, School

WEEK = timedelta(days=7)


@pytest.fixture
async def told_late(here: School) -> date:
    """The principal leaves; a week later it is recorded that their successor came three days earlier than said."""
    house, unit, stream = here.house, here.unit, stream_at(here.unit)
    first = house.clock.now().date()
    last = first + timedelta(days=1)
    await house.do(stream, AnnounceDeparture(unit=unit, person=here.people["principal"], last_day=last))
    came = AppointPrincipal(unit=unit, person=here.people["colleague"], since=first + timedelta(days=5))
    await house.do(stream, came)
    house.clock.forward(WEEK)
    (tenure,) = [t for t in (await here.desk.post(here.caller("staff"), unit)).tenures.values() if t.since > first]
    right = CorrectTenure(
        unit=unit,
        tenure=tenure.tenure,
        since=first + timedelta(days=2),
        until=None,
        reason=Sealed(b"Fel dag i beslutet"),
    )
    await house.do(stream, right)
    return first


async def _post(api: Api, here: School, who: str = "staff", **asked: Any) -> Any:
    query = "&".join(f"{name}={said}" for name, said in asked.items())
    return await api.get(here, who, f"/v1/units/{here.unit}/post?{query}")


async def test_a_day_is_answered_by_what_was_known_at_the_end_of_another(
    api: Api, here: School, told_late: date
) -> None:
    day = told_late + timedelta(days=3)
    now = (await _post(api, here, on=day)).json()
    then = (await _post(api, here, on=day, known=told_late)).json()
    assert now["held"]["person"]["person"] == str(here.people["colleague"])
    assert now["known"] is None
    assert then["held"]["standing"]["code"] == "vacant"
    assert (then["on"], then["known"]) == (str(day), str(told_late))
    assert [each["type"] for each in then["records"]] == [
        "principal_appointed", "departure_announced", "principal_appointed",
    ]  # fmt: skip


async def test_before_anything_was_recorded_it_was_vacant(api: Api, here: School) -> None:
    yesterday = here.house.clock.now().date() - timedelta(days=1)
    told = (await _post(api, here, known=yesterday)).json()
    assert (told["held"]["standing"]["code"], told["records"], told["version"]) == ("vacant", [], 0)


async def test_a_day_s_end_is_the_organiser_s(api: Api, here: School) -> None:
    """23:30 UTC is past midnight in Stockholm: the next day."""
    house = here.house
    here.house.clock.forward(timedelta(hours=23, minutes=30) - _since_midnight(house.clock.now()))
    utc = house.clock.now().date()
    command = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=utc + WEEK)
    await house.do(stream_at(here.unit), command)
    assert len((await _post(api, here, known=utc)).json()["records"]) == 1
    assert len((await _post(api, here, known=utc + timedelta(days=1))).json()["records"]) == 2


def _since_midnight(now: Any) -> timedelta:
    return timedelta(hours=now.hour, minutes=now.minute, seconds=now.second, microseconds=now.microsecond)


async def test_what_was_recorded_is_told_with_who_and_why(api: Api, here: School, told_late: date) -> None:
    newest = (await _post(api, here)).json()["records"][0]
    assert newest["type"] == "tenure_corrected"
    assert newest["reason"] == "Fel dag i beslutet"
    assert newest["person"]["person"] == str(here.people["colleague"])
    assert newest["by_person"]["person"] == str(here.people["admin"])
    assert newest["since"] == str(told_late + timedelta(days=2))
    assert newest["recorded"].startswith(str(told_late + WEEK))


async def test_a_deputy_recorded_by_mistake_is_struck_and_stays_in_what_was_recorded(api: Api, here: School) -> None:
    first = here.house.clock.now().date() + WEEK
    path = f"/v1/units/{here.unit}/post"
    deputy = {"person": str(here.people["facilitator"]), "since": str(first)}
    assert (await api.post(here, "staff", f"{path}/deputy", deputy)).is_success
    struck = {"since": str(first), "last_day": str(first - timedelta(days=1)), "reason": "Fel person"}
    answer = await api.post(here, "staff", f"{path}/end-absence", struck)
    assert (answer.status_code, answer.json()["events"]) == (200, ["absence_struck"])
    told = (await _post(api, here, on=first)).json()
    assert told["held"]["standing"]["code"] == "principal"
    newest = told["records"][0]
    assert (newest["what"], newest["since"], newest["reason"]) == ("Ställföreträdare struken", str(first), "Fel person")
    assert newest["person"]["person"] == str(here.people["facilitator"])
    right = deputy | {"person": str(here.people["colleague"])}
    assert (await api.post(here, "staff", f"{path}/deputy", right)).is_success


async def test_why_is_told_to_those_whose_matter_it_is_and_to_nobody_else(
    api: Api, here: School, told_late: date
) -> None:
    """The facilitator and the manager are principals, each of another unit; the manager is this post's."""
    for who in ("facilitator", "manager"):
        unit = UUID((await api.post(here, "admin", "/v1/units", {"name": who})).json()["id"])
        person = here.people[who]
        await here.house.do(stream_at(unit), AppointPrincipal(unit=unit, person=person, since=told_late))
    assert await _why(api, here, "manager") == ""
    await here.house.do(stream_at(here.unit), NameManager(unit=here.unit, person=here.people["manager"]))
    for who in ("staff", "admin", "auditor", "colleague", "manager"):
        assert await _why(api, here, who) == "Fel dag i beslutet", who
    for who in ("operations", "facilitator"):
        assert await _why(api, here, who) == "", who


async def test_why_is_told_to_the_principal_and_their_deputy_and_whoever_acts_for_them(
    api: Api, here: School, told_late: date
) -> None:
    today = here.house.clock.now().date()
    allowed = {"person": str(here.people["facilitator"]), "until": str(today)}
    assert (await api.post(here, "colleague", f"/v1/units/{here.unit}/post/allow", allowed)).is_success
    holder = str(here.people["colleague"])
    assert await _why(api, here, "facilitator", acting_for=holder) == "Fel dag i beslutet"
    deputy = AppointDeputy(unit=here.unit, person=here.people["manager"], since=today)
    await here.house.do(stream_at(here.unit), deputy)
    for who in ("colleague", "manager"):
        assert await _why(api, here, who) == "Fel dag i beslutet", who


async def _why(api: Api, here: School, who: str, **headers: str) -> str:
    """The tenure was corrected."""
    told = (await api.get(here, who, f"/v1/units/{here.unit}/post", **headers)).json()
    (reason,) = [each["reason"] for each in told["records"] if each["type"] == "tenure_corrected"]
    return str(reason)


async def test_only_whoever_may_see_the_post_today_is_told_what_was_known(api: Api, here: School) -> None:
    today = here.house.clock.now().date()
    assert (await _post(api, here, "colleague", on=today, known=today)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on": "i-morgon"}, "”i-morgon” är inget datum."),
        ({"known": "17/8"}, "”17/8” är inget datum."),
        ({"known": "2999-01-01"}, "2999-01-01 har inte kommit ännu."),
    ],
)
async def test_wrong_days_get_a_sentence(api: Api, here: School, asked: dict[str, str], said: str) -> None:
    answer = await _post(api, here, **asked)
    assert answer.status_code == 422
    assert answer.json()["title"].startswith(said)


async def test_what_comes_by_itself_says_who_answers_from_then_and_as_what(api: Api, here: School) -> None:
    initiative, today = await api.started(here), here.house.clock.now().date()
    deputy = AppointDeputy(
        unit=here.unit,
        person=here.people["colleague"],
        since=today + timedelta(days=1),
        until=today + timedelta(days=2),
    )
    await here.house.do(stream_at(here.unit), deputy, by=here.people["staff"])

    async def said() -> str:
        shown = (await api.get(here, "staff", f"/v1/initiatives/{initiative}", Accept_Language="en")).json()
        return str(shown["next"]["what"])

    assert await said() == "The post of principal: Colleague Öberg, deputy"
    here.house.clock.forward(timedelta(days=1))
    await here.house.do(f"initiative:{initiative}", FollowPost(), actor=CLOCK)
    assert await said() == "The post of principal: Principal Öberg, principal"
    here.house.clock.forward(timedelta(days=2))
    await here.house.do(f"initiative:{initiative}", FollowPost(), actor=CLOCK)
    leaves = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=today + timedelta(days=3))
    await here.house.do(stream_at(here.unit), leaves, by=here.people["staff"])
    await here.house.do(f"initiative:{initiative}", FollowPost(), actor=CLOCK)
    assert await said() == "The post of principal: vacant"
