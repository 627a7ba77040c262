"""The journey of an initiative: begun, from stage to stage, ended; and where the practice was found to be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.check_in import Place
from domain.forms import StartDecision
from domain.sealed import Sealed
from domain.stages import Stage
from domain.track import Track


class Outcome(StrEnum):
    """How an initiative ended: the practice's last place, or a knowing end."""

    PERMEATES = "permeates"
    PRESENT = "present"
    FADING = "fading"
    LAPSED = "lapsed"
    ENDED = "ended"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeStarted:
    initiative: UUID
    title: Sealed
    unit: UUID
    post: UUID
    template: str
    template_version: int
    track: Track
    manager: UUID
    facilitators: tuple[UUID, ...]
    draft: StartDecision | None
    """What was filled in so far, if the decision is not complete."""
    calendar: int
    """The version of the school calendar its dates come from."""
    on: date
    last_check_in: int
    """Months after stage 5 closed, by its template: the initiative closes with it."""
    programme: UUID | None = None
    """The programme it is a part of."""
    follows: UUID | None = None
    """The initiative whose evaluation it begins from."""
    principal: UUID | None = None
    """Who is principal as it starts; nobody, where the post is vacant."""
    kind: Literal["initiative_started"] = "initiative_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered:
    stage: Stage
    on: date
    position: int
    """School days on the initiative's own clock."""
    kind: Literal["stage_entered"] = "stage_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClosed:
    stage: Stage
    on: date
    kind: Literal["stage_closed"] = "stage_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLetPass:
    clause: str
    reason: Sealed
    kind: Literal["clause_let_pass"] = "clause_let_pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEnded:
    """The principal ends the work knowingly in stage 5; the evaluation follows with "end" suggested."""

    reason: Sealed
    kind: Literal["work_ended"] = "work_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeClassified:
    months: int
    place: Place
    one_voice: bool
    kind: Literal["practice_classified"] = "practice_classified"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeClosed:
    outcome: Outcome
    closing_note: Sealed | None
    on: date
    kind: Literal["initiative_closed"] = "initiative_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeCancelled:
    reason: Sealed
    closing_note: Sealed
    on: date
    kind: Literal["initiative_cancelled"] = "initiative_cancelled"
