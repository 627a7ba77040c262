"""What stands in a file of units and posts, row by row, and what is wrong with it, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.messages import N_
from domain.organiser import UnitKind
from domain.refusals import Unmet


class Column(StrEnum):
    """What a column says."""

    UNIT = "enhet"
    CODE = "kod"
    KIND = "typ"
    PRINCIPAL = "rektor"
    EMAIL = "e-post"
    SINCE = "från"
    UNTIL = "till"
    ACTING = "tf"
    MANAGER = "chef"
    MANAGER_EMAIL = "chefens e-post"
    REASON = "skäl"


_ALIASES: Final[Mapping[Column, Sequence[str]]] = {
    Column.UNIT: ("skolenhet", "enhetsnamn", "unit", "unit name", "school"),
    Column.CODE: ("skolenhetskod", "enhetskod", "code", "unit code"),
    Column.KIND: ("slag", "kind", "type"),
    Column.PRINCIPAL: ("rektorns namn", "principal", "name"),
    Column.EMAIL: ("epost", "rektors e-post", "rektorns e-post", "email", "e-mail", "principal e-mail"),
    Column.SINCE: ("fran", "fr.o.m.", "from", "since", "start"),
    Column.UNTIL: ("t.o.m.", "tom", "slut", "until", "to", "end"),
    Column.ACTING: ("tillförordnad", "acting"),
    Column.MANAGER: ("rektors chef", "rektorns chef", "manager"),
    Column.MANAGER_EMAIL: ("chefens epost", "chef e-post", "manager e-mail", "manager email"),
    Column.REASON: ("orsak", "reason"),
}
HEADINGS: Final[Mapping[str, Column]] = {
    heading: column for column, others in _ALIASES.items() for heading in (column.value, *others)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What keeps a row from being used."""

    column: str
    """As it is called in the file."""
    sentence: str
    """English, marked for translation: what is wrong, and what to do."""
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. What is not said changes nothing."""

    line: int
    """The first of its lines in the file, from 1."""
    unit: str = ""
    code: str = ""
    kind: UnitKind | None = None
    principal: str = ""
    email: str = ""
    since: date | None = None
    until: date | None = None
    acting: bool | None = None
    manager: str = ""
    manager_email: str = ""
    reason: str = ""
    headings: Mapping[Column, str]
    """What the file calls its columns."""
    flaws: tuple[Flaw, ...] = ()

    @property
    def names_principal(self) -> bool:
        return bool(self.principal or self.email)

    @property
    def names_manager(self) -> bool:
        return bool(self.manager or self.manager_email)

    def flaw(self, column: Column, sentence: str, **details: object) -> Flaw:
        """Something wrong with one of its cells."""
        return Flaw(column=self.headings.get(column, column.value), sentence=sentence, details=details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file, read."""

    rows: Sequence[Row]
    old_letters: bool = False
    """It was not in UTF-8, and was taken for Windows' own letters."""


def file_refused(sentence: str, **details: object) -> Unmet:
    """The file cannot be used as it is."""
    return Unmet("posts_file", sentence, **details)


EMPTY: Final = N_("The file is empty.")
