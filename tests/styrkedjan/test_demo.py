"""`styrkedjan demo` as a person runs it: a whole life in less than a minute, and its history afterwards."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from domain.stages import NAMES, Stage
from styrkedjan.embedded.services import COMMAND

LONGEST = 60
"""Seconds a demo may be played, after set-up."""


@pytest.fixture
def environment() -> Iterator[Mapping[str, str]]:
    """A data folder that also another system user may enter."""
    with tempfile.TemporaryDirectory(prefix="styrkedjan-demo-") as folder:
        Path(folder).chmod(0o711)
        yield {**os.environ, "STYRKEDJAN_DATA": f"{folder}/data", "STYRKEDJAN_LANGUAGE": "en", "COLUMNS": "200"}


def said(environment: Mapping[str, str], *words: str) -> str:
    command = [str(COMMAND), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_life_is_played_and_its_history_opened(environment: Mapping[str, str]) -> None:
    told = said(environment, "demo")
    stages = [int(number) for number in re.findall(r"^\d{4}-\d\d-\d\d  Stage (\d):", told, re.MULTILINE)]
    assert stages == [stage.value for stage in Stage]
    assert all(name in told for name in NAMES.values())
    assert "Check-in after 48 months: Permeates" in told
    assert "Outcome: Permeates." in told
    (seconds,) = re.findall(r"Played in (\d+) seconds", told)
    assert int(seconds) < LONGEST
    assert not Path(environment["STYRKEDJAN_DATA"]).exists(), "the installation's own data is left alone"

    history = said(environment, "demo", "--history")
    assert history.count("The initiative was closed") == 1
    folder = environment["STYRKEDJAN_DATA"]
    left = [each for each in psutil.process_iter(["cmdline"]) if folder in " ".join(each.info["cmdline"] or ())]
    assert left == []


def test_a_history_before_anything_was_played_is_one_sentence(environment: Mapping[str, str]) -> None:
    command = [str(COMMAND), "demo", "--history"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0, done.stderr.count("\n")) == (True, 1)
    assert "make demo" in done.stderr
