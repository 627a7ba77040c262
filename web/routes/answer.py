"""`/svara`: participants answer by a code, without an account, a cookie or a script.

The code comes in bodies only, so no log of addresses holds it. What is wrong with it is one sentence.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.messages import N_
from events.answering import Looked, Verdict
from events.failures import FAILURES
from events.sealing import SealingError
from web.desk import Desk
from web.pages import Page, respond
from web.questions import Said, again_page, asked, code_page, questions_page
from web.speech import Speech, chosen_speech

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
MENDED: Final = frozenset({Verdict.UNKNOWN, Verdict.SLOW})
"""What is wrong with these may be one letter: the code is kept to be looked at."""
AWAY: Final = N_("The answers cannot be reached just now. Try again in a while with the same code.")
LOST: Final = N_(
    "The answers cannot be reached just now. Yours are kept on this page: send them again in a while. "
    "If they are counted already, you will be told."
)
LONGEST: Final = 40
"""Characters of a code as typed, spaces and all."""
ANSWER: Final = re.compile(r"q\d{1,2}")
ANSWERS: Final = frozenset("1234")


@router.get("/svara", summary="Participants: enter a code")
async def enter(request: Request) -> HTMLResponse:
    return respond("answer_code.html", code_page(chosen_speech(request, request.query_params.get("lang"))))


@router.post("/svara", summary="Participants: see what the code asks")
async def look(request: Request) -> HTMLResponse:
    sent = await _sent(request)
    desk, speech = _desk(request), chosen_speech(request, sent.get("lang"))
    try:
        looked = await desk.answering.look(_code(sent), desk.clock.now())
        if looked.place is None:
            return _refused(looked, speech, _code(sent))
        page = questions_page(speech, _code(sent), looked.place.asks, preschool=await desk.is_preschool(looked.place))
    except (SealingError, *FAILURES):
        return _away("answer_code.html", code_page(speech, speech.translate(AWAY), _code(sent)))
    return respond("answer_questions.html", page)


@router.get("/svara/skicka", summary="Participants: back to the code, for whoever comes to this address again")
async def back() -> RedirectResponse:
    """A telephone that opens its tabs again asks by GET for what was sent by POST."""
    return RedirectResponse("/svara", HTTPStatus.SEE_OTHER)


@router.post("/svara/skicka", summary="Participants: send the answers")
async def send(request: Request) -> HTMLResponse:
    sent = await _sent(request)
    desk, speech = _desk(request), chosen_speech(request, sent.get("lang"))
    now = desk.clock.now()
    try:
        looked = await desk.answering.look(_code(sent), now)
        if looked.place is None:
            return _refused(looked, speech, _code(sent))
        chosen = asked(looked.place.asks, sent)
        if None in chosen:
            preschool = await desk.is_preschool(looked.place)
            page = questions_page(speech, _code(sent), looked.place.asks, preschool=preschool, chosen=chosen)
            return respond("answer_questions.html", page, HTTPStatus.UNPROCESSABLE_ENTITY)
        looked = await desk.answering.answer(_code(sent), [each for each in chosen if each is not None], now)
    except (SealingError, *FAILURES):
        return _away("answer_again.html", again_page(speech, speech.translate(LOST), _answers(sent)))
    return _thanks(speech) if looked.verdict is Verdict.COUNTED else _refused(looked, speech, _code(sent))


def _thanks(speech: Speech) -> HTMLResponse:
    said = N_("Your answers are counted. You can close the page, and throw the slip away.")
    page = Said(language=speech.language, title=speech.translate(N_("Thank you")), said=speech.translate(said))
    return respond("answer_said.html", page)


def _refused(looked: Looked, speech: Speech, code: str) -> HTMLResponse:
    status, sentence = FAULTS[looked.verdict]
    slow = {"Retry_After": "60"} if looked.verdict is Verdict.SLOW else {}
    page = code_page(speech, speech.translate(sentence), code if looked.verdict in MENDED else "")
    return respond("answer_code.html", page, status, **slow)


def _away(template: str, page: Page) -> HTMLResponse:
    return respond(template, page, HTTPStatus.SERVICE_UNAVAILABLE, Retry_After="5")


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _code(sent: Mapping[str, str]) -> str:
    return sent.get("code", "")[:LONGEST]


def _answers(sent: Mapping[str, str]) -> Mapping[str, str]:
    """What a form of ours holds, and nothing else that came with it."""
    given = {name: value for name, value in sent.items() if ANSWER.fullmatch(name) and value in ANSWERS}
    return {"code": _code(sent), **given}


async def _sent(request: Request) -> Mapping[str, str]:
    """A form's fields, the first of each name; nothing of what is not a form."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=100)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
