"""Standing still: since when, and on whom it waits."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.stalls import Cause
from domain.tasks import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsFor:
    """On whom an initiative that stands still waits."""

    address: Address
    """With a vacancy, the one whose role is empty."""
    task: UUID | None
    """The task that is waited for, if it is one: the oldest overdue, or the one that restores the rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StallEntered:
    """Version 2; version 1 did not say on whom it waits (events/upcasters.py)."""

    cause: Cause
    waits_for: WaitsFor | None
    """As it stalled; `None` where version 1 did not say."""
    on: date
    kind: Literal["stall_entered"] = "stall_entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StallLeft:
    cause: Cause
    on: date
    kind: Literal["stall_left"] = "stall_left"
