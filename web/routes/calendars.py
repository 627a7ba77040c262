"""The school calendar: read, tried out, published."""

from uuid import UUID

from fastapi import APIRouter

from domain import calendar
from domain.calendar_content import CalendarContent
from domain.messages import N_
from domain.refusals import NotFound, Unmet
from domain.school_year import school_year
from web.asking import Acting, Ask, Asking
from web.bodies import CalendarBody, DryRunBody
from web.calendars.importing import Import, imported
from web.calendars.moving import moves_of, preview
from web.calendars.reading import read_file
from web.calendars.views import CalendarView, DryRun, Shown, dry_run
from web.calendars.years import year_of
from web.forms import read_form
from web.views import Done

router = APIRouter(prefix="/v1", tags=["calendar"])


@router.get("/calendar", summary="The school calendar, and one school year of it")
async def read_calendar(ask: Asking, year: int | None = None, unit: UUID | None = None) -> CalendarView:
    state, version = await ask.desk.calendar(ask.caller)
    ask.seen_at(version)
    of = state.of_unit(await _unit(ask, unit)) if unit else state
    shown = school_year(await ask.today()) if year is None else year
    view = year_of(of, shown, ask.speech.language)
    return CalendarView(number=state.number, since=state.since, unit=unit, year=view, content=state.content)


@router.post("/calendar/dry-run", summary="What publishing a calendar would do; nothing is done")
async def try_calendar(ask: Asking, body: DryRunBody) -> DryRun:
    found = await _found(ask, body)
    ahead = await preview(ask.desk, ask.caller, found.content)
    moves = await moves_of(ask.desk, ask.caller, found.content, body.initiative) if body.initiative else ()
    organisation, _ = await ask.desk.organisation(ask.caller)
    _, version = await ask.desk.calendar(ask.caller)
    ask.seen_at(version)
    return dry_run(Shown.of(ask.speech.translate, organisation), found, ahead, moves)


@router.post("/calendar/publish", summary="Publish the school calendar")
async def publish_calendar(act: Acting, body: CalendarBody) -> Done:
    found = await _found(act, body)
    command = calendar.PublishCalendar(content=found.content)
    return await act.do(calendar.stream(act.caller.organiser), command)


async def _unit(ask: Ask, unit: UUID) -> UUID:
    organisation, _ = await ask.desk.organisation(ask.caller)
    if unit not in organisation.units:
        raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))
    return unit


async def _found(ask: Ask, body: CalendarBody) -> Import:
    """What a file or a content comes to. Raises Unmet."""
    if (body.file is None) == (body.content is None):
        raise Unmet("calendar_missing", N_("Send a file's text or a content: one of them."))
    if body.content is not None:
        return Import(content=read_form(CalendarContent, body.content), findings=())
    state, _ = await ask.desk.calendar(ask.caller)
    unit = await _unit(ask, body.unit) if body.unit else None
    return imported(state.content, read_file(body.file or ""), unit)
