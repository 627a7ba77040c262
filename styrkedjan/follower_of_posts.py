"""The follower that takes what happens to a post to its handovers and to the initiatives that live there.

One command to each, keyed by the event: a crash in between converges, and whoever acts first has done the same
(`domain.initiative.turnover`, `domain.handover.follow`).
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from prometheus_client import Counter

from domain.actors import CLOCK
from domain.handover.commands import FollowTurnover
from domain.handover.decide import stream as handover_stream
from domain.initiative.commands import FollowPost
from domain.post.state import PostState
from domain.post.turnovers import Turnover
from domain.refusals import Refusal
from events.envelope import Envelope, read
from events.failures import FAILURES, Failure, StoreUnavailable, judge
from events.followers import Away
from events.intent import Intent
from events.ledger import BusyError, Ledger
from events.reading import Overview, Reader
from events.records import LoggedEvent

log = logging.getLogger(__name__)

AT_ONCE: Final = 16
"""Commands under way."""
POST: Final = "post:"

OPENED: Final = Counter("styrkedjan_handovers_opened", "Handovers that a change of principal has opened.")


class FollowerOfPosts:
    """What a post has to say."""

    name = "handovers"
    at_end = False

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self._ledger = ledger
        self._reader = reader

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Take the latest of each post to whom it concerns. Raises Away when the database is."""
        latest = {event.stream: read(event.envelope) for event in events if event.stream.startswith(POST)}
        try:
            for stream, told in latest.items():
                await self._take(stream, told)
        except (StoreUnavailable, BusyError) as error:
            raise Away from error
        except FAILURES as error:
            if judge(error) is Failure.AWAY:
                raise Away from error
            raise

    async def _take(self, stream: str, told: Envelope) -> None:
        state, _ = await self._ledger.state(stream)
        post: PostState = state
        if post.unit is None:
            return
        live = await self._reader.live_at(told.origin.organiser, post.unit)
        handovers = [(handover_stream(f.handover), f) for f in follow_ups(post, post.unit, live)]
        initiatives = [(row.stream, FollowPost()) for row in live]
        await self._tell(told, handovers)
        await self._tell(told, initiatives)

    async def _tell(self, told: Envelope, commands: Iterable[tuple[str, Any]]) -> None:
        """Several at once; the first failure once all have ended."""
        turns = asyncio.Semaphore(AT_ONCE)
        work = (self._tell_one(turns, told, stream, command) for stream, command in commands)
        for result in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result

    async def _tell_one(self, turns: asyncio.Semaphore, told: Envelope, stream: str, command: Any) -> None:
        intent = Intent(
            organiser=told.origin.organiser,
            stream=stream,
            command=command,
            actor=CLOCK,
            id=uuid5(told.id, stream),
            cause=told.id,
            correlation=told.origin.correlation,
        )
        async with turns:
            try:
                answer = await self._ledger.execute(intent)
            except Refusal as refusal:
                log.warning("a change of principal was refused", extra={"stream": stream, "code": refusal.code})
                return
        if "handover_opened" in answer.events:
            OPENED.inc()


def follow_ups(post: PostState, unit: UUID, live: Sequence[Overview]) -> Iterator[FollowTurnover]:
    """To every handover there is reason for, or was: a change of principal that came to nothing ends its own."""
    known = {turnover.handover: turnover for turnover in post.turnovers}
    for handover in sorted(post.handovers):
        turnover = known.get(handover)
        initiatives = tuple(sorted(row.id for row in live if turnover and _is_part_of(row, turnover)))
        yield FollowTurnover(handover=handover, unit=unit, initiatives=initiatives)


def _is_part_of(row: Overview, turnover: Turnover) -> bool:
    """Whoever was principal as it started hands nothing over to themselves."""
    return turnover.first_day is None or row.initiative.started < turnover.first_day
