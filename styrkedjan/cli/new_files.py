"""Files that commands write: never over one that is there, and whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from domain.messages import N_
from styrkedjan.files import FileError, unwritable


class NewFile:
    """A file being written."""

    def __init__(self, path: Path, opened: BinaryIO) -> None:
        self._path = path
        self._opened = opened

    def write(self, part: bytes) -> None:
        """All of it. Raises FileError."""
        try:
            self._opened.write(part)
            self._opened.flush()
        except OSError as error:
            raise unwritable(self._path, error) from error


@contextmanager
def new_file(path: Path) -> Iterator[NewFile]:
    """Made before what is to be in it, so that nothing is done in vain; gone if that fails. Raises FileError."""
    try:
        opened = path.open("xb")
    except FileExistsError as error:
        raise FileError(N_("{file} is there already. Choose another name."), file=path) from error
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with opened:
            yield NewFile(path, opened)
    except BaseException:
        path.unlink()
        raise
