"""What is shown of giving what is somebody's to another, as data and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.messages import N_
from domain.refusals import Refusal
from events.intent import Answer
from web.problems import UNAVAILABLE
from web.reassigning import WHAT, Item, Result, What
from web.refusing import Translate, sentence_of
from web.views import Coded


class Given(StrEnum):
    """What giving it would come to, or came to."""

    MOVES = "moves"
    MOVED = "moved"
    NOTHING = "nothing"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The log could not be reached: the same again tells."""


GIVEN: Final[Mapping[Given, str]] = {
    Given.MOVES: N_("would be given on"),
    Given.MOVED: N_("given on"),
    Given.NOTHING: N_("nothing to give on"),
    Given.REFUSED: N_("refused"),
    Given.UNKNOWN: N_("not known: try again"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One thing that is theirs."""

    initiative: UUID | None
    """None for what belongs to a unit's post."""
    title: str
    unit: UUID
    unit_name: str
    what: Coded
    about: str
    """The group's number, or the task's name."""
    outcome: Coded
    status: int
    """As HTTP would say it of this one alone."""
    code: str | None
    """Why it is refused, for programs."""
    reason: str | None
    """The same for people."""


def found_view(item: Item, unit_name: str, translate: Translate) -> ItemView:
    """One line of what would be given on."""
    if item.refusal is not None:
        return _view(item, unit_name, item.refusal, translate)
    return _view(item, unit_name, Given.MOVES if item.is_theirs else None, translate)


def given_view(item: Item, result: Result | None, unit_name: str, translate: Translate) -> ItemView:
    """One line of what was."""
    return _view(item, unit_name, result, translate)


def _view(item: Item, unit_name: str, result: Result | Given | None, translate: Translate) -> ItemView:
    given, status, code, reason = _judged(result, translate)
    return ItemView(
        initiative=item.initiative,
        title=item.title,
        unit=item.unit,
        unit_name=unit_name,
        what=Coded(code=item.what.value, label=translate(WHAT[item.what])),
        about=translate(item.about) if item.what is What.TASK else item.about,
        outcome=Coded(code=given.value, label=translate(GIVEN[given])),
        status=status,
        code=code,
        reason=reason,
    )


def _judged(result: Result | Given | None, translate: Translate) -> tuple[Given, int, str | None, str | None]:
    match result:
        case None:
            return Given.NOTHING, 200, None, None
        case Given():
            return result, 200, None, None
        case Answer():
            return (Given.MOVED if result.events else Given.NOTHING), 200, None, None
        case Refusal():
            return Given.REFUSED, result.status, result.code, sentence_of(result, translate)
        case _:
            return Given.UNKNOWN, UNAVAILABLE, "unavailable", None
