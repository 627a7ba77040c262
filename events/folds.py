"""Folded streams, kept in memory: a decision reads at most the events it has not seen yet."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID
from weakref import WeakValueDictionary

from domain.actors import Actor, Standing
from domain.organiser import OrganiserState
from events.codec import Codec
from events.envelope import read, tail
from events.records import StoredEvent
from events.registry import CODEC, aggregate_of
from events.store import Store

CACHED: Final = 2_000
"""Streams kept folded in one process."""


class Fold:
    """A stream's state at a version. Never changed; a newer one takes its place."""

    __slots__ = ("_standings", "organiser", "state", "version")

    def __init__(self, state: Any, version: int, organiser: UUID | None) -> None:
        self.state = state
        self.version = version
        self.organiser = organiser
        """Whose stream it is; `None` while it does not exist."""
        self._standings: dict[Actor, Standing] = {}

    def standing(self, actor: Actor) -> Standing:
        """The actor's rights by an organiser's state, worked out once per version."""
        found = self._standings.get(actor)
        if found is None:
            state: OrganiserState = self.state
            found = self._standings[actor] = state.standing(actor)
        return found


def fold(stream: str, onto: Fold, events: Iterable[StoredEvent], codec: Codec = CODEC) -> Fold:
    """The fold after `events`, in order."""
    evolve = aggregate_of(stream).evolve
    state, version, organiser = onto.state, onto.version, onto.organiser
    for event in events:
        _, version, envelope, payload = event
        state = evolve(state, codec.read_event(tail(envelope), payload))
        if organiser is None:
            organiser = read(envelope).origin.organiser
    return Fold(state, version, organiser)


def nothing(stream: str) -> Fold:
    """The fold of a stream before its first event."""
    return Fold(aggregate_of(stream).initial, 0, None)


class Folds:
    """The cache of one process: least recently used go first."""

    def __init__(self, store: Store, *, limit: int = CACHED) -> None:
        self._store = store
        self._limit = limit
        self._held: OrderedDict[str, Fold] = OrderedDict()
        self._loading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, stream: str) -> Fold:
        """The fold as last seen here; it may be behind, which the append tells."""
        held = self._held.get(stream)
        if held is None:
            return await self.renew(stream, seen=-1)
        self._held.move_to_end(stream)
        return held

    async def renew(self, stream: str, *, seen: int | None = None) -> Fold:
        """The newest fold there is, or any newer than version `seen`: then concurrent callers share one read."""
        lock = self._loading.get(stream)
        if lock is None:
            lock = self._loading[stream] = asyncio.Lock()
        async with lock:
            held = self._held.get(stream)
            if held is not None and seen is not None and held.version > seen:
                return held
            onto = held or nothing(stream)
            return self.put(stream, fold(stream, onto, await self._store.tail(stream, onto.version)))

    async def renew_all(self, streams: Iterable[str]) -> dict[str, Fold]:
        """The newest folds of several streams, in one read; for as many as a page holds."""
        onto = {stream: self._held.get(stream) or nothing(stream) for stream in streams}
        tails = await self._store.tails({stream: held.version for stream, held in onto.items()}) if onto else {}
        return {stream: self.put(stream, fold(stream, held, tails[stream])) for stream, held in onto.items()}

    def put(self, stream: str, newer: Fold) -> Fold:
        """Keep a fold unless a newer one is there; the one that is kept."""
        held = self._held.get(stream)
        if held is not None and held.version > newer.version:
            return held
        self._held[stream] = newer
        self._held.move_to_end(stream)
        if len(self._held) > self._limit:
            self._held.popitem(last=False)
        return newer
