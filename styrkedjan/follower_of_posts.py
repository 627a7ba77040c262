"""The follower that takes what happens to a post to its handovers and to the initiatives that live there.

An initiative that starts is news to the post's handovers: in a change that is ahead it is handed over, too. Whoever
acts first has done the same (`domain.initiative.turnover`, `domain.handover.follow`).
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final
from uuid import UUID

from prometheus_client import Counter

from domain.handover.commands import FollowTurnover
from domain.handover.decide import stream as handover_stream
from domain.handover.follow import began_before
from domain.initiative.commands import FollowPost
from domain.initiative.events import InitiativeStarted
from domain.post.decide import stream_at
from domain.post.state import PostState
from domain.post.turnovers import Turnover
from events.envelope import Envelope, read, tail
from events.ledger import Ledger
from events.reading import Reader
from events.reading_handovers import Living, living_at
from events.records import LoggedEvent
from events.registry import CODEC
from styrkedjan.reactions import Reaction, react

PAGE: Final = 50
"""Posts read together: with what lives there they have room among a worker's folds (`styrkedjan.works.FOLDS`)."""
POST: Final = "post:"
INITIATIVE: Final = "initiative:"
STARTED: Final = "initiative_started"

OPENED: Final = Counter("styrkedjan_handovers_opened", "Handovers that a change of principal has opened.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some posts of one organiser, each with the event it is asked because of, and what lives there."""

    posts: Mapping[UUID, tuple[Envelope, PostState]]
    """By unit."""
    live: Sequence[Living]

    @property
    def to_handovers(self) -> list[Reaction]:
        return [
            Reaction(to=why, stream=handover_stream(follow_up.handover), command=follow_up)
            for unit, (why, post) in self.posts.items()
            for follow_up in follow_ups(post, unit, self.live)
        ]

    @property
    def to_initiatives(self) -> list[Reaction]:
        return [
            Reaction(to=self.posts[row.initiative.unit][0], stream=row.stream, command=FollowPost())
            for row in self.live
        ]


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
        """Of posts: first to their handovers, then to their initiatives. Then of initiatives that have started.

        These ask by themselves: what was asked of a handover because of its post, before they lived, is answered.
        """
        changed = {event.stream: read(event.envelope) for event in events if event.stream.startswith(POST)}
        async for page in self._pages(changed, {}):
            yield page.to_handovers
            yield page.to_initiatives
        started = {stream_at(unit): (unit, told) for unit, told in _started(events)}
        units = {stream: unit for stream, (unit, _) in started.items()}
        async for page in self._pages({stream: told for stream, (_, told) in started.items()}, units):
            yield page.to_handovers

    async def _pages(self, latest: Mapping[str, Envelope], units: Mapping[str, UUID]) -> AsyncIterator[Page]:
        """The posts, by their streams, with the latest event of each; `units` of those that may not be in the log."""
        for organiser, told in groupby(sorted(latest.items(), key=_organiser), _organiser):
            while page := dict(islice(told, PAGE)):
                held = await self._ledger.states(page)
                known = ((post.unit or units[stream], stream, post) for stream, (post, _) in held.items())
                posts = {unit: (page[stream], post) for unit, stream, post in known}
                yield Page(posts=posts, live=await living_at(self._reader, organiser, posts))


def _organiser(told: tuple[str, Envelope]) -> UUID:
    return told[1].origin.organiser


def _started(events: Iterable[LoggedEvent]) -> Iterator[tuple[UUID, Envelope]]:
    """The units at which an initiative has started."""
    for event in events:
        told = read(event.envelope) if event.stream.startswith(INITIATIVE) else None
        if told is not None and told.type == STARTED:
            started = CODEC.read_event(tail(event.envelope), event.payload)
            if isinstance(started, InitiativeStarted):
                yield started.unit, told


def follow_ups(post: PostState, unit: UUID, live: Iterable[Living]) -> Iterator[FollowTurnover]:
    """To every handover there is reason for, or was: a change of principal that came to nothing ends its own.

    A first principal is awaited where something lives. `live` are the initiatives that go on, here or elsewhere.
    """
    here = [row for row in live if row.initiative.unit == unit]
    known = {turnover.handover: turnover for turnover in (post.turnovers_at(unit) if here else post.turnovers)}
    for handover in sorted(post.handovers | known.keys()):
        turnover = known.get(handover)
        handed = [row for row in here if turnover and began_before(turnover.first_day, row.initiative.started)]
        yield FollowTurnover(
            handover=handover,
            unit=unit,
            initiatives=tuple(sorted(row.id for row in handed)),
            taken_up=tuple(sorted(row.id for row in handed if turnover and _is_taken_up(row, turnover))),
        )


def _is_taken_up(row: Living, turnover: Turnover) -> bool:
    """Whether it was started with the newcomer, or they have taken it up by another change, and nothing is asked."""
    by_it = row.asks_position or row.initiative.came_by == turnover.handover
    return row.initiative.principal == turnover.newcomer and not by_it
