"""What is somebody's by name is given to another: shown first, each with a result of its own, done twice done once."""

from typing import Any
from uuid import UUID, uuid4

from domain.post import decide as post
from domain.post.commands import NameManager
from tests.web.schools import Api, School, needs_plan
from web.reassigning import Reassignment


def what(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["what"]["code"]: row["outcome"]["code"] for row in rows}


async def found(api: Api, here: School, leaver: str, to: str, who: str = "staff") -> Any:
    path = f"/v1/people/{here.people[leaver]}/reassignment/{here.people[to]}"
    return await api.get(here, who, path, accept_language="sv")


async def given(api: Api, here: School, leaver: str, to: str, **headers: str) -> Any:
    path = f"/v1/people/{here.people[leaver]}/reassignment/{here.people[to]}"
    return await api.post(here, "staff", path, **headers)


async def everything(api: Api, here: School) -> tuple[UUID, UUID]:
    """An initiative in which the manager is manager, facilitator, and has been handed a form; and that form."""
    manager = here.people["manager"]
    initiative = await api.started(here, facilitators=[str(manager)])
    task = await api.task(here, initiative, "needs_workshop")
    await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": str(manager)})
    await here.house.do(post.stream_at(here.unit), NameManager(unit=here.unit, person=manager))
    return UUID(initiative), UUID(task)


async def test_all_that_is_theirs_is_shown_given_on_and_then_nothing_is(api: Api, here: School) -> None:
    initiative, task = await everything(api, here)
    shown = (await found(api, here, "manager", "colleague")).json()
    expected = ("named", "task", "manager", "post_manager")
    assert what(shown) == dict.fromkeys(expected, "moves")
    assert {row["about"] for row in shown} == {"", "Behovsinventering i fyra steg"}
    assert (await found(api, here, "manager", "colleague")).json() == shown, "showing changes nothing"

    done = await given(api, here, "manager", "colleague")
    assert (done.status_code, what(done.json())) == (207, dict.fromkeys(expected, "moved"))
    opened, colleague = await here.desk.initiative(here.caller("staff"), initiative), here.people["colleague"]
    assert (opened.state.manager, opened.state.facilitators) == (colleague, {colleague})
    assert opened.state.task(task).handed_to == colleague
    assert (await here.desk.post(here.caller("staff"), here.unit)).manager == colleague
    inbox = (await api.get(here, "colleague", "/v1/tasks")).json()["items"]
    assert str(task) in [each["task"] for each in inbox]
    assert (await api.get(here, "manager", f"/v1/initiatives/{initiative}")).status_code == 403
    assert (await given(api, here, "manager", "colleague")).json() == []


async def test_the_same_key_again_does_nothing_twice(api: Api, here: School) -> None:
    initiative, _ = await everything(api, here)
    await given(api, here, "manager", "colleague", idempotency_key="k")
    version = (await here.desk.initiative(here.caller("staff"), initiative)).version
    await given(api, here, "manager", "colleague", idempotency_key="k")
    assert (await here.desk.initiative(here.caller("staff"), initiative)).version == version


async def test_a_post_is_never_given_on(api: Api, here: School) -> None:
    await api.started(here)
    for rows in (await found(api, here, "principal", "colleague"), await given(api, here, "principal", "colleague")):
        [row] = rows.json()
        assert (row["what"]["code"], row["outcome"]["code"], row["code"]) == ("post", "refused", "post_not_given")
        assert "styrkedjan post depart" in row["reason"]
    held = (await here.desk.post(here.caller("staff"), here.unit)).at(here.house.clock.now().date())
    assert held.person == here.people["principal"]


async def test_one_that_is_refused_stops_none_of_the_others(api: Api, here: School) -> None:
    """Somebody else has become manager of one of the two since it was shown."""
    first = await api.started(here, title="Ett")
    second = await api.started(here, title="Två", other_live=[first], other_live_reason="Olika ämnen")
    manager = here.people["manager"]
    reassignment = Reassignment(here.desk, here.caller("staff"), manager, here.people["colleague"])
    items = await reassignment.find()
    other = Reassignment(here.desk, here.caller("staff"), manager, here.people["facilitator"])
    await other.give([each for each in await other.find() if each.initiative == UUID(first)], uuid4())
    results = {item.initiative: result for item, result in await reassignment.give(items, uuid4())}
    assert getattr(results[UUID(first)], "code", None) == "no_longer_theirs"
    assert getattr(results[UUID(second)], "events", None) == ("manager_changed",)


async def test_what_is_left_of_them_is_said(api: Api, here: School) -> None:
    """Whoever answered a form that was handed to them has a part in the record, and nothing to give."""
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": str(here.people["colleague"])})
    await api.post(here, "colleague", f"/v1/tasks/{task}/complete", {"form": needs_plan(here)})
    assert what((await found(api, here, "colleague", "manager")).json()) == {"nothing": "nothing"}


async def test_who_may_and_what_makes_no_sense(api: Api, here: School) -> None:
    assert (await found(api, here, "manager", "colleague", who="principal")).json()["code"] == "organiser_only"
    assert (await found(api, here, "manager", "manager")).json()["code"] == "same_person"
    path = f"/v1/people/{here.people['manager']}/reassignment/{uuid4()}"
    assert (await api.get(here, "staff", path)).json()["code"] == "person_unknown"


async def test_nothing_crosses_organisers(here: School, elsewhere: School) -> None:
    both = Api(here, elsewhere)
    await everything(both, here)
    path = f"/v1/people/{here.people['manager']}/reassignment/{elsewhere.people['colleague']}"
    unknown = await both.get(elsewhere, "staff", path)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "person_unknown")
    await both.client.aclose()
