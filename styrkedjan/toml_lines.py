"""On which line each answer of a TOML file stands: the parsers tell only for files they cannot read."""

import re
from collections.abc import Iterator
from typing import Final

Path = tuple[str | int, ...]

HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
ANSWER: Final = re.compile(r"""^\s*([\w.-]+|"[^"]*")\s*=""")
FENCES: Final = ('"' * 3, "'" * 3)


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table and key; rows of a list are numbered from 0. Inline tables count as one."""
    return dict(_Scanner().scan(text))


class _Scanner:
    def __init__(self) -> None:
        self._rows: dict[tuple[str, ...], int] = {}
        self._table: Path = ()
        self._fence = ""

    def scan(self, text: str) -> Iterator[tuple[Path, int]]:
        for number, line in enumerate(text.splitlines(), start=1):
            if self._fence:
                self._fence = "" if self._fence in line else self._fence
            elif header := HEADER.match(line):
                self._enter(tuple(part.strip(' "') for part in header[2].split(".")), row=header[1] == "[[")
                yield self._table, number
            elif answer := ANSWER.match(line):
                yield (*self._table, *answer[1].strip('"').split(".")), number
                self._fence = next((fence for fence in FENCES if line.count(fence) % 2), "")

    def _enter(self, names: tuple[str, ...], *, row: bool) -> None:
        if row:
            self._rows = {held: at for held, at in self._rows.items() if held[: len(names)] != names or held == names}
            self._rows[names] = self._rows.get(names, -1) + 1
        path: list[str | int] = []
        for depth, name in enumerate(names, start=1):
            path.append(name)
            if names[:depth] in self._rows:
                path.append(self._rows[names[:depth]])
        self._table = tuple(path)
