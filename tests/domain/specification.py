"""Given events, when a command, then events: an aggregate test in three lines (after Emmett, DeciderSpecification)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import pytest

from domain.actors import INSTALLATION, Role, Standing
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.refusals import Refusal

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
INSTALLING = Facts(now=NOW, standing=Standing(actor=INSTALLATION))


def facts_of(*roles: Role) -> Facts:
    """What an actor with these roles, and nothing else, decides on."""
    return replace(INSTALLING, standing=Standing(actor=replace(INSTALLATION, kind="person"), roles=frozenset(roles)))


ADMIN = facts_of(Role.ADMIN)


@dataclass(frozen=True)
class Specification:
    """One aggregate's history so far."""

    aggregate: Aggregate[Any, Any, Any]
    events: Sequence[Any] = field(default=())
    facts: Facts = ADMIN

    @property
    def state(self) -> Any:
        return reduce(self.aggregate.evolve, self.events, self.aggregate.initial)

    def given(self, *events: Any) -> "Specification":
        return replace(self, events=(*self.events, *events))

    def by(self, *roles: Role) -> "Specification":
        return replace(self, facts=facts_of(*roles))

    def installing(self) -> "Specification":
        return replace(self, facts=INSTALLING)

    def when(self, command: Any) -> Callable[[], Sequence[Any]]:
        return lambda: self.aggregate.decide(command, self.state, self.facts)

    def after(self, command: Any) -> "Specification":
        """The history once the command is done."""
        return self.given(*self.when(command)())


def then(decision: Callable[[], Sequence[Any]], *events: Any) -> None:
    assert list(decision()) == list(events)


def refused(decision: Callable[[], Sequence[Any]], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        decision()
    assert refusal.value.code == code
    assert "{" not in str(refusal.value)
