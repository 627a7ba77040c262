"""What is somebody's by name, given to another: shown first, then done."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

import typer

from domain.messages import N_
from styrkedjan.cli import showing
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from web.reassigning import Item, Reassignment, What
from web.reassigning_views import GIVEN, Given, ItemView, found_view, given_view

From = Annotated[str, typer.Option("--from", metavar="PERSON", help=N_("Who leaves."))]
To = Annotated[str, typer.Option("--to", metavar="PERSON", help=N_("Who takes over."))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Do it; without, it is only shown."))]


def reassign(ctx: typer.Context, leaver: From, to: To, yes: Yes = False, as_json: AsJson = False) -> None:
    """Give to another what is somebody's by name: groups, forms handed to them, being manager; said twice it gives
    nothing more."""
    session = session_of(ctx)

    async def work(seat: Seat) -> bool:
        look = References(seat)
        reassignment = Reassignment(seat.desk, seat.caller, await look.person(leaver), await look.person(to))
        found = await reassignment.find()
        views = await _given(seat, reassignment, found) if yes else await _found(seat, found)
        session.as_json(views) if as_json else _tell(session, views, done=yes)
        asked = [view for view in views if view.what.code != What.POST]
        return not yes or all(view.outcome.code in (Given.MOVED, Given.NOTHING) for view in asked)

    if not session.run(work):
        raise typer.Exit(Exit.CONFLICT)


async def _found(seat: Seat, found: Sequence[Item]) -> list[ItemView]:
    rendering, say = await seat.rendering(), seat.session.say
    return [found_view(each, rendering.unit_name(each.unit), say) for each in found]


async def _given(seat: Seat, reassignment: Reassignment, found: Sequence[Item]) -> list[ItemView]:
    rendering, say = await seat.rendering(), seat.session.say
    given = await reassignment.give(found, uuid4())
    return [given_view(each, result, rendering.unit_name(each.unit), say) for each, result in given]


def _tell(session: Session, views: Sequence[ItemView], *, done: bool) -> None:
    if not views:
        session.tell(N_("Nothing is theirs by name."))
        return
    rows = [
        (
            short(view.initiative) if view.initiative else "",
            f"{view.title}, {view.unit_name}" if view.title else view.unit_name,
            f"{view.what.label}: {view.about}" if view.about else view.what.label,
            view.outcome.label,
            view.reason or "",
        )
        for view in views
    ]
    showing.table(session, (N_("Id"), N_("Initiative"), N_("What"), N_("Result"), N_("Why")), rows)
    counted = Counter(view.outcome.code for view in views)
    parts = [f"{session.say(words)}: {counted[each]}" for each, words in GIVEN.items() if counted[each]]
    session.show(", ".join(parts) + ".")
    if not done and counted[Given.MOVES]:
        session.tell(N_("Nothing is given on yet. Do it by saying the same with --yes."))
