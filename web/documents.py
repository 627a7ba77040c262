"""Documents at the desk: uploaded, attached, shown, fetched, by whoever may read the initiative."""

import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote
from uuid import UUID, uuid5

from domain.initiative import commands as do
from domain.initiative.documents import Document, FileType, StoredFile
from domain.initiative.filing import document
from domain.messages import N_
from domain.refusals import Conflict, NotFound, Unmet
from events.contents import Contents
from events.files import TYPES, Place, Uploaded
from events.intent import Answer
from events.sealing import ErasedError
from web.desk import Caller, Desk, Opened
from web.forms import sealed
from web.views import PersonName

LONGEST_NAME: Final = 200
LONGEST_LINK: Final = 2000
ENDINGS: Final = {**{type_.value: type_ for type_ in FileType}, "jpg": FileType.JPEG}
MEDIA: Final = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.TXT: "text/plain",
    FileType.CSV: "text/csv",
}
"""What a browser may know of it; everything else is bytes to save."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What somebody wants a document to be called, and where it belongs."""

    name: str
    task: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document that is attached."""

    document: UUID
    name: str
    type: FileType | None
    size: int | None
    """Bytes."""
    digest: str | None
    """SHA-256 of what is stored, in hexadecimal."""
    link: str | None
    task: UUID | None
    by: PersonName | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file on its way to somebody."""

    name: str
    type: FileType
    size: int
    parts: AsyncIterator[bytes]

    @property
    def headers(self) -> dict[str, str]:
        """Never shown in a page, whatever it holds."""
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in self.name)
        return {
            "Content-Type": MEDIA.get(self.type, "application/octet-stream"),
            "Content-Length": str(self.size),
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
        }


class Documents:
    """Over one desk. Everything raises a Refusal where the answer is no, and what the ledger raises."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def upload(self, caller: Caller, initiative: UUID, parts: AsyncIterator[bytes]) -> Uploaded:
        """Store a file for an initiative they may read; attached within a day, or deleted."""
        opened = await self._desk.initiative(caller, initiative)
        try:
            return await self._desk.files.store(_place(caller, opened), parts)
        except ErasedError as error:
            raise _erased() from error

    async def attach_file(
        self, caller: Caller, initiative: UUID, file: UUID, named: Named, *, command_id: UUID
    ) -> Answer:
        """Attach a file that was uploaded for this initiative."""
        name = file_name(named.name)
        opened = await self._desk.initiative(caller, initiative)
        whole = await self._desk.files.claim(_place(caller, opened), file)
        if whole is None:
            raise NotFound("file_unknown", N_("There is no such file here. Upload it first."))
        stored = StoredFile(digest=whole.digest, size=whole.size, type=type_of(name, whole.holds))
        command = do.AttachDocument(document=file, name=sealed(name), task=named.task, file=stored)
        return await self._desk.execute(caller, opened.stream, command, command_id=command_id)

    async def attach_link(
        self, caller: Caller, initiative: UUID, link: str, named: Named, *, command_id: UUID
    ) -> Answer:
        """Attach a link, as the document `id_of_link(command_id)`."""
        address = link.strip()
        if not address.startswith(("https://", "http://")) or len(address) > LONGEST_LINK or _steers(address):
            raise Unmet("link_wrong", N_("A link begins with https:// or http://."))
        opened = await self._desk.initiative(caller, initiative)
        name = _checked(named.name or address[:LONGEST_NAME])
        new = id_of_link(command_id)
        command = do.AttachDocument(document=new, name=sealed(name), task=named.task, link=sealed(address))
        return await self._desk.execute(caller, opened.stream, command, command_id=command_id)

    async def detach(self, caller: Caller, initiative: UUID, id_: UUID, *, command_id: UUID) -> Answer:
        """Detach a document; its file stays with the record."""
        opened = await self._desk.initiative(caller, initiative)
        return await self._desk.execute(caller, opened.stream, do.DetachDocument(document=id_), command_id=command_id)

    async def attached(self, caller: Caller, initiative: UUID, task: UUID | None = None) -> Sequence[DocumentView]:
        """What is attached to an initiative, or to one of its tasks, oldest first."""
        opened = await self._desk.initiative(caller, initiative)
        held = [each for each in opened.state.documents.values() if each.attached and task in (None, each.task)]
        names = await self._desk.names(caller, {each.by for each in held if each.by})
        return [_view(each, names) for each in held]

    async def fetch(self, caller: Caller, initiative: UUID, id_: UUID) -> Fetched:
        """A document's file, also of one that was detached: it belongs to the record."""
        opened = await self._desk.initiative(caller, initiative)
        held = document(id_, opened.state)
        place = _place(caller, opened)
        whole = await self._desk.files.find(place, held.document) if held.file else None
        if held.file is None or whole is None or whole.digest != held.file.digest:
            raise NotFound("file_unknown", N_("There is no such file here. Upload it first."))
        parts = self._desk.files.read(place, whole)
        try:
            first = await anext(parts)
        except ErasedError as error:
            raise _erased() from error
        return Fetched(name=held.name.decode(), type=held.file.type, size=whole.size, parts=_again(first, parts))


def id_of_link(command_id: UUID) -> UUID:
    """The document that a command attaches a link as: the same when it is sent again."""
    return uuid5(command_id, "document")


def file_name(said: str) -> str:
    """A file's name as it may be kept, composed (å is one letter). Raises Unmet."""
    name = _checked(said)
    if "/" in name or "\\" in name or name.startswith("."):
        raise Unmet("name_path", N_("Give the file's name alone, without folders."))
    return name


def type_of(name: str, holds: Contents) -> FileType:
    """What a file is by its name, which its contents must agree with. Raises Unmet."""
    type_ = ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if type_ is None:
        raise Unmet("file_type", N_("Such a file cannot be attached. Take one of {types}."), types=TYPES)
    if not holds.agrees(type_):
        raise Unmet("file_ending", N_("The file is not what its name says: {type}."), type=type_.value)
    return type_


def _checked(said: str) -> str:
    name = unicodedata.normalize("NFC", said.strip())
    if not name or len(name) > LONGEST_NAME or _steers(name):
        raise Unmet("name_wrong", N_("A name has 1 to {longest} letters, and none that steer."), longest=LONGEST_NAME)
    return name


def _steers(text: str) -> bool:
    """Whether there are characters that control a terminal, or the direction of writing."""
    return any(unicodedata.category(letter).startswith("C") for letter in text)


def _place(caller: Caller, opened: Opened) -> Place:
    return Place(caller.organiser, opened.stream)


def _erased() -> Conflict:
    return Conflict("document_erased", N_("The document has been erased."))


def _view(held: Document, names: dict[UUID, str]) -> DocumentView:
    return DocumentView(
        document=held.document,
        name=held.name.decode(),
        type=held.file.type if held.file else None,
        size=held.file.size if held.file else None,
        digest=held.file.digest if held.file else None,
        link=held.link.decode() if held.link else None,
        task=held.task,
        by=PersonName(person=held.by, name=names.get(held.by, "")) if held.by else None,
        on=held.on,
    )


async def _again(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part
