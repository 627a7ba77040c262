"""Messages in the reader's language, from the catalogue itself: nothing compiled is kept.

English is the language of the code, so it needs no catalogue; a message the catalogue lacks is shown in English.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["sv", "en"]
LOCALES: Final = Path(__file__).parent / "locales"


def catalogue_file(language: Language) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "styrkedjan.po"


def read_catalogue(language: Language) -> Catalog:
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


@cache
def _messages(language: Language) -> Mapping[str, str]:
    if language == "en":
        return {}
    return {str(message.id): str(message.string) for message in read_catalogue(language) if message.id}


def translate(message: str, language: Language) -> str:
    """`message`, an English text marked with `N_`, in `language`."""
    return _messages(language).get(message) or message


def translator(language: Language) -> Callable[..., str]:
    """What modules call `_`: translates and fills `{placeholders}`."""

    def _(message: str, /, **details: object) -> str:
        text = translate(message, language)
        return text.format(**details) if details else text

    return _


def best_language(accepted: str, default: Language) -> Language:
    """The first of an `Accept-Language` header that we have; its order is the reader's, weights are rarely used."""
    for part in accepted.split(","):
        match part.split(";")[0].strip().lower()[:2]:
            case "sv":
                return "sv"
            case "en":
                return "en"
    return default
