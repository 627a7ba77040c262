"""A programme that a command names, and its units as they are shown."""

from typing import Annotated

import typer

from domain.messages import N_
from styrkedjan.cli.references import References
from styrkedjan.cli.session import Seat
from web import programme_views
from web.programme_desk import OpenedProgramme
from web.views import ProgrammeUnitView

ProgrammeId = Annotated[str, typer.Argument(metavar="PROGRAMME", help=N_("The beginning of the programme's id."))]


async def opened_of(seat: Seat, said: str) -> OpenedProgramme:
    return await seat.desk.programmes.programme(seat.caller, await References(seat).programme(said))


async def units_of(seat: Seat, opened: OpenedProgramme) -> list[ProgrammeUnitView]:
    rendering = await seat.rendering()
    return [programme_views.unit(rendering, opened, unit) for unit in opened.units]
