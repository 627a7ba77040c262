"""Templates: the kinds of initiatives an administrator keeps."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from domain import template
from domain.template_advice import advice
from web.asking import Acting, Ask, Asking
from web.bodies import MovesBody
from web.forms import FormRefused
from web.template_content import as_faults, read_content
from web.template_desk import published, template_of
from web.template_move_views import MoveView, RehearsalView, move_view, rehearsal_view
from web.template_moves import Moves
from web.template_schema import template_schema
from web.template_views import CheckView, TemplateLine, TemplateView, check_view, fault_view, line, view
from web.views import Done

router = APIRouter(prefix="/v1", tags=["templates"])


@router.get("/templates", summary="The templates, and how many initiatives live by each version")
async def list_templates(ask: Asking) -> list[TemplateLine]:
    return [line(each, ask.speech.language) for each in await published(ask.desk, ask.caller)]


@router.get("/template-schema", summary="What a template may hold, as JSON Schema")
async def schema(_: Asking) -> Mapping[str, Any]:
    return template_schema()


@router.get("/templates/{key}", summary="A version of a template, the latest unless another is asked for")
async def read_template(ask: Asking, key: str, version: int | None = None) -> TemplateView:
    held = await template_of(ask.desk, ask.caller, key)
    ask.seen_at(held.number)
    return view(held, version)


@router.post("/templates/{key}/check", summary="What publishing this would mean; nothing is published")
async def check_template(ask: Asking, key: str, body: dict[str, Any]) -> CheckView:
    held = await template_of(ask.desk, ask.caller, key)
    ask.seen_at(held.number)
    try:
        content = read_content({**body, "key": key})
    except FormRefused as refused:
        faults = tuple(fault_view(fault, ask.speech.translate) for fault in refused.faults)
        return CheckView(faults=faults, advice=(), number=None, changes=(), live=held.live)
    worth = as_faults(advice(content, held.latest))
    return check_view(content, held, tuple(fault_view(fault, ask.speech.translate) for fault in worth))


@router.put("/templates/{key}", summary="Publish a template's next version")
async def publish_template(act: Acting, key: str, body: dict[str, Any]) -> Done:
    content = read_content({**body, "key": key})
    return await act.do(template.stream(act.caller.organiser, key), template.PublishTemplate(content=content))


@router.get("/templates/{key}/rehearsal", summary="What moving to a version would mean for each live initiative")
async def rehearse(ask: Asking, key: str, to: int | None = None) -> list[RehearsalView]:
    return await _rehearsed(ask, await Moves.to_version(ask.desk, ask.caller, key, to))


@router.post("/templates/{key}/rehearsal", summary="The same for a version that is not published yet")
async def rehearse_unpublished(ask: Asking, key: str, body: dict[str, Any]) -> list[RehearsalView]:
    content = read_content({**body, "key": key})
    return await _rehearsed(ask, await Moves.to_content(ask.desk, ask.caller, content))


async def _rehearsed(ask: Ask, moves: Moves) -> list[RehearsalView]:
    rendering, translate = await ask.rendering(), ask.speech.translate
    return [
        rehearsal_view(each, rendering.unit_name(each.row.initiative.unit), translate)
        for each in await moves.rehearse()
    ]


@router.post("/templates/{key}/moves", status_code=207, summary="Move live initiatives to a version, each by itself")
async def move(act: Acting, key: str, body: MovesBody) -> list[MoveView]:
    moves = await Moves.to_version(act.desk, act.caller, key, body.to)
    found = await moves.rehearse(body.only or ())
    return [move_view(each, result, act.speech.translate) for each, result in await moves.move(found, act.command_id)]
