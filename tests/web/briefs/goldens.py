"""The golden briefs: two recorded streams, each told on four days. `python -m tests.web.briefs.goldens` writes more.

The streams are recorded once. Briefs lie in a folder per `RENDERER`, and one that is there is never written over: when
it comes out otherwise, what people were told before was written by another renderer, and the number says so.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from styrkedjan.translation import Language
from tests.web.briefs.lives import example, read_history, speech, turned_over
from web.brief.rendering import RENDERER, Format, render

FOLDER = Path(__file__).parent / "golden"
STREAMS = {"stream.jsonl": example, "turnover.jsonl": lambda: turned_over().history()}
DAYS = {
    "started": datetime(2026, 8, 20, 12, tzinfo=UTC),
    "going_on": datetime(2027, 2, 25, 12, tzinfo=UTC),
    "paused": datetime(2027, 3, 25, 12, tzinfo=UTC),
    "closed": datetime(2031, 12, 20, 12, tzinfo=UTC),
}
TURNS = {
    "leaving": datetime(2027, 11, 5, 12, tzinfo=UTC),
    "vacant": datetime(2027, 11, 24, 12, tzinfo=UTC),
    "taking_over": datetime(2027, 12, 3, 12, tzinfo=UTC),
    "deputised": datetime(2028, 1, 20, 12, tzinfo=UTC),
}
ENDINGS = {Format.TEXT: "txt", Format.MARKDOWN: "md", Format.HTML: "html"}
LANGUAGES: tuple[Language, ...] = ("sv", "en")


def briefs() -> Iterator[tuple[Path, str]]:
    """Where each lies, and how it comes out now: every format and language of one day, text of the others."""
    first, second = (read_history(FOLDER / name) for name in STREAMS)
    for name, day in (DAYS | TURNS).items():
        told = (first if name in DAYS else second).brief(day)
        for language in LANGUAGES:
            for format_ in Format if name == "going_on" else (Format.TEXT,):
                file = FOLDER / str(RENDERER) / f"{name}.{language}.{ENDINGS[format_]}"
                yield file, render(told, format_, speech(language))


def write() -> None:
    """What is not there yet. Raises SystemExit where a brief comes out otherwise than it is kept."""
    FOLDER.mkdir(exist_ok=True)
    for name, history in STREAMS.items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_text("".join(f"{line}\n" for line in history().lines()), "utf-8")
    for file, text in briefs():
        file.parent.mkdir(exist_ok=True)
        if file.exists() and file.read_text("utf-8") != text:
            raise SystemExit(f"{file.name} comes out otherwise: raise RENDERER in web/brief/rendering.py")
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
