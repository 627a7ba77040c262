"""The one unit of a test's organiser, and who holds its post."""

from datetime import date
from uuid import UUID, uuid5

from domain.organiser import post_of
from domain.post.commands import AppointPrincipal
from domain.post.events import PrincipalAppointed
from domain.post.state import PostState, evolve
from domain.sealed import Sealed

ROOT = UUID("6b1f0f5e-0000-4000-8000-000000000000")


def an_id(name: str) -> UUID:
    return uuid5(ROOT, name)


def text(words: str) -> Sealed:
    return Sealed(words.encode())


UNIT, POST, PRINCIPAL = an_id("unit"), post_of(an_id("unit")), an_id("principal")


def appointed(person: UUID = PRINCIPAL, since: date = date(2020, 8, 1), unit: UUID = UNIT) -> PrincipalAppointed:
    return PrincipalAppointed(
        unit=unit, tenure=an_id(f"tenure {person}"), person=person, acting=False, since=since, until=None, reason=None
    )


APPOINT = AppointPrincipal(unit=UNIT, person=PRINCIPAL, since=date(2020, 8, 1))
HELD = evolve(PostState(), appointed())
"""The unit's post, held by the principal all along."""
