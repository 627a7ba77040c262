"""Programmes: starting, seeing, choosing, comparing."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from domain.forms import programme as forms
from domain.programme import commands as do
from domain.programme.decide import stream as programme_stream
from web import bodies, programme_views
from web.asking import Act, Acting, Asking
from web.forms import read_form, sealed
from web.paging import After, Limit, Page, page_of
from web.views import ComparedView, Done, ProgrammeLine, ProgrammeUnitView, ProgrammeView

router = APIRouter(prefix="/v1/programmes", tags=["programmes"])


@router.get("", summary="The programmes one may read")
async def overview(ask: Asking, after: After = "", limit: Limit = 50) -> Page[ProgrammeLine]:
    rows, following = await ask.desk.programmes.programmes(ask.caller, after=after, limit=limit)
    rendering = await ask.rendering()
    return Page(items=[programme_views.line(rendering, row, title) for row, title in rows], next=following)


@router.post("", status_code=201, summary="Start a programme at its units")
async def start(act: Acting, body: bodies.StartProgrammeBody) -> Done:
    programme = act.new_id("programme")
    form = read_form(forms.ProgrammeDecision, body.form)
    command = await act.desk.programmes.start(act.caller, programme, form)
    return await act.do(programme_stream(programme), command, location=f"/v1/programmes/{programme}")


@router.get("/{programme}", summary="How far a programme's launch has come")
async def show(ask: Asking, programme: UUID) -> ProgrammeView:
    opened = await ask.desk.programmes.programme(ask.caller, programme)
    ask.seen_at(opened.version)
    return programme_views.programme(await ask.rendering(), opened, await ask.desk.programmes.rate(opened))


@router.get("/{programme}/units", summary="Each unit's place, in the order of their names")
async def units(ask: Asking, programme: UUID, after: After = "", limit: Limit = 50) -> Page[ProgrammeUnitView]:
    opened = await ask.desk.programmes.programme(ask.caller, programme)
    rendering = await ask.rendering()
    every = [programme_views.unit(rendering, opened, unit) for unit in opened.units]
    page, following = page_of(every, lambda unit: f"{unit.unit_name}|{unit.unit}", after, limit)
    return Page(items=page, next=following)


@router.get("/{programme}/compare", summary="The started units side by side")
async def compare(ask: Asking, programme: UUID, after: After = "", limit: Limit = 50) -> Page[ComparedView]:
    _, found, following = await ask.desk.programmes.compare(ask.caller, programme, after=after, limit=limit)
    rendering = await ask.rendering()
    return Page(items=[programme_views.compared(rendering, each) for each in found], next=following)


@router.post("/{programme}/choices", summary="Start units that were held back, or record that they do not take part")
async def choose(act: Acting, programme: UUID, body: bodies.ChoicesBody) -> Done:
    await _require(act, programme)
    form = read_form(forms.UnitChoices, body.form)
    return await _do(act, programme, do.ChooseUnits(choices=form.choices))


@router.post("/{programme}/checklist", summary="Answer the programme's checklist")
async def answer_checklist(act: Acting, programme: UUID, body: bodies.ChecklistBody) -> Done:
    await _require(act, programme)
    return await _do(act, programme, do.AnswerChecklist(form=read_form(forms.Checklist, body.form)))


@router.post("/{programme}/network-meetings", summary="Record the term's meeting of the eager")
async def hold_network(act: Acting, programme: UUID, body: bodies.NetworkBody) -> Done:
    await _require(act, programme)
    return await _do(act, programme, do.HoldNetworkMeeting(form=read_form(forms.NetworkMeeting, body.form)))


@router.post("/{programme}/close", summary="Close a programme; its initiatives go on")
async def close(act: Acting, programme: UUID, body: bodies.ReasonBody) -> Done:
    await _require(act, programme)
    return await _do(act, programme, do.CloseProgramme(reason=sealed(body.reason)))


async def _require(act: Act, programme: UUID) -> None:
    """Before what was sent is looked at: whoever may not see the programme learns nothing of its forms."""
    await act.desk.programmes.programme(act.caller, programme)


async def _do(act: Act, programme: UUID, command: Any) -> Done:
    return await act.do(programme_stream(programme), command)
