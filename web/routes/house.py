"""What answers without a token: the first page, health, metrics."""

import html
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from domain.messages import N_
from web.desk import Desk
from web.speech import speech_of

router = APIRouter()

LINES: Final = (
    N_("Styrkedjan follows development initiatives in schools, from needs inventory to continued work."),
    N_("Pages come later. Until then there is the command line, and the API described at {openapi}."),
)


@router.get("/", response_class=HTMLResponse, summary="What this is")
async def first_page(request: Request) -> HTMLResponse:
    """A few words in the reader's language."""
    speech = speech_of(request)
    said = "".join(f"<p>{html.escape(speech.translate(line, openapi='/openapi.json'))}</p>" for line in LINES).replace(
        "/openapi.json", '<a href="/openapi.json">/openapi.json</a>'
    )
    page = (
        f'<!doctype html><html lang="{speech.language}"><head><meta charset="utf-8"><title>Styrkedjan</title></head>'
        f"<body><main><h1>Styrkedjan</h1>{said}</main></body></html>"
    )
    return HTMLResponse(page, headers={"Content-Language": speech.language})


@router.get("/healthz", summary="Whether this process answers and reaches the log")
async def healthz(request: Request) -> dict[str, str]:
    """`ok`, or a problem with status 503."""
    desk: Desk = request.app.state.desk
    await desk.reach()
    return {"status": "ok"}


@router.get("/metrics", response_class=Response, summary="Metrics for Prometheus")
async def metrics() -> Response:
    """This process's; nothing in them names anybody."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
