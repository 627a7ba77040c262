"""The pages of `docs/` that are made from the code: `make docs` writes them, a test compares them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from styrkedjan.chain_page import chain_page
from styrkedjan.cli_page import cli_page
from styrkedjan.metrics_page import metrics_page
from styrkedjan.settings_page import settings_page

DOCS: Final = Path(__file__).parent.parent / "docs"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "chain.md": chain_page,
    "cli.md": cli_page,
    "metrics.md": metrics_page,
    "settings.md": settings_page,
}


def stale() -> list[str]:
    """The pages that do not say what the code says."""
    return [name for name, page in PAGES.items() if not (DOCS / name).is_file() or (DOCS / name).read_text() != page()]


def write() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())


if __name__ == "__main__":
    write()
