"""Files beside the log: sealed in chunks, addressed by id and digest, read as they were written or not at all.

Each file has a key of its own, derived from its initiative's and from its id, so a chunk's nonce is its number. Number
and "this is the last one" are bound to every chunk: none can be left out, moved or put after the end.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, Float, Integer, LargeBinary, Select, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.initiative.documents import LARGEST
from domain.initiative.state import InitiativeState
from domain.messages import N_
from domain.refusals import Unmet
from events.contents import Contents, Looking
from events.keys import Keys
from events.ledger import Ledger
from events.sealing import SubjectKey, TamperedError
from events.tables import file_chunks, files

log = logging.getLogger(__name__)

CHUNK: Final = 1 << 20
"""Bytes sealed at a time: what a process holds of a file is two or three of these."""
KEPT_UNNAMED: Final = 86_400.0
"""Seconds of the server's clock an upload waits for the event that names it."""
SWEEP_EVERY: Final = 3600.0

FILE = bindparam("file", type_=Uuid)
ORGANISER, STREAM = bindparam("organiser", type_=Uuid), bindparam("stream", type_=Text)
PUT: Final = select(
    func.put_chunk(FILE, ORGANISER, STREAM, bindparam("n", type_=Integer), bindparam("sealed", type_=LargeBinary))
)
FINISH: Final = select(
    func.finish_file(
        FILE,
        bindparam("digest", type_=Text),
        bindparam("size", type_=BigInteger),
        bindparam("chunks", type_=Integer),
        bindparam("holds", type_=Text),
    )
)
CLAIM: Final = select(func.claim_file(FILE, ORGANISER, STREAM))
KEEP: Final = select(func.keep_file(FILE))
SECONDS = bindparam("seconds", type_=Float(53))
SWEEP: Final = select(func.sweep_file(FILE, SECONDS))
FOUND: Final = select(files).where(files.c.id == FILE, files.c.organiser == ORGANISER, files.c.stream == STREAM)
UNNAMED: Final = (
    select(files.c.id, files.c.stream)
    .where(~files.c.kept, files.c.touched_at < func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, SECONDS))
    .limit(1000)
)
ONE: Final = select(file_chunks.c.sealed).where(file_chunks.c.file == FILE, file_chunks.c.n == bindparam("n"))


class Place(NamedTuple):
    """Whose a file is."""

    organiser: UUID
    stream: str


class Uploaded(NamedTuple):
    """A whole file."""

    file: UUID
    digest: str
    size: int
    chunks: int
    holds: Contents


class Files:
    """This installation's. Everything raises FAILURES, and SealingError where a key is lost or destroyed."""

    def __init__(self, engine: AsyncEngine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    async def store(self, place: Place, parts: AsyncIterator[bytes]) -> Uploaded:
        """Keep what comes, until it is named. Raises Unmet if it is empty, too large, or of no kind we take."""
        file = uuid4()
        try:
            return await self._stored(place, file, parts)
        except Unmet:  # what is refused needs no day to be named in
            await self._call(SWEEP, file=file, seconds=0.0)
            raise

    async def _stored(self, place: Place, file: UUID, parts: AsyncIterator[bytes]) -> Uploaded:
        digest, looking, size, number = sha256(), Looking(), 0, 0
        key = await self._key(place, file)
        async for chunk, last in _chunks(parts):
            size += len(chunk)
            if size > LARGEST:
                raise Unmet("file_too_large", N_("The file is larger than {largest} MB."), largest=LARGEST // 1_000_000)
            looking.see(chunk)
            sealed = key.encrypt(_nonce(number), chunk, _place(number, last=last))
            digest.update(sealed)
            await self._call(PUT, file=file, **place._asdict(), n=number, sealed=sealed)
            number += 1
        if size == 0:
            raise Unmet("file_empty", N_("The file is empty."))
        holds = looking.found()
        if holds is None:
            raise Unmet("file_type", N_("Such a file cannot be attached. Take one of {types}."), types=TYPES)
        whole = Uploaded(file, digest.hexdigest(), size, number, holds)
        await self._call(FINISH, **whole._asdict() | {"holds": holds.value})
        return whole

    async def claim(self, place: Place, file: UUID) -> Uploaded | None:
        """The file, if it is whole and of this place, now safe for another day."""
        if not await self._call(CLAIM, file=file, **place._asdict()):
            return None
        return await self.find(place, file)

    async def find(self, place: Place, file: UUID) -> Uploaded | None:
        """The whole file of that id, in this place."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(FOUND, {"file": file, **place._asdict()})).first()
        if row is None or row.digest is None:
            return None
        return Uploaded(row.id, row.digest, row.size, row.chunks, Contents(row.holds))

    async def read(self, place: Place, whole: Uploaded) -> AsyncIterator[bytes]:
        """Its contents, a chunk at a time. Raises TamperedError at the first that is not as it was written."""
        key = await self._key(place, whole.file)
        for number in range(whole.chunks):
            sealed = await self._call(ONE, file=whole.file, n=number)
            try:
                yield key.decrypt(_nonce(number), sealed or b"", _place(number, last=number == whole.chunks - 1))
            except (InvalidTag, ValueError) as error:
                raise TamperedError(f"a file of {place.stream} is not as it was written") from error

    async def sweep(self, ledger: Ledger, seconds: float = KEPT_UNNAMED) -> int:
        """Delete what was uploaded and, `seconds` later, is named by no event; how many."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(UNNAMED, {"seconds": seconds})).all()
        swept = 0
        for file, stream in rows:
            state, _ = await ledger.state(stream)
            held: InitiativeState = state
            if file in held.documents:
                await self._call(KEEP, file=file)
            else:
                swept += bool(await self._call(SWEEP, file=file, seconds=seconds))
        return swept

    async def sweeping(self, ledger: Ledger) -> None:
        """Sweep every hour, until cancelled."""
        while True:
            try:
                if swept := await self.sweep(ledger):
                    log.info("files that nothing names were deleted", extra={"files": swept})
            except Exception as error:  # whatever it is, the log goes on beside it
                log.warning("files cannot be swept: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_EVERY)

    async def _key(self, place: Place, file: UUID) -> AESGCM:
        key: SubjectKey = await self._keys.existing(*place)
        return AESGCM(key.branch(b"file|" + file.bytes))

    async def _call(self, statement: Select[Any], **values: object) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, values)).scalar()


TYPES: Final = "pdf, png, jpeg, docx, xlsx, pptx, odt, ods, odp, txt, csv"


async def _chunks(parts: AsyncIterator[bytes]) -> AsyncIterator[tuple[bytes, bool]]:
    """The same bytes in CHUNKs, the last one marked; nothing at all gives one that is empty."""
    held = bytearray()
    async for part in parts:
        held += part
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _place(number: int, *, last: bool) -> bytes:
    return b"%d|%s" % (number, b"last" if last else b"more")
