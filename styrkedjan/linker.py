"""The follower that tells an initiative which one has been started for the needs its evaluation saw.

No command touches two streams: the new one says whom it follows, and one keyed by that event tells the other.
"""

import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from activities.initiative import stream_of
from domain.actors import CLOCK
from domain.initiative.events import InitiativeStarted
from domain.initiative.next_round import NoteNext
from domain.refusals import Refusal
from events.envelope import Envelope, read, tail
from events.failures import FAILURES, Failure, StoreUnavailable, judge
from events.followers import Away
from events.intent import Intent
from events.ledger import BusyError, Ledger
from events.records import LoggedEvent
from events.registry import CODEC

log = logging.getLogger(__name__)

STARTED: Final = "initiative_started"


class Linker:
    """What a new initiative has to say to the one it follows."""

    name = "linker"
    at_end = False

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Tell whoever is followed. Raises Away when the database is."""
        try:
            for event in events:
                told = read(event.envelope) if event.stream.startswith("initiative:") else None
                if told is not None and told.type == STARTED:
                    started = CODEC.read_event(tail(event.envelope), event.payload)
                    if isinstance(started, InitiativeStarted) and started.follows is not None:
                        await self._tell(started.follows, started.initiative, told)
        except (StoreUnavailable, BusyError) as error:
            raise Away from error
        except FAILURES as error:
            if judge(error) is Failure.AWAY:
                raise Away from error
            raise

    async def _tell(self, followed: UUID, initiative: UUID, told: Envelope) -> None:
        intent = Intent(
            organiser=told.origin.organiser,
            stream=stream_of(followed),
            command=NoteNext(initiative=initiative),
            actor=CLOCK,
            id=uuid5(told.id, "next"),
            cause=told.id,
            correlation=told.origin.correlation,
        )
        try:
            await self._ledger.execute(intent)
        except Refusal as refusal:
            log.warning("a follow-up was refused", extra={"stream": intent.stream, "code": refusal.code})
