"""`/svara`: participants answer by a code, without an account, a cookie or a script.

The code comes in bodies only, so no log of addresses holds it. What is wrong with it is one sentence.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from domain.messages import N_
from events.answering import Looked, Verdict
from events.failures import FAILURES
from events.sealing import SealingError
from web.desk import Desk
from web.pages import respond
from web.questions import CodePage, Said, asked, code_page, questions_page
from web.speech import Speak, Speech

router = APIRouter(include_in_schema=False)

FAULTS: Final[Mapping[Verdict, tuple[HTTPStatus, str]]] = {
    Verdict.UNKNOWN: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("There is no such code, or its answers have been counted already. Look at the slip again."),
    ),
    Verdict.SPENT: (HTTPStatus.CONFLICT, N_("This code has been used: its answers are counted already.")),
    Verdict.EXPIRED: (HTTPStatus.GONE, N_("The time to answer with this code is over.")),
    Verdict.CLOSED: (HTTPStatus.GONE, N_("The answers are being counted: it is too late for this code.")),
    Verdict.SLOW: (
        HTTPStatus.TOO_MANY_REQUESTS,
        N_("Many wrong codes have just been tried. Wait a minute, and try again."),
    ),
}
AWAY: Final = N_(
    "The answers cannot be reached just now. Try again in a while with the same code: if yours are counted already, "
    "you will be told."
)
LONGEST: Final = 40
"""Characters of a code as typed, spaces and all."""


@router.get("/svara", summary="Participants: enter a code")
async def enter(request: Request) -> HTMLResponse:
    return respond("answer_code.html", code_page(_speech(request, request.query_params.get("lang"))))


@router.post("/svara", summary="Participants: see what the code asks")
async def look(request: Request) -> HTMLResponse:
    sent = await _sent(request)
    desk, speech = _desk(request), _speech(request, sent.get("lang"))
    try:
        looked = await desk.answering.look(_code(sent), desk.clock.now())
        if looked.place is None:
            return _refused(looked, speech)
        page = questions_page(speech, _code(sent), looked.place.asks, preschool=await desk.is_preschool(looked.place))
    except (SealingError, *FAILURES):
        return _away(speech)
    return respond("answer_questions.html", page)


@router.post("/svara/skicka", summary="Participants: send the answers")
async def send(request: Request) -> HTMLResponse:
    sent = await _sent(request)
    desk, speech = _desk(request), _speech(request, sent.get("lang"))
    now = desk.clock.now()
    try:
        looked = await desk.answering.look(_code(sent), now)
        if looked.place is None:
            return _refused(looked, speech)
        chosen = asked(looked.place.asks, sent)
        if None in chosen:
            preschool = await desk.is_preschool(looked.place)
            page = questions_page(speech, _code(sent), looked.place.asks, preschool=preschool, chosen=chosen)
            return respond("answer_questions.html", page, HTTPStatus.UNPROCESSABLE_ENTITY)
        looked = await desk.answering.answer(_code(sent), [each for each in chosen if each is not None], now)
    except (SealingError, *FAILURES):
        return _away(speech)
    return _thanks(speech) if looked.verdict is Verdict.COUNTED else _refused(looked, speech)


def _thanks(speech: Speech) -> HTMLResponse:
    said = N_("Your answers are counted. You can close the page, and throw the slip away.")
    page = Said(language=speech.language, title=speech.translate(N_("Thank you")), said=speech.translate(said))
    return respond("answer_said.html", page)


def _refused(looked: Looked, speech: Speech) -> HTMLResponse:
    status, sentence = FAULTS[looked.verdict]
    slow = {"Retry_After": "60"} if looked.verdict is Verdict.SLOW else {}
    return respond("answer_code.html", _code_page(speech, sentence), status, **slow)


def _away(speech: Speech) -> HTMLResponse:
    return respond("answer_code.html", _code_page(speech, AWAY), HTTPStatus.SERVICE_UNAVAILABLE, Retry_After="5")


def _code_page(speech: Speech, sentence: str) -> CodePage:
    return code_page(speech, speech.translate(sentence))


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _speech(request: Request, chosen: str | None) -> Speech:
    speak: Speak = request.app.state.speak
    return speak(chosen if chosen in ("sv", "en") else request.headers.get("accept-language", ""))


def _code(sent: Mapping[str, str]) -> str:
    return sent.get("code", "")[:LONGEST]


async def _sent(request: Request) -> Mapping[str, str]:
    """A form's fields, the first of each name; nothing of what is not a form."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=100)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
