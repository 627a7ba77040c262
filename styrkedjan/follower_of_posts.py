"""The follower that takes what happens to a post to its handovers and to the initiatives that live there.

Whoever acts first has done the same (`domain.initiative.turnover`, `domain.handover.follow`).
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final
from uuid import UUID

from prometheus_client import Counter

from domain.handover.commands import FollowTurnover
from domain.handover.decide import stream as handover_stream
from domain.initiative.commands import FollowPost
from domain.post.state import PostState
from domain.post.turnovers import Turnover
from events.envelope import Envelope, read
from events.ledger import Ledger
from events.reading import Overview, Reader
from events.records import LoggedEvent
from styrkedjan.reactions import Reaction, react

PAGE: Final = 50
"""Posts read together: with what lives there they have room among a worker's folds (`styrkedjan.works.FOLDS`)."""
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
        answers = await react(self._ledger, self._reactions(events))
        OPENED.inc(sum("handover_opened" in answer.events for answer in answers))

    async def _reactions(self, events: Sequence[LoggedEvent]) -> AsyncIterator[Sequence[Reaction]]:
        """Some posts of one organiser at a time: first their handovers', then their initiatives'."""
        latest = {event.stream: read(event.envelope) for event in events if event.stream.startswith(POST)}
        for organiser, told in groupby(sorted(latest.values(), key=_organiser), _organiser):
            while page := {each.origin.stream: each for each in islice(told, PAGE)}:
                held = await self._ledger.states(page)
                posts = {post.unit: (page[stream], post) for stream, (post, _) in held.items() if post.unit}
                live = await self._reader.live_at(organiser, posts)
                yield [
                    Reaction(to=why, stream=handover_stream(follow_up.handover), command=follow_up)
                    for unit, (why, post) in posts.items()
                    for follow_up in follow_ups(post, unit, live)
                ]
                yield [
                    Reaction(to=posts[row.initiative.unit][0], stream=row.stream, command=FollowPost()) for row in live
                ]


def _organiser(told: Envelope) -> UUID:
    return told.origin.organiser


def follow_ups(post: PostState, unit: UUID, live: Iterable[Overview]) -> Iterator[FollowTurnover]:
    """To every handover there is reason for, or was: a change of principal that came to nothing ends its own.

    `live` are the initiatives that go on there, and maybe elsewhere.
    """
    known = {turnover.handover: turnover for turnover in post.turnovers}
    here = [row for row in live if row.initiative.unit == unit]
    for handover in sorted(post.handovers):
        turnover = known.get(handover)
        initiatives = tuple(sorted(row.id for row in here if turnover and _is_part_of(row, turnover)))
        yield FollowTurnover(handover=handover, unit=unit, initiatives=initiatives)


def _is_part_of(row: Overview, turnover: Turnover) -> bool:
    """Whoever was principal as it started hands nothing over to themselves."""
    return turnover.first_day is None or row.initiative.started < turnover.first_day
