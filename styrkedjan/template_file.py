"""A template as a TOML file: read with every fault's line, and written out to be changed."""

from dataclasses import dataclass
from typing import Any

import tomlkit

from domain.template import TemplateContent
from styrkedjan.forms_toml import TomlRefused, read_toml
from styrkedjan.templates import SHIPPED, load, text_of
from styrkedjan.toml_lines import Path, line_at, lines_of
from web.forms import FormRefused
from web.plain import plain
from web.template_content import read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """A template that could be published, and where in its file everything stands."""

    content: TemplateContent
    lines: dict[Path, int]

    def line(self, path: Path) -> int | None:
        """The line of a place, or of the nearest thing that holds it."""
        return line_at(self.lines, path)


def read_template(text: str) -> TemplateFile:
    """Raises TomlRefused, with every fault there is."""
    sent, lines = read_toml(text), lines_of(text)
    try:
        return TemplateFile(content=read_content(sent), lines=lines)
    except FormRefused as refused:
        raise TomlRefused(refused.faults, lines) from None


def shipped(key: str) -> TemplateContent | None:
    """The template of that key that comes with the product, if one does."""
    return load(key) if key in SHIPPED else None


def write_template(content: TemplateContent, key: str) -> str:
    """The file of a template under a key; a shipped one as it is shipped, comments and all."""
    if content == shipped(content.key):
        document = tomlkit.parse(text_of(content.key))
        document["key"] = key
        return tomlkit.dumps(document)
    return tomlkit.dumps(_tables({**_given(plain(content)), "key": key}))


def _given(value: Any) -> Any:
    """Without what is absent: TOML has no word for nothing."""
    match value:
        case dict():
            return {name: _given(held) for name, held in value.items() if held is not None}
        case list():
            return [_given(held) for held in value]
        case _:
            return value


def _tables(held: dict[str, Any]) -> dict[str, Any]:
    """Single values first: TOML would take later ones for a table's."""
    return dict(sorted(held.items(), key=lambda item: _is_table(item[1])))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value))
