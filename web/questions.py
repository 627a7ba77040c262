"""What `/svara` shows: the page for the code, and the questions it leads to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from domain.forms.implementation import Tried
from domain.messages import N_
from domain.questionnaires import Questionnaire
from domain.self_assessment import CORNER_LABELS, STATEMENTS
from web.pages import Page
from web.sheets import TITLES
from web.speech import Speech
from web.words import word

FAULT: Final = N_("Error")
"""Begins the tab's words where something is wrong: a screen reader says them first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage(Page):
    """Where the code is written in."""

    intro: str
    label: str
    hint: str
    go: str
    code: str
    fault: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One, with the answer chosen so far (from 1)."""

    number: int
    text: str
    chosen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer, with what a number means where that has to be said."""

    label: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Questions that belong together."""

    title: str
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsPage(Page):
    """The questions, answered all at once."""

    code: str
    intro: str
    parts: Sequence[Part]
    choices: Sequence[Choice]
    missing: Sequence[Question]
    unanswered: str
    fault: str
    wrong: str
    promise: str
    go: str

    def numbered(self, question: Question) -> str:
        """Its text, with its number where there are several."""
        return question.text if len(self.parts) == 1 else f"{question.number}. {question.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainPage(Page):
    """What was sent, kept to be sent again."""

    fault: str
    wrong: str
    kept: Sequence[tuple[str, str]]
    go: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Page):
    """One sentence."""

    said: str


def code_page(speech: Speech, fault: str = "", code: str = "") -> CodePage:
    """The first page, or the same with what was wrong, and with the code that may be mended."""
    _ = speech.translate
    return CodePage(
        language=speech.language,
        title=_(N_("Answer by code")),
        intro=_(N_("Write the code on your slip. You need no account, and nobody can see what you answer.")),
        label=_(N_("Code")),
        hint=_(N_("Twelve characters. Capital or small letters and hyphens make no difference.")),
        go=_(N_("Go on")),
        code=code,
        fault=fault,
        wrong=_(FAULT),
    )


def again_page(speech: Speech, fault: str, sent: Mapping[str, str]) -> AgainPage:
    """For when nobody knows whether the answers came in: they are kept in the page."""
    _ = speech.translate
    return AgainPage(
        language=speech.language,
        title=_(N_("Send again")),
        fault=fault,
        wrong=_(FAULT),
        kept=sorted({**sent, "lang": speech.language}.items()),
        go=_(N_("Try again")),
    )


def asked(asks: Questionnaire, sent: Mapping[str, str]) -> list[int | None]:
    """The answers in a form, `None` where there is none that the question offers."""
    allowed = {str(choice): choice for choice in range(1, asks.choices + 1)}
    return [allowed.get(sent.get(f"q{number}", "")) for number in range(1, asks.questions + 1)]


def questions_page(
    speech: Speech, code: str, asks: Questionnaire, *, preschool: bool, chosen: Sequence[int | None] | None = None
) -> QuestionsPage:
    """The questions; `chosen` is what was answered so far, and what is missing in it is said."""
    _ = speech.translate
    parts = list(_parts(speech, asks, chosen or [None] * asks.questions, preschool=preschool))
    missing = [each for part in parts for each in part.questions if chosen and each.chosen is None]
    return QuestionsPage(
        language=speech.language,
        title=_(TITLES[asks]),
        code=code,
        intro=_(INTROS[asks]),
        parts=parts,
        choices=_choices(speech, asks),
        missing=missing,
        unanswered=_(N_("Not answered yet.")),
        fault=_(N_("Some answers are missing:")) if missing else "",
        wrong=_(FAULT),
        promise=_(N_("The answers are counted together with the others', and cannot be changed afterwards.")),
        go=_(N_("Send")),
    )


INTROS: Final = {
    Questionnaire.SELF_ASSESSMENT: N_("How well does it agree with us? From 1 to 4, where 4 is the highest."),
    Questionnaire.PULSE: N_("One question about what you agreed on at the last meeting."),
}


def _parts(speech: Speech, asks: Questionnaire, chosen: Sequence[int | None], *, preschool: bool) -> Iterator[Part]:
    if asks is Questionnaire.PULSE:
        text = speech.translate(N_("Have you tried it in your own teaching?"))
        yield Part(title="", questions=[Question(number=1, text=text, chosen=chosen[0])])
        return
    for corner, numbered in groupby(enumerate(STATEMENTS, 1), lambda each: each[1].corner):
        questions = [
            Question(
                number=number,
                text=speech.translate(statement.preschool if preschool else statement.text),
                chosen=chosen[number - 1],
            )
            for number, statement in numbered
        ]
        yield Part(title=speech.translate(CORNER_LABELS[corner]), questions=questions)


def _choices(speech: Speech, asks: Questionnaire) -> list[Choice]:
    if asks is Questionnaire.PULSE:
        return [Choice(label=speech.translate(word(choice))) for choice in Tried]
    ends = {1: N_("lowest"), asks.choices: N_("highest")}
    return [
        Choice(label=str(number), note=speech.translate(ends[number]) if number in ends else "")
        for number in range(1, asks.choices + 1)
    ]
