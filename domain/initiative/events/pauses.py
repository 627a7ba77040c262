"""Pauses: proposed, declined, begun, over."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseProposed:
    until: date
    reason: Sealed
    by: UUID | None
    kind: Literal["pause_proposed"] = "pause_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeclined:
    kind: Literal["pause_declined"] = "pause_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativePaused:
    on: date
    position: int
    """Where the clock stopped."""
    until: date
    reason: Sealed | None
    by: UUID | None
    waits_for_conditions: bool = False
    kind: Literal["initiative_paused"] = "initiative_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoved:
    task: UUID
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeResumed:
    on: date
    lost: int
    """School days of this pause, which the initiative's clock did not count."""
    dues: tuple[DueMoved, ...]
    kind: Literal["initiative_resumed"] = "initiative_resumed"
