"""The command line, `styrkedjan`: every command is explained in docs/cli.md."""

import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import typer

from styrkedjan.cli.building import GROUPS, built
from styrkedjan.cli.exits import Exit, ended
from styrkedjan.cli.saying import printable, sayer
from styrkedjan.cli.session import Session
from styrkedjan.settings import PREFIX, Settings
from styrkedjan.translation import Language

GLOBAL: Final = ("--lang", "--as", "--for")
"""Options that may stand anywhere: they are about the person, not about the command."""


def main() -> None:
    """The installed command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """One command; its exit code. What goes wrong is a sentence on standard error."""
    said, rest = _hoisted(arguments)
    language = _language(said.get("--lang"))
    say = sayer(language)
    session: Session | None = None
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        _check(said)
        session = _opened(said, language, rest)
        command: Any = built(say, language, helping=session is None)
        return int(command.main(rest, "styrkedjan", standalone_mode=False, obj=session) or 0)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    except (Exception, KeyboardInterrupt) as error:  # whatever it is, it ends in a sentence
        code, lines = ended(error, session.say if session else say)
        print(*map(printable, lines), sep="\n", file=sys.stderr)
        return int(code)


def _opened(said: dict[str, str], language: Language, rest: Sequence[str]) -> Session | None:
    """The session; not for help, which must work whatever the settings say."""
    alone = len(rest) == 1 and rest[0] in {name for name, _, _ in GROUPS}
    if not rest or alone or "--help" in rest:
        return None
    settings = Settings()
    chosen: Language = language if "--lang" in said else settings.language
    return Session(settings, chosen, said.get("--as"), said.get("--for"))


def _check(said: dict[str, str]) -> None:
    if said.get("--lang", "sv") not in ("sv", "en"):
        raise typer.BadParameter("--lang")


def _language(said: str | None) -> Language:
    """Before any setting can be trusted: what was said, else what the environment says, else Swedish."""
    wanted = said or os.environ.get(f"{PREFIX}LANGUAGE", "")
    return "en" if wanted == "en" else "sv"


def _hoisted(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The global options, wherever they stand before `--`, and what remains."""
    said: dict[str, str] = {}
    rest: list[str] = []
    left = list(arguments)
    while left:
        word = left.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            return said, [*rest, word, *left]
        if name in GLOBAL and (equals or left):
            said[name] = value if equals else left.pop(0)
        else:
            rest.append(word)
    return said, rest


__all__ = ["Exit", "main", "run"]
