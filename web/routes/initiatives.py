"""Initiatives: starting, seeing, steering."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from domain import forms
from domain.initiative import commands as do
from web import bodies
from web.asking import Act, Acting, Asking
from web.brief.reading import Briefs, BriefView
from web.brief.rendering import MEDIA, STYLE, Format, accepted
from web.brief.telling import as_of_from
from web.desk import stream_of
from web.forms import read_form, sealed
from web.named import persons_behind
from web.pages import headers_for
from web.paging import After, AfterVersion, Limit, Page
from web.rendering import people_in
from web.views import BlankView, Done, EventView, InitiativeLine, InitiativeView

router = APIRouter(prefix="/v1/initiatives", tags=["initiatives"])


@router.get("", summary="The initiatives one may read")
async def overview(ask: Asking, after: After = "", limit: Limit = 50) -> Page[InitiativeLine]:
    rows, following = await ask.desk.initiatives(ask.caller, after=after, limit=limit)
    rendering = await ask.rendering()
    return Page(items=[rendering.line(row, title) for row, title in rows], next=following)


@router.post("", status_code=201, summary="Start an initiative")
async def start(act: Acting, body: bodies.StartBody) -> Done:
    initiative = act.new_id("initiative")
    form = read_form(forms.StartDecision, body.form)
    if form.follows is not None:
        await act.desk.initiative(act.caller, form.follows)
    await act.desk.require_shown(act.caller, form, act.command_id)
    command = do.StartInitiative(initiative=initiative, form=form)
    return await act.do(stream_of(initiative), command, location=f"/v1/initiatives/{initiative}")


@router.get("/{initiative}", summary="Where an initiative stands, and what it waits for")
async def show(ask: Asking, initiative: UUID) -> InitiativeView:
    opened = await ask.desk.initiative(ask.caller, initiative)
    ask.seen_at(opened.version)
    return (await ask.rendering(people_in(opened))).initiative(opened)


@router.get("/{initiative}/next", summary="A decision to go on from it, with the needs its evaluation saw")
async def next_decision(ask: Asking, initiative: UUID) -> BlankView:
    opened = await ask.desk.initiative(ask.caller, initiative)
    return (await ask.rendering()).next_decision(opened)


@router.get("/{initiative}/history", summary="What has happened, oldest first")
async def history(ask: Asking, initiative: UUID, after: AfterVersion = 0, limit: Limit = 50) -> Page[EventView]:
    found = await ask.desk.history(ask.caller, initiative, after=after, limit=limit + 1)
    page = found[:limit]
    people = persons_behind(each.envelope for each in page)
    rendering = await ask.rendering(people)
    following = str(page[-1].envelope.version) if len(found) > limit else None
    return Page(items=[rendering.event(each) for each in page], next=following)


@router.get(
    "/{initiative}/brief",
    summary="The brief for a handover, now or `as_of` a date or event: JSON, or `format` text, markdown or html",
    response_model=BriefView,
)
async def brief(
    request: Request,
    ask: Asking,
    initiative: UUID,
    as_of: Annotated[str | None, Query(description="A date (its end), or the number of an event.")] = None,
    format_: Annotated[
        Format | None, Query(alias="format", description="As `Accept` says, if left out; else JSON.")
    ] = None,
) -> BriefView | Response:
    point = as_of_from(as_of) if as_of is not None else None
    briefs = Briefs(desk=ask.desk, caller=ask.caller, speech=ask.speech)
    wanted = format_ or accepted(request.headers.get("accept", ""))
    if wanted is None:
        return await briefs.view(initiative, point)
    text = await briefs.read(initiative, wanted, point)
    headers = {"Content-Language": ask.speech.language, **(headers_for(STYLE) if wanted is Format.HTML else {})}
    return Response(text, media_type=f"{MEDIA[wanted]}; charset=utf-8", headers=headers)


@router.post("/{initiative}/pause", summary="Pause; a principal's long pause becomes a proposal")
async def pause(act: Acting, initiative: UUID, body: bodies.PauseBody) -> Done:
    return await _do(act, initiative, do.PauseInitiative(until=body.until, reason=sealed(body.reason)))


@router.post("/{initiative}/resume", summary="Resume")
async def resume(act: Acting, initiative: UUID) -> Done:
    return await _do(act, initiative, do.ResumeInitiative())


@router.post("/{initiative}/cancel", summary="Cancel")
async def cancel(act: Acting, initiative: UUID, body: bodies.CancelBody) -> Done:
    command = do.CancelInitiative(reason=sealed(body.reason), closing_note=sealed(body.closing_note))
    return await _do(act, initiative, command)


@router.post("/{initiative}/comments", summary="Comment on an initiative or one of its tasks")
async def comment(act: Acting, initiative: UUID, body: bodies.CommentBody) -> Done:
    return await _do(act, initiative, do.Comment(text=sealed(body.text), task=body.task))


@router.post("/{initiative}/let-pass", summary="Let a clause of the gate pass, with a reason")
async def let_pass(act: Acting, initiative: UUID, body: bodies.LetPassBody) -> Done:
    return await _do(act, initiative, do.LetClausePass(clause=body.clause, reason=sealed(body.reason)))


@router.post("/{initiative}/facilitators", summary="Name a facilitator, or nobody for now")
async def name_facilitator(act: Acting, initiative: UUID, body: bodies.FacilitatorBody) -> Done:
    return await _do(act, initiative, do.NameFacilitator(group=body.group, person=body.person))


@router.post("/{initiative}/left", summary="Note that a facilitator, or another who carried the work, has left")
async def left(act: Acting, initiative: UUID, body: bodies.PersonOnlyBody) -> Done:
    return await _do(act, initiative, do.NotePersonLeft(person=body.person))


@router.post("/{initiative}/support-ends", summary="Announce when support from outside ends")
async def support_ends(act: Acting, initiative: UUID, body: bodies.SupportEndsBody) -> Done:
    return await _do(act, initiative, do.AnnounceSupportEnds(last_day=body.last_day))


async def _do(act: Act, initiative: UUID, command: Any) -> Done:
    return await act.do(stream_of(initiative), command)
