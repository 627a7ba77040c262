"""Programmes as people read them at a terminal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from domain.messages import N_
from domain.programme.state import Place
from domain.stalls import CAUSE_NAMES, Cause
from styrkedjan.cli.references import short
from styrkedjan.cli.session import Session
from styrkedjan.cli.showing import table
from web.views import ComparedView, ProgrammeLine, ProgrammeUnitView, ProgrammeView

HOW_TO_CHOOSE: Final = N_("Choose for what is held back with: styrkedjan programme choose {programme} --out FILE")


def overview(session: Session, lines: Sequence[ProgrammeLine]) -> None:
    """The programmes one may read."""
    if not lines:
        session.tell(N_("There is no programme that you may read."))
        return
    rows = [
        (
            short(line.programme),
            line.title,
            str(line.initiatives),
            str(line.waiting),
            str(line.held_back),
            line.status.label,
        )
        for line in lines
    ]
    table(session, (N_("Id"), N_("Programme"), N_("Started"), N_("Wait"), N_("Held back"), N_("State")), rows)


def programme(session: Session, view: ProgrammeView, units: Sequence[ProgrammeUnitView]) -> None:
    """How far its launch has come, unit by unit."""
    tell = session.tell
    session.show(view.title, "bold")
    tell(N_("{id}, {template} version {version}, started {date}: {status}"), id=view.programme, template=view.template,
         version=view.template_version, date=view.started, status=view.status.label)  # fmt: skip
    tell(N_("{started} started, {waiting} wait, {held_back} held back, {out} do not take part."),
         started=view.counts[Place.STARTED], waiting=view.counts[Place.WAITING],
         held_back=view.counts[Place.HELD_BACK], out=view.counts[Place.NOT_TAKING_PART])  # fmt: skip
    if view.a_minute is not None and view.counts[Place.WAITING]:
        tell(N_("{number} units a minute."), number=view.a_minute)
    for network in view.networks:
        if network.held_on is None:
            tell(N_("Network of the eager: to be held by {date}, {number} units. Record it with: styrkedjan programme "
                    "network {programme}"), date=network.due, number=len(network.units),
                 programme=short(view.programme))  # fmt: skip
        else:
            tell(N_("Network of the eager: held {date}, {number} units."), date=network.held_on,
                 number=len(network.units))  # fmt: skip
    for item in view.checklist:
        session.show(f"{item.item.label}: {item.rating.label}" + (f" ({item.note})" if item.note else ""))
    session.console.print()
    rows = [(unit.unit_name, unit.place.label, _initiative(unit), why(session, unit, named=False)) for unit in units]
    table(session, (N_("Unit"), N_("State"), N_("Initiative"), N_("Why")), rows)
    if view.counts[Place.HELD_BACK]:
        tell(HOW_TO_CHOOSE, programme=short(view.programme))


def _initiative(unit: ProgrammeUnitView) -> str:
    return short(unit.initiative) if unit.initiative else "–"


def why(session: Session, unit: ProgrammeUnitView, *, named: bool = True) -> str:
    """Why a unit is held back, or what was chosen for it."""
    held = unit.place.code == Place.HELD_BACK
    parts = [unit.reason] if unit.reason else []
    if held and unit.why.live:
        ids = ", ".join(map(short, unit.why.live))
        parts.append(session.say(N_("another initiative is live there ({ids})"), ids=ids))
    if held and unit.why.low_capacity:
        parts.append(session.say(N_("low capacity in an earlier one ({id})"), id=short(unit.why.low_capacity)))
    if held and unit.why.vacant:
        parts.append(session.say(N_("nobody is principal there")))
    if held and unit.why.refused:
        parts.append(session.say(N_("it could not be started ({code})"), code=unit.why.refused))
    said = "; ".join(parts)
    return f"{unit.unit_name}: {said}" if named else said


def held_back(session: Session, programme: UUID, units: Sequence[ProgrammeUnitView]) -> None:
    """Those that wait for a choice, and how it is made."""
    held = [unit for unit in units if unit.place.code == Place.HELD_BACK]
    for unit in held:
        session.tell(N_("Held back: {unit}"), unit=why(session, unit))
    if held:
        session.tell(HOW_TO_CHOOSE, programme=short(programme))


def compared(session: Session, rows: Sequence[ComparedView]) -> None:
    """The units side by side, in the order of their names."""
    if not rows:
        session.tell(N_("No unit has started yet."))
        return
    shown = [
        (
            row.unit_name,
            f"{row.stage.code} {row.stage.label}",
            row.stalled.label if row.stalled else row.status.label,
            _days(session, row.days),
            str(row.overdue),
            str(row.next_meeting or "–"),
            ", ".join(f"{each.months}: {each.place.label}" for each in row.check_ins) or "–",
        )
        for row in rows
    ]
    headings = (N_("Unit"), N_("Stage"), N_("State"), N_("School days in the stage"), N_("Late"), N_("Next meeting"),
                N_("Check-ins"))  # fmt: skip
    table(session, headings, shown)


def _days(session: Session, days: Mapping[str, int]) -> str:
    named = (f"{session.say(CAUSE_NAMES[cause])} {days[cause.value]}" for cause in Cause if days.get(cause.value))
    return f"{sum(days.values())}: " + ", ".join(named) if days else "–"


@contextmanager
def progress(session: Session) -> Iterator[Callable[[Mapping[Place, int]], None]]:
    """A bar that is told how many units are where."""
    columns: tuple[Any, ...] = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=session.console) as bar:
        task = bar.add_task("", total=None)

        def told(counts: Mapping[Place, int]) -> None:
            said = session.say(
                N_("{started} of {total} started, {held_back} held back"),
                started=counts[Place.STARTED],
                total=sum(counts.values()) - counts[Place.NOT_TAKING_PART],
                held_back=counts[Place.HELD_BACK],
            )
            total = sum(counts.values())
            bar.update(task, total=total, completed=total - counts[Place.WAITING], description=said)

        yield told
