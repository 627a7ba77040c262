"""What the principal's manager is asked as a principal changes (TASKS.md, "Turnover")."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverTalk
from domain.messages import N_


class HandoverKey(StrEnum):
    """A kind of task."""

    HANDOVER_TALK = "handover_talk"
    CONFIRM_BRIEF = "confirm_brief"
    ANSWERS_MEANWHILE = "answers_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTaskKind:
    title: str
    form: type[HandoverTalk] | type[ConfirmBrief] | type[AnswersMeanwhile]
    minutes: int
    """Expected time to fill in (our estimate)."""
    due: int
    """School days from opening."""


HANDOVER_TASKS: Final = {
    HandoverKey.HANDOVER_TALK: HandoverTaskKind(title=N_("Handover talk"), form=HandoverTalk, minutes=3, due=10),
    HandoverKey.CONFIRM_BRIEF: HandoverTaskKind(title=N_("Confirm the briefs"), form=ConfirmBrief, minutes=5, due=5),
    HandoverKey.ANSWERS_MEANWHILE: HandoverTaskKind(
        title=N_("Name who answers meanwhile"), form=AnswersMeanwhile, minutes=2, due=5
    ),
}
