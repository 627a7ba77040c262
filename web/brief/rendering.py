"""A brief as text, Markdown or HTML: first with placeholders for persons, then, when somebody reads it, with names."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web.brief.content import Brief
from web.brief.document import Block, Document, Row, Section
from web.brief.persons import NOT_KNOWN, Escape, escaped, named
from web.brief.source import tidy
from web.brief.wording import document
from web.lost import in_words
from web.speech import Speech, Translate

RENDERER: Final = 3
"""Raise it when any brief comes out otherwise than before: what is kept says by which renderer it was written."""


class Format(StrEnum):
    """What a brief can be rendered as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


MEDIA: Final = {Format.TEXT: "text/plain", Format.MARKDOWN: "text/markdown", Format.HTML: "text/html"}


def accepted(header: str) -> Format | None:
    """What an `Accept` header asks for first; `None` for JSON, or anything."""
    first = header.partition(",")[0].partition(";")[0].strip().lower()
    return next((format_ for format_, media in MEDIA.items() if media == first), None)


def render(brief: Brief, format_: Format, speech: Speech) -> str:
    """The brief with placeholders for persons. The same brief, format and language give the same text."""
    return RENDERERS[format_](document(brief, speech))


def name_persons(text: str, format_: Format, names: Mapping[UUID, str], translate: Translate) -> str:
    """A rendered brief as it is read: `names` are those of `persons_in(text)`, an erased person's the log's mark."""
    return named(text, _known(names, translate), ESCAPES[format_], translate(NOT_KNOWN))


def name_document(told: Document, names: Mapping[UUID, str], translate: Translate) -> Document:
    """The same of a brief that is still in parts, for programs."""
    said = _known(names, translate)
    whole: Document = _changed(told, lambda text: named(text, said, str, translate(NOT_KNOWN)))
    return whole


def _known(names: Mapping[UUID, str], translate: Translate) -> Mapping[UUID, str]:
    """On one line, like everything else that people wrote."""
    return {person: tidy(name) for person, name in in_words(names, translate).items()}


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case tuple():
            return tuple(_changed(each, change) for each in value)
        case _:
            return type(value)(**{name: _changed(getattr(value, name), change) for name in value.__slots__})


# Text


def _text(told: Document) -> str:
    head = f"{told.title}\n{told.kind}. {told.about}\n"
    lead = "".join(f"{line}\n" for line in told.lead)
    parts = [head, lead, *(_text_section(section) for section in told.sections), f"{told.foot}\n"]
    return "\n".join(parts)


def _text_section(section: Section) -> str:
    heading = f"{section.heading.upper()}\n"
    return heading + "\n".join(_text_blocks(section))


def _text_blocks(section: Section) -> Iterator[str]:
    if not section.blocks:
        yield f"{section.empty}\n"
    for block in section.blocks:
        title = f"{block.title}\n" if block.title else ""
        yield title + "".join(f"- {_text_row(row)}\n" for row in block.rows)


def _text_row(row: Row) -> str:
    return f"{row.heads} {row.text}" if row.label else row.text


# Markdown

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>#|~&!$]")
_AT_START: Final = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def _harmless(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _markdown_words(text: str) -> str:
    """Words that mean nothing to Markdown; a number that begins a line would make a list of it."""
    plain = _SPECIAL.sub(_harmless, text)
    start = _AT_START.match(plain)
    if start is None:
        return plain
    number = start[2].isdigit()
    return f"{plain[: start.end()]}\\{plain[start.end() :]}" if number else f"{start[1]}\\{plain[start.start(2) :]}"


def _markdown(told: Document) -> str:
    m = _in_markdown
    head = f"# {m(told.title)}\n\n{m(told.kind)}. {m(told.about)}\n"
    lead = "".join(f"- {m(line)}\n" for line in told.lead)
    return "\n".join([head, lead, *map(_markdown_section, told.sections), f"---\n\n{m(told.foot)}\n"])


def _in_markdown(text: str) -> str:
    return escaped(text, _markdown_words)


def _markdown_section(section: Section) -> str:
    said = [f"## {_in_markdown(section.heading)}\n"]
    said += [_markdown_block(block) for block in section.blocks] or [f"{_in_markdown(section.empty)}\n"]
    return "\n".join(said)


def _markdown_block(block: Block) -> str:
    title = f"### {_in_markdown(block.title)}\n\n" if block.title else ""
    return title + "".join(f"- {_markdown_row(row)}\n" for row in block.rows)


def _markdown_row(row: Row) -> str:
    text = _in_markdown(row.text)
    return f"**{_in_markdown(row.heads)}** {text}" if row.label else text


# HTML

HERE: Final = Path(__file__).parent
STYLE: Final = (HERE / "brief.css").read_text("utf-8")
"""Its own: what other pages look like is no reason to render every brief anew."""
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def _html(told: Document) -> str:
    page: str = _ENVIRONMENT.get_template("brief.html").render(told=told, style=Markup(STYLE))  # noqa: S704  # our own file
    return page + "\n"


RENDERERS: Final[Mapping[Format, Callable[[Document], str]]] = {
    Format.TEXT: _text,
    Format.MARKDOWN: _markdown,
    Format.HTML: _html,
}
ESCAPES: Final[Mapping[Format, Escape]] = {
    Format.TEXT: str,
    Format.MARKDOWN: _markdown_words,
    Format.HTML: html.escape,
}
