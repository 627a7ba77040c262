"""Commands for whoever runs the installation: servers, the database, checks, copies."""

from pathlib import Path
from typing import Annotated

import typer

from domain.messages import N_
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.session import Session, session_of
from styrkedjan.settings import Settings

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Where the copy lies."))]
Tests = Annotated[bool, typer.Option("--tests", help=N_("What the tests that need more would need."))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Do not ask first."))]


def up(ctx: typer.Context) -> None:
    """Start everything here, until Ctrl-C."""
    from styrkedjan.up import up as run

    session = session_of(ctx)
    _ended(run(_settings(session)))


def demo(
    ctx: typer.Context,
    school: Annotated[str, typer.Argument(metavar="[SCHOOL]", help=N_("With --history: which of the schools."))] = "",
    schools: Annotated[bool, typer.Option("--schools", help=N_("Play a programme at seven schools instead."))] = False,
    turnover: Annotated[
        bool,
        typer.Option("--turnover", help=N_("Play the schools' changes of principal, twice.")),
    ] = False,
    history: Annotated[bool, typer.Option("--history", help=N_("Open the history of what was played last."))] = False,
) -> None:
    """Play one initiative from its start to the check-in four years on."""
    from styrkedjan import demo as stage
    from styrkedjan import shows

    session = session_of(ctx)
    settings = _settings(session)
    if school and not history:
        raise typer.BadParameter("SCHOOL")
    if history:
        _ended(stage.history(settings, session.console, school))
    elif turnover:
        from styrkedjan.turnover_show import Turnovers

        _ended(stage.demo(settings, session.console, Turnovers, twice=True))
    else:
        _ended(stage.demo(settings, session.console, shows.SevenSchools if schools else shows.OneLife))


def serve(ctx: typer.Context) -> None:
    """Serve the API until asked to stop."""
    from styrkedjan.serve import run

    settings = _logged(session_of(ctx))
    run(settings)


def worker(ctx: typer.Context) -> None:
    """Sequence the log and run the initiatives' clocks until asked to stop."""
    from styrkedjan.worker import run

    settings = _logged(session_of(ctx))
    run(settings)


def migrate(ctx: typer.Context) -> None:
    """Bring the database to this version's tables, as its owner."""
    from events.migrating import migrate as run
    from styrkedjan.locations import locate

    session = session_of(ctx)
    owner = locate(session.settings).owner

    async def work() -> None:
        await run(owner)

    session.run_alone(work)
    session.tell(N_("The database has this version's tables."))


def doctor(ctx: typer.Context, tests: Tests = False, as_json: AsJson = False) -> None:
    """What could keep this installation from working, one line each, with its remedy."""
    from styrkedjan.doctor import doctor as examine

    session = session_of(ctx)
    if examine(_settings(session), session.console, tests=tests, as_json=as_json):
        raise typer.Exit(Exit.FOUND_WRONG)


def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check the log, decide everything again, and compare the read models."""
    from events.engine import connect
    from events.verify import Verification
    from events.verify import verify as check

    session = session_of(ctx)

    async def work() -> Verification:
        engine = connect(session.locations().owner, connections=2)
        try:
            with session.console.status(session.say(N_("Reading the log"))) as status:
                return await check(engine, lambda done: status.update(session.say(N_("{done} events"), done=done)))
        finally:
            await engine.dispose()

    found = session.run_alone(work)
    if as_json:
        session.as_json(found)
    else:
        session.tell(N_("{logged} events in the log, {replayed} folded, {again} decided again."), logged=found.logged,
                     replayed=found.replayed, again=found.decided_again)  # fmt: skip
        for rules, count in sorted(found.older.items()):
            session.tell(N_("{count} events under rules {rules}: folded, not decided again."), count=count, rules=rules)
        for problem in found.problems:
            session.tell(N_("✗ {stream}, version {version}: {what}"), stream=problem.stream, version=problem.version,
                         what=problem.what)  # fmt: skip
        if not found.problems:
            session.tell(N_("Nothing is altered, missing or out of order, and the pages follow from the events."))
    if found.problems:
        raise typer.Exit(Exit.FOUND_WRONG)


def rebuild(ctx: typer.Context) -> None:
    """Make the read models anew from the log, while everything goes on."""
    from events.engine import connect
    from events.readmodels.rebuild import rebuild as make

    session = session_of(ctx)

    async def work() -> None:
        engine = connect(session.locations().owner, connections=2)
        try:
            with session.console.status(session.say(N_("Reading the log"))) as status:
                made = await make(engine, lambda done: status.update(session.say(N_("{done} streams"), done=done)))
        finally:
            await engine.dispose()
        for name, exchanged in made.items():
            said = N_("{name}: {rows} rows, changed.") if exchanged.differed else N_("{name}: {rows} rows, as before.")
            session.tell(said, name=name, rows=exchanged.rows)

    session.run_alone(work)


def backup(ctx: typer.Context, folder: Folder) -> None:
    """Copy events and keys, each to its own file."""
    from styrkedjan.backup import backup as copy

    session = session_of(ctx)
    copy(_settings(session), folder, session.console)


def restore(ctx: typer.Context, folder: Folder) -> None:
    """Put a copy into an empty database."""
    from styrkedjan.backup import restore as put_back

    session = session_of(ctx)
    put_back(_settings(session), folder, session.console)


def reset(ctx: typer.Context, yes: Yes = False) -> None:
    """Throw the embedded installation's data away, keys and all."""
    from styrkedjan.reset import reset as throw

    session = session_of(ctx)
    settings = _settings(session)
    question = session.say(N_("Everything in {data} is lost for good, the master key too. Go on?"), data=settings.data)
    if not yes:
        typer.confirm(question, abort=True)
    throw(settings)
    session.tell(N_("Gone. styrkedjan up starts anew."))


def _settings(session: Session) -> Settings:
    """The settings, in the language that was chosen."""
    return session.settings.model_copy(update={"language": session.language})


def _logged(session: Session) -> Settings:
    from styrkedjan.logging import set_up

    set_up(session.settings.log_format, session.settings.log_level)
    return session.settings


def _ended(code: int) -> None:
    if code:
        raise typer.Exit(code)
