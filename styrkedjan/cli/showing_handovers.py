"""Handovers as people read them at a terminal."""

from collections.abc import Sequence
from datetime import date

from domain.messages import N_
from styrkedjan.cli.references import short
from styrkedjan.cli.session import Session
from styrkedjan.cli.showing import due, table
from web.views import (
    AskedView,
    HandedView,
    HandoverLine,
    HandoverTaskView,
    HandoverView,
    KeptBriefView,
    PersonName,
    VacancyView,
)


def overview(session: Session, lines: Sequence[HandoverLine]) -> None:
    """The handovers one may read."""
    if not lines:
        session.tell(N_("There is no handover that you may read."))
        return
    rows = [
        (
            short(line.handover),
            line.unit_name,
            _whoever(line.leaver, line.last_day),
            _whoever(line.newcomer, line.first_day),
            session.say(N_("{number} of {of}"), number=line.initiatives - line.waits, of=line.initiatives),
            line.manager.name,
            line.status.label,
        )
        for line in lines
    ]
    headings = (N_("Id"), N_("Unit"), N_("Leaves"), N_("Comes"), N_("Positions taken"), N_("Manager"), N_("State"))
    table(session, headings, rows, under=True)


def _whoever(person: PersonName | None, day: date | None) -> str:
    if person is None:
        return "–"
    return f"{person.name}, {day}" if day else person.name


def vacancies(session: Session, rows: Sequence[VacancyView]) -> None:
    """Posts that nobody holds and the work that waits there."""
    if not rows:
        return
    session.console.print()
    session.tell(N_("Vacant posts with open work:"))
    shown = [
        (
            row.unit_name,
            str(row.since or "–"),
            str(row.open_tasks),
            str(row.late),
            row.meanwhile.name if row.meanwhile else session.say(N_("nobody yet")),
        )
        for row in sorted(rows, key=lambda row: row.unit_name)
    ]
    headings = (N_("Unit"), N_("Vacant since"), N_("Open tasks"), N_("Late"), N_("Answers meanwhile"))
    table(session, headings, shown)


def handover(session: Session, view: HandoverView) -> None:
    """Who leaves and who comes, each initiative, and what is still asked."""
    tell = session.tell
    session.show(session.say(N_("Handover: {unit}"), unit=view.unit_name), "bold")
    tell(N_("{id}, since {date}: {status}"), id=view.handover, date=view.opened, status=view.status.label)
    _people(session, view)
    session.console.print()
    _initiatives(session, view)
    for each in view.initiatives:
        _words(session, each)
    if view.tasks:
        session.console.print()
        _tasks(session, view.tasks)
    _what_to_do(session, view)


def _people(session: Session, view: HandoverView) -> None:
    if view.leaver is not None:
        last = str(view.last_day or "–")
        session.tell(N_("Leaves: {name}, last day {date}."), name=view.leaver.name, date=last)
    if view.newcomer is not None:
        session.tell(N_("Comes: {name}, first day {date}."), name=view.newcomer.name, date=view.first_day)
    elif view.leaver is not None:
        session.tell(N_("No successor is known yet."))
    else:
        session.tell(N_("Nobody has been principal here yet."))
    _manager(session, view)


def _manager(session: Session, view: HandoverView) -> None:
    """The post's: an initiative's own manager, as `show` has it, is not asked. One that has ended was whose it was."""
    if view.manager_named or view.ended is not None:
        session.tell(N_("The principal's manager: {name}"), name=view.manager.name)
        return
    nobody = N_("The principal's manager: nobody is named for the post; {name} answers, as the organiser's contact.")
    session.tell(nobody, name=view.manager.name)
    session.tell(N_("Name one with: styrkedjan post manager {unit} PERSON"), unit=short(view.unit))


def _initiatives(session: Session, view: HandoverView) -> None:
    headings: list[str] = [N_("Id"), N_("Initiative"), N_("Brief given to"), N_("Comment")]
    rows = [
        [short(each.initiative), each.title, _told(each), _comment(session, each)]
        + ([_position(session, each)] if view.whole else [])
        for each in view.initiatives
    ]
    table(session, headings + ([N_("Position")] if view.whole else []), rows)


def _told(each: HandedView) -> str:
    return "\n".join(f"{told.person.name} {told.on}" for told in each.briefs) or "–"


def _comment(session: Session, each: HandedView) -> str:
    if each.commented:
        said = each.comment
        words = said and (said.carries_it or said.fragile or said.would_do_next or said.found_at)
        return session.say(N_("given")) if words else session.say(N_("skipped"))
    return _asked(session, each.comment_task) or "–"


def _position(session: Session, each: HandedView) -> str:
    if each.position is not None:
        until, label = each.position_pause_until, each.position.label
        return session.say(N_("{position} until {date}"), position=label, date=until) if until else label
    if each.over:
        return session.say(N_("the initiative has ended"))
    return _asked(session, each.position_task) or "–"


def _asked(session: Session, asked: AskedView | None) -> str:
    if asked is None:
        return ""
    return session.say(N_("waits, due {date}"), date=due(session, asked.due, overdue=asked.overdue))


def _words(session: Session, each: HandedView) -> None:
    """What the two have written of one initiative."""
    said = each.comment
    lines = [
        (N_("Who carries it"), said.carries_it if said else ""),
        (N_("What is fragile"), said.fragile if said else ""),
        (N_("What I would do next"), said.would_do_next if said else ""),
        (N_("Is found at"), said.found_at if said else ""),
        (N_("The incoming principal"), each.position_comment),
    ]
    written = [(label, words) for label, words in lines if words]
    if written:
        session.console.print()
        session.show(each.title, "bold")
    for label, words in written:
        session.show(f"{session.say(label)}: {words}")


def _tasks(session: Session, tasks: Sequence[HandoverTaskView]) -> None:
    rows = [
        (short(each.task), due(session, each.due, overdue=each.overdue), each.title, _state(session, each), each.said)
        for each in tasks
    ]
    table(session, (N_("Id"), N_("Due"), N_("Task"), N_("State"), N_("Answer")), rows)


def _state(session: Session, task: HandoverTaskView) -> str:
    if task.escalated and task.done_on is None:
        return session.say(N_("{state}, escalated to the organiser"), state=task.state.label)
    if task.corrected is not None:
        said = N_("{state}, corrected {date}: {reason}")
        return session.say(said, state=task.state.label, date=task.corrected.on, reason=task.corrected.reason)
    return task.state.label


def _what_to_do(session: Session, view: HandoverView) -> None:
    """How whoever reads it does their part."""
    mine = [a for each in view.initiatives for a in (each.comment_task, each.position_task) if a and a.yours]
    asked = [each.task for each in view.tasks if each.yours] + [each.task for each in mine]
    told = [each for each in view.initiatives if each.briefs]
    if told or asked:
        session.console.print()
    if told:
        session.tell(N_("Read a brief: styrkedjan handover brief {handover} {initiative}"),
                     handover=short(view.handover), initiative=short(told[0].initiative))  # fmt: skip
    if asked:
        session.tell(N_("Write out a form with: styrkedjan task {task} --out FILE"), task=short(asked[0]))
    for each in view.initiatives:
        if each.comment_task and each.comment_task.yours:
            session.tell(N_("Or skip the three prompts of “{title}”: styrkedjan complete {task} --skip"),
                         title=each.title, task=short(each.comment_task.task))  # fmt: skip


def briefs(session: Session, views: Sequence[KeptBriefView]) -> None:
    """What was told, to one after another."""
    if not views:
        session.tell(N_("Nobody has been given a brief of it yet."))
    for number, view in enumerate(views):
        if number:
            session.console.print()
            session.console.rule(style="")
        session.show(session.say(N_("Given to {name} on {date}"), name=view.told.name, date=view.on), "bold")
        session.tell(N_("It tells of event {version}, as of {moment}."), version=view.of_version,
                     moment=view.moment.strftime("%Y-%m-%d %H:%M"))  # fmt: skip
        _checked(session, view)
        session.console.print()
        session.write(view.text)


def _checked(session: Session, view: KeptBriefView) -> None:
    if view.erased:
        session.tell(N_("The text has been erased with the initiative. That it was given, when and to whom, stays."))
    elif view.matches is None:
        session.tell(N_("The text cannot be read: its key is missing."))
    elif view.matches:
        session.tell(N_("The text is the one that was given: its digest matches."))
    else:
        session.tell(N_("The text is NOT the one that was given: its digest does not match. Tell your auditor."))
