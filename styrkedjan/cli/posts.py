"""Posts of principal: who holds them, who leaves, who comes, who answers meanwhile."""

import shlex
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from domain.messages import N_
from domain.post import commands as do
from domain.post.decide import HELD_BY_ANOTHER, HELD_LATER, NOT_HELD, REASON_FOR_PAST, stream_at
from domain.post.timeline import Standing, Tenure, covers
from domain.refusals import Conflict, NotFound, Refusal
from events.intent import Answer
from styrkedjan.cli import showing_posts
from styrkedjan.cli.options import AsJson, PersonName, Reason
from styrkedjan.cli.references import SHORT, References, short
from styrkedjan.cli.saying import UNCHANGED
from styrkedjan.cli.session import Seat, session_of
from web.days import day
from web.forms import sealed
from web.post_telling import told
from web.post_views import post_view
from web.refusing import sentence_of
from web.words import word

UnitName = Annotated[str, typer.Argument(metavar="UNIT", help=N_("The unit's name, code or the beginning of its id."))]
Since = Annotated[str, typer.Option("--from", help=N_("The first day, as 2026-08-17."))]
Until = Annotated[str | None, typer.Option("--until", help=N_("The last day, if it is known."))]
LastDay = Annotated[str, typer.Option("--last-day", help=N_("The last day, as 2026-08-17."))]
Why = Annotated[
    str | None, typer.Option("--reason", help=N_("Why; needed when it changes who held the post on days gone by."))
]


def show(
    ctx: typer.Context,
    unit: UnitName,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("Who holds it on that day."))] = None,
    known: Annotated[
        str | None, typer.Option("--known", metavar="DATE", help=N_("As it was known at the end of that day."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Who holds a post and from when, who did, what is known to come, and what was recorded when."""
    session = session_of(ctx)
    which, at_end_of = day(on) if on else None, day(known) if known else None

    async def work(seat: Seat) -> None:
        post = await told(seat.desk, seat.caller, await References(seat).unit(unit), on=which, known=at_end_of)
        view = post_view(await seat.rendering(post.persons), post)
        session.as_json(view) if as_json else showing_posts.post(session, view, asked=on is not None)

    session.run(work)


def appoint(  # noqa: PLR0913, PLR0917  one argument per option
    ctx: typer.Context,
    unit: UnitName,
    who: PersonName,
    since: Since,
    until: Until = None,
    acting: Annotated[bool, typer.Option("--acting", help=N_("Acting (tf)."))] = False,
    reason: Why = None,
) -> None:
    """Appoint a principal, for good or acting, from a day on."""
    first, last = day(since), day(until) if until else None

    def command(unit: UUID, person: UUID | None) -> Any:
        return do.AppointPrincipal(
            unit=unit, person=_known(person), since=first, until=last, acting=acting, reason=_sealed(reason)
        )

    _do(ctx, unit, who, command, N_("Appointed."))


def depart(ctx: typer.Context, unit: UnitName, who: PersonName, last_day: LastDay, reason: Why = None) -> None:
    """Announce that a principal leaves, with their last day."""
    last = day(last_day)

    def command(unit: UUID, person: UUID | None) -> Any:
        return do.AnnounceDeparture(unit=unit, person=_known(person), last_day=last, reason=_sealed(reason))

    _do(ctx, unit, who, command, N_("Announced."))


def deputy(  # noqa: PLR0913, PLR0917  one argument per option
    ctx: typer.Context, unit: UnitName, who: PersonName, since: Since, until: Until = None, reason: Why = None
) -> None:
    """Appoint a deputy who answers while the principal is absent."""
    first, last = day(since), day(until) if until else None

    def command(unit: UUID, person: UUID | None) -> Any:
        return do.AppointDeputy(unit=unit, person=_known(person), since=first, until=last, reason=_sealed(reason))

    _do(ctx, unit, who, command, N_("Appointed."))


def end_absence(
    ctx: typer.Context,
    unit: UnitName,
    last_day: Annotated[
        str,
        typer.Option(
            "--last-day",
            help=N_("The deputy's last day; one before their first strikes a deputy who was recorded by mistake."),
        ),
    ],
    since: Annotated[
        str | None,
        typer.Option("--from", help=N_("The first day of the deputy who is meant, where there are several.")),
    ] = None,
    reason: Why = None,
) -> None:
    """The principal is back: the deputy's last day."""
    last, first = day(last_day), day(since) if since else None
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        found = await References(seat).unit(unit)
        ended = do.EndAbsence(unit=found, last_day=last, since=first, reason=_sealed(reason))
        answer = await _carry_out(seat, unit, ended)
        if not answer.events:
            session.tell(N_("It was done already."))
        else:
            session.tell(N_("Struck: the deputy never was.") if "absence_struck" in answer.events else N_("Changed."))

    session.run(work)


def correct(  # noqa: PLR0913, PLR0917  one argument per option
    ctx: typer.Context,
    unit: UnitName,
    tenure: Annotated[str, typer.Argument(metavar="APPOINTMENT", help=N_("The beginning of the appointment's id."))],
    since: Since,
    reason: Reason,
    until: Until = None,
) -> None:
    """Correct the days of an appointment; no --until means that no end is known."""
    session = session_of(ctx)
    first, last = day(since), day(until) if until else None

    async def work(seat: Seat) -> None:
        found = await References(seat).unit(unit)
        which = await _tenure(seat, found, tenure)
        right = do.CorrectTenure(unit=found, tenure=which.tenure, since=first, until=last, reason=sealed(reason))
        answer = await _carry_out(seat, unit, right)
        if not answer.events:
            session.tell(UNCHANGED)
            return
        corrected = await _appointment(seat, replace(which, since=first, until=last))
        session.tell(N_("Corrected: {appointment}."), appointment=corrected)

    session.run(work)


def strike(
    ctx: typer.Context,
    unit: UnitName,
    tenure: Annotated[str, typer.Argument(metavar="APPOINTMENT", help=N_("The beginning of the appointment's id."))],
    reason: Reason,
) -> None:
    """Strike an appointment that was recorded by mistake and never was."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        found = await References(seat).unit(unit)
        which = await _tenure(seat, found, tenure)
        await _carry_out(seat, unit, do.StrikeTenure(unit=found, tenure=which.tenure, reason=sealed(reason)))
        session.tell(N_("Struck: {appointment}."), appointment=await _appointment(seat, which))
        post, today = await seat.desk.post(seat.caller, found), await seat.desk.today(seat.caller)
        if covers(which.since, which.until, today) and post.at(today).is_vacant:
            vacant = N_("The post is vacant now: styrkedjan post appoint {unit} PERSON --from DATE")
            session.tell(vacant, unit=short(found))

    session.run(work)


def meanwhile(ctx: typer.Context, unit: UnitName, who: PersonName, last_day: LastDay) -> None:
    """Name somebody who answers while the post is vacant."""
    last = day(last_day)
    _do(
        ctx,
        unit,
        who,
        lambda unit, person: do.NameMeanwhile(unit=unit, person=_known(person), until=last),
        N_("Named."),
    )


def manager(ctx: typer.Context, unit: UnitName, who: PersonName) -> None:
    """Name the organiser's person for a unit, the principal's manager."""
    _do(ctx, unit, who, lambda unit, person: do.NameManager(unit=unit, person=_known(person)), N_("Named."))


def allow(ctx: typer.Context, unit: UnitName, who: PersonName, last_day: LastDay) -> None:
    """As the principal: let somebody act for you, until a day within a year."""
    last = day(last_day)
    _do(
        ctx,
        unit,
        who,
        lambda unit, person: do.AllowActingFor(unit=unit, person=_known(person), until=last),
        N_("{name} may act for you until {last}, with --for and your name in their commands."),
        last=last,
    )


def disallow(ctx: typer.Context, unit: UnitName, who: PersonName) -> None:
    """As the principal: end that somebody acts for you."""
    _do(
        ctx,
        unit,
        who,
        lambda unit, person: do.EndActingFor(unit=unit, person=_known(person)),
        N_("Ended."),
        otherwise=N_("{name} does not act for you."),
    )


def _sealed(reason: str | None) -> Any:
    return sealed(reason) if reason else None


def _known(person: UUID | None) -> UUID:
    if person is None:
        raise LookupError("this command names a person")
    return person


async def _tenure(seat: Seat, unit: UUID, said: str) -> Tenure:
    """The appointment whose id begins so."""
    post = await seat.desk.post(seat.caller, unit)
    found = [tenure for id_, tenure in post.tenures.items() if str(id_).startswith(said.lower())]
    if not found:
        raise NotFound("tenure_unknown", N_("There is no such appointment at this post."))
    if len(found) > 1:
        raise Conflict(
            "ambiguous",
            N_("“{said}” could mean {candidates}. Write more of it."),
            said=said,
            candidates=", ".join(short(each.tenure) for each in found),
        )
    return found[0]


async def _appointment(seat: Seat, tenure: Tenure) -> str:
    """Whose, as what and which days."""
    say, names = seat.session.say, await seat.desk.names(seat.caller, [tenure.person])
    days = f"{tenure.since} – {tenure.until}" if tenure.until else say(N_("from {date}"), date=tenure.since)
    standing = say(word(Standing.ACTING if tenure.acting else Standing.PRINCIPAL))
    return f"{names.get(tenure.person, short(tenure.person))}, {standing} {days}"


HINTS: Final = {
    HELD_BY_ANOTHER: N_("{what} A departure is announced with: styrkedjan post depart {unit} PERSON --last-day DATE"),
    HELD_LATER: N_(
        "{what} Say the same with --until {before}, or strike the other one with:"
        " styrkedjan post strike {unit} {appointment} --reason REASON"
    ),
    NOT_HELD: N_("{what} Who does is told by: styrkedjan post show {unit}"),
    REASON_FOR_PAST: N_("{what} Say the same with: --reason REASON"),
}
"""By the sentence of a refusal: the command that helps."""


async def _carry_out(seat: Seat, unit: str, command: Any) -> Answer:
    """One command to the post of the unit that was said so; what is refused is told with what helps."""
    try:
        return await seat.do(stream_at(command.unit), command)
    except Refusal as refused:
        if (hint := HINTS.get(refused.sentence)) is None:
            raise
        what, appointment = sentence_of(refused, seat.session.say), str(refused.details.get("appointment"))[:SHORT]
        told = {**refused.details, "what": what, "unit": shlex.quote(unit), "appointment": appointment}
        raise type(refused)(refused.code, hint, **told) from refused


def _do(  # noqa: PLR0913  a command of a post, and what is said of it
    ctx: typer.Context,
    unit: str,
    who: str | None,
    command: Any,
    done: str,
    *,
    otherwise: str = N_("It was done already."),
    **details: object,
) -> None:
    """One command to a unit's post, made of the ids of unit and person; what is said may tell the person's name."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        found = await References(seat).unit(unit)
        person = await References(seat).person(who) if who else None
        answer = await _carry_out(seat, unit, command(found, person))
        names = await seat.desk.names(seat.caller, [person] if person else [])
        said = done if answer.events else otherwise
        session.tell(said, name=names.get(person, who) if person else "", **details)

    session.run(work)
