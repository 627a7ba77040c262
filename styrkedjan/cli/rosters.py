"""Units and posts from a file: tried row by row, then registered."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.messages import N_
from styrkedjan.cli import showing
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.files import unreadable

if TYPE_CHECKING:
    from web.rosters.views import RosterRow, RosterView

RosterFile = Annotated[Path, typer.Argument(metavar="FILE", help=N_("A .csv file; - reads from standard input."))]
Apply = Annotated[bool, typer.Option("--apply", help=N_("Register it; without, it is only tried."))]
Agreed = Annotated[
    int | None,
    typer.Option("--yes-change", metavar="N", min=0, help=N_("So many posts that have a holder may change.")),
]


def import_(
    ctx: typer.Context, file: RosterFile, apply: Apply = False, agreed: Agreed = None, as_json: AsJson = False
) -> None:
    """Try what a file of units and posts would do, row by row; with --apply, register it."""
    session = session_of(ctx)

    async def work(seat: Seat) -> Exit:
        view = await _imported(seat, file, agreed, apply=apply)
        stopped = apply and _is_stopped(view, agreed)
        session.as_json(view) if as_json else _show(session, view, stopped=stopped)
        if stopped:
            _say_why(session, view, agreed)
        return _ended(view, apply=apply, stopped=stopped)

    code = session.run(work)
    if code is not Exit.DONE:
        raise typer.Exit(code)


async def _imported(seat: Seat, file: Path, agreed: int | None, *, apply: bool) -> "RosterView":
    """What became of the file; as it would be, where it is only tried or cannot be done."""
    from web.rosters.planning import import_id_of, planned
    from web.rosters.reading import read_roster
    from web.rosters.registering import register
    from web.rosters.views import roster_view

    held = _held(file)
    plan = await planned(seat.desk, seat.caller, read_roster(held), import_id_of(seat.caller, held))
    if not apply or plan.faulty or not plan.is_agreed(agreed):
        return roster_view(plan, seat.session.say)
    return roster_view(plan, seat.session.say, await register(seat.desk, seat.caller, plan))


def _held(file: Path) -> bytes:
    """A file's bytes, whatever its letters. Raises FileError."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _is_stopped(view: "RosterView", agreed: int | None) -> bool:
    """Whether more posts would change than somebody has said is right."""
    return not view.errors and view.asks and (agreed is None or agreed < view.changes)


def _say_why(session: Session, view: "RosterView", agreed: int | None) -> None:
    """Why nothing was done though it was asked for, and what to do."""
    unasked = N_(
        "Stopped, nothing is done: {changes} of {posts} posts would change, more than the {few} that may change "
        "unasked. Look at the rows; if they are right: --apply --yes-change {changes}"
    )
    said = N_(
        "Stopped, nothing is done: {changes} of {posts} posts would change, more than the {few} that --yes-change lets "
        "change. Look at the rows; if they are right: --apply --yes-change {changes}"
    )
    few = view.unasked if agreed is None else agreed
    session.warn(unasked if agreed is None else said, changes=view.changes, posts=view.posts, few=few)


def _ended(view: "RosterView", *, apply: bool, stopped: bool) -> Exit:
    if view.errors:
        return Exit.UNMET
    failed = apply and any(row.outcome.code in ("refused", "unknown") for row in view.rows)
    return Exit.CONFLICT if stopped or failed else Exit.DONE


def _show(session: Session, view: "RosterView", *, stopped: bool) -> None:
    if view.note:
        session.show(view.note)
    rows = [(str(row.line), row.unit, row.outcome.label, _said(row)) for row in view.rows]
    showing.table(session, (N_("Line"), N_("Unit"), N_("Result"), N_("What and why")), rows)
    session.console.print()
    session.tell(N_("Posts with a holder that change: {changes} of {posts}."), changes=view.changes, posts=view.posts)
    if view.errors:
        from web.rosters.planning import unusable

        session.tell(unusable(view.errors), rows=view.errors)
    elif stopped:
        return
    elif view.does_something and view.asks:
        what = N_("Nothing is done yet. Look at the rows; if they are right: --apply --yes-change {changes}")
        session.tell(what, changes=view.changes)
    elif view.does_something:
        session.tell(N_("Nothing is done yet. Do it by saying the same with --apply."))
    elif all(row.outcome.code == "unchanged" for row in view.rows):
        session.tell(N_("All of this is registered already."))


def _said(row: "RosterRow") -> str:
    wrong = [f"{error.column}: {error.what}" if error.column else error.what for error in row.errors]
    return "\n".join([*row.effects, *wrong, *([row.reason] if row.reason else [])])
