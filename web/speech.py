"""In which language one request is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

Translate = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A language and the way into it."""

    language: str
    translate: Translate


Speak = Callable[[str], Speech]
"""From an `Accept-Language` header, which may be empty."""


def speech_of(request: Request) -> Speech:
    """The request's, by its header."""
    speak: Speak = request.app.state.speak
    return speak(request.headers.get("accept-language", ""))
