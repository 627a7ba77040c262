"""Changes of principal, as they follow from the tenures: what a handover is for (DOMAIN, "Turnover and handover").

A person's time at the post is one service, however many tenures it is made of: acting becomes permanent, and a new
contract after a summer without one, are no turnovers. A deputy's time is none either: the tenure goes on.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID, uuid5

from domain.post.timeline import Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """One change of principal. Either side may be unknown yet; a first principal has no leaver."""

    handover: UUID
    leaver: UUID | None
    last_day: date | None
    newcomer: UUID | None
    first_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    person: UUID
    tenures: tuple[Tenure, ...]
    """In order."""
    name: UUID
    """The tenure that was recorded first: a corrected date does not change it."""

    @property
    def since(self) -> date:
        return self.tenures[0].since

    @property
    def until(self) -> date | None:
        return self.tenures[-1].until


def turnovers(post: UUID, tenures: Collection[Tenure]) -> Iterator[Turnover]:
    """Oldest first: into the first service, between two, and out of one that ends without a successor.

    `tenures` are in the order in which they were recorded.
    """
    before: _Service | None = None
    for service in _services(tenures):
        yield _between(post, before, service)
        before = service
    if before is not None and before.until is not None:
        yield _between(post, before, None)


def first_days_of(tenures: Collection[Tenure]) -> Mapping[UUID, date]:
    """Of each tenure the first day of the service it is a part of: a newcomer's day one."""
    return {tenure.tenure: service.since for service in _services(tenures) for tenure in service.tenures}


def _services(tenures: Collection[Tenure]) -> list[_Service]:
    recorded = [tenure.tenure for tenure in tenures]
    by_person = groupby(sorted(tenures, key=lambda each: each.since), lambda each: each.person)
    return [_service(tuple(held), recorded) for _, held in by_person]


def _service(held: tuple[Tenure, ...], recorded: Sequence[UUID]) -> _Service:
    name = min((tenure.tenure for tenure in held), key=recorded.index)
    return _Service(person=held[0].person, tenures=held, name=name)


def _between(post: UUID, before: _Service | None, after: _Service | None) -> Turnover:
    return Turnover(
        handover=uuid5(post, f"after:{before.name if before else 'nobody'}"),
        leaver=before.person if before else None,
        last_day=before.until if before else None,
        newcomer=after.person if after else None,
        first_day=after.since if after else None,
    )
