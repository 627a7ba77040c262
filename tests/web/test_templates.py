"""Templates over HTTP: seen, checked, published."""

from typing import Any
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from events.intent import Answer
from tests.web.schools import Api, School
from web.template_move_views import move_view
from web.template_moves import Moves


async def content_of(api: Api, here: School, key: str = "lartraffar") -> dict[str, Any]:
    """The version in force."""
    content: dict[str, Any] = (await api.get(here, "staff", f"/v1/templates/{key}")).json()["content"]
    return content


async def test_templates_are_listed_with_those_who_live_by_them(api: Api, here: School) -> None:
    await api.started(here)
    listed = (await api.get(here, "staff", "/v1/templates", accept_language="en")).json()
    assert listed == [{"key": "lartraffar", "name": "Learning meetings", "number": 1, "live": {"1": 1}}]


async def test_a_new_version_is_checked_published_and_leaves_the_old_one_readable(api: Api, here: School) -> None:
    content = await content_of(api, here)
    changed = {**content, "longest_gap_weeks": 6}
    checked = (await api.post(here, "admin", "/v1/templates/lartraffar/check", changed, accept_language="en")).json()
    assert checked["number"] == 2
    assert checked["changes"] == [{"field": "longest_gap_weeks", "before": 5, "after": 6}]
    assert [each["pointer"] for each in checked["advice"]] == ["/longest_gap_weeks"]
    key = {"idempotency_key": "once", "if_match": '"1"'}
    for _ in range(2):
        done = await api.put(here, "admin", "/v1/templates/lartraffar", changed, **key)
        assert (done.status_code, done.json()["version"], done.json()["events"]) == (200, 2, ["template_published"])
    again = await api.put(here, "admin", "/v1/templates/lartraffar", changed)
    assert (again.json()["version"], again.json()["events"]) == (2, [])
    late = await api.put(here, "admin", "/v1/templates/lartraffar", content, if_match='"1"')
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    first = (await api.get(here, "staff", "/v1/templates/lartraffar?version=1")).json()
    assert (first["number"], first["in_force"], first["content"]) == (1, 2, content)
    assert (await api.get(here, "staff", "/v1/templates/lartraffar?version=7")).status_code == 404
    assert (await api.get(here, "staff", "/v1/templates/okand")).status_code == 404


async def test_faults_point_at_what_is_wrong_and_nothing_is_published(api: Api, here: School) -> None:
    content = await content_of(api, here)
    wrong = {**content, "due": {"conditons": 10}, "tracks": "full"}
    checked = (await api.post(here, "admin", "/v1/templates/lartraffar/check", wrong, accept_language="en")).json()
    assert {each["pointer"]: each["what"] for each in checked["faults"]} == {
        "/due/conditons": "there is no such field; did you mean conditions?",
        "/tracks": "there is no such field; did you mean track?",
    }
    refused = await api.put(here, "admin", "/v1/templates/lartraffar", {**content, "longest_gap_weeks": 0})
    assert (refused.status_code, refused.json()["code"]) == (422, "form_invalid")
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/longest_gap_weeks", "/series/every_weeks"}
    assert (await api.get(here, "staff", "/v1/templates")).json()[0]["number"] == 1


async def test_a_copy_under_another_key_is_another_kind(api: Api, here: School) -> None:
    content = await content_of(api, here)
    done = await api.put(here, "admin", "/v1/templates/larande-samtal", content)
    assert done.json()["version"] == 1
    listed = (await api.get(here, "staff", "/v1/templates")).json()
    assert [each["key"] for each in listed] == ["larande-samtal", "lartraffar"]
    await api.started(here, template="larande-samtal")


async def test_the_schema_is_served(api: Api, here: School) -> None:
    assert "properties" in (await api.get(here, "staff", "/v1/template-schema")).json()


async def test_a_move_is_rehearsed_then_done_one_by_one_and_once(api: Api, here: School) -> None:
    content = await content_of(api, here)
    first = await api.started(here)
    second = await api.started(here, title="Nummer två", other_live=[first], other_live_reason="Olika ämnen")
    changed = {**content, "due": {**content["due"], "needs_workshop": 30}, "check_in_months": [4, 24]}
    tried = await api.post(here, "staff", "/v1/templates/lartraffar/rehearsal", changed)
    await api.put(here, "admin", "/v1/templates/lartraffar", changed)
    path = "/v1/templates/lartraffar/rehearsal"
    rehearsed = (await api.get(here, "staff", path, accept_language="en")).json()
    assert [{**each, "changes": None} for each in tried.json()] == [{**each, "changes": None} for each in rehearsed]
    line = next(each for each in rehearsed if each["initiative"] == second)
    assert (line["outcome"], line["version"], line["title"], line["unit"]) == ("changes", 1, "Nummer två", "Åsö skola")
    (due,) = line["changes"]["dues"]
    assert (due["key"], due["title"]) == ("needs_workshop", "Needs inventory in four steps")
    assert line["changes"]["check_ins_removed"] == {"18": None, "48": None}
    key = {"idempotency_key": "once"}
    for _ in range(2):
        done = await api.post(here, "staff", "/v1/templates/lartraffar/moves", {"to": 2, "only": [second]}, **key)
        assert done.status_code == 207
        assert [(each["initiative"], each["outcome"], each["status"]) for each in done.json()] == [
            (second, "moved", 200)
        ]
    shown = (await api.get(here, "staff", f"/v1/initiatives/{second}")).json()
    task = next(each for each in shown["tasks"] if each["key"] == "needs_workshop")
    assert (shown["template_version"], task["due"]) == (2, due["becomes"])
    await api.post(here, "staff", f"/v1/initiatives/{first}/cancel", {"reason": "x", "closing_note": "y"})
    rest = (await api.post(here, "staff", "/v1/templates/lartraffar/moves", {"to": 2})).json()
    assert [each["outcome"] for each in rest] == ["already"]
    assert (await api.get(here, "staff", "/v1/templates")).json()[0]["live"] == {"2": 1}


async def test_one_that_is_refused_stops_none_of_the_others(api: Api, here: School) -> None:
    content = await content_of(api, here)
    gone = await api.started(here)
    stays = await api.started(here, other_live=[gone], other_live_reason="Olika ämnen")
    await api.put(here, "admin", "/v1/templates/lartraffar", {**content, "longest_gap_weeks": 6})
    moves = await Moves.to_version(here.desk, here.caller("staff"), "lartraffar")
    found = await moves.rehearse()
    await api.post(here, "staff", f"/v1/initiatives/{gone}/cancel", {"reason": "x", "closing_note": "y"})
    results = await moves.move(found, uuid4(), as_seen=True)
    said = {str(each.row.id): move_view(each, result, str.format) for each, result in results}
    assert (said[gone].outcome, said[gone].status, said[gone].code) == ("refused", 409, "initiative_over")
    assert said[stays].outcome == "moved"


async def test_only_the_organisers_staff_rehearse_and_move(api: Api, here: School) -> None:
    initiative = await api.started(here)
    for who in ("admin", "principal", "auditor", "operations", "facilitator"):
        refused = await api.get(here, who, "/v1/templates/lartraffar/rehearsal")
        assert (refused.status_code, refused.json()["code"]) == (403, "organiser_only"), who
        refused = await api.post(here, who, "/v1/templates/lartraffar/moves", {"to": 1})
        assert (refused.status_code, refused.json()["code"]) == (403, "organiser_only"), who
    path = "/v1/templates/lartraffar/moves"
    assert (await api.post(here, "staff", path, {"to": 4})).status_code == 404
    unknown = await api.post(here, "staff", path, {"to": 1, "only": [str(here.unit)]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_live_here")
    assert initiative


async def test_others_initiatives_are_neither_rehearsed_nor_moved(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    initiative = await api.started(here)
    content = await content_of(api, elsewhere)
    await api.put(elsewhere, "admin", "/v1/templates/lartraffar", {**content, "longest_gap_weeks": 6})
    assert (await api.get(elsewhere, "staff", "/v1/templates/lartraffar/rehearsal")).json() == []
    assert (await api.post(elsewhere, "staff", "/v1/templates/lartraffar/moves", {"to": 2})).json() == []
    named = await api.post(elsewhere, "staff", "/v1/templates/lartraffar/moves", {"to": 2, "only": [initiative]})
    assert named.status_code == 404
    assert (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()["template_version"] == 1
    await api.client.aclose()


async def test_what_was_interrupted_is_done_again_and_each_is_moved_once(api: Api, here: School) -> None:
    live: list[str] = []
    for number in range(3):
        live.append(await api.started(here, title=f"Insats {number}", other_live=live, other_live_reason="Olika ämnen"))
    content = await content_of(api, here)
    await api.put(here, "admin", "/v1/templates/lartraffar", {**content, "longest_gap_weeks": 6})
    moves, again = await Moves.to_version(here.desk, here.caller("staff"), "lartraffar"), uuid4()
    found = await moves.rehearse()
    await moves.move(found[:1], again)
    for _ in range(2):
        results = [result for _, result in await moves.move(found, again)]
        assert [result.events for result in results if isinstance(result, Answer)] == [("template_moved",)] * 3
    for initiative in live:
        happened = (await api.get(here, "staff", f"/v1/initiatives/{initiative}/history")).json()["items"]
        assert [event_["type"] for event_ in happened].count("template_moved") == 1


async def test_rehearsing_many_asks_the_database_no_oftener_than_rehearsing_one(
    api: Api, here: School, engine: AsyncEngine
) -> None:
    asked: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    counts, live = [], list[str]()
    for number in range(3):
        live.append(await api.started(here, title=f"Insats {number}", other_live=live, other_live_reason="Olika ämnen"))
        asked.clear()
        assert len((await api.get(here, "staff", "/v1/templates/lartraffar/rehearsal")).json()) == number + 1
        counts.append(len(asked))
    assert counts[0] == counts[2]
