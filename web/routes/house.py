"""What answers without a token: the first page, health, metrics."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from web.desk import Desk
from web.front import front_page
from web.pages import respond
from web.speech import chosen_speech

router = APIRouter()


@router.get("/", response_class=HTMLResponse, summary="What this is")
async def first_page(request: Request) -> HTMLResponse:
    """A few words in the reader's language."""
    return respond("front.html", front_page(chosen_speech(request, request.query_params.get("lang"))))


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
