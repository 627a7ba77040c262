"""Every way the domain says no.

Refusal
├── NotAllowed   403  the actor may not do this, or not here
├── NotFound     404  no such task, unit, person, clause
├── Conflict     409  the state does not allow it (already closed, paused, changed meanwhile)
└── Unmet        422  what was sent lacks something a rule asks for
"""

from typing import ClassVar


class Refusal(Exception):
    """A rule said no: a stable `code`, an HTTP `status`, and an English `sentence` that edges translate and fill."""

    status: ClassVar[int]

    def __init__(self, code: str, sentence: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.details = details

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence.format(**self.details)}"


class NotAllowed(Refusal):
    """The actor may not do this, or not here."""

    status = 403


class NotFound(Refusal):
    """What the command names does not exist here."""

    status = 404


class Conflict(Refusal):
    """The state does not allow it."""

    status = 409


class Unmet(Refusal):
    """What was sent lacks something a rule asks for."""

    status = 422
