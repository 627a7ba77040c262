"""A file is small enough to find things in (CONTRIBUTING.md)."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("domain", "events", "activities", "workflows", "web", "styrkedjan", "benchmarks", "deploy", "tests")
LONGEST = 400
"""Lines of a Python file; nothing here is generated, and migrations keep to it too."""


def _length(file: Path) -> int:
    return len(file.read_text().splitlines())


def test_no_python_file_is_too_long() -> None:
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 100, "the folders are where they were"
    assert {str(file.relative_to(ROOT)): n for file in files if (n := _length(file)) > LONGEST} == {}
