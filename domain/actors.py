"""Who acts, and by what right."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID


class Role(StrEnum):
    """What a person is to an organiser (DOMAIN, "Places and people"). A principal holds a post (`domain.post`), a
    facilitator is named in an initiative."""

    ORGANISER = "organiser"
    OPERATIONS = "operations"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who a command comes from: a person, a stream's own clock, a programme's launch at its units, or whoever runs this
    installation.
    """

    kind: Literal["person", "clock", "programme", "installation"]
    person: UUID | None = None
    acting_for: UUID | None = None
    """The principal in whose place, and by whose leave, the person acts; both are in the log."""


CLOCK: Final = Actor(kind="clock")
PROGRAMME: Final = Actor(kind="programme")
INSTALLATION: Final = Actor(kind="installation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An actor's rights at the versions of the log a decision relies on."""

    actor: Actor
    roles: frozenset[Role] = frozenset()
    posts: frozenset[UUID] = frozenset()
    """Those they answer for today."""
    sees: frozenset[UUID] = frozenset()
    """Those they hold while a deputy answers: theirs to read."""
    is_contact: bool = False
    """They are the organiser's named contact, the manager of every principal for whom none is named."""

    @property
    def person(self) -> UUID | None:
        return self.actor.person

    @property
    def own(self) -> UUID | None:
        """Whose places of their own count: nobody's in another's place, where there is only the post."""
        return None if self.actor.acting_for else self.actor.person

    @property
    def stands_for(self) -> UUID | None:
        """Whose word it is: the principal's where somebody acts in their place."""
        return self.actor.acting_for or self.actor.person

    @property
    def is_somebody(self) -> bool:
        """Whether there is any role or post: who has neither knows nobody here."""
        return bool(self.roles or self.posts or self.sees)

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def holds(self, post: UUID) -> bool:
        return post in self.posts
