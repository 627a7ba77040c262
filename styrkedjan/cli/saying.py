"""What the command line says, in one language, with commands as they can be pasted here."""

import os
import shlex
import shutil
import sysconfig
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from styrkedjan.translation import Language, translate

Say = Callable[..., str]

COMMAND: Final = Path(sysconfig.get_path("scripts")) / "styrkedjan"
NAME: Final = "styrkedjan "
"""In messages the command is written in lower case, and the product is not."""


def sayer(language: Language) -> Say:
    """Translates and fills `{placeholders}`, as `styrkedjan.translation.translator` does."""

    def say(message: str, /, **details: object) -> str:
        text = translate(message, language).replace(NAME, f"{typed()} ")
        return text.format(**details) if details else text

    return say


def printable(text: str) -> str:
    """What people wrote without what would steer a terminal."""
    return "".join(letter for letter in text if letter == "\n" or not unicodedata.category(letter).startswith("C"))


@cache
def typed() -> str:
    """How the command is called from here: by name where the shell finds it, else by its path."""
    if shutil.which(COMMAND.name) == str(COMMAND):
        return COMMAND.name
    return shlex.quote(os.path.relpath(COMMAND))
