"""The API: an application over one desk."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI

from web import problems
from web.asking import Bearer
from web.desk import Desk
from web.guard import Guard
from web.routes import ROUTERS
from web.schemas import BY_KIND, OF_PROGRAMMES, schema_of
from web.speech import Speak

WITH_FORMS: Final = ("StartBody", "CompleteBody", "CorrectBody", "ChangePlanBody")
"""Bodies whose `form` is one of the forms."""
OWN_FORM: Final = {
    "StartProgrammeBody": "programme_decision",
    "ChoicesBody": "unit_choices",
    "ChecklistBody": "checklist",
    "NetworkBody": "network_meeting",
}
"""Bodies whose `form` is this one."""
PUBLIC: Final = frozenset({"/", "/healthz", "/metrics", "/svara", "/svara/skicka"})


def create_app(desk: Desk, bearers: Sequence[Bearer], speak: Speak, public_address: str | None = None) -> FastAPI:
    """The application; without bearers it answers nobody but what is public.

    `public_address` is printed on slips; without it, the address that was asked.
    """
    app = FastAPI(
        title="Styrkedjan",
        version="1",
        summary="Development initiatives in schools, from needs inventory to continued work.",
        docs_url=None,  # its pages would fetch scripts from elsewhere
        redoc_url=None,
    )
    app.state.desk, app.state.bearers, app.state.speak = desk, tuple(bearers), speak
    app.state.public_address = public_address
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    app.add_middleware(Guard)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # how FastAPI's own guide extends it
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 with the forms, the token and the problem documents in it."""
    if app.openapi_schema is None:
        described = FastAPI.openapi(app)
        schemas = described["components"]["schemas"]
        for kind, cls in {**BY_KIND, **OF_PROGRAMMES}.items():
            schemas[f"form.{kind}"] = {"title": kind, **schema_of(cls, str.format)}
        forms = [{"$ref": f"#/components/schemas/form.{kind}"} for kind in BY_KIND]
        for body in WITH_FORMS:
            schemas[body]["properties"]["form"] = {"anyOf": forms}
        for body, kind in OWN_FORM.items():
            schemas[body]["properties"]["form"] = {"$ref": f"#/components/schemas/form.{kind}"}
        schemas["CompleteBody"]["properties"]["form"] = {"anyOf": [*forms, {"type": "null"}]}
        schemas["Problem"] = PROBLEM
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for path, methods in described["paths"].items():
            for operation in methods.values():
                _describe(operation, public=path in PUBLIC)
        app.openapi_schema = described
    return app.openapi_schema


def _describe(operation: dict[str, Any], *, public: bool) -> None:
    refers = {"schema": {"$ref": "#/components/schemas/Problem"}}
    no = {"description": "A problem document", "content": {problems.MEDIA_TYPE: refers}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = no
    if not public:
        operation["security"] = [{"token": []}]


PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457; `code` is stable, `title` is a sentence in the reader's language.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "events": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "title", "status", "code"],
}
