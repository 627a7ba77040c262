"""A new build is what changes workflows, and nothing else."""

import shutil
from pathlib import Path

import pytest

from styrkedjan.build import ROOT, build_id, parts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages a build is made of, and others."""
    for package in ("domain", "activities", "workflows", "web"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_it_is_the_same_wherever_it_lies(copy: Path) -> None:
    assert build_id(copy) == build_id()


@pytest.mark.parametrize("file", ["workflows/initiative.py", "activities/contracts.py", "domain/stages.py"])
def test_a_changed_workflow_contract_or_imported_domain_module_is_a_new_build(copy: Path, file: str) -> None:
    with (copy / file).open("a") as source:
        source.write("\nCHANGED = True\n")
    assert build_id(copy) != build_id()


@pytest.mark.parametrize("file", ["activities/initiative.py", "domain/initiative/decide.py", "web/forms.py"])
def test_anything_else_is_not(copy: Path, file: str) -> None:
    with (copy / file).open("a") as source:
        source.write("\nCHANGED = True\n")
    assert build_id(copy) == build_id()


def test_it_names_what_it_is_made_of() -> None:
    assert ROOT / "workflows" / "initiative.py" in parts()
    assert all(part.suffix == ".py" for part in parts())
