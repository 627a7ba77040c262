"""A life as it is told while it is played: the stages on top, what happens below, and in the end the timeline."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from rich.console import Group
from rich.table import Table
from rich.text import Text

from domain.calendar import CalendarState
from domain.catalogue import CATALOGUE
from domain.check_in import PLACE_LABELS
from domain.initiative import events as ev
from domain.initiative.events import Outcome
from domain.messages import N_
from domain.stages import NAMES, Stage
from domain.stalls import CAUSE_NAMES
from events.envelope import Envelope
from web.happened import what_happened

OUTCOMES: Final = {
    **{Outcome(place.value): label for place, label in PLACE_LABELS.items()},
    Outcome.ENDED: N_("Ended knowingly"),
    Outcome.UNCLASSIFIED: N_("Closed without a check-in"),
}
LATEST: Final = 4
"""Lines shown while it goes on."""
TOLD: Final = (
    ev.InitiativeStarted
    | ev.StageEntered
    | ev.ClauseLetPass
    | ev.TaskExtended
    | ev.InitiativePaused
    | ev.InitiativeResumed
    | ev.CadenceLapsed
    | ev.PlanChanged
    | ev.StallEntered
    | ev.PracticeClassified
    | ev.InitiativeClosed
    | ev.InitiativeCancelled
)
"""What belongs in the timeline; the rest is counted."""


@dataclass
class Story:
    """What has happened so far."""

    translate: Callable[..., str]
    calendar: CalendarState
    entered: dict[Stage, date] = field(default_factory=dict)
    timeline: list[tuple[date, str]] = field(default_factory=list)
    latest: list[tuple[date, str]] = field(default_factory=list)
    acts: set[object] = field(default_factory=set)
    """Commands people gave."""
    reminders: int = 0
    by_clock: int = 0
    """Events that time alone brought."""
    outcome: Outcome | None = None
    version: int = 0
    titles: dict[UUID | None, str] = field(default_factory=dict)
    """Of tasks."""

    def hear(self, envelope: Envelope, event: Any) -> None:
        """One more event, in order."""
        day, line = self.calendar.local_date(envelope.origin.recorded), self._line(event)
        self.version = envelope.version
        self.latest = [*self.latest, (day, line)][-LATEST:]
        if isinstance(event, TOLD):
            self.timeline.append((day, line))
        if isinstance(event, ev.StageEntered):
            self.entered[event.stage] = day
        if isinstance(event, ev.InitiativeClosed):
            self.outcome = event.outcome
        self.reminders += isinstance(event, ev.ReminderDue | ev.EscalationDue)
        if envelope.origin.actor.kind == "clock":
            self.by_clock += 1
        else:
            self.acts.add(envelope.origin.command)

    def _line(self, event: Any) -> str:
        _ = self.translate
        match event:
            case ev.StageEntered():
                return _(N_("Stage {number}: {name}"), number=event.stage.value, name=_(NAMES[event.stage]))
            case ev.InitiativePaused():
                return _(N_("Paused until {date}"), date=event.until)
            case ev.StallEntered():
                return _(N_("Stalled: {cause}"), cause=_(CAUSE_NAMES[event.cause]))
            case ev.PracticeClassified():
                place = _(PLACE_LABELS[event.place])
                return _(N_("Check-in after {months} months: {place}"), months=event.months, place=place)
            case ev.InitiativeClosed():
                return _(N_("Closed: {outcome}"), outcome=_(OUTCOMES[event.outcome]))
            case ev.TaskOpened():
                self.titles[event.task] = _(CATALOGUE[event.key].title)
        what, title = _(what_happened(event)), self.titles.get(getattr(event, "task", None))
        return f"{what}: {title}" if title else what

    def picture(self, now: datetime) -> Group:
        """The stages, the day and the latest lines."""
        stages = Table(box=None, pad_edge=False, show_header=False)
        for stage in Stage:
            stages.add_row(*self._row(stage))
        latest = [Text(f"  {day}  {line}", style="dim") for day, line in self.latest]
        return Group(stages, Text(), Text(str(self.calendar.local_date(now)), style="bold"), *latest)

    @property
    def present(self) -> Stage:
        """Where it stands."""
        return max(self.entered, default=Stage.START)

    def mark(self, stage: Stage) -> tuple[str, str]:
        """Over, present or ahead: a sign and its style."""
        over = stage < self.present or self.outcome is not None
        return ("✓", "green") if over else ("●", "bold") if stage is self.present else ("·", "dim")

    def _row(self, stage: Stage) -> tuple[Text, ...]:
        mark, style = self.mark(stage)
        since = str(self.entered.get(stage, ""))
        return Text(mark, style), Text(f"{stage.value} {self.translate(NAMES[stage])}", style), Text(since, "dim")

    def ending(self) -> Iterator[str]:
        """The timeline, a line each, and what it came to."""
        _ = self.translate
        yield from (f"{day}  {line}" for day, line in self.timeline)
        yield ""
        yield _(
            N_(
                "{acts} acts by people; {by_clock} events by the initiative's own clock, {reminders} of them reminders."
            ),
            acts=len(self.acts),
            by_clock=self.by_clock,
            reminders=self.reminders,
        )
        if self.outcome is not None:
            yield _(N_("Outcome: {outcome}."), outcome=_(OUTCOMES[self.outcome]))
