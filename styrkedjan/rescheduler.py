"""The follower that takes a new version of the school calendar to every initiative of its organiser.

Whoever acts on the initiative first has done the same (`domain.initiative.rescheduling`).
"""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.initiative.commands import FollowCalendar
from events.envelope import read
from events.ledger import Ledger
from events.records import LoggedEvent
from events.watching import going_on
from styrkedjan.reactions import Reaction, react

PUBLISHED: Final = "calendar_published"
INITIATIVE: Final = "initiative:"
"""They alone take up a calendar by a command; programmes' and handovers' clocks read the one in force."""

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
        answers = await react(self._ledger, self._reactions(events))
        RESCHEDULED.inc(sum(bool(answer.events) for answer in answers))

    async def _reactions(self, events: Sequence[LoggedEvent]) -> AsyncIterator[Sequence[Reaction]]:
        told = (read(event.envelope) for event in events if event.stream.startswith("calendar:"))
        latest = {each.origin.organiser: each for each in told if each.type == PUBLISHED}
        for organiser, published in latest.items():
            async for page in going_on(self._engine, [organiser]):
                streams = (row.stream for row in page if row.stream.startswith(INITIATIVE))
                yield [Reaction(to=published, stream=stream, command=FollowCalendar()) for stream in streams]
