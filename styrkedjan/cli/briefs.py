"""The brief of an initiative, for whoever takes over."""

from typing import Annotated

import typer

from domain.messages import N_
from styrkedjan.cli.options import InitiativeId
from styrkedjan.cli.references import References
from styrkedjan.cli.session import Seat, session_of
from styrkedjan.translation import translator
from web.brief.reading import Briefs
from web.brief.rendering import Format
from web.brief.telling import as_of_from
from web.speech import Speech


def brief(
    ctx: typer.Context,
    id_: InitiativeId,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help=N_("As it stood at the end of that day, or at an event's number.")
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help=N_("text, markdown or html."))] = Format.TEXT,
) -> None:
    """What whoever takes over an initiative needs to know."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        point = as_of_from(as_of) if as_of is not None else None
        initiative = await References(seat).initiative(id_)
        # Not `session.say`: what it says depends on how the command is called.
        speech = Speech(language=session.language, translate=translator(session.language))
        briefs = Briefs(desk=seat.desk, caller=seat.caller, speech=speech)
        session.write(await briefs.read(initiative, format_, point))

    session.run(work)
