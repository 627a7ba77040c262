"""What an administrator keeps for all initiatives: the school calendar and the templates."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from domain import calendar, template
from domain.calendar_content import CalendarContent
from domain.template import TemplateContent
from web.asking import Acting, Asking
from web.forms import read_form
from web.plain import plain
from web.views import Done

router = APIRouter(prefix="/v1", tags=["calendar and templates"])


@router.get("/calendar", summary="The school calendar")
async def read_calendar(ask: Asking) -> Mapping[str, Any]:
    state, version = await ask.desk.calendar(ask.caller)
    ask.seen_at(version)
    return {"number": state.number, "content": plain(state.content)}


@router.put("/calendar", summary="Publish the school calendar")
async def publish_calendar(act: Acting, body: dict[str, Any]) -> Done:
    content = read_form(CalendarContent, body)
    return await act.do(calendar.stream(act.caller.organiser), calendar.PublishCalendar(content=content))


@router.get("/templates/{key}", summary="A template, its latest version")
async def read_template(ask: Asking, key: str) -> Mapping[str, Any]:
    content, version = await ask.desk.template(ask.caller, key)
    ask.seen_at(version)
    found: Mapping[str, Any] = plain(content)
    return found


@router.put("/templates/{key}", summary="Publish a template's next version")
async def publish_template(act: Acting, key: str, body: dict[str, Any]) -> Done:
    content = read_form(TemplateContent, {**body, "key": key})
    return await act.do(template.stream(act.caller.organiser, key), template.PublishTemplate(content=content))
