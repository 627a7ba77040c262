"""Who and where: organisers, units, people, roles."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from domain import calendar, organiser, person, template
from domain.actors import INSTALLATION, Role
from domain.calendar_content import CalendarContent
from domain.messages import N_
from domain.numbers import organisation_number
from domain.post.timeline import Standing
from events.intent import Intent
from styrkedjan.cli import showing
from styrkedjan.cli.options import AsJson, PersonName
from styrkedjan.cli.references import References, short
from styrkedjan.cli.session import Seat, session_of
from styrkedjan.settings import PREFIX
from styrkedjan.templates import SHIPPED, load
from web.entering import adding, addressed, named
from web.forms import sealed
from web.lost import in_words
from web.views import PersonView
from web.words import word

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called."))]
CalledName = Annotated[str, typer.Argument(metavar="NAME", help=N_("What the person is called."))]
Email = Annotated[str | None, typer.Option("--email", help=N_("E-mail address."))]
RoleName = Annotated[Role, typer.Argument(metavar="ROLE", help=N_("organiser, operations, auditor or admin."))]


class Kind(StrEnum):
    """What a unit is."""

    SCHOOL = "school"
    PRESCHOOL = "preschool"
    ORGANISER = "organiser"


def add_organiser(
    ctx: typer.Context,
    name: Name,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The organisation number, ten digits."))],
    admin: Annotated[str, typer.Option("--admin", help=N_("The name of its first administrator."))],
) -> None:
    """Register an organiser with its first administrator, a calendar and the templates."""
    session = session_of(ctx)

    async def work() -> None:
        new, first = uuid4(), uuid4()
        async with session.at_desk() as (desk, _):
            for stream, command in _first_commands(new, first, (name, organisation_number(number), admin)):
                intent = Intent(organiser=new, stream=stream, command=command, actor=INSTALLATION, id=uuid4())
                await desk.ledger.execute(intent)
        session.tell(N_("Registered: organiser {organiser}, administrator {person}."), organiser=new, person=first)
        session.tell(N_("To act as {name}: {prefix}API_ORGANISER={organiser} {prefix}API_PERSON={person}"), name=admin,
                     prefix=PREFIX, organiser=new, person=first)  # fmt: skip

    session.run_alone(work)


def _first_commands(new: UUID, first: UUID, said: tuple[str, str, str]) -> Iterator[tuple[str, Any]]:
    name, number, admin = said
    home = organiser.stream(new)
    yield (
        home,
        organiser.RegisterOrganiser(
            name=named(name), number=sealed(number), settings=organiser.Settings(contact=first), admin=first
        ),
    )
    yield home, organiser.GrantRole(person=first, role=Role.ORGANISER)
    yield person.stream(first), person.RegisterPerson(name=named(admin))
    yield calendar.stream(new), calendar.PublishCalendar(content=CalendarContent())
    for key in SHIPPED:
        yield template.stream(new, key), template.PublishTemplate(content=load(key))


def show_organiser(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The organiser, its units, and who has which role."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        organisation, version = await seat.desk.roster(seat.caller)
        holders = await seat.desk.holders(seat.caller)
        held_by = {held.person for held in holders.values() if held.person}
        rendering = await seat.rendering({who for who, _ in organisation.roles} | held_by)
        view = rendering.organiser(seat.caller.organiser, version, holders)
        if as_json:
            session.as_json(view)
            return
        session.show(view.name, "bold")
        vacant = session.say(word(Standing.VACANT))
        rows = [
            (
                short(unit.unit),
                unit.name,
                unit.holder.person.name if unit.holder and unit.holder.person else "",
                unit.holder.standing.label if unit.holder else vacant,
            )
            for unit in view.units
        ]
        showing.table(session, (N_("Id"), N_("Unit"), N_("Principal"), ""), rows)
        session.console.print()
        showing.table(session, (N_("Person"), N_("Role")), [(role.person.name, role.role.label) for role in view.roles])

    session.run(work)


def add_unit(
    ctx: typer.Context,
    name: Name,
    kind: Annotated[
        Kind, typer.Option("--kind", help=N_("school, preschool or organiser (its own work)."))
    ] = Kind.SCHOOL,
    code: Annotated[str | None, typer.Option("--code", help=N_("School unit code, eight digits."))] = None,
) -> None:
    """Add a unit."""
    session, unit = session_of(ctx), uuid4()

    async def work(seat: Seat) -> None:
        command = await adding(seat.desk, seat.caller, unit, (kind.value, name, code))
        await seat.do(organiser.stream(seat.caller.organiser), command)
        session.tell(N_("Added: {name} ({id})"), name=name, id=short(unit))

    session.run(work)


def add_person(ctx: typer.Context, name: CalledName, email: Email = None) -> None:
    """Register a person."""
    session, new = session_of(ctx), uuid4()

    async def work(seat: Seat) -> None:
        command = person.RegisterPerson(name=named(name), email=addressed(email))
        await seat.do(person.stream(new), command)
        session.tell(N_("Added: {name} ({id})"), name=name, id=short(new))

    session.run(work)


def change_person(ctx: typer.Context, who: PersonName, name: CalledName, email: Email = None) -> None:
    """Change what a person is called, and their address."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        found = await References(seat).person(who)
        await seat.do(person.stream(found), person.ChangePerson(name=named(name), email=addressed(email)))
        session.tell(N_("Changed."))

    session.run(work)


def people(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The directory."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        known = sorted(await seat.desk.people(seat.caller), key=lambda each: each.name)
        views = in_words(
            [PersonView(person=each.person, name=each.name, email=each.email) for each in known], session.say
        )
        if as_json:
            session.as_json(views)
        else:
            rows = [(short(view.person), view.name, view.email or "") for view in views]
            showing.table(session, (N_("Id"), N_("Name"), N_("E-mail")), rows)

    session.run(work)


def grant(ctx: typer.Context, who: PersonName, role: RoleName) -> None:
    """Give somebody a role."""
    _role(ctx, organiser.GrantRole, (who, role), N_("{name} now has the role: {role}."))


def withdraw(ctx: typer.Context, who: PersonName, role: RoleName) -> None:
    """Take a role from somebody."""
    _role(ctx, organiser.WithdrawRole, (who, role), N_("{name} no longer has the role: {role}."))


def _role(
    ctx: typer.Context,
    kind: type[organiser.GrantRole] | type[organiser.WithdrawRole],
    said: tuple[str, Role],
    done: str,
) -> None:
    session = session_of(ctx)
    who, role = said

    async def work(seat: Seat) -> None:
        found = await References(seat).person(who)
        await seat.do(organiser.stream(seat.caller.organiser), kind(person=found, role=role))
        name = (await seat.desk.names(seat.caller, [found])).get(found, short(found))
        session.tell(done, name=name, role=session.say(word(role)))

    session.run(work)
