"""Documents of an initiative: files and links, attached to the whole or to one task.

A file's contents lie outside the log, sealed under the initiative's key; here are its digest, size and type. What is
detached stays in the record with its file: what somebody decided on can be looked at afterwards.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from domain.sealed import Sealed

LARGEST: Final = 20_000_000
"""Bytes of one file."""
MOST: Final = 200
"""Documents an initiative may have attached at a time."""


class FileType(StrEnum):
    """What may be attached; the value is the ending of its name."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    TXT = "txt"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file's contents, as they are kept."""

    digest: str
    """SHA-256 of the ciphertext, in hexadecimal."""
    size: int
    """Bytes, before sealing."""
    type: FileType


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAttached:
    document: UUID
    task: UUID | None
    name: Sealed
    file: StoredFile | None
    link: Sealed | None
    """Either a file or a link."""
    by: UUID | None
    on: date
    kind: Literal["document_attached"] = "document_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetached:
    """No longer shown; its file stays with the record."""

    document: UUID
    kind: Literal["document_detached"] = "document_detached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document."""

    document: UUID
    task: UUID | None
    name: Sealed
    file: StoredFile | None
    link: Sealed | None
    by: UUID | None
    on: date
    attached: bool = True


def document_of(event: DocumentAttached) -> Document:
    return Document(
        document=event.document,
        task=event.task,
        name=event.name,
        file=event.file,
        link=event.link,
        by=event.by,
        on=event.on,
    )
