"""What answers without a token, and the API's own description."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

from fastapi.openapi.models import OpenAPI
from fastapi.routing import APIRoute

from domain.initiative import events as ev
from domain.stalls import Cause
from styrkedjan.translation import translator
from tests.web.schools import Api, School
from web.app import PUBLIC
from web.happened import HAPPENED, what_happened
from web.routes import ROUTERS
from web.schemas import BY_KIND, schema_of
from web.words import WORDS, words

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


async def test_the_first_page_is_swedish_until_asked_otherwise(api: Api) -> None:
    swedish = await api.client.get("/")
    assert '<html lang="sv">' in swedish.text
    assert '<html lang="en">' in (await api.client.get("/", headers={"Accept-Language": "en"})).text


async def test_the_first_page_leads_to_the_code(api: Api) -> None:
    assert 'href="/svara?lang=en"' in (await api.client.get("/?lang=en")).text


async def test_a_person_who_goes_astray_reads_a_page_and_a_program_a_problem(api: Api) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = await api.client.get("/svar", headers=browser)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Det finns inget på den här adressen." in page.text
    assert 'href="/svara?lang=sv"' in page.text
    for asked in (await api.client.get("/svar"), await api.client.get("/v1/no", headers=browser)):
        assert asked.json()["code"] == "no_such_page"


async def test_health_and_metrics_need_no_token(api: Api) -> None:
    assert (await api.client.get("/healthz")).json() == {"status": "ok"}
    metrics = await api.client.get("/metrics")
    assert "styrkedjan_append_seconds_bucket" in metrics.text
    assert 'styrkedjan_api_request_seconds_count{method="GET",route="/healthz",status="200"}' in metrics.text


async def test_nothing_is_kept_on_the_way(api: Api, here: School) -> None:
    for path in ("/", "/v1/me"):
        answer = await api.get(here, "staff", path)
        assert answer.headers["cache-control"] == "no-store"


async def test_everything_but_what_is_public_needs_a_token(api: Api, here: School) -> None:
    for route in ROUTES:
        for method in route.methods:
            answer = await api.client.request(method, route.path.replace("{", "").replace("}", ""))
            assert (answer.status_code == 401) != (route.path in PUBLIC), route.path


async def test_the_api_describes_itself_in_openapi_3_1(api: Api) -> None:
    described = (await api.client.get("/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    OpenAPI.model_validate(described)
    named = set(described["components"]["schemas"])
    assert {reference.rpartition("/")[2] for reference in _references(described)} <= named
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation["summary"] for operation in operations)
    assert {f"form.{kind}" for kind in BY_KIND} <= named
    assert json.dumps(described)


def test_every_form_has_a_schema_and_every_code_a_word() -> None:
    for cls in BY_KIND.values():
        assert schema_of(cls, str.format)["properties"]
    for kind in WORDS:
        assert len(words(kind)) == len(kind)
    assert set(HAPPENED) == {cls.__dataclass_fields__["kind"].default for cls in get_args(ev.Event)}


def test_due_days_are_said_to_be_eased_where_one_was() -> None:
    came = ev.PrincipalReceived(
        person=uuid4(), first_day=date(2026, 8, 17), handover=None, position=0, eased=(), on=date(2026, 8, 17)
    )
    eased = ev.Eased(task=uuid4(), was=None, due=date(2026, 8, 28), due_position=9)
    assert "eased" not in what_happened(came)
    assert "eased" in what_happened(replace(came, eased=(eased,)))


def test_a_stall_that_is_left_is_not_said_to_have_got_going() -> None:
    left = ev.StallLeft(cause=Cause.VACANCY, on=date(2026, 8, 17))
    said = what_happened(left)
    assert [translator(language)(said) for language in ("en", "sv")] == [
        "No longer at a standstill for the cause there was",
        "Står inte längre stilla av den orsak som fanns",
    ]


def test_every_route_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs/api.md").read_text()
    for route in ROUTES:
        for method in route.methods:
            assert f"`{method} {route.path}`" in page, f"{method} {route.path}"
    known = {f"`{method} {route.path}`" for route in ROUTES for method in route.methods}
    assert {f"`{line.split('`')[1]}`" for line in page.splitlines() if line.startswith("| `")} <= known


def _references(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        if isinstance(held.get("$ref"), str):
            yield held["$ref"]
        for each in held.values():
            yield from _references(each)
    elif isinstance(held, list):
        for each in held:
            yield from _references(each)
