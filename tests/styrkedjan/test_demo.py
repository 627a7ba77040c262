"""`styrkedjan demo` as a person runs it: whole lives on PostgreSQL and Temporal, and their history afterwards."""

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

PROGRAMME = {**dict.fromkeys("ABCD", "Permeates"), "E": "Fading", "F": "Present", "G": "Present"}


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


def refused(environment: Mapping[str, str], *words: str) -> str:
    """The one sentence."""
    command = [str(COMMAND), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0, done.stderr.count("\n")) == (True, 1)
    return done.stderr


def assert_nothing_runs(environment: Mapping[str, str]) -> None:
    folder = environment["STYRKEDJAN_DATA"]
    left = [each for each in psutil.process_iter(["cmdline"]) if folder in " ".join(each.info["cmdline"] or ())]
    assert left == []


@pytest.mark.full
def test_a_life_is_played_and_its_history_opened(environment: Mapping[str, str]) -> None:
    told = said(environment, "demo")
    stages = [int(number) for number in re.findall(r"^\d{4}-\d\d-\d\d  Stage (\d):", told, re.MULTILINE)]
    assert stages == [stage.value for stage in Stage]
    assert all(name in told for name in NAMES.values())
    assert "Check-in after 48 months: Permeates" in told
    assert "Outcome: Permeates." in told
    assert re.search(r"Played in \d+ seconds\. Every event of it: \S*styrkedjan demo --history$", told, re.MULTILINE)
    assert not Path(environment["STYRKEDJAN_DATA"]).exists(), "the installation's own data is left alone"

    history = said(environment, "demo", "--history")
    assert history.count("The initiative was closed") == 1
    assert_nothing_runs(environment)


@pytest.mark.full
def test_seven_schools_are_played_and_a_school_s_history_opened(environment: Mapping[str, str]) -> None:
    told = said(environment, "demo", "--schools")
    assert dict(re.findall(r"^ ([A-G]) +(\w+) +\d ", told, re.MULTILINE)) == PROGRAMME
    differing = re.findall(r"^ ([A-G]) .*the principal says “In place”, the facilitators “Missing”", told, re.MULTILINE)
    assert differing == ["E", "F"]
    assert told.count("Agree") == 5
    assert "On the principal's word alone: Present" in told
    assert re.search(r"Every event of it: \S*styrkedjan demo --history E$", told, re.MULTILINE)

    history = said(environment, "demo", "--history", "E")
    assert history.count("The initiative was closed") == 1
    assert "Skola E" in history
    assert "A, B, C, D, E, F, G" in refused(environment, "demo", "--history")
    assert_nothing_runs(environment)


def test_a_history_before_anything_was_played_is_one_sentence(environment: Mapping[str, str]) -> None:
    assert "make demo" in refused(environment, "demo", "--history")


def test_a_school_is_named_only_for_its_history(environment: Mapping[str, str]) -> None:
    assert "SCHOOL" in refused(environment, "demo", "E")
