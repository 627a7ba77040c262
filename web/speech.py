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
    return chosen_speech(request, None)


def chosen_speech(request: Request, chosen: str | None) -> Speech:
    """In the language somebody chose on a page, if we have it; else by the header."""
    speak: Speak = request.app.state.speak
    return speak(chosen if chosen in ("sv", "en") else request.headers.get("accept-language", ""))
