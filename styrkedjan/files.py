"""Tables of a TOML file as the domain's dataclasses, with names for ids and school days for dates.

A person or a unit is written by its name where names are known, else by its id. A date is written as a date, or by
school year, ISO week and weekday: `{ year = 1, week = 35, day = 2 }` is Tuesday of week 35 in the first school year.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from errno import EACCES, EISDIR, ENOENT, ENOSPC
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.messages import N_
from domain.school_year import school_week_day
from styrkedjan.toml_lines import line_at, lines_of
from web.forms import Fault, FormRefused, read_form

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where in the file: keys, and numbers of rows from 0."""


class FileError(Exception):
    """The file cannot be used; an English sentence for the edge to translate and fill."""

    def __init__(self, sentence: str, *, because: str = "", **details: object) -> None:
        """`because` is a sentence of its own, which `sentence` takes in as `{reason}`."""
        self._sentence = sentence
        self._because = because
        self._details = details
        super().__init__(self.told(str.format))

    def told(self, translate: Callable[..., str]) -> str:
        """In the reader's language; `translate` also fills the values in."""
        because = {"reason": translate(self._because, **self._details)} if self._because else {}
        return translate(self._sentence, **self._details, **because)


REASONS: Final = {
    ENOENT: N_("there is no such file or folder"),
    EACCES: N_("you may not"),
    EISDIR: N_("it is a folder"),
    ENOSPC: N_("the disk is full"),
}


def unreadable(file: Path, error: OSError) -> FileError:
    """A file that the system does not give, with what it says."""
    return FileError(N_("{file} cannot be read: {reason}."), because=_why(error), file=file)


def unwritable(file: Path, error: OSError) -> FileError:
    """A file that the system does not take."""
    return FileError(N_("{file} cannot be written: {reason}."), because=_why(error), file=file)


def _why(error: OSError) -> str:
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolDay:
    """A day as schools speak of it."""

    year: int
    """1 is the first school year."""
    week: int
    """ISO."""
    day: int
    """1 is Monday."""

    def date(self, first_year: int) -> date:
        """The date, where the first school year starts in `first_year`. Raises ValueError for a day there is not."""
        return school_week_day(first_year + self.year - 1, self.week, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What words in a file stand for."""

    first_year: int
    """The calendar year in which school year 1 starts."""
    ids: Mapping[str, UUID] = field(default_factory=dict)
    """Of people and units, by name."""


class Document:
    """A TOML file, read."""

    def __init__(self, text: str, name: str) -> None:
        """Raises FileError for what is no TOML; the sentence says where."""
        self.name = name
        self._lines = lines_of(text)
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise FileError(N_("{file} is not TOML: {reason}."), file=name, reason=error) from error

    @classmethod
    def read(cls, path: Path) -> "Document":
        """Raises FileError."""
        try:
            return cls(path.read_text(encoding="utf-8"), path.name)
        except OSError as error:
            raise unreadable(path, error) from error
        except UnicodeDecodeError as error:
            raise FileError(N_("{file} is not text in UTF-8."), file=path) from error

    def parse(self, kind: type[T], meaning: Meaning, *place: str | int) -> T:
        """What stands at `place`, as a dataclass of `kind`. Raises FileError, naming line and field."""
        raw: Any = self.data
        for step in place:
            if not (isinstance(step, int) or step in raw):
                raise FileError(N_("{file} has no [{table}]."), file=self.name, table=_where(place))
            raw = raw[step]
        return self.build(kind, raw, meaning, *place)

    def build(self, kind: type[T], raw: Mapping[str, Any], meaning: Meaning, *place: str | int) -> T:
        """`raw`, read from `place`, as a dataclass of `kind`. Raises FileError, naming line and field."""
        try:
            return read_form(kind, self._meant(kind, raw, meaning, place))
        except FormRefused as refused:
            fault = refused.faults[0]
            raise self.fault(fault.sentence, *place, *fault.path, allowed=fault.allowed) from None

    def fault(self, sentence: str, *place: str | int, **details: object) -> FileError:
        """What is wrong at one place of this file."""
        return FileError(
            N_("{file}, line {line}, {field}: {reason}"),
            because=sentence,
            file=self.name,
            line=line_at(self._lines, place) or 1,
            field=_where(place),
            **details,
        )

    def _meant(self, kind: Any, raw: Any, meaning: Meaning, place: Place) -> Any:
        """`raw` with names turned into ids and school days into dates, as far as `kind` asks for either."""
        members = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
        for member in members:
            if member is UUID and isinstance(raw, str):
                return meaning.ids.get(raw, raw)
            if member is date and isinstance(raw, dict):
                return self._date(raw, meaning, place)
            if get_origin(member) is tuple and isinstance(raw, list):
                return [self._meant(get_args(member)[0], row, meaning, (*place, n)) for n, row in enumerate(raw)]
            if member is not NoneType and is_dataclass(member) and isinstance(raw, dict):
                hints = get_type_hints(member)
                return {key: self._meant(hints.get(key), held, meaning, (*place, key)) for key, held in raw.items()}
        return raw

    def _date(self, raw: Mapping[str, Any], meaning: Meaning, place: Place) -> date:
        day = self.build(SchoolDay, raw, meaning, *place)
        try:
            return day.date(meaning.first_year)
        except ValueError:
            raise self.fault(N_("there is no such day"), *place) from None


def _where(place: Place) -> str:
    return Fault(path=place, sentence="").where
