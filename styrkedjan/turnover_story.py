"""Two playings of the same changes of principal side by side: what is counted, and nothing of what it might lead to."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from domain.handover.events import Ending
from domain.messages import N_
from domain.stalls import CAUSE_NAMES, Cause
from styrkedjan.turnover_figures import Figures, Open, Part, Told

Pair = tuple[Figures, Figures]
"""Without handovers, and with."""
SIMULATION: Final = N_(
    "A simulation. The interviews say that principals changed at schools D, E and F, not when: every date is"
    " assumed, and marked so in {file}."
)
NO_CLAIM: Final = N_(
    "A simulation with assumed dates. It counts what follows from the rules, and claims nothing about how it went or"
    " would go at any school."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnoverStory:
    """Told to whoever reads `translate`'s language."""

    translate: Callable[..., str]
    file: str
    takes_up_after: int

    def opening(self) -> str:
        return self.translate(SIMULATION, file=self.file)

    def closing(self) -> str:
        return self.translate(NO_CLAIM)

    def ending(self, schools: Mapping[str, Pair]) -> Iterator[RenderableType]:
        """A table for each school where anybody came or went, and how to read them."""
        _ = self.translate
        untouched = [name for name, pair in schools.items() if not any(each.is_touched for each in pair)]
        for name, pair in schools.items():
            if name not in untouched:
                yield ""
                yield self._table(name, pair)
        alike = N_("{schools}: nobody comes or goes here, and there is nothing to count.")
        yield _(alike, schools=", ".join(untouched))
        yield from self._reading(schools)

    def _reading(self, schools: Mapping[str, Pair]) -> Iterator[str]:
        _ = self.translate
        yield _(
            N_(
                "Every school day of an initiative, over all stages, has one cause: the first that applies of paused,"
                " nobody holds the role, a new principal is taking over, too rare meetings, waiting. Somebody who"
                " answers meanwhile fills no vacancy."
            )
        )
        yield _(
            N_(
                "Alike in both: who held the post when, and the work, done when planned by whoever answered for the"
                " post. What waited was done {days} school days into a newcomer's time (assumed)."
            ),
            days=self.takes_up_after,
        )
        lost = sum(each.unaccounted.tasks for pair in schools.values() for each in pair)
        sentence = N_("The post's tasks with neither anybody to answer nor a recorded vacancy: {n}.")
        yield _(sentence, n=lost)

    def _table(self, name: str, pair: Pair) -> Table:
        _ = self.translate
        heads = (_(N_("School {name}"), name=name), _(N_("Without handovers")), _(N_("With handovers")))
        table = Table(*heads, box=box.SIMPLE, pad_edge=False)
        for label, value in self._rows():
            table.add_row(Text(label), *(Text(value(each)) for each in pair))
        return table

    def _rows(self) -> Iterator[tuple[str, Callable[[Figures], str]]]:
        _ = self.translate
        yield _(N_("Changes (assumed): last day, next from")), self._changes
        for cause in (Cause.VACANCY, Cause.HANDOVER):
            yield _(N_("School days: {cause}"), cause=_(CAUSE_NAMES[cause])), _days_of(cause)
        yield _(N_("School days: waiting for somebody")), lambda f: str(f.waiting)
        yield _(N_("School days with something of the principal's overdue")), lambda f: str(f.overdue)
        yield _(N_("Tasks open while the post was vacant")), lambda f: self._open(f.in_vacancy)
        yield _(N_("… and nobody answered for them")), lambda f: self._open(f.unanswered)
        yield _(N_("Due dates eased")), lambda f: str(f.eased)
        yield _(N_("Handovers")), self._handovers
        yield _(N_("Lifted: handover tasks and positions")), lambda f: str(f.escalated)
        yield _(N_("Outgoing comments, positions taken")), lambda f: f"{f.comments}, {f.positions}"
        yield _(N_("Briefs kept")), lambda f: "\n".join(map(self._told, f.told)) or "–"

    def _open(self, found: Open) -> str:
        if not found.tasks:
            return "0"
        return self.translate(N_("{tasks}, on {days} school days"), tasks=found.tasks, days=found.days)

    def _changes(self, found: Figures) -> str:
        changes = [held.change for held in found.handovers if held.change is not None]
        return "\n".join(f"{_day(each.last_day)}, {_day(each.first_day)}" for each in changes)

    def _handovers(self, found: Figures) -> str:
        _, how = self.translate, Counter(held.ending for held in found.handovers)
        lines = (
            _(N_("opened: {n}"), n=how.total()),
            _(N_("completed: {n}"), n=how[Ending.COMPLETED]),
            _(N_("superseded: {n}"), n=how[Ending.SUPERSEDED]),
            _(N_("still open: {n}"), n=how[None]),
        )
        return "\n".join(lines)

    def _told(self, told: Told) -> str:
        return self.translate(_TOLD[told.to], day=told.on, events=told.events, age=told.age)


_TOLD: Final = {
    Part.NEWCOMER: N_("{day} to who comes: {events} events told, {age} since"),
    Part.LEAVER: N_("{day} to who leaves: {events} events told, {age} since"),
    Part.MANAGER: N_("{day} to the manager: {events} events told, {age} since"),
}


def _days_of(cause: Cause) -> Callable[[Figures], str]:
    return lambda found: str(found.days.get(cause, 0))


def _day(day: date | None) -> str:
    return str(day) if day else "–"
