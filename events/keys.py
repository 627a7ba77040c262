"""The keys: a master key in a file, and in the vault one data key per subject, wrapped by it.

Whoever loses the file loses every text; the log's order, kinds, times and digests stay verifiable without it.
"""

import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from events.sealing import KEY, KEY_BYTES, LostKey, SealingError, SubjectKey, TamperedError
from events.tables import keys

FRESH_FOR: Final = 60.0
"""Seconds a cached key is used before the vault is asked again: how long an erasure takes to reach every process."""

CACHED: Final = 10_000


class MasterKeyError(SealingError):
    """The file that wraps every key cannot be used; the message says which file and what to do."""


class MasterKeyMissingError(MasterKeyError):
    """There is no such file."""


class MasterKeyUnreadableError(MasterKeyError):
    """The file is there, but not ours to read, open to others, or not a key."""


class MasterKeyWrongError(MasterKeyError):
    """The file is a key, but not the one this vault was made with."""


class MasterKey:
    """Wraps and unwraps data keys; never leaves the process, never in a message."""

    def __init__(self, key: bytes, source: str) -> None:
        self._key = key
        self.source = source

    @classmethod
    def create(cls, path: Path) -> "MasterKey":
        """Write a new key that only its owner can read. Raises FileExistsError: a key is never overwritten."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> "MasterKey":
        """Read the key. Raises MasterKeyMissingError or MasterKeyUnreadableError."""
        try:
            mode = path.stat().st_mode
            key = path.read_bytes()
        except FileNotFoundError:
            raise MasterKeyMissingError(f"There is no master key at {path}. Put it back from its backup.") from None
        except OSError as error:
            raise MasterKeyUnreadableError(f"The master key at {path} cannot be read: {error.strerror}.") from None
        if mode & 0o077:
            raise MasterKeyUnreadableError(f"Others may read the master key at {path}. Run: chmod 600 {path}")
        if len(key) != KEY_BYTES:
            raise MasterKeyUnreadableError(f"{path} is not a master key: it has {len(key)} bytes, not {KEY_BYTES}.")
        return cls(key, str(path))

    def wrap(self, organiser: UUID, subject: str, key: bytes) -> bytes:
        """A data key, sealed for its place in the vault."""
        return SubjectKey(key=self._key, organiser=organiser, subject=subject).seal(key, KEY)

    def unwrap(self, organiser: UUID, subject: str, wrapped: bytes) -> SubjectKey:
        """The data key. Raises MasterKeyWrongError."""
        try:
            key = SubjectKey(key=self._key, organiser=organiser, subject=subject).open(wrapped, KEY)
        except TamperedError:
            raise MasterKeyWrongError(
                f"The master key at {self.source} does not open the key of {subject}: it belongs to another vault."
            ) from None
        return SubjectKey(key=key, organiser=organiser, subject=subject)


class NewKey(NamedTuple):
    """A key that is not in the vault: what is sealed with it may be forgotten, and nothing of it stays."""

    key: SubjectKey
    wrapped: bytes


class _Cached(NamedTuple):
    key: SubjectKey | LostKey
    read_at: float


class Keys:
    """The subjects' keys, cached in this process for at most `fresh_for` seconds."""

    def __init__(self, engine: AsyncEngine, master: MasterKey, *, fresh_for: float = FRESH_FOR) -> None:
        self._engine = engine
        self._master = master
        self._fresh_for = fresh_for
        self._cache: OrderedDict[tuple[UUID, str], _Cached] = OrderedDict()

    def offer(self, organiser: UUID, subject: str) -> SubjectKey | NewKey:
        """The key known here of a subject without events, or a new one, not committed. Raises ErasedError."""
        found = self._fresh(organiser, subject)
        if found is not None:
            return _usable(found)
        key = os.urandom(KEY_BYTES)
        wrapped = self._master.wrap(organiser, subject, key)
        return NewKey(SubjectKey(key=key, organiser=organiser, subject=subject), wrapped)

    async def ensure(self, organiser: UUID, subject: str, new: NewKey) -> SubjectKey:
        """The subject's key: `new`, now committed, if it never had one. Raises ErasedError."""
        found = self._fresh(organiser, subject)
        if found is None:
            keep = select(func.vault.keep_key(organiser, subject, new.wrapped))
            async with self._engine.connect() as connection:
                wrapped = (await connection.execute(keep)).scalar()
            found = self._keep(organiser, subject, wrapped, erased=True, new=new)
        return _usable(found)

    async def existing(self, organiser: UUID, subject: str) -> SubjectKey:
        """The key of a subject that has one. Raises ErasedError, or KeyMissingError where the vault lost it."""
        found = self._fresh(organiser, subject)
        return _usable(found if found is not None else (await self.load(organiser, [subject]))[subject])

    async def load(self, organiser: UUID, subjects: Iterable[str]) -> Mapping[str, SubjectKey | LostKey]:
        """What opens each subject's values, read in one statement."""
        wanted = set(subjects)
        found = {subject: key for subject in wanted if (key := self._fresh(organiser, subject)) is not None}
        missing = wanted - found.keys()
        if missing:
            read = select(keys.c.subject, keys.c.wrapped).where(
                tuple_(keys.c.organiser, keys.c.subject).in_([(organiser, subject) for subject in missing])
            )
            async with self._engine.connect() as connection:
                rows = {row.subject: row.wrapped for row in await connection.execute(read)}
            for subject in missing:
                wrapped = rows.get(subject)
                found[subject] = self._keep(organiser, subject, wrapped, erased=subject in rows)
        return found

    async def destroy(self, organiser: UUID, subject: str, at: datetime) -> bool:
        """Erase the subject: the only destruction there is. False if it was erased before."""
        async with self._engine.connect() as connection:
            destroyed = await connection.execute(select(func.vault.destroy_key(organiser, subject, at)))
        self._keep(organiser, subject, None, erased=True)
        return bool(destroyed.scalar())

    async def check(self) -> None:
        """Try the master key on one of the vault's keys. Raises MasterKeyWrongError."""
        read = select(keys.c.organiser, keys.c.subject, keys.c.wrapped).where(keys.c.wrapped.is_not(None)).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(read)).first()
        if row is not None:
            self._master.unwrap(row.organiser, row.subject, row.wrapped)

    def _fresh(self, organiser: UUID, subject: str) -> SubjectKey | LostKey | None:
        cached = self._cache.get((organiser, subject))
        if cached is None or monotonic() - cached.read_at > self._fresh_for:
            return None
        if isinstance(cached.key, LostKey) and not cached.key.erased:
            return None  # another process may have made it since
        return cached.key

    def _keep(
        self, organiser: UUID, subject: str, wrapped: bytes | None, *, erased: bool, new: NewKey | None = None
    ) -> SubjectKey | LostKey:
        found: SubjectKey | LostKey
        if wrapped is None:
            found = LostKey(subject, erased=erased)
        elif new is not None and wrapped == new.wrapped:
            found = new.key
        else:
            found = self._master.unwrap(organiser, subject, wrapped)
        self._cache[organiser, subject] = _Cached(found, monotonic())
        self._cache.move_to_end((organiser, subject))
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)
        return found


def _usable(found: SubjectKey | LostKey) -> SubjectKey:
    if isinstance(found, LostKey):
        raise found.refuse()
    return found
