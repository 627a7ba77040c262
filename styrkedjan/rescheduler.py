"""The follower that takes a new version of the school calendar to every initiative of its organiser.

One automatic command each, keyed by the event: a crash in between converges, and whoever acts on the initiative first
has done the same (`domain.initiative.rescheduling`).
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final
from uuid import uuid5

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.actors import CLOCK
from domain.initiative.commands import FollowCalendar
from domain.refusals import Refusal
from events.envelope import Envelope, read
from events.failures import FAILURES, Failure, StoreUnavailable, judge
from events.followers import Away
from events.intent import Intent
from events.ledger import BusyError, Ledger
from events.records import LoggedEvent
from events.watching import Watched, going_on

log = logging.getLogger(__name__)

AT_ONCE: Final = 16
"""Commands under way."""
PUBLISHED: Final = "calendar_published"

RESCHEDULED: Final = Counter(
    "styrkedjan_initiatives_rescheduled", "Initiatives that a new version of the school calendar was taken to."
)


class Rescheduler:
    """What a calendar has to say to the initiatives."""

    name = "rescheduler"
    at_end = False

    def __init__(self, ledger: Ledger, engine: AsyncEngine) -> None:
        self._ledger = ledger
        self._engine = engine

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Take the latest of each organiser's calendars to its initiatives. Raises Away when the database is."""
        told = (read(event.envelope) for event in events if event.stream.startswith("calendar:"))
        latest = {each.origin.organiser: each for each in told if each.type == PUBLISHED}
        try:
            for published in latest.values():
                async for page in going_on(self._engine, [published.origin.organiser]):
                    await self._take_to(page, published)
        except (StoreUnavailable, BusyError) as error:
            raise Away from error
        except FAILURES as error:
            if judge(error) is Failure.AWAY:
                raise Away from error
            raise

    async def _take_to(self, page: Sequence[Watched], published: Envelope) -> None:
        """Several at once; the first failure once all have ended."""
        turns = asyncio.Semaphore(AT_ONCE)
        work = (self._take_to_one(turns, watched, published) for watched in page)
        for result in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result

    async def _take_to_one(self, turns: asyncio.Semaphore, watched: Watched, published: Envelope) -> None:
        intent = Intent(
            organiser=watched.organiser,
            stream=watched.stream,
            command=FollowCalendar(),
            actor=CLOCK,
            id=uuid5(published.id, watched.stream),
            cause=published.id,
            correlation=published.origin.correlation,
        )
        async with turns:
            try:
                answer = await self._ledger.execute(intent)
            except Refusal as refusal:
                log.warning("the calendar was refused", extra={"stream": intent.stream, "code": refusal.code})
                return
        if answer.events:
            RESCHEDULED.inc()
