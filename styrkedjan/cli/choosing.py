"""The organiser's choice for units that a programme's launch held back."""

from pathlib import Path
from typing import Annotated

import typer

from domain.forms.programme import UnitChoice, UnitChoices
from domain.messages import N_
from domain.programme import commands as do
from domain.programme.state import Place
from domain.refusals import Unmet
from styrkedjan.cli import showing_programmes as showing
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.one_programme import ProgrammeId, opened_of, units_of
from styrkedjan.cli.options import FormFile, OutFile
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.forms_toml import form_from, write_form
from web.forms import sealed
from web.programme_desk import OpenedProgramme


def choose(  # noqa: PLR0913  one argument per option
    ctx: typer.Context,
    id_: ProgrammeId,
    *,
    unit: Annotated[
        str | None, typer.Argument(metavar="[UNIT]", help=N_("A unit's name, code, or the beginning of its id."))
    ] = None,
    takes_part: Annotated[
        bool | None, typer.Option("--start/--not-taking-part", help=N_("Start it all the same, or leave it out."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=N_("Why."))] = "",
    form: FormFile = None,
    out: OutFile = None,
) -> None:
    """Choose for a unit that was held back, or for many with --form; --out writes the file to fill in."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await opened_of(seat, id_)
        if out is not None:
            await _write_choices(session, seat, opened, out)
            return
        choices = await _choices(seat, form) if form else await _choice(seat, unit, reason, takes_part=takes_part)
        answer = await seat.do(opened.stream, do.ChooseUnits(choices=choices))
        session.tell(N_("Units chosen for: {number}.") if answer.events else N_("It was done already."),
                     number=len(choices))  # fmt: skip

    session.run(work)


async def _write_choices(session: Session, seat: Seat, opened: OpenedProgramme, out: Path) -> None:
    held = [unit for unit in opened.units if unit.place is Place.HELD_BACK]
    if not held:
        session.tell(N_("No unit is held back."))
        return
    choices, _ = await References(seat).choices()
    intro = [
        session.say(N_("Units that are held back: start each with a reason, or say why it does not take part")),
        session.say(
            N_("Send it in with: styrkedjan programme {command} {programme} --form FILE"),
            command="choose",
            programme=short(opened.state.programme),
        ),
        *(showing.why(session, view) for view in await units_of(seat, opened) if view.place.code == Place.HELD_BACK),
    ]
    form = UnitChoices(choices=tuple(UnitChoice(unit=unit.unit) for unit in held))
    put(session, write_form(form, session.say, intro=intro, choices=choices), None if str(out) == "-" else out)


async def _choices(seat: Seat, file: Path) -> tuple[UnitChoice, ...]:
    """Those of the file in which something was chosen."""
    _, resolver = await References(seat).choices()
    form = form_from(get(file), UnitChoices, resolver)
    chosen = tuple(choice for choice in form.choices if choice.takes_part is not None or choice.reason)
    if not chosen:
        raise Unmet("choice_missing", N_("Nothing is chosen in {file}."), file=file)
    return chosen


async def _choice(seat: Seat, unit: str | None, reason: str, *, takes_part: bool | None) -> tuple[UnitChoice, ...]:
    if unit is None or takes_part is None:
        raise Unmet(
            "choice_missing",
            N_("Name a unit, --start or --not-taking-part, and --reason; or give a file with --form."),
        )
    return (UnitChoice(unit=await References(seat).unit(unit), takes_part=takes_part, reason=sealed(reason)),)
