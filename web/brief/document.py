"""A brief in words, before it is text, Markdown or HTML: headings and short lines, nothing that belongs to a format.

Persons in it are placeholders, and what people wrote is guarded (`persons`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line; the label says what it is about, or when."""

    text: str
    label: str = ""

    @property
    def heads(self) -> str:
        """The label as it stands before the text."""
        return f"{self.label}:" if self.label and not self.label.endswith("?") else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that belong together."""

    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the brief under a heading; `empty` is said where there is nothing to tell."""

    heading: str
    blocks: tuple[Block, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole; the most important first."""

    language: str
    kind: str
    """What it is: the brief."""
    title: str
    about: str
    """The unit, and the day it tells of."""
    lead: tuple[str, ...]
    """What there is to know if one reads no further."""
    sections: tuple[Section, ...]
    foot: str
