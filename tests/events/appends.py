"""Appends made of nothing but what the store looks at."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from domain.sealed import Sealed
from events.records import Append, Entry, InitiativeRow, PersonRow, Rows, TaskRow

ORGANISER = UUID(int=1)
OPENED = date(2026, 8, 17)


def stream() -> str:
    """A new stream's name."""
    return f"initiative:{uuid4()}"


def an_append(  # noqa: PLR0913  one for each thing a test may want to be different
    to: str,
    expected: int = 0,
    *,
    count: int = 1,
    command: UUID | None = None,
    guards: Mapping[str, int] | None = None,
    organiser: UUID = ORGANISER,
    rows: Rows | None = None,
) -> Append:
    """One command of `count` events on `to` at version `expected`; each event's envelope has its id and its guards."""
    command = command or uuid4()
    envelope = json.dumps({"command": str(command), "facts": dict(guards or {})}).encode()
    return Append(
        command_id=command,
        stream=to,
        organiser=organiser,
        expected=expected,
        entries=tuple(
            Entry(version=expected + n, envelope=envelope, payload=b"{}", leaf=sha256(b"\0" + envelope).digest())
            for n in range(1, count + 1)
        ),
        digest=b"d" * 32,
        payload=b"{}",
        answer=b"{}",
        guards=guards or {},
        rows=rows or Rows(),
    )


def task(state: str = "open", task: UUID | None = None) -> TaskRow:
    """A task of two facilitators."""
    return TaskRow(
        task=task or uuid4(),
        key="conditions",
        state=state,
        address="facilitators",
        post=UUID(int=2),
        persons=(UUID(int=3), UUID(int=4)),
        handed_to=None,
        opened=OPENED,
        due=None,
    )


def initiative(stage: int = 0) -> InitiativeRow:
    """An initiative that lives."""
    return InitiativeRow(
        title=Sealed(b"sealed"),
        unit=UUID(int=5),
        post=UUID(int=2),
        template="lartraffar",
        template_version=1,
        track="full",
        stage=stage,
        status="live",
        stalled=None,
        outcome=None,
        started=OPENED,
        programme=None,
        low_capacity=None,
        persons=(),
        proposes=False,
        principal=None,
        came_by=None,
        came_on=None,
    )


def person(email: Sealed | None = None) -> PersonRow:
    """Somebody, sealed."""
    return PersonRow(name=Sealed(b"sealed name"), email=email)
