"""The follower that tells an initiative which one has been started for the needs its evaluation saw."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from activities.initiative import stream_of
from domain.initiative.events import InitiativeStarted
from domain.initiative.next_round import NoteNext
from events.envelope import read, tail
from events.ledger import Ledger
from events.records import LoggedEvent
from events.registry import CODEC
from styrkedjan.reactions import Reaction, react

STARTED: Final = "initiative_started"


class Linker:
    """What a new initiative has to say to the one it follows."""

    name = "linker"
    at_end = False

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Tell whoever is followed. Raises Away when the database is."""
        await react(self._ledger, _reactions(events))


async def _reactions(events: Sequence[LoggedEvent]) -> AsyncIterator[Sequence[Reaction]]:
    """One after another: the first to follow is kept."""
    for event in events:
        told = read(event.envelope) if event.stream.startswith("initiative:") else None
        if told is not None and told.type == STARTED:
            started = CODEC.read_event(tail(event.envelope), event.payload)
            if isinstance(started, InitiativeStarted) and started.follows is not None:
                note = NoteNext(initiative=started.initiative)
                yield [Reaction(to=told, stream=stream_of(started.follows), command=note)]
