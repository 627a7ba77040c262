"""Settings come from the environment, and secrets do not show."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from styrkedjan.settings import Settings


def test_without_servers_everything_is_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_DATABASE", "")
    assert Settings().embedded


def test_one_server_without_the_other_is_refused() -> None:
    with pytest.raises(ValidationError, match="Set both STYRKEDJAN_DATABASE and STYRKEDJAN_TEMPORAL"):
        Settings(temporal="temporal:7233")


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_API_TOKEN", "hidden")
    settings = Settings(database="postgresql://app:hidden@db/x", temporal="t:1")
    assert "hidden" not in repr(settings)
    assert "hidden" not in settings.model_dump_json()


def test_folders_are_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STYRKEDJAN_DATA", "here")
    settings = Settings()
    assert settings.data == tmp_path / "here"
    assert settings.key_file == tmp_path / "here" / "master.key"
