"""What an aggregate is to the ledger: a name, two closed unions, and two pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.facts import Facts

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Generic[C, E, S]):
    """One kind of stream, named `{category}:{uuid}`."""

    category: str
    commands: Any
    """The closed union of command dataclasses, each with a `kind` literal."""
    events: Any
    """The closed union of event dataclasses, each with a `kind` literal."""
    initial: S
    decide: Callable[[C, S, Facts], Sequence[E]]
    evolve: Callable[[S, E], S]
    relies_on: Callable[[UUID, S, C], tuple[str, ...]]
    """The streams whose state a decision reads (organiser, state, command): they become its guards."""
    judges_seen: bool = False
    """`decide` itself refuses what has changed since `Facts.seen`; else any change since is refused for it."""
    settled: Callable[[C, S, Facts], tuple[Sequence[E], S]] | None = None
    """`settle`, where deciding folds its own events on the way."""

    def settle(self, command: C, state: S, facts: Facts) -> tuple[Sequence[E], S]:
        """What `decide` says, and the state after it."""
        if self.settled is not None:
            return self.settled(command, state, facts)
        events = self.decide(command, state, facts)
        return events, reduce(self.evolve, events, state)
