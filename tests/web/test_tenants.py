"""Nothing crosses organisers, and nobody reads what they have no part in: for every route there is."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.actors import CLOCK
from domain.handover.commands import FollowTurnover
from domain.handover.decide import stream as handover_stream
from domain.post.commands import AnnounceDeparture
from domain.post.decide import stream_at
from tests.web.schools import Api, School, needs_plan
from tests.web.test_house import ROUTES
from web.app import PUBLIC

TEXTS = ("Åsö", "Öberg", "Ämneslärare")
NOT_OTHERS = {
    f"/v1/{name}"
    for name in ("me", "organiser", "people", "tasks", "initiatives", "programmes", "calendar", "forms", "templates")
} | {"/v1/template-schema", "/v1/handovers", "/v1/vacancies"}
"""They answer about one's own organiser, whoever asks."""


async def _walk(api: Api, here: School, initiative: str, asking: School, who: str) -> dict[str, Any]:
    """Every route, asked by somebody about what lies `here`: the answers by method and path."""
    task = await api.task(here, initiative, "needs_workshop")
    person = str(asking.people["admin"])
    names = {
        "unit": str(here.unit),
        "initiative": initiative,
        "task": task,
        "meeting": task,
        "who": str(here.people["manager"]),
        "to": str(here.people["colleague"]),
        "programme": await api.programme(here),
        "handover": await _handed_over(here, initiative),
        "document": task,
    }
    body = {
        "form": needs_plan(here), "to": person, "reason": "x", "closing_note": "x", "text": "x", "until": "2026-10-01",
        "school_days": 3, "clause": "focus", "group": 1, "on": "2026-11-02", "person": person, "name": "Ny",
        "number": 6, "link": "https://example.org/underlag", "since": "2026-10-01", "last_day": "2026-10-01",
        "tenure": task,
    }  # fmt: skip
    home = f"/v1/initiatives/{initiative}"
    version = (await api.get(here, "staff", home)).json()["version"]
    answers = {}
    for route in ROUTES:
        if route.path in PUBLIC or route.path in NOT_OTHERS or "{" not in route.path or "{key}" in route.path:
            continue
        for method in route.methods:
            path = route.path.format(**names)
            wanted = set(route.body_field.field_info.annotation.model_fields) if route.body_field else set()
            sent = {name: value for name, value in body.items() if name in wanted}
            if path.endswith("/move"):
                sent["to"] = "2026-11-02"
            if path.endswith("/plan"):
                sent["form"] = {}
            query = {"to": person} if path.endswith("/reassignment") else None
            headers = api.token(asking, who)
            asked = api.client.request(method, path, json=sent or None, params=query, headers=headers)
            answers[f"{method} {route.path}"] = await asked
    assert (await api.get(here, "staff", home)).json()["version"] == version
    return answers


async def _handed_over(here: School, initiative: str) -> str:
    """A handover's id, the same however often it is asked for."""
    leaves = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=date(2027, 6, 30))
    await here.house.do(stream_at(here.unit), leaves, by=here.people["staff"])
    post, _ = await here.house.ledger.state(stream_at(here.unit))
    handover: UUID = post.turnovers[-1].handover
    follow = FollowTurnover(handover=handover, unit=here.unit, initiatives=(UUID(initiative),))
    await here.house.do(handover_stream(handover), follow, actor=CLOCK)
    return str(handover)


async def test_no_read_and_no_write_crosses_organisers(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    initiative = await api.started(here)
    for who in ("staff", "admin", "auditor", "principal"):
        before = await _versions(here)
        answers = await _walk(api, here, initiative, elsewhere, who)
        assert len(answers) > 15
        for asked, answer in answers.items():
            nothing = answer.status_code in {403, 404} or answer.text == "[]"
            assert nothing, f"{asked} by {who}: {answer.status_code} {answer.text}"
            assert not any(text in answer.text for text in TEXTS), asked
        now = await _versions(here)
        assert {stream: now[stream] for stream in before} == before
    await api.client.aclose()


async def test_lists_hold_only_ones_own_organisers(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    initiative = await api.started(here)
    for who in ("staff", "admin", "auditor", "principal", "manager", "facilitator"):
        for path in sorted(NOT_OTHERS):
            answer = await api.get(elsewhere, who, path)
            assert initiative not in answer.text
            assert not any(str(person) in answer.text for person in here.people.values())
            assert str(here.unit) not in answer.text
    await api.client.aclose()


async def test_the_units_and_templates_of_others_are_no_help(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    refused = await api.post(elsewhere, "staff", "/v1/initiatives", {"form": elsewhere.decision(unit=str(here.unit))})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_here")
    principal = {"person": str(elsewhere.people["staff"]), "since": "2026-08-17"}
    refused = await api.post(elsewhere, "admin", f"/v1/units/{here.unit}/post/appoint", principal)
    assert refused.status_code == 404
    await api.client.aclose()


async def test_reading_an_initiative_takes_a_part_in_it(api: Api, here: School) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    paths = [f"/v1/initiatives/{initiative}", f"/v1/initiatives/{initiative}/history", f"/v1/tasks/{task}"]
    for who in ("staff", "principal", "manager", "facilitator", "auditor"):
        for path in paths:
            assert (await api.get(here, who, path)).status_code == 200, f"{who} {path}"
        assert len((await api.get(here, who, "/v1/initiatives")).json()["items"]) == 1
    for who in ("admin", "operations", "colleague"):
        for path in paths:
            assert (await api.get(here, who, path)).status_code == 403, f"{who} {path}"
        assert (await api.get(here, who, "/v1/initiatives")).json()["items"] == []


async def test_addresses_are_for_administrators(api: Api, here: School) -> None:
    assert "staff@example.org" in (await api.get(here, "admin", "/v1/people")).text
    assert "example.org" not in (await api.get(here, "staff", "/v1/people")).text
    assert (await api.get(here, "colleague", "/v1/people")).status_code == 403
    assert (await api.get(here, "colleague", "/v1/organiser")).status_code == 403


async def test_only_administrators_keep_people_roles_and_calendars(api: Api, here: School) -> None:
    role = {"person": str(here.people["colleague"]), "role": "auditor"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("post", "/v1/people", {"name": "Åke"}),
        ("put", f"/v1/people/{here.people['colleague']}", {"name": "Åke"}),
        ("post", "/v1/roles/grant", role),
        ("post", "/v1/roles/withdraw", role),
        ("put", "/v1/organiser/settings", {"contact": str(here.people["staff"]), "language": "en"}),
        ("post", "/v1/calendar/publish", {"content": {"study_days": ["2026-10-19"]}}),
    ]
    template = (await api.get(here, "staff", "/v1/templates/lartraffar")).json()["content"]
    asked.append(("put", "/v1/templates/lartraffar", {**template, "longest_gap_weeks": 6}))
    for method, path, body in asked:
        send = api.post if method == "post" else api.put
        assert (await send(here, "staff", path, body)).json()["code"] == "admin_only", path
        done = await send(here, "admin", path, body)
        assert done.status_code in {200, 201}, f"{path} {done.text}"
    assert (await api.get(here, "staff", "/v1/calendar")).json()["content"]["study_days"] == ["2026-10-19"]


async def _versions(each: School) -> dict[str, int]:
    """How far every stream of one organiser has come; those of its initiatives grow as they are started."""
    people = [f"person:{person}" for person in each.people.values()]
    found: dict[str, int] = await each.house.store.versions([f"organiser:{each.house.organiser}", *people])
    assert isinstance(each.unit, UUID)
    return found
