"""What is asked of the ledger, and what it answers."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One command to one stream: the only way anything changes."""

    organiser: UUID
    """The tenant the actor was let into."""
    stream: str
    command: Any
    """A member of the stream's command union; its Sealed fields in UTF-8 plaintext."""
    actor: Actor
    """The clock, a programme and the installation come only from composition roots, never from a request."""
    id: UUID
    """The same id again gives the same answer."""
    based_on: int | None = None
    """The version the person saw; refused if the stream has moved since."""
    effective: datetime | None = None
    """From when it is in force (aware), where that is not now."""
    cause: UUID | None = None
    """The event a follower acts on."""
    correlation: UUID | None = None
    """The first command of the chain of causes; this one if none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a command; kept under its id."""

    stream: str
    version: int
    """The stream's version after it."""
    events: tuple[str, ...]
    """The kinds of its events; none when it was done already."""

    def to_bytes(self) -> bytes:
        """As it is kept beside the command."""
        kinds = ",".join(f'"{kind}"' for kind in self.events)
        return f'{{"events":[{kinds}],"version":{self.version}}}'.encode()

    @classmethod
    def from_bytes(cls, stream: str, kept: bytes) -> "Answer":
        """The answer kept for a command to `stream`."""
        held = json.loads(kept)
        return cls(stream=stream, version=held["version"], events=tuple(held["events"]))
