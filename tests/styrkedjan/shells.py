"""The command line beside a running installation, as somebody types at it."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from events.keys import MasterKey
from styrkedjan import bootstrap, cli
from styrkedjan.embedded.processes import remember
from styrkedjan.locations import Folder, Founders, Locations


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(slots=True)
class Shell:
    """Runs commands in this process, in the data folder of an installation whose servers run."""

    capsys: pytest.CaptureFixture[str]
    folder: Path
    founders: Founders
    environment: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, code: int = 0) -> Said:
        """One command; its exit code is asserted."""
        self.capsys.readouterr()
        ended = cli.run(words)
        out, err = self.capsys.readouterr()
        assert ended == code, f"{words}: {ended}\n{out}\n{err}"
        assert "Traceback" not in out + err
        return Said(ended, out, err)

    def file(self, name: str, text: str) -> str:
        """A file to give to a command."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def person(self, name: str, *roles: str) -> None:
        """Somebody new."""
        self("person", "add", name)
        for role in roles:
            self("role", "grant", name, role)

    def task(self, key: str, who: str) -> str:
        """The id of somebody's open task of that kind."""
        tasks = self("tasks", "--json", "--as", who).json
        return next(str(task["task"]) for task in tasks if task["key"] == key)


def open_shell(database: str, owner: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """An installation just begun, its servers announced as `up` does."""
    folder.mkdir(exist_ok=True)
    house = Folder(folder)
    key = folder / "master.key"
    MasterKey.create(key)
    remember(house.process, os.getpid())
    house.announce(
        Locations(database=database, owner=owner, temporal="127.0.0.1:1", key_file=key, address="http://127.0.0.1:1")
    )
    founders = house.founders()
    asyncio.run(bootstrap.begin(database, key, founders, "sv"))
    return Shell(capsys, folder, founders, {"STYRKEDJAN_DATA": str(folder)})


def fill(form: str, **answers: str) -> str:
    """A written form with some of its empty answers filled in, as TOML values."""
    lines = []
    left = dict(answers)
    for line in form.splitlines():
        name = line.partition(" =")[0]
        lines.append(f"{name} = {left.pop(name)}" if name in left and not line.startswith("#") else line)
    assert not left, f"not asked: {sorted(left)}"
    return "\n".join(lines) + "\n"
