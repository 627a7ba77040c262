"""Templates over HTTP: seen, checked, published."""

from typing import Any

from tests.web.schools import Api, School


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
