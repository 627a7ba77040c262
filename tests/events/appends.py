"""Appends made of nothing but what the store looks at."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from events.records import Append, Entry, Rows, TaskRow

ORGANISER = UUID(int=1)
OPENED = date(2026, 8, 17)


def stream() -> str:
    """A new stream's name."""
    return f"initiative:{uuid4()}"


def entry(version: int, envelope: bytes = b"{}") -> Entry:
    """An event that is only its place."""
    return Entry(version=version, envelope=envelope, payload=b"{}", leaf=sha256(b"\0" + envelope).digest())


def task(key: str = "conditions") -> TaskRow:
    """An open task of nobody's."""
    return TaskRow(
        task=uuid4(),
        key=key,
        state="open",
        address="principal",
        post=UUID(int=2),
        persons=(UUID(int=3), UUID(int=4)),
        handed_to=None,
        opened=OPENED,
        due=None,
    )


def an_append(  # noqa: PLR0913  one for each thing a test may want to be different
    to: str,
    expected: int = 0,
    *,
    count: int = 1,
    id: UUID | None = None,  # noqa: A002  the field's own word
    guards: Mapping[str, int] | None = None,
    organiser: UUID = ORGANISER,
    rows: Rows | None = None,
) -> Append:
    """One command of `count` events on `to` at version `expected`."""
    return Append(
        command_id=id or uuid4(),
        stream=to,
        organiser=organiser,
        expected=expected,
        entries=tuple(entry(expected + n) for n in range(1, count + 1)),
        digest=b"d" * 32,
        payload=b"{}",
        answer=b"{}",
        guards=guards or {},
        rows=rows or Rows(),
    )
