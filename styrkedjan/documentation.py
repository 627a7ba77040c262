"""What is made from the code and kept beside it: `make docs` writes it, a test compares it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from styrkedjan.chain_page import chain_page
from styrkedjan.cli_page import cli_page
from styrkedjan.metrics_page import metrics_page
from styrkedjan.settings_page import settings_page
from styrkedjan.templates_page import templates_page
from web.template_schema import template_schema

ROOT: Final = Path(__file__).parent.parent


def _schema() -> str:
    return json.dumps(template_schema(), ensure_ascii=False, indent=2) + "\n"


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/chain.md": chain_page,
    "docs/cli.md": cli_page,
    "docs/metrics.md": metrics_page,
    "docs/settings.md": settings_page,
    "docs/templates.md": templates_page,
    "styrkedjan/templates/schema.json": _schema,
}


def stale() -> list[str]:
    """The files that do not say what the code says."""
    return [name for name, page in PAGES.items() if not (ROOT / name).is_file() or (ROOT / name).read_text() != page()]


def write() -> None:
    for name, page in PAGES.items():
        (ROOT / name).write_text(page())


if __name__ == "__main__":
    write()
