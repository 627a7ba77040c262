"""What an administrator keeps for all initiatives: the school calendar."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from domain import calendar
from domain.calendar_content import CalendarContent
from web.asking import Acting, Asking
from web.forms import read_form
from web.plain import plain
from web.views import Done

router = APIRouter(prefix="/v1", tags=["calendar"])


@router.get("/calendar", summary="The school calendar")
async def read_calendar(ask: Asking) -> Mapping[str, Any]:
    state, version = await ask.desk.calendar(ask.caller)
    ask.seen_at(version)
    return {"number": state.number, "content": plain(state.content)}


@router.put("/calendar", summary="Publish the school calendar")
async def publish_calendar(act: Acting, body: dict[str, Any]) -> Done:
    content = read_form(CalendarContent, body)
    return await act.do(calendar.stream(act.caller.organiser), calendar.PublishCalendar(content=content))
