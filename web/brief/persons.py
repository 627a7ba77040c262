"""Persons in a rendered brief: placeholders while it is kept, names only when somebody reads it.

A placeholder is `⟦person:UUID⟧`. Where people wrote `⟦` themselves it is kept as `⟦(⟧`, so that every `⟦` of a rendered
text begins one of the two: nobody can forge a placeholder, and reading gives back what was written.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final
from uuid import UUID

from domain.messages import N_

BRACKET: Final = "⟦"
_KEPT: Final = "⟦(⟧"
_TOKEN: Final = re.compile(r"⟦(?:\(|person:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))⟧")
NOT_KNOWN: Final = N_("somebody who is not in the directory")

Escape = Callable[[str], str]
"""How one format writes words that could mean something in it."""


def placeholder(person: UUID) -> str:
    """What stands for a person in a rendered text."""
    return f"{BRACKET}person:{person}⟧"


def guarded(text: str) -> str:
    """Words that people wrote, unable to be taken for a placeholder."""
    return text.replace(BRACKET, _KEPT)


def escaped(text: str, escape: Escape) -> str:
    """`text` with everything but its placeholders escaped."""
    if BRACKET not in text:
        return escape(text)
    ends = [0, *(end for found in _TOKEN.finditer(text) for end in found.span()), len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    return "".join(part if n % 2 else escape(part) for n, part in enumerate(parts))


def persons_in(text: str) -> set[UUID]:
    """Everybody a rendered text names."""
    return {UUID(found[1]) for found in _TOKEN.finditer(text) if found[1]}


def named(text: str, names: Mapping[UUID, str], escape: Escape, not_known: str) -> str:
    """`text` as it is read; in one pass, so that a name cannot be a placeholder either."""

    def said(found: re.Match[str]) -> str:
        return escape(names.get(UUID(found[1])) or not_known) if found[1] else BRACKET

    return _TOKEN.sub(said, text)
