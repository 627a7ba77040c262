"""The templates that come with the product, as data: one TOML file each, named by its key."""

import tomllib
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from domain.template import TemplateContent

SHIPPED: Final = ("lartraffar", "lyftmodellen", "analytisk-cykel", "stl", "leda-digitalisering")
"""The first is what a blank decision proposes."""

_CONTENT: Final = TypeAdapter(TemplateContent)


def load(key: str) -> TemplateContent:
    """Read a shipped template. Raises FileNotFoundError for another key, ValidationError for a wrong file."""
    return _CONTENT.validate_python(tomllib.loads(text_of(key)))


def text_of(key: str) -> str:
    """The file as it is, comments and all: what an organiser starts from to write its own."""
    return files(__name__).joinpath(f"{key}.toml").read_text(encoding="utf-8")
