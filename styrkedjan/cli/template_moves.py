"""Moving live initiatives to another version of their template: rehearsed first, then done."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from domain.messages import N_
from styrkedjan.cli import showing
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.form_files import get
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.cli.templates import TemplateKey, Yes
from styrkedjan.template_file import read_template
from web.rendering import Rendering
from web.template_move_views import (
    OUTCOMES,
    Outcome,
    RehearsalView,
    move_view,
    outcome_of,
    rehearsal_view,
    said_of,
)
from web.template_moves import Moves, Rehearsed

Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help=N_("Only this initiative; may be said several times."))
]
To = Annotated[int | None, typer.Option("--to", help=N_("The version to move to; the one in force if left out."))]


def rehearse(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="KEY|FILE", help=N_("A template's key, or a file that is not published yet."))
    ],
    to: To = None,
    only: Only = None,
    as_json: AsJson = False,
) -> None:
    """What moving to another version would mean for each live initiative; nothing is moved."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        moves = await _moves(seat, what, to)
        views = await _views(seat, await moves.rehearse(await _chosen(seat, only)))
        if as_json:
            session.as_json(views)
            return
        _tell_rehearsal(session, moves, views)
        if moves.is_published and any(view.outcome != Outcome.ALREADY for view in views):
            named = "".join(f" --only {said}" for said in only or ())
            session.tell(N_("Move them: styrkedjan template move {key} --to {number}{only}"), key=what,
                         number=moves.number, only=named)  # fmt: skip

    session.run(work)


def move_initiatives(ctx: typer.Context, key: TemplateKey, to: To = None, only: Only = None, yes: Yes = False) -> None:
    """Move live initiatives to another version of their template, each by itself; said twice it moves nothing more."""
    session = session_of(ctx)

    async def work(seat: Seat) -> bool:
        moves = await Moves.to_version(seat.desk, seat.caller, key, to)
        found = await moves.rehearse(await _chosen(seat, only))
        _tell_rehearsal(session, moves, await _views(seat, found))
        left = [each for each in found if outcome_of(each.outcome) is not Outcome.ALREADY]
        if left and not yes:
            session.tell(N_("Move them: say the same with --yes."))
        return await _move(seat, moves, left) if left and yes else True

    if not session.run(work):
        raise typer.Exit(Exit.CONFLICT)


async def _move(seat: Seat, moves: Moves, rows: Sequence[Rehearsed]) -> bool:
    """Whether every one of them was moved."""
    say = seat.session.say
    rendering, moved = await seat.rendering(), await moves.move(rows, uuid4(), as_seen=True)
    views = [move_view(each, result, say) for each, result in moved]
    units = [rendering.unit_name(each.row.initiative.unit) for each, _ in moved]
    lines = [
        (short(view.initiative), f"{view.title}, {unit}", say(OUTCOMES[Outcome(view.outcome)]), view.reason or "")
        for view, unit in zip(views, units, strict=True)
    ]
    seat.session.console.print()
    showing.table(seat.session, (N_("Id"), N_("Initiative"), N_("Result"), N_("Why")), lines)
    _tell_counts(seat.session, [view.outcome for view in views])
    return all(view.outcome in (Outcome.MOVED, Outcome.ALREADY) for view in views)


async def _moves(seat: Seat, what: str, to: int | None) -> Moves:
    if _is_file(what):
        return await Moves.to_content(seat.desk, seat.caller, read_template(get(Path(what))).content)
    return await Moves.to_version(seat.desk, seat.caller, what, to)


def _is_file(what: str) -> bool:
    return what == "-" or what.endswith(".toml") or "/" in what


async def _chosen(seat: Seat, only: list[str] | None) -> list[UUID]:
    return [await References(seat).initiative(said) for said in only or ()]


async def _views(seat: Seat, found: Sequence[Rehearsed]) -> list[RehearsalView]:
    rendering: Rendering = await seat.rendering()
    say = seat.session.say
    return [rehearsal_view(each, rendering.unit_name(each.row.initiative.unit), say) for each in found]


def _tell_rehearsal(session: Session, moves: Moves, views: Sequence[RehearsalView]) -> None:
    session.tell(N_("To version {number} of {key}:"), number=moves.number, key=moves.key)
    if not views:
        session.tell(N_("No live initiative is of this template."))
        return
    rows = [
        (
            short(view.initiative),
            f"{view.title}, {view.unit}",
            str(view.version),
            session.say(OUTCOMES[Outcome(view.outcome)]),
            view.reason or "\n".join(said_of(view.changes, session.say) if view.changes else ()),
        )
        for view in views
    ]
    showing.table(session, (N_("Id"), N_("Initiative"), N_("Version"), N_("Result"), N_("What and why")), rows)
    _tell_counts(session, [view.outcome for view in views])


def _tell_counts(session: Session, outcomes: Sequence[str]) -> None:
    counted = Counter(outcomes)
    parts = [f"{session.say(words)}: {counted[each]}" for each, words in OUTCOMES.items() if counted[each]]
    if parts:
        session.show(", ".join(parts) + ".")
