"""One reader's language: how dates, persons and codes are said in a brief."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final
from uuid import UUID

from domain.catalogue import CATALOGUE
from domain.messages import N_
from domain.tasks import Address, Key
from domain.template import Text
from web.brief.content_turnover import GroupName
from web.brief.persons import guarded, placeholder
from web.lost import MARKS
from web.speech import Speech
from web.words import word

MONTHS: Final = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


class Speaker:
    """Says things; nothing here asks what day it is, or what the machine's locale is."""

    def __init__(self, speech: Speech) -> None:
        self.language = speech.language
        self.say = speech.translate

    def quote(self, text: str) -> str:
        """What somebody wrote, or the words for a text that cannot be opened."""
        return self.say(MARKS[text]) if text in MARKS else guarded(text)

    def day(self, day: date) -> str:
        """A date as people say it."""
        return self.say(N_("{month} {day}, {year}"), day=day.day, month=self.say(MONTHS[day.month - 1]), year=day.year)

    def people(self, persons: Iterable[UUID]) -> str:
        """Their names; empty for nobody."""
        return ", ".join(map(placeholder, persons))

    def word(self, member: Enum) -> str:
        """What a code is called."""
        return self.say(word(member))

    def small(self, member: Enum) -> str:
        """The same within a sentence."""
        called = self.word(member)
        return called[:1].lower() + called[1:]

    def text(self, text: Text | None) -> str:
        """The template's words."""
        return "" if text is None else text.en if self.language == "en" else text.sv

    def task(self, key: Key) -> str:
        """What a kind of task is called."""
        return self.say(CATALOGUE[key].title)

    def group(self, group: GroupName) -> str:
        """What a group is called."""
        return self.quote(group.name) if group.name else self.say(N_("Group {number}"), number=group.number)

    def whose(self, address: Address) -> str:
        """Whom something waits for."""
        return self.small(address)

    def days(self, number: int) -> str:
        """So many school days."""
        return self.count(number, N_("{number} school day"), N_("{number} school days"))

    def count(self, number: int, one: str, many: str) -> str:
        """The message for one, or the one for several."""
        return self.say(one if number == 1 else many, number=number)
