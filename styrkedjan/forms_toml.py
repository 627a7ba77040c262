"""A form as a TOML file to fill in, its questions as comments in the reader's language, and back.

An unanswered question is an empty text, whatever its type; a row in which nothing is answered is no row. So a file can
be filled in from top to bottom and nothing need be taken away.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import tomlkit

from domain.fields import Asked, questions
from domain.messages import N_
from domain.wordings import Reword, as_it_is
from styrkedjan.toml_lines import line_at, lines_of
from web.forms import Fault, FormRefused, read_form
from web.plain import plain
from web.words import words

T = TypeVar("T")
Translate = Callable[..., str]
Choices = Mapping[str, Sequence[tuple[str, str]]]
"""What may stand in a field that wants an id, by the field's name: id and name."""
Resolve = Callable[[str, str], UUID]
"""The id that a field's text (an id, the beginning of one, a name) means. Raises a Refusal."""

WIDTH: Final = 100


class TomlRefused(FormRefused):
    """A file that cannot be taken, with the line of each fault."""

    def __init__(self, faults: tuple[Fault, ...], lines: Mapping[tuple[str | int, ...], int]) -> None:
        super().__init__(faults)
        self._lines = lines

    def line(self, fault: Fault) -> int | None:
        """The line the fault stands on, or the nearest one above it."""
        return line_at(self._lines, fault.path)


def write_form(
    form: Any,
    translate: Translate,
    *,
    intro: Sequence[str] = (),
    choices: Choices | None = None,
    reword: Reword = as_it_is,
) -> str:
    """The file of a form, its texts opened; `intro` are lines in the reader's language."""
    writer = _Writer(translate, choices or {}, reword)
    rules = N_("A line that begins with # is a comment. Leave empty what you do not answer; an empty row is no row.")
    head = [*intro, translate(rules)]
    kind = getattr(form, "kind", None)
    body = [f'kind = "{kind}"', ""] if kind else []
    lines = [*(_comment(line) for line in head), "", *body, *writer.level(form, ())]
    return "\n".join(lines).rstrip() + "\n"


def _comment(line: str) -> str:
    return f"# {_on_one_line(line)}".rstrip()


def _on_one_line(text: str) -> str:
    """What people wrote may have lines of its own, which would be no comment any more."""
    return " ".join(text.split())


class _Writer:
    def __init__(self, translate: Translate, choices: Choices, reword: Reword) -> None:
        self._translate = translate
        self._reword = reword
        self._choices = choices

    def level(self, form: Any, path: tuple[str, ...], *, explained: bool = True) -> Iterator[str]:
        """The questions of one table: simple ones first, since TOML would take later ones for a row's."""
        hints = get_type_hints(type(form))
        asked = [
            (field, self._reword((*path, field.name), how), getattr(form, field.name)) for field, how in questions(form)
        ]
        for field, how, value in asked:
            if _rows_of(hints[field.name]) is None:
                yield from self._question(field, how, hints[field.name]) if explained else ()
                yield f"{field.name} = {self._value(value)}{self._word(value)}"
                yield from [""] if explained else ()
        for field, how, value in asked:
            if (row := _rows_of(hints[field.name])) is not None:
                yield from self._table(field, how, (hints[field.name], row, value), path)

    def _table(
        self, field: Field[Any], how: Asked, held: tuple[Any, type[Any], Any], path: tuple[str, ...]
    ) -> Iterator[str]:
        hint, row, value = held
        name = ".".join((*path, field.name))
        many = get_origin(hint) is tuple
        yield from [*self._question(field, how, hint, rule="-"), ""]
        rows = (value or (row(),)) if many else (value if value is not None else row(),)
        for number, each in enumerate(rows):
            yield f"[[{name}]]" if many else f"[{name}]"
            yield from self.level(each, (*path, field.name), explained=number == 0)
            yield ""

    def _question(self, field: Field[Any], how: Asked, hint: Any, rule: str = "") -> Iterator[str]:
        _, label = self._translate, self._translate(how.label)
        if rule:
            yield f"# {rule * 20}"
        needed = _(N_("{label} (must be answered)"), label=label) if how.required else label
        yield f"# {needed}"
        if how.help:
            yield f"#   {_(how.help)}"
        if how.prefilled:
            suggested = _(N_("suggested from: {source}"), source=_(how.prefilled))
            yield f"#   {suggested}"
        yield from (f"#   {line}" for line in self._allowed(field.name, hint))

    def _allowed(self, name: str, hint: Any) -> Iterator[str]:
        _, kind = self._translate, _innermost(hint)
        if isinstance(kind, type) and issubclass(kind, Enum):
            yield from (f"{code} = {_(called)}" for code, called in words(kind).items())
            if get_origin(hint) is tuple:
                code = next(iter(words(kind)))
                yield _(N_('several: ["{code}", …]'), code=code)
        elif kind is bool:
            yield _(N_("true = yes, false = no"))
        elif kind is date:
            yield _(N_("a date, as 2026-08-17"))
        elif kind is int:
            yield _(N_("a number"))
        elif kind is UUID:
            yield from (f"{id_[:8]} = {_on_one_line(called)}" for id_, called in self._choices.get(name, ()))

    def _value(self, value: Any) -> str:
        """Single values and lists of them as TOML; nothing as an empty text."""
        if value is None:
            return '""'
        held = plain(value)
        if isinstance(held, str) and isinstance(value, bytes):
            return tomlkit.string(held, multiline="\n" in held).as_string()
        if isinstance(value, date):
            return str(held)
        return str(tomlkit.item(held).as_string())

    def _word(self, value: Any) -> str:
        """Beside a code that is there already, what it means."""
        if isinstance(value, Enum):
            return f"  # {self._translate(words(type(value))[value.value])}"
        return ""


def read_toml(text: str) -> dict[str, Any]:
    """The file's table. Raises TomlRefused for what is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = next((sentence for start, sentence in NO_TOML.items() if str(error).startswith(start)), NO_TOML[""])
        raise TomlRefused((Fault(path=("?",), sentence=what),), {("?",): line}) from None


NO_TOML: Final = {
    "Cannot overwrite": N_("this is said a second time: every name stands once"),
    "Cannot declare": N_("this table is there already: every name stands once"),
    "Cannot mutate": N_("this table is there already: every name stands once"),
    "Expected '=' after a key": N_("a name is followed by = and its value"),
    "Unterminated string": N_("a text begins here or above whose closing quotation mark is missing"),
    "Illegal character": N_("a text has a line break: write longer texts in three quotation marks"),
    "Unescaped '\\' in a string": N_("before a backslash in a text stands another one"),
    "Unclosed": N_("a bracket that opens here or above is not closed"),
    "": N_("this is no TOML: a text stands in quotation marks, and every line holds one answer"),
}
"""What a file that is no TOML lacks, by how tomllib's sentence begins."""


def form_from(text: str, cls: type[T], resolve: Resolve, *, table: str | None = None) -> T:
    """The form in a file, or in one table of it, its texts plain. Raises TomlRefused, and what `resolve` raises."""
    held = read_toml(text)
    inside: tuple[str | int, ...] = (table,) if table in held else ()
    sent = _answered(held.get(table, held) if table else held)
    try:
        return read_form(cls, _with_ids(cls, sent, resolve))
    except FormRefused as refused:
        lines = {path[len(inside) :]: line for path, line in lines_of(text).items() if path[: len(inside)] == inside}
        raise TomlRefused(refused.faults, lines) from None


def _answered(value: Any) -> Any:
    """Without what is left empty."""
    if isinstance(value, dict):
        kept = {name: _answered(held) for name, held in value.items()}
        return {name: held for name, held in kept.items() if not _is_empty(held)}
    return [_answered(held) for held in value] if isinstance(value, list) else value


def _is_empty(value: Any) -> bool:
    return value == {} or (isinstance(value, str) and not value.strip())


def _drop_rows(rows: list[Any]) -> list[Any]:
    """Rows that say nothing; an unticked box and an empty list say nothing."""
    return [row for row in rows if not isinstance(row, dict) or any(map(_says_something, row.values()))]


def _says_something(value: Any) -> bool:
    return value is not False and value != []


def _with_ids(cls: type[Any], sent: Any, resolve: Resolve) -> Any:
    """What is sent with full ids, and without empty rows."""
    if not isinstance(sent, dict):
        return sent
    hints = get_type_hints(cls)
    return {name: _of_field(name, hints.get(name), held, resolve) for name, held in sent.items()}


def _of_field(name: str, hint: Any, held: Any, resolve: Resolve) -> Any:
    kind = _innermost(hint)
    if isinstance(held, list):
        return _drop_rows([_of_field(name, kind, each, resolve) for each in held])
    if kind is UUID and isinstance(held, str):
        return resolve(name, held)
    return _with_ids(kind, held, resolve) if isinstance(kind, type) and is_dataclass(kind) else held


def _innermost(hint: Any) -> Any:
    """The type of a field, or of what its list holds, or of what may be absent."""
    origin, members = get_origin(hint), [member for member in get_args(hint) if member not in (NoneType, Ellipsis)]
    if origin in (Union, UnionType, tuple) and members:
        return _innermost(members[0])
    return hint


def _rows_of(hint: Any) -> type[Any] | None:
    """The dataclass of a field that is a table or a list of them."""
    kind = _innermost(hint)
    return kind if isinstance(kind, type) and is_dataclass(kind) else None
