"""Documents lead somewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")))


def test_every_link_within_the_project_leads_somewhere() -> None:
    astray = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)", page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert astray == []


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\(([a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}


def test_every_page_named_in_code_or_messages_exists() -> None:
    named = {
        name
        for package in ("domain", "events", "activities", "workflows", "web", "styrkedjan", "benchmarks")
        for file in (ROOT / package).rglob("*.py")
        for name in re.findall(r"docs/[\w/-]+\.md", file.read_text())
    }
    assert {name for name in named if not (ROOT / name).is_file()} == set()
