"""Programmes over HTTP: started once, chosen for, read by whom they concern."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.contracts import Launch
from activities.programme import ProgrammeActivities
from domain import organiser
from domain.organiser import AddUnit
from domain.post.commands import AnnounceDeparture, AppointPrincipal
from domain.post.decide import stream_at
from domain.sealed import Sealed
from events.store import Store
from tests.web.schools import Api, School


async def with_units(
    here: School, names: tuple[str, ...] = ("Ängen", "Backen", "Dalen"), *, vacant: bool = False
) -> dict[str, UUID]:
    """More units of the organiser, with another principal than the first."""
    units = {name: uuid4() for name in names}
    for name, unit in units.items():
        added = AddUnit(unit=unit, unit_kind="school", name=Sealed(name.encode()))
        await here.house.do(organiser.stream(here.house.organiser), added)
        if not vacant:
            appointed = AppointPrincipal(unit=unit, person=here.people["manager"], since=date(2020, 8, 1))
            await here.house.do(stream_at(unit), appointed)
    return units


async def launch(here: School, engine: AsyncEngine, store: Store, programme: str) -> Any:
    """As a worker does."""
    house = here.house
    own = ProgrammeActivities(engine=engine, ledger=house.ledger, store=store, keys=house.keys, clock=house.clock)
    asked = Launch(organiser=house.organiser, programme=UUID(programme), now=house.clock.now())
    return await ActivityEnvironment().run(own.launch, asked)


async def test_a_programme_is_started_launched_chosen_for_and_compared(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    await api.started(here)
    units = await with_units(here)
    form = here.programme(here.unit, *units.values())
    started = await api.post(here, "staff", "/v1/programmes", {"form": form}, Idempotency_Key="laslyftet")
    assert started.status_code == 201, started.text
    path = started.headers["Location"]
    programme = started.json()["id"]
    counts = (await api.get(here, "staff", path)).json()["counts"]
    assert counts == {"waiting": 3, "held_back": 1, "started": 0, "not_taking_part": 0}

    await launch(here, engine, store, programme)
    again = await api.post(here, "staff", "/v1/programmes", {"form": form}, Idempotency_Key="laslyftet")
    assert (again.status_code, again.json()) == (201, started.json())

    first = (await api.get(here, "auditor", f"{path}/units?limit=2")).json()
    rest = (await api.get(here, "auditor", f"{path}/units")).json()
    assert [row["unit_name"] for row in first["items"]] == [row["unit_name"] for row in rest["items"]][:2]
    after = (
        await api.client.get(f"{path}/units", params={"after": first["next"]}, headers=api.token(here, "staff"))
    ).json()
    assert len(first["items"]) + len(after["items"]) == 4
    held = next(row for row in rest["items"] if row["place"]["code"] == "held_back")
    assert (held["unit"], len(held["why"]["live"])) == (str(here.unit), 1)

    choices = {"choices": [{"unit": held["unit"], "takes_part": True, "reason": "De hör ihop"}]}
    assert (await api.post(here, "staff", f"{path}/choices", {"form": choices})).json()["events"] == ["unit_chosen"]
    await launch(here, engine, store, programme)
    shown = (await api.get(here, "staff", path)).json()
    assert (shown["status"]["code"], shown["counts"]["started"]) == ("launched", 4)
    assert (await api.get(here, "staff", "/v1/programmes")).json()["items"][0]["initiatives"] == 4

    compared = (await api.get(here, "staff", f"{path}/compare?limit=3")).json()
    assert (len(compared["items"]), compared["next"] is None) == (3, False)
    names = [row["unit_name"] for row in compared["items"]]
    assert names == sorted(names)
    assert compared["items"][0]["stage"]["code"] == "1"
    initiative = compared["items"][0]["initiative"]
    assert (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()["programme"] == programme


async def test_its_checklist_network_and_end(api: Api, here: School, engine: AsyncEngine, store: Store) -> None:
    form = here.programme(here.unit)
    path = (await api.post(here, "staff", "/v1/programmes", {"form": form})).headers["Location"]
    refused = await api.post(here, "staff", f"{path}/close", {"reason": "Klart"})
    assert (refused.status_code, refused.json()["code"]) == (409, "units_left")
    await launch(here, engine, store, path.rpartition("/")[2])
    forms = (await api.get(here, "staff", "/v1/forms")).json()
    items = forms["checklist"]["properties"]["answers"]["items"]["properties"]["item"]["oneOf"]
    answers = [{"item": item["const"], "rating": "partly", "note": "nästan"} for item in items if "const" in item]
    assert (await api.post(here, "staff", f"{path}/checklist", {"form": {"answers": answers[1:]}})).status_code == 422
    assert (await api.post(here, "staff", f"{path}/checklist", {"form": {"answers": answers}})).status_code == 200
    shown = (await api.get(here, "staff", path)).json()
    assert [row["note"] for row in shown["checklist"]] == ["nästan"] * 10
    held = {"held_on": here.house.clock.now().date().isoformat(), "units": [str(here.unit)]}
    nothing = await api.post(here, "staff", f"{path}/network-meetings", {"form": held})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "no_network_meeting")
    assert (await api.post(here, "staff", f"{path}/close", {"reason": "Klart"})).json()["events"] == [
        "programme_closed"
    ]


async def test_a_principal_sees_their_own_unit_s_place_and_nothing_else(api: Api, here: School) -> None:
    units = await with_units(here)
    theirs = await api.post(here, "staff", "/v1/programmes", {"form": here.programme(here.unit, *units.values())})
    others = await api.post(here, "staff", "/v1/programmes", {"form": here.programme(*units.values())})
    path = theirs.headers["Location"]
    rows = (await api.get(here, "principal", f"{path}/units")).json()["items"]
    assert [row["unit"] for row in rows] == [str(here.unit)]
    shown = (await api.get(here, "principal", path)).json()
    assert sum(shown["counts"].values()) == 1
    assert (await api.get(here, "principal", others.headers["Location"])).status_code == 403
    listed = (await api.get(here, "principal", "/v1/programmes")).json()["items"]
    assert [row["programme"] for row in listed] == [theirs.json()["id"]]
    for who in ("facilitator", "operations", "colleague"):
        assert (await api.get(here, who, path)).status_code == 403
        assert (await api.get(here, who, "/v1/programmes")).json()["items"] == []


async def test_a_unit_without_a_principal_is_held_back_and_says_so(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    never = (await with_units(here, ("Ängen",), vacant=True))["Ängen"]
    leaving = await with_units(here, ("Backen", "Dalen"))
    left = AnnounceDeparture(unit=leaving["Backen"], person=here.people["manager"], last_day=date(2026, 8, 16))
    await here.house.do(stream_at(leaving["Backen"]), left, by=here.people["staff"])
    form = here.programme(here.unit, never, *leaving.values())
    path = (await api.post(here, "staff", "/v1/programmes", {"form": form})).headers["Location"]
    held = {row["unit_name"]: row["why"] for row in await _held_back(api, here, path)}
    vacant = {"live": [], "low_capacity": None, "vacant": True, "refused": None}
    assert held == {"Ängen": vacant, "Backen": vacant}
    leaves = AnnounceDeparture(unit=leaving["Dalen"], person=here.people["manager"], last_day=date(2026, 8, 16))
    await here.house.do(stream_at(leaving["Dalen"]), leaves, by=here.people["staff"])
    await launch(here, engine, store, path.rpartition("/")[2])
    assert {row["unit_name"] for row in await _held_back(api, here, path)} == {"Ängen", "Backen", "Dalen"}
    comes = AppointPrincipal(unit=never, person=here.people["principal"], since=date(2026, 8, 17))
    await here.house.do(stream_at(never), comes, by=here.people["staff"])
    choices = {"choices": [{"unit": str(never), "takes_part": True, "reason": "Rektor är på plats"}]}
    await api.post(here, "staff", f"{path}/choices", {"form": choices})
    await launch(here, engine, store, path.rpartition("/")[2])
    assert (await api.get(here, "staff", path)).json()["counts"]["started"] == 2


async def _held_back(api: Api, here: School, path: str) -> list[Any]:
    units = (await api.get(here, "staff", f"{path}/units")).json()["items"]
    return [row for row in units if row["place"]["code"] == "held_back"]


async def test_only_the_organiser_s_staff_change_anything(api: Api, here: School) -> None:
    form = here.programme(here.unit)
    for who in ("principal", "auditor", "admin", "operations"):
        assert (await api.post(here, who, "/v1/programmes", {"form": form})).status_code == 403
    path = (await api.post(here, "staff", "/v1/programmes", {"form": form})).headers["Location"]
    choices = {"choices": [{"unit": str(here.unit), "takes_part": False, "reason": "nej"}]}
    for who in ("principal", "auditor", "operations"):
        assert (await api.post(here, who, f"{path}/choices", {"form": choices})).status_code == 403
        assert (await api.post(here, who, f"{path}/close", {"reason": "nej"})).status_code == 403


async def test_another_tenant_s_programme_is_not_there(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    path = (await api.post(here, "staff", "/v1/programmes", {"form": here.programme(here.unit)})).headers["Location"]
    for asked in (path, f"{path}/units", f"{path}/compare"):
        assert (await api.get(elsewhere, "staff", asked)).status_code == 404
    assert (await api.post(elsewhere, "staff", f"{path}/close", {"reason": "nej"})).status_code == 404


async def test_a_decision_that_names_somebody_unknown_is_refused(api: Api, here: School) -> None:
    form = here.programme(here.unit, manager=str(uuid4()))
    answer = await api.post(here, "staff", "/v1/programmes", {"form": form})
    assert (answer.status_code, answer.json()["code"]) == (404, "person_unknown")
    for wrong, code in (({"units": []}, "field_missing"), ({"units": [{"unit": str(uuid4())}]}, "unit_unknown")):
        answer = await api.post(here, "staff", "/v1/programmes", {"form": {**here.programme(), **wrong}})
        assert answer.json()["code"] == code
