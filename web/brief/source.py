"""What a brief is made from: a walk, what it relied on, and the way to open a text."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from domain.facts import Facts
from domain.forms import DevelopmentPlan, Form
from domain.forms.plan import Group
from domain.initiative.events import Voice
from domain.initiative.openings import template_of
from domain.initiative.state import InitiativeState
from domain.post.state import PostState
from domain.sealed import Sealed
from domain.tasks import Key
from domain.template import TemplateContent
from web.brief.content_turnover import GroupName
from web.brief.walking import Walked

LONGEST: Final = 600
"""Letters of a text that are told; a brief is no place for the whole of a long one."""
CUT: Final = " […]"

F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One initiative at one moment."""

    walked: Walked
    facts: Facts
    unit: str
    open: Callable[[Sealed], Sealed]

    @property
    def state(self) -> InitiativeState:
        return self.walked.state

    @property
    def today(self) -> date:
        return self.facts.today

    @property
    def template(self) -> TemplateContent:
        return template_of(self.state, self.facts)

    @property
    def plan(self) -> DevelopmentPlan | None:
        return self.state.plan

    def text(self, sealed: Sealed | None) -> str:
        """A text for the reader, on one line, shortened; empty where there is none."""
        return tidy(self.open(sealed).decode()) if sealed else ""

    def form(self, form: type[F], *keys: Key, voice: Voice = Voice.PRINCIPAL) -> F | None:
        """The latest answer of that form to the first of these tasks that has one."""
        answers: Sequence[Form | None] = [self.state.answer(key, voice) for key in keys]
        return next((answer for answer in answers if isinstance(answer, form)), None)

    def planned(self, number: int | None) -> Group | None:
        """The group of that number in the plan."""
        groups = self.plan.groups if self.plan else ()
        return next((group for group in groups if group.number == number), None)

    def group(self, number: int | None) -> GroupName | None:
        """The group's name; `None` for what belongs to none, or to the one there is before there are groups."""
        if not number:
            return None
        planned = self.planned(number)
        return GroupName(number=number, name=self.text(planned.name) if planned else "")

    @property
    def post(self) -> PostState:
        """The principal's post, as it was known at the moment."""
        return self.facts.post or PostState()


def tidy(text: str) -> str:
    """A text on one line, without what steers terminals or the direction of writing, and not too long."""
    plain = text if text.isprintable() else "".join(letter if _is_plain(letter) else " " for letter in text)
    line = " ".join(plain.split())
    if len(line) <= LONGEST:
        return line
    words = line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]
    return words.rstrip(",;:") + CUT


def _is_plain(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")
