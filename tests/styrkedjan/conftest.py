"""A shell beside a running installation."""

from pathlib import Path

import pytest

from tests.styrkedjan.shells import Shell, open_shell


@pytest.fixture
def shell(
    database: str,
    owner_database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """Commands in Swedish, by the administrator who is also the organiser's staff."""
    shell = open_shell(database, owner_database, tmp_path / "data", capsys)
    for name, value in shell.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return shell


@pytest.fixture
def school(shell: Shell) -> Shell:
    """The same with a unit, its principal and a colleague."""
    shell("unit", "add", "Åsö skola", "--code", "12345678")
    shell.person("Åsa Öberg")
    shell("post", "appoint", "12345678", "Åsa Öberg", "--from", "2020-08-01")
    shell.person("Örjan Ågren")
    shell.person("Kim Chef")
    return shell
