"""The golden briefs: one recorded stream, told on four days. `python -m tests.web.briefs.goldens` writes what is new.

The stream is recorded once. Briefs lie in a folder per `RENDERER`, and one that is there is never written over: when it
comes out otherwise, what people were told before was written by another renderer, and the number says so.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from styrkedjan.translation import Language
from tests.web.briefs.lives import example, read_history, speech
from web.brief.rendering import RENDERER, Format, render

FOLDER = Path(__file__).parent / "golden"
STREAM = FOLDER / "stream.jsonl"
DAYS = {
    "started": datetime(2026, 8, 20, 12, tzinfo=UTC),
    "going_on": datetime(2027, 2, 25, 12, tzinfo=UTC),
    "paused": datetime(2027, 3, 25, 12, tzinfo=UTC),
    "closed": datetime(2031, 12, 20, 12, tzinfo=UTC),
}
ENDINGS = {Format.TEXT: "txt", Format.MARKDOWN: "md", Format.HTML: "html"}
LANGUAGES: tuple[Language, ...] = ("sv", "en")


def briefs() -> Iterator[tuple[Path, str]]:
    """Where each lies, and how it comes out now: every format and language of one day, text of the others."""
    history = read_history(STREAM)
    for name, day in DAYS.items():
        told = history.brief(day)
        for language in LANGUAGES:
            for format_ in Format if name == "going_on" else (Format.TEXT,):
                file = FOLDER / str(RENDERER) / f"{name}.{language}.{ENDINGS[format_]}"
                yield file, render(told, format_, speech(language))


def write() -> None:
    """What is not there yet. Raises SystemExit where a brief comes out otherwise than it is kept."""
    if not STREAM.exists():
        FOLDER.mkdir(exist_ok=True)
        STREAM.write_text("".join(f"{line}\n" for line in example().lines()), "utf-8")
    for file, text in briefs():
        file.parent.mkdir(exist_ok=True)
        if file.exists() and file.read_text("utf-8") != text:
            raise SystemExit(f"{file.name} comes out otherwise: raise RENDERER in web/brief/rendering.py")
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
