"""A post that nobody holds, over HTTP: the open work shows, and the manager names who answers meanwhile."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.post.commands import NameManager, NameMeanwhile
from events.store import Store
from tests.web.schools import Api, School
from tests.web.test_handovers import only
from tests.web.turnovers import DAY, Changing


async def test_in_a_vacancy_the_open_work_shows_and_the_manager_names_who_answers(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    changing = Changing(api=api, here=here, engine=engine, store=store)
    await api.several(here, "Lärträffar", "Läsning")
    await changing.managed()
    assert (await api.get(here, "staff", "/v1/vacancies")).json() == []
    await changing.leaves(days=0)
    await changing.passes(1)
    (vacant,) = (await api.get(here, "staff", "/v1/vacancies")).json()
    assert (vacant["unit_name"], vacant["open_tasks"], vacant["meanwhile"]) == ("Åsö skola", 2, None)
    assert vacant["since"] == changing.today.isoformat()
    for who in ("manager", "auditor"):
        assert (await api.get(here, who, "/v1/vacancies")).json() == [vacant]
    for who in ("principal", "colleague", "facilitator", "operations"):
        assert (await api.get(here, who, "/v1/vacancies")).json() == []
    shown = await changing.shown("manager", await only(changing, "manager"))
    task = next(task["task"] for task in shown["tasks"] if task["key"] == "answers_meanwhile")
    path = f"/v1/handovers/{shown['handover']}/tasks/{task}/complete"
    people = f"/v1/tasks/{task}/people"
    may_be_named = (await api.get(here, "manager", people)).json()["items"]
    assert {"person": str(here.people["colleague"]), "name": "Colleague Öberg"} in may_be_named
    assert all(each.keys() == {"person", "name"} for each in may_be_named)
    for who in ("colleague", "facilitator"):
        assert (await api.get(here, who, people)).status_code == 403
    other = next(each["task"] for each in shown["tasks"] if each["key"] != "answers_meanwhile")
    assert (await api.get(here, "manager", f"/v1/tasks/{other}/people")).status_code == 403
    until = (changing.today + 60 * DAY).isoformat()
    yesterday, too_long = (str(changing.today + n * DAY) for n in (-1, 400))
    for day, said in ((yesterday, "ange dagens datum eller ett senare"), (too_long, "ange ett datum inom ett år")):
        refused = await changing.sends("manager", path, {"person": str(here.people["colleague"]), "until": day})
        assert (refused.status_code, refused.json()["title"]) == (422, f"”Till och med” (until): {said}.")
    unknown = await changing.sends("manager", path, {"person": str(uuid4()), "until": until})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "person_unknown")
    named = await changing.sends("manager", path, {"person": str(here.people["colleague"]), "until": until})
    assert named.status_code == 200, named.text
    await changing.follows()
    (vacant,) = (await api.get(here, "staff", "/v1/vacancies")).json()
    assert vacant["meanwhile"]["name"] == "Colleague Öberg"
    answered = (await changing.shown("staff", shown["handover"]))["tasks"]
    assert {task["key"]: task["said"] for task in answered}[
        "answers_meanwhile"
    ] == f"Colleague Öberg till och med {until}."
    assert len((await api.get(here, "colleague", "/v1/tasks")).json()["items"]) == 2


async def test_of_what_is_paused_nothing_waits_late_at_a_vacant_post(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    changing = Changing(api=api, here=here, engine=engine, store=store)
    initiative = await api.started(here)
    await changing.leaves(days=0)
    await changing.passes(60)
    assert [vacant["late"] for vacant in (await api.get(here, "staff", "/v1/vacancies")).json()] == [1]
    pause = {"until": str(changing.today + 30 * DAY), "reason": "Ombyggnad"}
    assert (await api.post(here, "staff", f"/v1/initiatives/{initiative}/pause", pause)).status_code == 200
    (vacant,) = (await api.get(here, "staff", "/v1/vacancies")).json()
    assert (vacant["open_tasks"], vacant["late"]) == (1, 0)


async def test_at_a_post_that_was_never_held_the_first_is_awaited_and_the_manager_names_who_answers(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    unit = UUID((await api.post(here, "admin", "/v1/units", {"name": "Byskolan"})).json()["id"])
    changing = Changing(api=api, here=replace(here, unit=unit), engine=engine, store=store)
    await api.started(here, unit=str(unit))
    (vacant,) = (await api.get(here, "staff", "/v1/vacancies")).json()
    assert (vacant["unit_name"], vacant["open_tasks"], vacant["since"]) == ("Byskolan", 1, None)
    await changing.follows()
    (line,) = (await api.get(here, "staff", "/v1/handovers")).json()["items"]
    assert (line["leaver"], line["newcomer"], line["initiatives"], line["waits"]) == (None, None, 1, 1)
    await changing.tells(NameManager(unit=unit, person=here.people["colleague"]))
    await changing.follows()
    assert (await api.get(here, "colleague", "/v1/vacancies")).json() == [vacant]
    assert (await api.get(here, "manager", "/v1/vacancies")).json() == []
    await _names_meanwhile(changing, "facilitator", changing.today + 60 * DAY, by="colleague")
    (vacant,) = (await api.get(here, "colleague", "/v1/vacancies")).json()
    assert (vacant["meanwhile"]["name"], vacant["since"]) == ("Facilitator Öberg", None), "held by nobody, as before"


async def test_whom_staff_name_instead_answers_and_the_manager_is_asked_again_when_their_time_is_over(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    changing = Changing(api=api, here=here, engine=engine, store=store)
    await api.several(here, "Lärträffar")
    await changing.managed()
    await changing.leaves(days=0)
    await changing.passes(1)
    began, until = changing.today, changing.today + 60 * DAY
    await _names_meanwhile(changing, "colleague", until)
    instead = NameMeanwhile(unit=here.unit, person=here.people["facilitator"], until=changing.today + 2 * DAY)
    await changing.tells(instead)
    await changing.follows()
    assert await _answers(changing) == "Facilitator Öberg"
    assert (await api.get(here, "colleague", "/v1/tasks")).json()["items"] == []
    await changing.passes(3)
    assert await _answers(changing) is None
    (vacant,) = (await api.get(here, "staff", "/v1/vacancies")).json()
    assert vacant["since"] == began.isoformat(), "as long as nobody holds it, whoever answers"
    await _names_meanwhile(changing, "colleague", until)
    assert await _answers(changing) == "Colleague Öberg"


async def _answers(changing: Changing) -> str | None:
    (vacant,) = (await changing.api.get(changing.here, "staff", "/v1/vacancies")).json()
    return vacant["meanwhile"]["name"] if vacant["meanwhile"] else None


async def _names_meanwhile(changing: Changing, who: str, until: date, by: str = "manager") -> None:
    shown = await changing.shown(by, await only(changing, by))
    (task,) = [
        each["task"]
        for each in shown["tasks"]
        if each["key"] == "answers_meanwhile" and each["state"]["code"] == "open"
    ]
    path = f"/v1/handovers/{shown['handover']}/tasks/{task}/complete"
    form = {"person": str(changing.here.people[who]), "until": until.isoformat()}
    assert (await changing.sends(by, path, form)).status_code == 200
    await changing.follows()
