"""When a principal, a facilitator or outside support leaves (TASKS.md, "Turnover"; seed 001)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingComment:
    """Avgående rektors kommentar: three prompts, each may be left empty."""

    carries_it: Sealed | None = asked(N_("Who carries it"))
    fragile: Sealed | None = asked(N_("What is fragile"))
    would_do_next: Sealed | None = asked(N_("What I would do next"))
    kind: Literal["outgoing_comment"] = "outgoing_comment"


class Stance(StrEnum):
    """What the incoming principal makes of an initiative."""

    GO_ON = "go_on"
    ADJUST = "adjust"
    PROPOSE_PAUSE = "propose_pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Tillträdande rektors ställningstagande."""

    choice: Stance | None = asked(N_("Position"), required=True, gate=True)
    comment: Sealed | None = asked(N_("Comment"), help=N_("needed for a pause: it is the reason the organiser reads"))
    pause_until: date | None = asked(N_("Pause until"), help=N_("only if you propose a pause"))
    kind: Literal["position"] = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSuccessor:
    """Utse efterträdare: one of the three."""

    person: UUID | None = asked(N_("Successor"))
    merge_with: int | None = asked(N_("Or merge the group with"), help=N_("the other group's number"))
    none_because: Sealed | None = asked(N_("Or why there is none"))
    kind: Literal["name_successor"] = "name_successor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnds:
    """När stödet utifrån tar slut."""

    carries_on: Sealed | None = asked(N_("Who carries on"), required=True)
    lost: Sealed | None = asked(N_("What is lost"))
    kind: Literal["support_ends"] = "support_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverTalk:
    """Överlämningssamtal: held, or an overlap instead, or why neither."""

    held_on: date | None = asked(N_("Held on"))
    overlap: Sealed | None = asked(N_("Or how the two overlapped"))
    none_because: Sealed | None = asked(N_("Or why there was none"))
    kind: Literal["handover_talk"] = "handover_talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBrief:
    """Bekräfta underlaget, in the place of a principal who has gone without a word."""

    confirmed: bool = asked(N_("The briefs give a true picture"), False, required=True, gate=True)
    comment: Sealed | None = asked(N_("Comment"), help=N_("what the newcomer should know beside them"))
    kind: Literal["confirm_brief"] = "confirm_brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersMeanwhile:
    """Utse vem som ansvarar tillfälligt, while the post is vacant."""

    person: UUID | None = asked(N_("Who answers meanwhile"), required=True, gate=True)
    until: date | None = asked(N_("Until"), required=True, gate=True, help=N_("at most a year ahead"))
    kind: Literal["answers_meanwhile"] = "answers_meanwhile"


HandoverForm = HandoverTalk | ConfirmBrief | AnswersMeanwhile
"""What the principal's manager fills in, beside the initiatives."""
