"""The one path: whatever changes anything is one command to one stream, through `Ledger.execute`.

What it raises:

Refusal (domain/refusals.py)     a rule said no; confirmed against the newest versions; not kept, so ask again later
├── NotFound `not_here`          the stream, or one the decision relies on, is another organiser's
├── Conflict `changed_meanwhile` the stream has moved since the version the person saw; `events` names what happened
├── Conflict `id_reused`         the id was used for something else
└── Conflict `erased`            the subject's key is destroyed: nothing can be written about it any more
SealingError (events/sealing.py) the vault lacks a key it should have, or the master key is wrong
BusyError                        others changed the stream faster than we could decide; ask again
StoreUnavailable (events/failures.py)
                                 nobody knows whether it was done; the same id again tells
DBAPIError and the rest of FAILURES there
                                 the database is away, and nothing was sent
"""

import asyncio
import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from weakref import WeakValueDictionary

from domain.aggregate import Aggregate
from domain.messages import N_
from domain.refusals import Conflict, Refusal
from events import metrics
from events.clock import Clock
from events.deciding import Decided, check_tenant, entries_of, facts_of, who_and_where
from events.envelope import read
from events.failures import FAILURES, Failure, judge
from events.folds import Fold, Folds
from events.intent import Answer, Intent
from events.keys import Keys, NewKey
from events.records import Append, Outcome
from events.registry import CODEC, aggregate_of
from events.rows import NONE, project
from events.sealing import ErasedError, SubjectKey, seal_fields
from events.store import Store

PAUSES: Final = (0.02, 0.2, 1.0)
"""Seconds before a command that lost the database while reading is begun again; the append has its own patience."""

ATTEMPTS: Final = 100
"""Decisions on one command before giving up: each failed one means that somebody else's was kept."""

_DONE, _NOTHING_TO_DO, _REFUSED = (metrics.ANSWERED.labels(how) for how in ("done", "nothing_to_do", "refused"))

CHANGED: Final = "changed_meanwhile"


class BusyError(Exception):
    """Others changed the stream faster than we could decide; ask again."""


@contextmanager
def _saying_erased() -> Iterator[None]:
    try:
        yield
    except ErasedError as error:
        raise Conflict("erased", N_("This has been erased. Nothing more can be written about it.")) from error


class _OtherKeyError(Exception):
    """Another process has made the stream's key since this one was offered; what it sealed is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """An intent, ready to be decided: its texts sealed, its plaintext digested."""

    intent: Intent
    aggregate: Aggregate[Any, Any, Any]
    command: Any
    payload: bytes
    digest: bytes
    new: NewKey | None
    """Its key, if it was made for this: committed before the append, so that a refusal leaves nothing in the vault."""


class Ledger:
    """Decides commands and appends their events. One per process; safe for any number of concurrent callers."""

    def __init__(self, store: Store, keys: Keys, clock: Clock, *, folds: Folds | None = None) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._folds = folds or Folds(store)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def state(self, stream: str) -> tuple[Any, int]:
        """The stream's newest state, texts sealed, and its version."""
        fold = await self._folds.renew(stream)
        return fold.state, fold.version

    async def states(self, streams: Iterable[str]) -> dict[str, tuple[Any, int]]:
        """The same of several streams, in one read: a page of them."""
        folds = await self._folds.renew_all(streams)
        return {stream: (fold.state, fold.version) for stream, fold in folds.items()}

    async def execute(self, intent: Intent) -> Answer:
        """Do one command, or answer as it was answered before. See the module for what is raised.

        Where the database is lost, the same command is done again: its id makes that the same thing.
        """
        began = perf_counter()
        try:
            answer = await self._execute_patiently(intent)
        except Refusal:
            _REFUSED.inc()
            raise
        (_DONE if answer.events else _NOTHING_TO_DO).inc()
        metrics.COMMAND_SECONDS.observe(perf_counter() - began)
        return answer

    async def _execute_patiently(self, intent: Intent) -> Answer:
        for pause in PAUSES:
            try:
                return await self._execute(intent)
            except FAILURES as error:
                if judge(error) is not Failure.AWAY:
                    raise
                await asyncio.sleep(pause)
        return await self._execute(intent)

    async def _execute(self, intent: Intent) -> Answer:
        fold = await self._folds.get(intent.stream)
        check_tenant(intent.organiser, intent.stream, fold)
        sealed = await self._seal(intent, fold)
        turn = self._turns.get(intent.stream)
        if turn is None:
            turn = self._turns[intent.stream] = asyncio.Lock()
        # One at a time per stream here: n at once would be decided n²/2 times.
        try:
            async with turn:
                return await self._settle(sealed)
        except _OtherKeyError:  # it is known here now
            return await self._execute(intent)

    async def _seal(self, intent: Intent, fold: Fold) -> _Sealed:
        found = await self._key(intent, fold)
        new = found if isinstance(found, NewKey) else None
        key = found.key if isinstance(found, NewKey) else found
        digest = key.digest(who_and_where(intent) + CODEC.write(intent.command))
        command = seal_fields(intent.command, key)
        return _Sealed(
            intent=intent,
            aggregate=aggregate_of(intent.stream),
            command=command,
            payload=CODEC.write(command),
            digest=digest,
            new=new,
        )

    async def _key(self, intent: Intent, fold: Fold) -> SubjectKey | NewKey:
        """A key is made only for a stream that has no events: one that has and lacks its key has lost it."""
        with _saying_erased():
            if fold.version == 0:
                return self._keys.offer(intent.organiser, intent.stream)
            return await self._keys.existing(intent.organiser, intent.stream)

    async def _commit_key(self, sealed: _Sealed) -> None:
        """A key is in the vault before the first event that uses it."""
        if sealed.new is not None:
            with _saying_erased():
                key = await self._keys.ensure(sealed.intent.organiser, sealed.intent.stream, sealed.new)
            if key is not sealed.new.key:
                raise _OtherKeyError

    async def _settle(self, sealed: _Sealed) -> Answer:
        """Decide and append until the store takes it, or a refusal is confirmed."""
        for _ in range(ATTEMPTS):
            fold, guards = await self._folds_for(sealed)
            try:
                decided = self._decide(sealed, fold, guards)
            except Refusal as refusal:
                relied_on = {sealed.intent.stream: fold, **guards}
                if (answer := await self._confirm(refusal, sealed, relied_on)) is not None:
                    return answer
                continue
            if (answer := await self._append(sealed, decided)) is not None:
                return answer
        raise BusyError(sealed.intent.stream)

    async def _folds_for(self, sealed: _Sealed) -> tuple[Fold, dict[str, Fold]]:
        intent = sealed.intent
        fold = await self._folds.get(intent.stream)
        relied_on = sealed.aggregate.relies_on(intent.organiser, fold.state, sealed.command)
        return fold, {stream: await self._folds.get(stream) for stream in relied_on}

    def _decide(self, sealed: _Sealed, fold: Fold, guards: Mapping[str, Fold]) -> Decided:
        intent = sealed.intent
        folds = {intent.stream: fold, **guards}
        for stream, held in folds.items():
            check_tenant(intent.organiser, stream, held)
        if not sealed.aggregate.judges_seen and intent.based_on not in {None, fold.version}:
            raise Conflict(CHANGED, N_("This has changed since you read it. Look again."))
        now = self._clock.now()
        facts = facts_of(intent.actor, now, intent.stream, folds, intent.based_on)
        events, state = sealed.aggregate.settle(sealed.command, fold.state, facts)
        return Decided(now=now, fold=fold, guards=guards, events=events, state=state)

    async def _confirm(self, refusal: Refusal, sealed: _Sealed, relied_on: Mapping[str, Fold]) -> Answer | None:
        """Raises the refusal if it was decided on what is true now, else renews what was not.

        The answer, if the command was done before and this is its repetition. Versions are read first, so that what
        was done before them is found after them.
        """
        versions = await self._store.versions(list(relied_on))
        if (answer := await self._kept(sealed)) is not None:
            return answer
        behind = [stream for stream, fold in relied_on.items() if fold.version != versions[stream]]
        if not behind:
            if refusal.code == CHANGED:
                await self._say_what_changed(refusal, sealed.intent)
            raise refusal
        for stream in behind:
            await self._folds.renew(stream, seen=relied_on[stream].version)
        return None

    async def _say_what_changed(self, refusal: Refusal, intent: Intent) -> None:
        since = await self._store.tail(intent.stream, intent.based_on or 0)
        refusal.details["events"] = tuple(read(event.envelope).type for event in since)

    async def _append(self, sealed: _Sealed, decided: Decided) -> Answer | None:
        """The answer once it is kept; `None` if what it relied on had moved, now renewed."""
        intent, fold = sealed.intent, decided.fold
        entries = entries_of(intent, decided)
        answer = Answer(
            stream=intent.stream,
            version=fold.version + len(entries),
            events=tuple(event.kind for event in decided.events),
        )
        await self._commit_key(sealed)
        outcome = await self._store.append(
            Append(
                command_id=intent.id,
                stream=intent.stream,
                organiser=intent.organiser,
                expected=fold.version,
                entries=entries,
                digest=sealed.digest,
                payload=sealed.payload,
                answer=answer.to_bytes(),
                guards={stream: held.version for stream, held in decided.guards.items()},
                rows=project(intent.stream, fold.state, decided.state) if entries else NONE,
            )
        )
        match outcome:
            case Outcome.DONE:
                if entries:
                    self._folds.put(intent.stream, Fold(decided.state, answer.version, intent.organiser))
                return answer
            case Outcome.ID_USED:
                return await self._kept(sealed)
            case Outcome.STALE:
                metrics.DECIDED_AGAIN.labels("stream").inc()
                await self._folds.renew(intent.stream, seen=fold.version)
            case Outcome.GUARD_MOVED:
                metrics.DECIDED_AGAIN.labels("guard").inc()
                for stream, held in decided.guards.items():
                    await self._folds.renew(stream, seen=held.version)
        return None

    async def _kept(self, sealed: _Sealed) -> Answer | None:
        """The answer kept under the command's id, if there is one. Raises Conflict if it was another command's."""
        kept = await self._store.command(sealed.intent.id)
        if kept is None:
            return None
        if kept.stream == sealed.intent.stream and sealed.new is not None:
            with _saying_erased():
                known = await self._keys.existing(sealed.intent.organiser, kept.stream)
            if known is not sealed.new.key:
                raise _OtherKeyError
        if kept.stream != sealed.intent.stream or not hmac.compare_digest(kept.digest, sealed.digest):
            raise Conflict("id_reused", N_("This id was used for something else. Use a new one."))
        return Answer.from_bytes(kept.stream, kept.answer)
