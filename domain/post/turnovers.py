"""Changes of principal, as they follow from the tenures: what a handover is for (DOMAIN, "Turnover and handover").

A person's time at the post is one service, however many tenures it is made of: acting becomes permanent, and a new
contract after a summer without one, are no turnovers. A deputy's time is none either: the tenure goes on.
"""

from collections.abc import Collection, Iterator, Mapping
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
    leaver_since: date | None
    last_day: date | None
    newcomer: UUID | None
    first_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    person: UUID
    tenures: tuple[Tenure, ...]
    """In order."""

    @property
    def since(self) -> date:
        return self.tenures[0].since

    @property
    def until(self) -> date | None:
        return self.tenures[-1].until


def turnovers(post: UUID, tenures: Collection[Tenure], names: Mapping[UUID, UUID]) -> Iterator[Turnover]:
    """Oldest first: into the first service, between two, and out of one that ends without a successor.

    `names`: by tenure, what its service is called.
    """
    before: _Service | None = None
    for service in _services(tenures):
        yield _between(post, before, service, names)
        before = service
    if before is not None and before.until is not None:
        yield _between(post, before, None, names)


def first_awaited(post: UUID) -> Turnover:
    """Where nobody has been principal yet: the change by which the first will come."""
    return _between(post, None, None, {})


def names_of(tenures: Collection[Tenure], before: Mapping[UUID, UUID]) -> Mapping[UUID, UUID]:
    """By tenure, what its service is called: after its tenure that was recorded first, also when that is struck.

    `tenures` are in the order in which they were recorded, `before` says what services were called until now.
    """
    recorded = [tenure.tenure for tenure in tenures]
    names: dict[UUID, UUID] = {}
    for service in _services(tenures):
        own = sorted((tenure.tenure for tenure in service.tenures), key=recorded.index)
        struck = (before[each] for each in own if each in before and before[each] not in recorded)
        name = next((each for each in struck if each not in names.values()), own[0])
        names |= dict.fromkeys(own, name)
    return names


def first_days_of(tenures: Collection[Tenure]) -> Mapping[UUID, date]:
    """Of each tenure the first day of the service it is a part of: a newcomer's day one."""
    return {tenure.tenure: service.since for service in _services(tenures) for tenure in service.tenures}


def _services(tenures: Collection[Tenure]) -> list[_Service]:
    by_person = groupby(sorted(tenures, key=lambda each: each.since), lambda each: each.person)
    return [_Service(person=who, tenures=tuple(held)) for who, held in by_person]


def _between(post: UUID, before: _Service | None, after: _Service | None, names: Mapping[UUID, UUID]) -> Turnover:
    return Turnover(
        handover=uuid5(post, f"after:{names[before.tenures[0].tenure] if before else 'nobody'}"),
        leaver=before.person if before else None,
        leaver_since=before.since if before else None,
        last_day=before.until if before else None,
        newcomer=after.person if after else None,
        first_day=after.since if after else None,
    )
