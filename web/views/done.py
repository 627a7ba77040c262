"""The answer to a command."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command came to."""

    id: UUID
    """Of what it made or changed: an initiative, a unit, a person, an organiser."""
    version: int
    """Of the stream, after it."""
    events: tuple[str, ...]
    """What happened; nothing when it was done already."""
