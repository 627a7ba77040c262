"""What an evaluation leads to: the needs it saw propose a new initiative, which is started in a stream of its own.

The proposal is an event here, and a task of the organiser's while this initiative goes on. Whoever starts the new one
says what it follows; a follower of the log then tells this one. Source: TASKS.md, "What the other templates add".
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.sealed import Sealed

# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class NextProposed:
    """The evaluation saw needs that a new initiative could begin with."""

    needs: Sealed
    on: date
    kind: Literal["next_proposed"] = "next_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStarted:
    """An initiative that follows this one has started."""

    initiative: UUID
    on: date
    kind: Literal["next_started"] = "next_started"


# Command, by the follower


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNext:
    """Also of an initiative that is over."""

    initiative: UUID
    kind: Literal["note_next"] = "note_next"
