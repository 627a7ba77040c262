"""What is called something: codes beside their words, people by id and name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code and what it is called."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A person by id and name; the name is empty for somebody erased."""

    person: UUID
    name: str
