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


ROWS = {
    "completed": r"completed: (\d+) +completed: (\d+)",
    "opened": r"opened: (\d+) +opened: (\d+)",
    "superseded": r"superseded: (\d+) +superseded: (\d+)",
    "lifted": r"Lifted: handover tasks and positions +(\d+) +(\d+)",
    "vacant": r"School days: nobody holds the role +(\d+) +(\d+)",
    "taking over": r"School days: a new principal is taking over +(\d+) +(\d+)",
    "spoken": r"Outgoing comments, positions taken +(\d+, \d+) +(\d+, \d+)",
}


def counted(told: str) -> dict[str, dict[str, tuple[str, str]]]:
    """By school, each row's figure without and with handovers."""
    _, *tables = re.split(r"^ School (?=[A-Z] )", told, flags=re.MULTILINE)
    found = {}
    for table in tables:
        rows = {name: re.search(row, table) for name, row in ROWS.items()}
        found[table[0]] = {name: (row[1], row[2]) for name, row in rows.items() if row}
    return found


@pytest.mark.full
def test_the_schools_changes_of_principal_are_played_without_and_with_handovers(
    environment: Mapping[str, str],
) -> None:
    told = said(environment, "demo", "--turnover")
    first, *_, last = filter(None, map(str.strip, told.splitlines()))
    assert first.startswith("A simulation. ")
    assert "every date is assumed" in first
    assert last.startswith("A simulation with assumed dates. ")
    assert "claims nothing" in last

    schools = counted(told)
    assert {school: rows["opened"] for school, rows in schools.items()} == {
        "D": ("1", "1"),
        "E": ("2", "2"),
        "F": ("2", "2"),
    }
    for rows in schools.values():
        assert rows.keys() == ROWS.keys()
        without, with_ = zip(*(rows[name] for name in ("opened", "completed", "superseded", "lifted")), strict=True)
        assert (without[1], with_[1:]) == ("0", (with_[0], "0", "0")), "each completed with, and none without"
        assert int(without[3]) > 0, "escalations were due"
        assert rows["vacant"][0] == rows["vacant"][1] != "0", "who answers meanwhile fills no vacancy"
        assert int(rows["taking over"][0]) > int(rows["taking over"][1]) > 0
        assert rows["spoken"][0] == "0, 0"
    assert "A, B, C, G: nobody comes or goes here" in told
    assert "with neither anybody to answer nor a recorded vacancy: 0." in told

    history = said(environment, "demo", "--history", "E")
    assert "Skola E" in history
    assert_nothing_runs(environment)


def test_a_history_before_anything_was_played_is_one_sentence(environment: Mapping[str, str]) -> None:
    assert "make demo" in refused(environment, "demo", "--history")


def test_a_school_is_named_only_for_its_history(environment: Mapping[str, str]) -> None:
    assert "SCHOOL" in refused(environment, "demo", "E")
