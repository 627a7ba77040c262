"""Files with forms to fill in: read, written, and from which version."""

import re
import sys
from pathlib import Path
from typing import Final, get_args

from domain.messages import N_
from styrkedjan.cli.new_files import new_file
from styrkedjan.cli.session import Session
from styrkedjan.files import FileError, unreadable
from styrkedjan.translation import Language, translate

WRITTEN_FROM: Final = N_("Written from version {version}.")
"""A line of every written form: what its writer had seen."""


def seen_in(text: str) -> int | None:
    """The version a form was written from, in whichever language."""
    for language in get_args(Language):
        line = re.escape(translate(WRITTEN_FROM, language)).replace(re.escape("{version}"), r"(\d+)")
        if found := re.search(rf"^# {line}$", text, re.MULTILINE):
            return int(found[1])
    return None


def get(file: Path) -> str:
    """A file's text. Raises FileError."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise FileError(N_("{file} is not text in UTF-8."), file=file) from error


def put(session: Session, text: str, out: Path | None) -> None:
    """Write a form to the terminal, or to a file that is not there yet. Raises FileError."""
    if out is None:
        session.write(text)
        return
    with new_file(out) as file:
        file.write(text.encode())
    session.tell(N_("Written to {file}."), file=out)
