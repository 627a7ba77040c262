"""No page without a visit in a browser."""

from typing import get_type_hints

from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from tests.web.states import STATES
from web.pages import TEMPLATES
from web.routes import ROUTERS


def is_page(route: APIRoute) -> bool:
    return HTMLResponse in (route.response_class, get_type_hints(route.endpoint).get("return"))


def test_every_route_that_answers_with_a_page_is_visited_in_a_browser() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    pages = {(method, route.path) for route in routes if is_page(route) for method in route.methods}
    assert pages == {state.route for state in STATES.values()} - {("GET", "")}


def test_every_template_is_visited_in_a_browser() -> None:
    assert {file.name for file in TEMPLATES.glob("*.html")} - {"base.html"} == {s.template for s in STATES.values()}


def test_pages_are_made_in_one_place_only() -> None:
    """So that a route cannot answer with one that is not seen above."""
    made = [file.name for file in TEMPLATES.parent.rglob("*.py") if "HTMLResponse(" in file.read_text()]
    assert made == ["pages.py"]
