"""Keeps the Swedish catalogue in step with the code: `python -m styrkedjan.catalogue` adds what is new and drops what
is gone, leaving the translating to a person; `faults` says what is still wrong.
"""

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from styrkedjan.translation import catalogue_file, read_catalogue

ROOT: Final = Path(__file__).parent.parent
PACKAGES: Final = ("domain", "events", "activities", "workflows", "web", "styrkedjan")
MARKER: Final = "N_"
PLACEHOLDER: Final = re.compile(r"\{(\w+)[^{}]*\}")


def messages() -> Mapping[str, list[str]]:
    """Every message marked in the code, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            with file.open("rb") as source:
                for _, message, _, _ in extract("python", source, keywords={MARKER: None}):
                    if name not in found.setdefault(str(message), []):
                        found[str(message)].append(name)
    return found


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def faults() -> Iterator[str]:
    """One sentence for each message that is missing, stale, fuzzy or asks for other values than the English one."""
    marked = messages()
    catalogue = {str(message.id): message for message in read_catalogue("sv") if message.id}
    for text, files in marked.items():
        if text not in catalogue or not catalogue[text].string:
            yield f"no Swedish for {text!r} ({files[0]})"
        elif catalogue[text].fuzzy or placeholders(text) != placeholders(str(catalogue[text].string)):
            yield f"unsure or other placeholders: {text!r}"
    yield from (f"stale: {text!r}" for text in catalogue.keys() - marked.keys())


def updated() -> bytes:
    """The catalogue with what is in the code now, translations kept, sorted by text so that changes are small."""
    kept = {str(message.id): message.string for message in read_catalogue("sv") if message.id}
    catalogue = Catalog(locale="sv", project="Styrkedjan", header_comment="# Swedish for what a user reads.")
    for text, files in sorted(messages().items()):
        catalogue.add(text, kept.get(text) or "", auto_comments=files)
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, sort_output=False)
    header = b'msgid ""\nmsgstr ""\n"Language: sv\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header + written.getvalue()


if __name__ == "__main__":
    catalogue_file("sv").write_bytes(updated())
