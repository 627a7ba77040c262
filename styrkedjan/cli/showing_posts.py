"""A post as people read it at a terminal."""

from datetime import date
from typing import Final

from domain.messages import N_
from styrkedjan.cli.references import short
from styrkedjan.cli.session import Session
from styrkedjan.cli.showing import by_whom, table
from web.views import HoldingView, PostRecordView, PostView

LATEST: Final = 10
"""Records that are printed; --json has them all."""


def post(session: Session, view: PostView, *, asked: bool) -> None:
    """Who holds it, by what was known; `asked`: the day that is asked about was named."""
    session.show(view.unit_name, "bold")
    if view.known is not None:
        session.tell(N_("As it was known at the end of {date}."), date=view.known)
    if asked or view.known is not None:
        whose = f"{view.held.person.name}, {view.held.standing.label}" if view.held.person else view.held.standing.label
        session.show(f"{view.on}: {whose}")
    if view.manager is not None:
        session.tell(N_("The principal's manager: {name}"), name=view.manager.name)
    headings = (N_("From"), N_("Last day"), "", N_("Name"), N_("Id"))
    table(session, headings, [_holding(held) for held in view.holdings])
    for each in view.acting_for:
        session.tell(N_("{name} may act for the principal until {date}."), name=each.person.name, date=each.until)
    session.console.print()
    _records(session, view)


def _holding(held: HoldingView) -> tuple[str, ...]:
    name = held.person.name if held.person else ""
    # The appointment is the principal's: on a deputy's row its id would be taken for theirs.
    tenure = held.tenure if held.person == held.principal else None
    return _on(held.since), _on(held.until), held.standing.label, name, short(tenure) if tenure else ""


def _on(day: date | None) -> str:
    return str(day) if day else ""


def _days(since: date | None, until: date | None) -> str:
    """One over the other: beside each other they would take the room that names need."""
    if since and until:
        return f"{since}–\n{until}"
    return f"{_on(since)}–{_on(until)}" if since or until else ""


def _records(session: Session, view: PostView) -> None:
    if not view.records:
        session.tell(N_("Nothing had been recorded.") if view.known else N_("Nothing has been recorded."))
        return
    headings = (N_("Recorded"), N_("What"), N_("Name"), N_("In force"), N_("Who"), N_("Reason"))
    table(session, headings, [_record(session, each) for each in view.records[:LATEST]], under=True)
    if len(view.records) > LATEST:
        session.tell(N_("{number} older records: see --json."), number=len(view.records) - LATEST)


def _record(session: Session, record: PostRecordView) -> tuple[str, ...]:
    return (
        record.recorded.strftime("%Y-%m-%d %H:%M"),
        record.what,
        record.person.name if record.person else "",
        _days(record.since, record.until),
        by_whom(session, record.by, record.by_person, record.acting_for),
        record.reason,
    )
