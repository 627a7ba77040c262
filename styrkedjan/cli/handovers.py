"""Handovers: how far they have come, what was told, and vacancies with open work."""

from typing import Annotated
from uuid import UUID

import typer

from domain.messages import N_
from events.reading_handovers import HandoverOverview
from styrkedjan.cli import showing_handovers as showing
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.references import References
from styrkedjan.cli.session import Seat, session_of
from web import handover_views
from web.views import HandoverLine, KeptBriefView, VacancyView

HandoverId = Annotated[str, typer.Argument(metavar="HANDOVER", help=N_("The beginning of the handover's id."))]


def overview(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The handovers you may read, open ones first, and vacant posts with open work."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        lines, vacant = await _lines(seat), await _vacancies(seat)
        if as_json:
            session.as_json({"handovers": lines, "vacancies": vacant})
            return
        showing.overview(session, lines)
        showing.vacancies(session, vacant)

    session.run(work)


async def _lines(seat: Seat) -> list[HandoverLine]:
    after, rows = "", list[HandoverOverview]()
    while True:
        page, following = await seat.desk.handovers.handovers(seat.caller, after=after, limit=200)
        rows += page
        if following is None:
            break
        after = following
    rendering = await seat.rendering({who for row in rows for who in handover_views.persons_of(row)})
    return [handover_views.line(rendering, row) for row in rows]


async def _vacancies(seat: Seat) -> list[VacancyView]:
    rows = await seat.desk.handovers.vacancies(seat.caller)
    rendering = await seat.rendering({row.meanwhile for row in rows if row.meanwhile})
    return [handover_views.vacancy(rendering, row) for row in rows]


def show(ctx: typer.Context, id_: HandoverId, as_json: AsJson = False) -> None:
    """One handover: who leaves, who comes; briefs, comments and positions; what is still asked."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await seat.desk.handovers.handover(seat.caller, await References(seat).handover(id_))
        view = handover_views.handover(await seat.rendering(opened.persons), opened)
        session.as_json(view) if as_json else showing.handover(session, view)

    session.run(work)


def brief(
    ctx: typer.Context,
    id_: HandoverId,
    initiative: Annotated[str, typer.Argument(metavar="INITIATIVE", help=N_("The beginning of the initiative's id."))],
    as_json: AsJson = False,
) -> None:
    """What exactly was told of an initiative, to whom and when."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        handover = await References(seat).handover(id_)
        views = await _kept(seat, handover, await References(seat).initiative(initiative))
        session.as_json(views) if as_json else showing.briefs(session, views)

    session.run(work)


async def _kept(seat: Seat, handover: UUID, initiative: UUID) -> list[KeptBriefView]:
    opened, told = await seat.desk.handovers.briefs(seat.caller, handover, initiative)
    rendering = await seat.rendering(opened.persons.union(*(each.persons for each in told)))
    own_first = sorted(told, key=lambda each: each.brief.told != opened.eyes.whose)
    return [handover_views.kept(rendering, opened, each) for each in own_first]
