"""The plan and its meetings, during implementation."""

from typing import Annotated

import typer

from domain.forms import DevelopmentPlan
from domain.initiative import commands as do
from domain.initiative.state import Meeting
from domain.messages import N_
from domain.refusals import Unmet
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.initiatives import do_to
from styrkedjan.cli.options import Day, FormFile, InitiativeId, MeetingId, OutFile, Reason
from styrkedjan.cli.references import References, meant
from styrkedjan.cli.session import Seat, session_of
from styrkedjan.forms_toml import form_from, write_form
from web.days import day
from web.desk import Opened
from web.forms import sealed

Group = Annotated[int, typer.Option("--group", help=N_("The group's number."))]


def plan_meeting(ctx: typer.Context, id_: InitiativeId, on: Day, group: Group) -> None:
    """Plan a meeting."""
    command = do.PlanMeeting(group=group, on=day(on))
    do_to(ctx, id_, lambda _seat, _opened: command, {}, N_("Planned."))


def move_meeting(ctx: typer.Context, id_: InitiativeId, meeting: MeetingId, to: Day) -> None:
    """Move a meeting to another day."""
    do_to(
        ctx, id_, lambda _, opened: do.MoveMeeting(meeting=_of(opened, meeting).meeting, to=day(to)), {}, N_("Moved.")
    )


def cancel_meeting(ctx: typer.Context, id_: InitiativeId, meeting: MeetingId) -> None:
    """Cancel a meeting."""
    do_to(ctx, id_, lambda _, opened: do.CancelMeeting(meeting=_of(opened, meeting).meeting), {}, N_("Cancelled."))


def close_series(ctx: typer.Context, id_: InitiativeId, reason: Reason) -> None:
    """Close the series of meetings early."""
    do_to(ctx, id_, lambda _seat, _opened: do.CloseSeriesEarly(reason=sealed(reason)), {}, N_("Closed."))


def plan(
    ctx: typer.Context,
    id_: InitiativeId,
    form: FormFile = None,
    reason: Annotated[str | None, typer.Option("--reason", help=N_("Why."))] = None,
    out: OutFile = None,
) -> None:
    """Write out the plan in force; with --form propose the changed one in that file."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        opened = await seat.desk.initiative(seat.caller, await References(seat).initiative(id_))
        choices, resolver = await References(seat).choices()
        if form is None:
            held = opened.state.plan or DevelopmentPlan()
            intro = [
                session.say(N_("Propose it with: styrkedjan plan {initiative} --form FILE --reason …"), initiative=id_)
            ]
            put(session, write_form(held, session.say, intro=intro, choices=choices), out)
            return
        changed = form_from(get(form), DevelopmentPlan, resolver)
        if not reason:
            raise Unmet("reason_missing", N_("Give a reason."))
        await seat.do(opened.stream, do.ChangePlan(plan=changed, reason=sealed(reason)))
        session.tell(N_("Proposed: the organiser approves it or returns it."))

    session.run(work)


def _of(opened: Opened, said: str) -> Meeting:
    """The meeting somebody means, among the initiative's."""
    return opened.state.meetings[
        meant(said, {meeting: str(held.on) for meeting, held in opened.state.meetings.items()})
    ]
