"""The environment is what `make` says it is."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LOCK = (ROOT / "requirements.txt").read_text()


def test_the_lock_pins_and_hashes_all_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=~; ]", wanted)[0] for wanted in asked}
    pinned = dict(
        re.findall(
            r"^([a-z0-9-]+)(?:\[[a-z]+\])?==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", LOCK, re.MULTILINE
        )
    )
    assert names <= pinned.keys()


def test_the_lock_names_no_index() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_the_lock_says_what_each_platform_fetches() -> None:
    said = re.findall(r"^# (\S+): \d+ packages, \d+ MB \(of them .+\)$", LOCK, re.MULTILINE)
    assert said == ["Linux-x86_64", "Linux-aarch64", "Darwin-arm64"]


def test_make_alone_prints_its_targets() -> None:
    printed = subprocess.run(["make", "--silent"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^  make (\S+)", printed, re.MULTILINE)
    assert targets == [
        *("help", "up", "demo", "demo-schools", "demo-turnover"),
        *("check", "test", "test-all", "bench", "docs", "lock"),
    ]
