"""Codes on paper: a slip for everybody, to be cut apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.messages import N_
from domain.questionnaires import Questionnaire
from web.pages import Page
from web.rounds import Issued

Translate = Callable[..., str]

TITLES: Final = {
    Questionnaire.SELF_ASSESSMENT: N_("Joint self-assessment"),
    Questionnaire.PULSE: N_("Short pulse"),
}
ANSWER_AT: Final = "/svara"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Page):
    """The slips' words; the code itself is never part of the address."""

    about: str
    where: str
    until: str
    promise: str
    codes: tuple[str, ...]


def sheet(issued: Issued, address: str, translate: Translate, language: str) -> Sheet:
    """`address` is the installation's, without a path."""
    return Sheet(
        language=language,
        title=f"{translate(TITLES[issued.asks])}: {issued.initiative_title}",
        about=translate(N_("Print the page, cut it apart, and let everybody draw a slip. It is not shown again.")),
        where=translate(N_("Answer at {address} with the code"), address=address.rstrip("/") + ANSWER_AT),
        until=translate(N_("To {until} at the latest. The code works once."), until=issued.until),
        promise=translate(N_("The answers are counted together; nobody sees yours.")),
        codes=tuple(map(str, issued.codes)),
    )


def as_text(sheet: Sheet) -> str:
    """For a terminal or a plain printer."""
    slips = (f"{sheet.title}\n{sheet.where}\n\n    {code}\n\n{sheet.until}\n{sheet.promise}\n" for code in sheet.codes)
    return ("- " * 30 + "\n").join(slips)
