"""What the command line says, in one language, with commands as they can be pasted here."""

import os
import shlex
import shutil
import sysconfig
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from domain.messages import N_
from styrkedjan.translation import Language, translate

Say = Callable[..., str]

COMMAND: Final = Path(sysconfig.get_path("scripts")) / "styrkedjan"
UNCHANGED: Final = N_("Nothing is changed: it says so already.")
"""Of a correction to what is there."""
NAME: Final = "styrkedjan "
"""In messages the command is written in lower case, and the product is not."""


def sayer(language: Language, who: str = "") -> Say:
    """Translates and fills `{placeholders}`, as `styrkedjan.translation.translator` does.

    `who`: the options that say who acts, as `who_acts` makes them; the commands in messages repeat them.
    """

    def say(message: str, /, **details: object) -> str:
        text, command = translate(message, language), f"{typed()} {who}"
        if not details:
            return text.replace(NAME, command)
        return text.replace(NAME, command.replace("{", "{{").replace("}", "}}")).format(**details)

    return say


def who_acts(options: Mapping[str, str | None]) -> str:
    """The options that were given, for a shell."""
    return "".join(f"{option} {shlex.quote(named)} " for option, named in options.items() if named is not None)


def printable(text: str) -> str:
    """What people wrote without what would steer a terminal."""
    return "".join(letter for letter in text if letter == "\n" or not unicodedata.category(letter).startswith("C"))


@cache
def typed() -> str:
    """How the command is called from here: by name where the shell finds it, else by its path."""
    if shutil.which(COMMAND.name) == str(COMMAND):
        return COMMAND.name
    return shlex.quote(os.path.relpath(COMMAND))
