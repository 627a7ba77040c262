"""The doctor names what is wrong, and what to do about it."""

import platform
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from events.keys import MasterKey
from styrkedjan import doctor
from styrkedjan.doctor import Finding, examine
from styrkedjan.platforms import unsupported
from styrkedjan.settings import Settings

NOWHERE = "127.0.0.1:1"


async def findings(settings: Settings) -> dict[str, Finding]:
    return {found.name: found async for found in examine(settings)}


async def test_an_installation_that_does_not_run_is_told_how_to_start(tmp_path: Path) -> None:
    found = await findings(Settings(data=tmp_path))
    assert found["Disk"].well
    assert "make up" in found["Servers"].remedy


async def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = namedtuple("usage", ["free"])
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: usage(free=10**9))
    assert not (await findings(Settings(data=tmp_path)))["Disk"].well


async def test_each_server_is_looked_at_by_itself(database: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    MasterKey.create(key)
    found = await findings(Settings(database=database, temporal=NOWHERE, master_key_file=key, port=1))
    assert {name: each.well for name, each in found.items()} == {
        "Platform": True,
        "PostgreSQL": True,
        "Master key": True,
        "Temporal": False,
        "API": False,
    }


async def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    away = f"postgresql://app@/styrkedjan?host={tmp_path}"
    found = await findings(Settings(database=away, temporal=NOWHERE))
    assert "STYRKEDJAN_DATABASE" in found["PostgreSQL"].remedy


async def test_a_missing_key_is_told(database: str, tmp_path: Path) -> None:
    found = await findings(Settings(database=database, temporal=NOWHERE, master_key_file=tmp_path / "none"))
    assert not found["Master key"].well


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("Windows", "AMD64", ("", "")), ("Linux", "x86_64", ("", "")), ("Linux", "aarch64", ("glibc", "2.17"))],
)
def test_other_platforms_are_refused(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, libc: tuple[str, str]
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: libc)
    assert unsupported() is not None


def test_other_pythons_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unsupported() is None
    monkeypatch.setattr(sys, "version_info", (3, 15, 0))
    assert unsupported() == "Styrkedjan needs Python 3.11 to 3.14. Install one of them."
