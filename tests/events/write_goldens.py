"""Writes the golden file of every event version that has none: `python -m tests.events.write_goldens`.

A file that is there is left alone: once released, it is what somebody's log holds. Before a release, an event may still
change its shape: then `--replace KIND` writes its file anew. Each file has one canonical payload a line, one for every
alternative the event's fields allow.
"""

import sys
from pathlib import Path

from events.registry import CODEC
from tests.events.examples import examples

FOLDER = Path(__file__).parent / "golden"


def golden_file(kind: str, version: int) -> Path:
    """Where the payloads of this kind and version are kept."""
    return FOLDER / f"{kind}.v{version}.jsonl"


def lines(kind: str) -> bytes:
    """What the file of the kind's present version holds."""
    return b"".join(CODEC.write(example) + b"\n" for example in examples(CODEC.events[kind]))


def main(replaced: list[str]) -> None:
    """Write what is missing, and what is to be replaced (`all` for everything)."""
    FOLDER.mkdir(exist_ok=True)
    for kind in CODEC.events:
        path = golden_file(kind, CODEC.version(kind))
        if not path.exists() or kind in replaced or "all" in replaced:
            path.write_bytes(lines(kind))


if __name__ == "__main__":
    main(sys.argv[2:] if sys.argv[1:2] == ["--replace"] else [])
