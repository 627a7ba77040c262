"""Views as people read them at a terminal."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table

from domain.initiative.state import TaskState
from domain.messages import N_
from domain.post.timeline import STANDING_NAMES, Standing
from styrkedjan.cli.references import short
from styrkedjan.cli.saying import Say, printable
from styrkedjan.cli.session import Session
from web.views import (
    EventView,
    InboxEntry,
    InitiativeLine,
    InitiativeView,
    MeetingView,
    PersonName,
    ProposedPauseView,
    TaskView,
)

GAP: Final = 2
"""Between columns: rich pads a cell by one on each side, and leaves it out at the edges."""
LEAST: Final = 4
"""Cells of a column that are left to the others, for days to stay whole."""
WHOLE: Final = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\b[0-9a-f]{8}\b")
"""Moments, days and ids: of no use in pieces."""


def table(session: Session, headings: Sequence[str], rows: Iterable[Sequence[str]], *, under: bool = False) -> None:
    """Rows under translated headings; words stay whole where there is room for them.

    `under`: where there is not, each row's last cell stands on a line of its own, under it.
    """
    shown = [[session.say(heading) for heading in headings], *([*map(printable, row)] for row in rows)]
    notes: Sequence[str] = []
    if under and sum(longest(shown, words)) > _room(session, shown):
        notes = [f"{shown[0][-1]}: {row[-1]}" if row[-1] else "" for row in shown[1:]]
        shown = [row[:-1] for row in shown]
    widths = fitting([*zip(*shown, strict=True)], _room(session, shown))
    session.console.print(_ruled(widths, shown[:1], vertical="bottom"), style="bold")
    if not notes:
        session.console.print(_ruled(widths, shown[1:]))
    for row, note in zip(shown[1:], notes, strict=False):
        session.console.print(_ruled(widths, [row]))
        if note:
            session.console.print(Padding(note, (0, 0, 0, GAP)))


def _ruled(widths: Sequence[int], rows: Iterable[Sequence[str]], vertical: Literal["top", "bottom"] = "top") -> Table:
    made = Table(box=None, pad_edge=False, show_header=False)
    for width in widths:
        made.add_column(overflow="fold", width=width, vertical=vertical)
    for row in rows:
        made.add_row(*row)
    return made


def _room(session: Session, shown: Sequence[Sequence[str]]) -> int:
    """What the columns have together."""
    return session.console.width - GAP * (len(shown[0]) - 1)


def longest(rows: Sequence[Sequence[str]], parts: Callable[[str], Sequence[str]]) -> Sequence[int]:
    """Of each column the longest part that its cells have."""
    return [max(cell_len(part) for cell in column for part in [*parts(cell), ""]) for column in zip(*rows, strict=True)]


def words(cell: str) -> Sequence[str]:
    """What is better not broken; a moment is one of them."""
    return [*WHOLE.findall(cell), *cell.split()]


def fitting(columns: Sequence[Sequence[str]], room: int) -> Sequence[int]:
    """Widths that take at most `room` together: dates and ids stay whole before words do, words before lines, and what
    asks for little gets it."""
    rows = [*zip(*columns, strict=True)]
    whole = longest(rows, WHOLE.findall)
    widths = whole if sum(max(width, LEAST) for width in whole) <= room else [0] * len(columns)
    for parts in (words, str.splitlines):
        wanted = longest(rows, parts)
        more = shared([max(0, want - had) for want, had in zip(wanted, widths, strict=True)], room - sum(widths))
        widths = [had + got for had, got in zip(widths, more, strict=True)]
    return [max(1, width) for width in widths]


def shared(wanted: Sequence[int], room: int) -> Sequence[int]:
    """What each gets of a room: all it wants, or as much as the others who want more."""
    given = dict.fromkeys(range(len(wanted)), 0)
    for place, number in enumerate(sorted(given, key=lambda each: wanted[each])):
        given[number] = max(0, min(wanted[number], (room - sum(given.values())) // (len(wanted) - place)))
    return [*given.values()]


def due(session: Session, on: date | None, *, overdue: bool) -> str:
    """A due day, marked if it has passed."""
    if on is None:
        return "–"
    return session.say(N_("{date} (late)"), date=on) if overdue else str(on)


def inbox(session: Session, entries: Sequence[InboxEntry], own: UUID) -> None:
    """One's tasks; with none, what to do. `own` is whose they are."""
    if not entries:
        session.tell(N_("Nothing waits for you."))
        session.tell(N_("The initiatives you may read: styrkedjan initiatives"))
        return
    rows = [
        (
            short(entry.task),
            session.say(N_("paused")) if entry.paused else due(session, entry.due, overdue=entry.overdue),
            _said_of(session, entry, own),
            ", ".join(filter(None, (entry.initiative_title, entry.unit_name))),
            session.say(N_("{minutes} min"), minutes=entry.minutes),
        )
        for entry in entries
    ]
    table(session, (N_("Id"), N_("Due"), N_("Task"), N_("Initiative"), N_("Takes")), rows)
    session.tell(N_("Write out a form with: styrkedjan task {task} --out FILE"), task=short(entries[0].task))


def _said_of(session: Session, entry: InboxEntry, own: UUID) -> str:
    said = f"{entry.title}: {entry.about}" if entry.about else entry.title
    if entry.state.code == TaskState.ANSWERED:
        return session.say(N_("{task}: an answer waits to be confirmed"), task=said)
    if entry.handed_to is not None and entry.handed_to.person != own:
        return session.say(N_("{task}: with {name}"), task=said, name=entry.handed_to.name)
    return said


def overview(session: Session, lines: Sequence[InitiativeLine]) -> None:
    """The initiatives one may read."""
    if not lines:
        session.tell(N_("There is no initiative that you may read. Start one: styrkedjan start --blank FILE"))
        return
    rows = [
        (
            short(line.initiative),
            line.title,
            line.unit_name,
            f"{line.stage.code} {line.stage.label}",
            _standing(session, line),
        )
        for line in lines
    ]
    table(session, (N_("Id"), N_("Initiative"), N_("Unit"), N_("Stage"), N_("State")), rows)


def _standing(session: Session, line: InitiativeLine) -> str:
    said = line.stalled or line.outcome or line.status
    proposes = session.say(N_("proposes a new one"))
    return f"{said.label}, {proposes}" if line.proposes else said.label


def initiative(session: Session, view: InitiativeView) -> None:
    """Where it stands, what it waits for, its tasks and meetings."""
    say, tell = session.say, session.tell
    session.show(f"{view.title}, {view.unit_name}", "bold")
    tell(N_("{id}, stage {code} {stage} since {date}: {status}"), id=view.initiative, code=view.stage.code,
         stage=view.stage.label, date=view.stage_entered, status=view.status.label)  # fmt: skip
    if view.programme:
        tell(N_("Part of the programme {programme}."), programme=short(view.programme))
    if view.paused_until:
        tell(N_("Paused until {date}."), date=view.paused_until)
    if view.proposed_pause:
        session.show(proposed(say, view.proposed_pause))
    if view.stalled:
        tell(N_("Stalled: {cause}."), cause=view.stalled.label)
    if view.stalled_on:
        whom, what = view.stalled_on.address.label, view.stalled_on.title
        tell(N_("It waits for: {whom}: {what}") if what else N_("It waits for: {whom}"), whom=whom, what=what)
    if view.outcome:
        tell(N_("Outcome: {outcome}."), outcome=view.outcome.label)
    tell(N_("Manager: {name}. Facilitators: {names}."), name=view.manager.name,
         names=", ".join(each.name for each in view.facilitators) or say(N_("nobody yet")))  # fmt: skip
    if view.proposes:
        tell(N_("It proposes a new initiative. Go on from it: styrkedjan start FILE --follows {id}"),
             id=short(view.initiative))  # fmt: skip
    if view.next_initiative:
        tell(N_("Followed by {id}."), id=view.next_initiative)
    for clause in view.waits_for:
        tell(N_("Waits for: {sentence} ({clause})"), sentence=clause.sentence, clause=clause.clause)
    if view.next:
        tell(N_("Next by itself: {what}, {date}."), what=view.next.what, date=view.next.at.date())
    for part in view.parts:
        done = say(N_("done")) if part.settled else say(N_("{held} of {of} meetings"), held=part.held, of=part.of)
        session.show(f"{part.title}: {done}")
    for placed in view.check_ins:
        tell(N_("After {months} months: {place}."), months=placed.months, place=placed.place.label)
    session.console.print()
    _tasks(session, view.tasks)
    if view.meetings:
        session.console.print()
        _meetings(session, view)


def proposed(say: Say, pause: ProposedPauseView) -> str:
    """Who proposes a pause, until when and why."""
    name = pause.by.name if pause.by else "–"
    return say(N_("{name} proposes a pause until {date}: {reason}"), name=name, date=pause.until, reason=pause.reason)


def _state(session: Session, meeting: MeetingView) -> str:
    label = meeting.state.label
    return session.say(N_("{state}, no school that day"), state=label) if meeting.free_day else label


def _meetings(session: Session, view: InitiativeView) -> None:
    rows: list[tuple[str, ...]] = [
        (
            short(each.meeting),
            str(each.on),
            str(each.group),
            _state(session, each),
        )
        for each in view.meetings
    ]
    headings: tuple[str, ...] = (N_("Id"), N_("Date"), N_("Group"), N_("State"))
    if view.parts:
        rows = [(*row, each.about) for row, each in zip(rows, view.meetings, strict=True)]
        headings = (*headings, N_("Part"))
    table(session, headings, rows)


def _tasks(session: Session, tasks: Sequence[TaskView]) -> None:
    rows = [
        (
            short(task.task),
            due(session, task.due, overdue=task.overdue),
            f"{task.title}: {task.about}" if task.about else task.title,
            whose(session, task),
            task.state.label,
        )
        for task in tasks
    ]
    table(session, (N_("Id"), N_("Due"), N_("Task"), N_("Whose"), N_("State")), rows)


def whose(session: Session, task: TaskView) -> str:
    """Who has a task before them: by name, or that nobody has."""
    if task.vacant:
        return session.say(STANDING_NAMES[Standing.VACANT])
    people = (task.handed_to,) if task.handed_to else task.holders
    return ", ".join(each.name for each in people) or task.address.label


NOT_PEOPLE: Final = {
    "clock": N_("the initiative's clock"),
    "programme": N_("the programme's launch"),
    "installation": N_("this installation"),
}
"""Who does things besides people."""


def history(session: Session, events: Sequence[EventView], of: dict[str, str]) -> None:
    """The timeline; `of` says what an event is about, by its id."""
    rows = [
        (
            str(event.version),
            event.recorded.strftime("%Y-%m-%d %H:%M"),
            event.what + (f": {of[str(event.id)]}" if str(event.id) in of else ""),
            by_whom(session, event.by, event.person, event.acting_for),
        )
        for event in events
    ]
    table(session, (N_("No."), N_("When"), N_("What"), N_("Who")), rows)


def by_whom(session: Session, by: str, person: PersonName | None, acting_for: PersonName | None) -> str:
    """Who did it, and in whose place; `by` is the kind of actor."""
    if person is None:
        return session.say(NOT_PEOPLE.get(by, by))
    if acting_for is None:
        return person.name
    return session.say(N_("{name} for {principal}"), name=person.name, principal=acting_for.name)
