"""Every no as a problem document (RFC 9457): a stable `code`, and a sentence in the reader's language as its title.

Whoever came with a browser, outside the API, reads the sentence on a page.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain.messages import N_
from domain.refusals import Refusal
from events.failures import FAILURES, StoreUnavailable
from events.ledger import CHANGED, BusyError
from events.sealing import SealingError
from web.forms import FormRefused, fault_at
from web.front import astray_page
from web.pages import respond
from web.plain import plain
from web.refusing import sentence_of, sentence_of_fault
from web.rosters.planning import RowsRefused
from web.rosters.views import roster_view
from web.speech import Translate, speech_of

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = {"Retry-After": "5"}
PRECONDITION_FAILED: Final = 412
UNAVAILABLE: Final = 503
UNPROCESSABLE: Final = 422
INTERNAL: Final = 500

BY_STATUS: Final = {
    404: ("no_such_page", N_("There is nothing at this address.")),
    405: ("method_not_allowed", N_("This address takes other methods.")),
}


class Rejected(Exception):
    """The request itself will not do: no token, a malformed header, too large."""

    def __init__(self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.headers = dict(headers or {})


def problem(request: Request, status: int, code: str, title: str, **more: Any) -> Response:
    """One problem document; a page for a person who went astray in a browser."""
    if _is_person(request):
        headers = {name.replace("-", "_"): value for name, value in more.get("headers", {}).items()}
        return respond("astray.html", astray_page(speech_of(request), title), status, **headers)
    headers = {"Content-Language": speech_of(request).language, **more.pop("headers", {})}
    body = {"type": f"urn:styrkedjan:problem:{code}", "title": title, "status": status, "code": code}
    return JSONResponse(
        {**body, "instance": request.url.path, **more}, status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def _is_person(request: Request) -> bool:
    """Outside the API, with a browser: only those ask for HTML."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


async def on_refusal(request: Request, refusal: Refusal) -> Response:
    """A rule said no. What was changed meanwhile is a failed precondition: only `If-Match` asks for it."""
    translate = speech_of(request).translate
    status = PRECONDITION_FAILED if refusal.code == CHANGED else refusal.status
    more: dict[str, Any] = {"errors": _faults(refusal, translate)} if isinstance(refusal, FormRefused) else {}
    if isinstance(refusal, RowsRefused):
        more["errors"] = [
            {"pointer": f"/rows/{row.line}/{flaw.column}", "detail": flaw.what}
            for row in roster_view(refusal.plan, translate).rows
            for flaw in row.errors
        ]
    if "changes" in refusal.details:
        more["changes"] = refusal.details["changes"]
    if "field" in refusal.details:
        more["errors"] = [{"pointer": f"/{refusal.details['field']}", "detail": sentence_of(refusal, translate)}]
    if "events" in refusal.details:
        more["events"] = plain(refusal.details["events"])
    return problem(request, status, refusal.code, sentence_of(refusal, translate), **more)


def _faults(refused: FormRefused, translate: Translate) -> list[dict[str, str]]:
    return [{"pointer": fault.pointer, "detail": sentence_of_fault(fault, translate)} for fault in refused.faults]


async def on_rejected(request: Request, rejected: Rejected) -> Response:
    """The request itself will not do."""
    title = speech_of(request).translate(rejected.sentence)
    return problem(request, rejected.status, rejected.code, title, headers=rejected.headers)


async def on_invalid(request: Request, error: RequestValidationError) -> Response:
    """The body or a parameter has not the shape that the API describes; what was sent is not repeated."""
    translate = speech_of(request).translate
    faults = [fault_at(tuple(details["loc"][1:]), details) for details in error.errors()]
    errors = [{"pointer": each.pointer, "detail": sentence_of_fault(each, translate)} for each in faults]
    title = translate(N_("The request has not the shape that the API describes."))
    return problem(request, UNPROCESSABLE, "request_invalid", title, errors=errors)


async def on_unavailable(request: Request, error: Exception) -> Response:
    """Nobody knows whether it was done: the same `Idempotency-Key` again tells."""
    log.warning("unavailable", extra={"path": request.url.path}, exc_info=error)
    code = "busy" if isinstance(error, BusyError) else "unavailable"
    sentence = N_("The log cannot be reached just now. Send the same request again, with the same Idempotency-Key.")
    return problem(request, UNAVAILABLE, code, speech_of(request).translate(sentence), headers=RETRY_AFTER)


async def on_sealing(request: Request, error: Exception) -> Response:
    """A key is lost: reading says so in place of the text, writing cannot go on."""
    log.error("sealing", extra={"path": request.url.path}, exc_info=error)
    title = speech_of(request).translate(N_("A text cannot be opened or sealed: its key is missing. Restore the keys."))
    return problem(request, INTERNAL, "key_missing", title)


async def on_http(request: Request, error: HTTPException) -> Response:
    """No such route, or another method."""
    code, sentence = BY_STATUS.get(error.status_code, ("http", N_("The request cannot be answered.")))
    title = speech_of(request).translate(sentence)
    return problem(request, error.status_code, code, title, headers=dict(error.headers or {}))


async def on_fault(request: Request, error: Exception) -> Response:
    """Our own fault: the log says where, the answer says nothing of it."""
    log.error("unexpected", extra={"path": request.url.path}, exc_info=error)
    title = speech_of(request).translate(N_("Something went wrong here. It is in the log."))
    return problem(request, INTERNAL, "internal", title)


def install(app: FastAPI) -> None:
    """Answer every no with a problem document."""
    handlers: dict[Any, Any] = {
        Refusal: on_refusal,
        Rejected: on_rejected,
        RequestValidationError: on_invalid,
        HTTPException: on_http,
        SealingError: on_sealing,
        Exception: on_fault,
        **dict.fromkeys((StoreUnavailable, BusyError, *FAILURES), on_unavailable),
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)
