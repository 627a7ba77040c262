"""Around every request: nothing too large comes in, nothing is kept on the way back, and its time is measured."""

import re
import time
from typing import Final

from prometheus_client import Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.messages import N_
from web.problems import Rejected, on_rejected

LARGEST: Final = 1_000_000
"""Bytes of a body: the largest form is a hundredth of it."""
TOO_LARGE: Final = 413
UPLOADS: Final = re.compile(r"/v1/initiatives/[^/]+/files")
"""Files pass as they come; `events.files` counts their bytes."""

REQUEST_SECONDS: Final = Histogram(
    "styrkedjan_api_request_seconds",
    "Requests to the API.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                kept_nowhere = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
                message["headers"] = [*message.get("headers", ()), *kept_nowhere]
            await send(message)

        try:
            await self._measured(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            REQUEST_SECONDS.labels(scope["method"], route, status).observe(time.monotonic() - began)

    async def _measured(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            request = Request(scope)
            rejected = Rejected(TOO_LARGE, "too_large", N_("That is more than a form holds."))
            await (await on_rejected(request, rejected))(scope, receive, send)
            return
        messages = iter([body])

        async def replay() -> Message:
            return next(messages, None) or await receive()

        await self._app(scope, replay, send)


async def _body(receive: Receive) -> Message | None:
    """The whole body as one message; `None` if it is too large."""
    held = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        held += message.get("body", b"")
        if len(held) > LARGEST:
            return None
        if not message.get("more_body"):
            return {"type": "http.request", "body": bytes(held), "more_body": False}
