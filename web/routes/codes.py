"""Codes for participants, as whoever holds the task handles them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from web import bodies
from web.asking import Act, Acting, Ask, Asking
from web.pages import respond
from web.rounds import Issued, Progress, Rounds
from web.sheets import as_text, sheet
from web.views import Done

router = APIRouter(prefix="/v1", tags=["codes"])


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedView:
    """Codes just given out: shown here, and kept nowhere."""

    version: int
    codes: tuple[str, ...]
    until: date


@router.post("/tasks/{task}/codes", summary="Give out codes to a task's questionnaire", status_code=201)
async def issue(act: Acting, task: UUID, body: bodies.CodesBody) -> IssuedView:
    issued = await _issue(act, task, body)
    return IssuedView(version=issued.answer.version, codes=tuple(map(str, issued.codes)), until=issued.until)


@router.post(
    "/tasks/{task}/codes/sheet",
    summary="Give out codes as slips to print: HTML, or plain text where that is accepted",
    status_code=201,
    response_class=HTMLResponse,
)
async def issue_sheet(request: Request, act: Acting, task: UUID, body: bodies.CodesBody) -> Response:
    address = request.app.state.public_address or str(request.base_url)
    slips = sheet(await _issue(act, task, body), address, act.speech.translate, act.speech.language)
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(as_text(slips), status_code=201)
    return respond("sheet.html", slips, 201)


@router.get("/tasks/{task}/codes", summary="How many codes are out, and how many have answered")
async def progress(ask: Asking, task: UUID) -> Progress:
    return await _rounds(ask).progress(ask.caller, task)


@router.post("/tasks/{task}/codes/close", summary="Take no more answers, and count them")
async def close(act: Acting, task: UUID) -> Done:
    answer = await _rounds(act).close(act.caller, task, command_id=act.command_id)
    return act.done(answer)


async def _issue(act: Act, task: UUID, body: bodies.CodesBody) -> Issued:
    return await _rounds(act).issue(act.caller, task, number=body.number, until=body.until, command_id=act.command_id)


def _rounds(ask: Ask) -> Rounds:
    return Rounds(ask.desk, ask.desk.answering)
