"""Codes given out for a task's questionnaire: what happened, and what is known of them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.questionnaires import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesIssued:
    """Codes were given out for participants to answer by; which ones is written nowhere."""

    task: UUID
    number: int
    until: date
    """The last day of every code of the task."""
    kind: Literal["codes_issued"] = "codes_issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesClosed:
    """What was answered by code, counted; empty counts where fewer than five answered."""

    task: UUID
    answered: int
    counts: Counts
    kind: Literal["codes_closed"] = "codes_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """One task's, and in the end what was answered by them."""

    issued: int
    until: date
    """The last day they may be used."""
    answered: int | None = None
    """How many answered; known once they are closed."""
    counts: Counts = ()

    @property
    def is_open(self) -> bool:
        return self.answered is None

    def and_more(self, event: CodesIssued) -> "Codes":
        return Codes(issued=self.issued + event.number, until=event.until)

    def closed(self, event: CodesClosed) -> "Codes":
        return Codes(issued=self.issued, until=self.until, answered=event.answered, counts=event.counts)
