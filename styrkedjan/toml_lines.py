"""On which line each answer of a TOML file stands: the parsers tell only for files they cannot read."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

Path = tuple[str | int, ...]

HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
NAME: Final = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
ANSWER: Final = re.compile(rf"^\s*({NAME}(?:\s*\.\s*{NAME})*)\s*=")
STEP: Final = re.compile(NAME)
FENCES: Final = ('"' * 3, "'" * 3)


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table and key; rows of a list are numbered from 0. Inline tables count as one."""
    return dict(_Scanner().scan(text))


def line_at(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of a place, or of the nearest thing that holds it; `None` for the file as a whole."""
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)


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
                self._enter(_steps(header[2]), row=header[1] == "[[")
                yield self._table, number
            elif answer := ANSWER.match(line):
                yield (*self._table, *_steps(answer[1])), number
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


def _steps(name: str) -> tuple[str, ...]:
    """A dotted name's parts, their quotation marks taken off."""
    return tuple(step.strip("\"'") for step in STEP.findall(name))
