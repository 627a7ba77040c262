"""Every no is a problem document with a stable code and a sentence in the reader's language."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete

from domain import person
from events.engine import connect
from events.tables import keys
from tests.web.schools import Api, School, needs_plan, needs_record
from web.desk import Desk
from web.guard import LARGEST


def _is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == f"urn:styrkedjan:problem:{code}"
    return body


async def test_without_the_right_token_nobody_is_answered(api: Api, here: School) -> None:
    for headers in ({}, {"Authorization": "Bearer fel"}, {"Authorization": "Basic Zm9v"}):
        refused = await api.client.get("/v1/me", headers=headers)
        _is_problem(refused, 401, "token")
        assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_a_refusal_is_a_sentence_in_swedish_and_in_english(api: Api, here: School) -> None:
    initiative = await api.started(here)
    path = f"/v1/initiatives/{initiative}/cancel"
    body = {"reason": "x", "closing_note": "y"}
    swedish = await api.post(here, "principal", path, body)
    english = await api.post(here, "principal", path, body, accept_language="en-GB,en;q=0.9")
    assert _is_problem(english, 403, "organiser_only")["title"] == "Only the organiser's staff may do this."
    assert _is_problem(swedish, 403, "organiser_only")["title"] != english.json()["title"]
    assert (swedish.headers["content-language"], english.headers["content-language"]) == ("sv", "en")


async def test_every_fault_of_a_form_is_told_with_its_place(api: Api, here: School) -> None:
    task = await api.task(here, await api.started(here), "needs_workshop")
    form = {**needs_plan(here), "minutes": "länge", "perspectives": ["lärare"], "x": 1}
    refused = await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form}, accept_language="en")
    body = _is_problem(refused, 422, "form_invalid")
    assert {fault["pointer"]: fault["detail"] for fault in body["errors"]} == {
        "/minutes": "give a whole number",
        "/perspectives/0": "give one of teacher, special_educator, school_leader, ict_pedagogue, it, organiser",
        "/x": "there is no such field",
    }


async def test_a_missing_answer_names_its_field(api: Api, here: School) -> None:
    task = await api.task(here, await api.started(here), "needs_workshop")
    form = {**needs_plan(here), "competence": "   "}
    refused = await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form}, accept_language="en")
    body = _is_problem(refused, 422, "field_missing")
    assert body["title"] == "Answer “The competence it is about” (competence); it is needed."
    assert body["errors"][0]["pointer"] == "/competence"


async def test_another_tasks_form_is_refused(api: Api, here: School) -> None:
    task = await api.task(here, await api.started(here), "needs_workshop")
    form = {"kind": "strengthen_conditions", "done": "Schemat är lagt"}
    refused = await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form})
    _is_problem(refused, 422, "wrong_form")


async def test_what_the_request_lacks_is_a_problem_that_repeats_nothing(api: Api, here: School) -> None:
    initiative = await api.started(here)
    refused = await api.post(here, "staff", f"/v1/initiatives/{initiative}/pause", {"until": "hemligt", "reason": "x"})
    said = {"pointer": "/until", "detail": "ange ett datum, som 2026-08-17"}
    assert _is_problem(refused, 422, "request_invalid")["errors"] == [said]
    assert "hemligt" not in refused.text
    _is_problem(await api.client.get("/nowhere"), 404, "no_such_page")
    _is_problem(await api.client.post("/healthz"), 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/v1/tasks/x/hand", {"to": str(uuid4())}, "give an id"),
        ("/v1/units", {"name": "x" * 201}, "this text is too long"),
        ("/v1/units", {"name": "X", "kind": "x"}, "give one of school, preschool, organiser"),
        ("/v1/units", {"name": "X", "colour": "x"}, "there is no such field"),
        ("/v1/units", {}, "this is needed"),
        ("/v1/units", [], "give a group of fields"),
    ],
)
async def test_what_is_wrong_with_a_request_is_a_sentence(
    api: Api, here: School, path: str, body: Any, said: str
) -> None:
    refused = await api.post(here, "admin", path, body, Accept_Language="en")
    assert [each["detail"] for each in _is_problem(refused, 422, "request_invalid")["errors"]] == [said]


@pytest.mark.parametrize("year", [-1, 0, 1899, 2200, 9999, 10**30])
async def test_a_school_year_that_is_not_counted_is_refused(api: Api, here: School, year: int) -> None:
    refused = await api.get(here, "staff", f"/v1/calendar?year={year}")
    _is_problem(refused, 422, "year_not_counted")


async def test_a_body_larger_than_any_form_is_refused(api: Api, here: School) -> None:
    _is_problem(await api.post(here, "staff", "/v1/initiatives", {"form": {"title": "x" * LARGEST}}), 413, "too_large")


async def test_a_text_longer_than_any_protocol_is_refused(api: Api, here: School) -> None:
    refused = await api.post(here, "staff", "/v1/initiatives", {"form": here.decision(title="ö" * 20_001)})
    _is_problem(refused, 422, "text_too_long")


async def test_nobody_outside_the_directory_is_given_work(api: Api, here: School, elsewhere: School) -> None:
    stranger = str(elsewhere.people["principal"])
    refused = await api.post(here, "staff", "/v1/initiatives", {"form": here.decision(manager=stranger)})
    _is_problem(refused, 404, "person_unknown")
    task = await api.task(here, await api.started(here), "needs_workshop")
    _is_problem(await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": stranger}), 404, "person_unknown")
    granted = await api.post(here, "admin", "/v1/roles/grant", {"person": stranger, "role": "organiser"})
    _is_problem(granted, 404, "person_unknown")


async def test_a_second_live_initiative_is_started_knowingly(api: Api, here: School) -> None:
    first = await api.started(here)
    body = {"form": here.decision(title="En till")}
    refused = _is_problem(await api.post(here, "staff", "/v1/initiatives", body), 422, "other_live")
    assert f"Lärträffar på Åsö ({first})" in refused["title"]
    live = (await api.get(here, "staff", f"/v1/units/{here.unit}/live")).json()
    assert live == [{"initiative": first, "title": "Lärträffar på Åsö"}]
    body = {"form": here.decision(title="En till", other_live=[first], other_live_reason="Olika ämnen")}
    again = [await api.post(here, "staff", "/v1/initiatives", body, idempotency_key="en-till") for _ in range(2)]
    assert [answer.status_code for answer in again] == [201, 201]
    assert again[0].json() == again[1].json()


async def test_the_same_key_again_gives_the_same_answer(api: Api, here: School) -> None:
    body, key = {"form": here.decision()}, {"idempotency_key": "start-2026-Åsö".encode().hex()}
    first = await api.post(here, "staff", "/v1/initiatives", body, **key)
    again = await api.post(here, "staff", "/v1/initiatives", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == f"/v1/initiatives/{first.json()['id']}"
    assert len((await api.get(here, "staff", "/v1/initiatives")).json()["items"]) == 1
    other = {"form": here.decision(title="En annan", other_live=[first.json()["id"]], other_live_reason="x")}
    _is_problem(await api.post(here, "staff", "/v1/initiatives", other, **key), 409, "id_reused")
    other_person = await api.post(here, "principal", "/v1/people", {"name": "X"}, **key)
    _is_problem(other_person, 403, "admin_only")


async def test_a_key_makes_the_same_unit_and_person_again(api: Api, here: School) -> None:
    for path, body in (
        ("/v1/units", {"name": "Näsets förskola", "kind": "preschool"}),
        ("/v1/people", {"name": "Åke"}),
    ):
        made = [(await api.post(here, "admin", path, body, idempotency_key="k" + path)).json() for _ in range(2)]
        assert made[0] == made[1]
    assert len((await api.get(here, "admin", "/v1/organiser")).json()["units"]) == 2


async def test_of_two_people_answering_at_once_the_later_is_told(api: Api, here: School) -> None:
    task = await api.task(here, await api.started(here), "needs_workshop")
    seen = (await api.get(here, "principal", f"/v1/tasks/{task}")).headers["etag"]
    path = f"/v1/tasks/{task}/complete"
    first = await api.post(here, "principal", path, {"form": needs_plan(here)}, if_match=seen)
    assert first.status_code == 200
    late = await api.post(here, "principal", path, {"form": needs_record()}, if_match=seen)
    assert _is_problem(late, 412, "changed_meanwhile")["events"] == ["task_planned"]
    newer = await api.post(here, "principal", path, {"form": needs_record()}, if_match=first.headers["etag"])
    assert newer.status_code == 200
    _is_problem(await api.post(here, "principal", path, {"form": {}}, if_match="W/x"), 400, "if_match")


async def test_when_the_log_is_away_it_says_so_and_when_to_come_back(api: Api, monkeypatch: Any) -> None:
    async def away(_: Desk) -> None:
        raise ConnectionRefusedError("secret")

    monkeypatch.setattr(Desk, "reach", away)
    refused = await api.client.get("/healthz")
    _is_problem(refused, 503, "unavailable")
    assert refused.headers["retry-after"]
    assert "secret" not in refused.text


async def test_without_a_key_nothing_is_written_and_what_was_is_marked(
    api: Api, here: School, owner_database: str
) -> None:
    path = f"/v1/initiatives/{await api.started(here)}"
    engine = connect(owner_database)
    async with engine.connect() as connection:
        await connection.execute(delete(keys).where(keys.c.subject.startswith("initiative:")))
    await engine.dispose()
    here.house.keys._cache.clear()
    for language, said in (("sv", "[nyckel saknas]"), ("en", "[no key]")):
        shown = (await api.get(here, "staff", path, accept_language=language)).json()
        listed = (await api.get(here, "staff", "/v1/initiatives", accept_language=language)).json()["items"]
        history = (await api.get(here, "staff", f"{path}/history", accept_language=language)).json()["items"]
        assert [shown["title"], listed[0]["title"], history[0]["data"]["title"]] == [said] * 3
    _is_problem(await api.post(here, "staff", f"{path}/comments", {"text": "Hej"}), 500, "key_missing")


async def test_an_erased_person_is_said_to_be_in_the_readers_language(api: Api, here: School) -> None:
    gone = here.people["colleague"]
    await here.house.keys.destroy(here.house.organiser, person.stream(gone), here.house.clock.now())
    for language, said in (("sv", "[raderat]"), ("en", "[erased]")):
        people = (await api.get(here, "admin", "/v1/people", accept_language=language)).json()["items"]
        assert {"name": said, "email": said}.items() <= {each["person"]: each for each in people}[str(gone)].items()


async def test_our_own_fault_tells_nothing_of_itself(api: Api, monkeypatch: Any) -> None:
    async def fault(_: Desk) -> None:
        raise LookupError("Anna Öberg")

    monkeypatch.setattr(Desk, "reach", fault)
    refused = await api.client.get("/healthz")
    _is_problem(refused, 500, "internal")
    assert "Öberg" not in refused.text


@pytest.mark.parametrize(
    "cursor",
    ["x", "9|2026-01-01|x", f"{10**22}|2026-01-01|x", "0|2026-13-01|x", "0|9999-12-31|\0"],
)
async def test_a_cursor_that_no_page_gave_is_refused(api: Api, here: School, cursor: str) -> None:
    _is_problem(await _after(api, here, "/v1/handovers", cursor), 422, "cursor_wrong")


async def test_no_cursor_is_more_than_the_database_takes(api: Api, here: School) -> None:
    for path in ("/v1/initiatives", "/v1/programmes", "/v1/tasks", "/v1/people"):
        _is_problem(await _after(api, here, path, "initiative:\0"), 422, "cursor_wrong")
    history = f"/v1/initiatives/{await api.started(here)}/history"
    assert (await _after(api, here, history, "0")).status_code == 200
    for version in (-1, 2**31, 10**30):
        assert (await _after(api, here, history, str(version))).status_code == 422


async def _after(api: Api, here: School, path: str, cursor: str) -> Any:
    return await api.client.get(path, params={"after": cursor}, headers=api.token(here, "staff"))
