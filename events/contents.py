"""What a file really holds, judged by its bytes while they pass: its name only has to agree."""

from enum import StrEnum
from typing import Final

from domain.initiative.documents import FileType

_TAIL: Final = 1 << 17
"""Bytes kept of the end: a zip's list of contents lies there, its comment aside."""
_CONTROL: Final = frozenset(range(32)) - {9, 10, 12, 13}
_TRANSLATE_AWAY: Final = bytes(_CONTROL)
_STARTS: Final = {b"%PDF-": FileType.PDF, b"\x89PNG\r\n\x1a\n": FileType.PNG, b"\xff\xd8\xff": FileType.JPEG}
_OFFICE: Final = {
    b"word/document.xml": FileType.DOCX,
    b"xl/workbook.xml": FileType.XLSX,
    b"ppt/presentation.xml": FileType.PPTX,
}
_OPEN: Final = {
    b"application/vnd.oasis.opendocument.text": FileType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileType.ODP,
}
_OPEN_AT: Final = 38
"""Where an OpenDocument file says what it is: its first entry is `mimetype`, stored as it is (ODF 1.3, part 2, 3.3)."""
_MACROS: Final = (b"vbaProject.bin", b"Basic/script-lc.xml")


class Contents(StrEnum):
    """The kinds that can be told apart; text may be TXT or CSV."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    TEXT = "text"

    def agrees(self, type_: FileType) -> bool:
        """Whether a file named as `type_` may hold this."""
        if self is Contents.TEXT:
            return type_ in (FileType.TXT, FileType.CSV)
        return self.value == type_.value


class Looking:
    """Sees a file's bytes pass."""

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._is_text = True

    def see(self, part: bytes) -> None:
        """The next bytes."""
        if len(self._head) < _TAIL:
            self._head += part[: _TAIL - len(self._head)]
        self._tail = (self._tail + part)[-_TAIL:]
        self._is_text = self._is_text and len(part.translate(None, _TRANSLATE_AWAY)) == len(part)

    def found(self) -> Contents | None:
        """What it was; `None` if it is nothing that may be attached (macros are not)."""
        for start, type_ in _STARTS.items():
            if self._head.startswith(start):
                return Contents(type_.value)
        if self._head.startswith(b"PK\x03\x04"):
            return self._zipped()
        return Contents.TEXT if self._is_text else None

    def _zipped(self) -> Contents | None:
        if any(name in part for name in _MACROS for part in (self._head, self._tail)):
            return None
        for said, type_ in _OPEN.items():
            if self._head.startswith(said + b"PK", _OPEN_AT):
                return Contents(type_.value)
        for entry, type_ in _OFFICE.items():
            if entry in self._tail and b"[Content_Types].xml" in self._head + self._tail:
                return Contents(type_.value)
        return None
