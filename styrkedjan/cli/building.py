"""Puts the commands together, in the language of whoever reads their help."""

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from domain.messages import N_
from styrkedjan.cli import (
    briefs,
    calendars,
    choosing,
    codes,
    documents,
    handovers,
    initiatives,
    meetings,
    organisation,
    posts,
    programmes,
    reassigning,
    rosters,
    running,
    starting,
    starting_programmes,
    tasks,
    template_moves,
    templates,
)

Say = Callable[..., str]

ABOUT: Final = N_("Development initiatives in schools, from needs inventory to continued work.")

COMMANDS: Final[tuple[tuple[str, Callable[..., None], str], ...]] = (
    ("up", running.up, N_("Start everything here, until Ctrl-C.")),
    ("demo", running.demo, N_("Play one initiative from its start to the check-in four years on.")),
    ("tasks", tasks.tasks, N_("Your open tasks, earliest due first.")),
    ("task", tasks.task, N_("A task's form as a TOML file to fill in, with what is known already.")),
    ("complete", tasks.complete, N_("Send in a task's form.")),
    ("hand", tasks.hand, N_("Hand a task's form to a colleague; you confirm the answer.")),
    ("take-back", tasks.take_back, N_("Take a form back from a colleague.")),
    ("confirm", tasks.confirm, N_("Confirm a colleague's answer.")),
    ("extend", tasks.extend, N_("Give a task more time.")),
    ("correct", tasks.correct, N_("Correct a form that was sent in; write it out with task.")),
    ("initiatives", initiatives.initiatives, N_("The initiatives you may read.")),
    ("start", starting.start, N_("Start an initiative with the decision in FILE, whole or as far as it is known.")),
    ("show", initiatives.show, N_("Where an initiative stands, what it waits for, its tasks and meetings.")),
    ("history", initiatives.history, N_("What has happened in an initiative, oldest first, and by whom.")),
    ("brief", briefs.brief, N_("The brief of an initiative for whoever takes it over, now or as of a day.")),
    ("pause", initiatives.pause, N_("Pause an initiative; a principal's long pause becomes a proposal.")),
    ("resume", initiatives.resume, N_("Resume a paused initiative.")),
    ("cancel", initiatives.cancel, N_("Cancel an initiative.")),
    ("comment", initiatives.comment, N_("Comment on an initiative or one of its tasks.")),
    ("let-pass", initiatives.let_pass, N_("Let a clause of the gate pass, with a reason.")),
    ("facilitator", initiatives.facilitator, N_("Name a facilitator.")),
    ("reassign", reassigning.reassign, N_("Give what is somebody's by name to another.")),
    ("left", initiatives.left, N_("Note that a facilitator, or another who carried the work, has left.")),
    ("support-ends", initiatives.support_ends, N_("Announce when support from outside ends.")),
    ("attach", documents.attach, N_("Attach a file or a link to an initiative or one of its tasks.")),
    ("files", documents.files, N_("The documents of an initiative, or of one of its tasks.")),
    ("fetch", documents.fetch, N_("Save a document's file; never over one that is there.")),
    ("detach", documents.detach, N_("Detach a document; its file stays on record.")),
    ("read-protocols", initiatives.read_protocols, N_("Mark every protocol that waits for you as read.")),
    ("plan", meetings.plan, N_("Write out the plan in force; with --form propose the changed one in that file.")),
    ("close-series", meetings.close_series, N_("Close the series of meetings early.")),
    ("people", organisation.people, N_("The directory.")),
    ("serve", running.serve, N_("Serve the API until asked to stop.")),
    ("worker", running.worker, N_("Sequence the log and run the initiatives' clocks until asked to stop.")),
    ("migrate", running.migrate, N_("Bring the database to this version's tables, as its owner.")),
    ("doctor", running.doctor, N_("What could keep this installation from working, each with its remedy.")),
    ("verify", running.verify, N_("Check the log, decide everything again, and compare the read models.")),
    ("rebuild", running.rebuild, N_("Make the read models anew from the log, while everything goes on.")),
    ("backup", running.backup, N_("Copy events and keys, each to its own file.")),
    ("restore", running.restore, N_("Put a copy into an empty database.")),
    ("reset", running.reset, N_("Throw the embedded installation's data away, keys and all.")),
)

GROUPS: Final[tuple[tuple[str, str, tuple[tuple[str, Callable[..., None], str], ...]], ...]] = (
    (
        "meeting",
        N_("Meetings of learning groups."),
        (
            ("plan", meetings.plan_meeting, N_("Plan a meeting.")),
            ("move", meetings.move_meeting, N_("Move a meeting to another day.")),
            ("cancel", meetings.cancel_meeting, N_("Cancel a meeting.")),
        ),
    ),
    (
        "template",
        N_("Templates: the kinds of initiatives."),
        (
            ("list", templates.list_templates, N_("The templates, and how many initiatives live by each version.")),
            ("show", templates.show_template, N_("What a template has: due days, series, moments, check-ins.")),
            ("check", templates.check_template, N_("Whether a template file can be published, line by line.")),
            ("copy", templates.copy_template, N_("Write a template out as a file to change.")),
            ("publish", templates.publish_template, N_("Publish a template file as the next version.")),
            ("rehearse", template_moves.rehearse, N_("What moving to another version would mean for each initiative.")),
            ("move", template_moves.move_initiatives, N_("Move live initiatives to another version.")),
        ),
    ),
    (
        "codes",
        N_("Codes for participants without an account."),
        (
            (
                "open",
                codes.open_codes,
                N_("Give out codes to a task's questionnaire, or more of them; they are shown once."),
            ),
            ("show", codes.show_codes, N_("How many codes are out, and how many have answered.")),
            ("close", codes.close_codes, N_("Take no more answers, and count them.")),
        ),
    ),
    (
        "programme",
        N_("Programmes: one template at many units."),
        (
            ("start", starting_programmes.start, N_("Start a programme with the decision in FILE.")),
            ("show", programmes.show, N_("How far a launch has come, unit by unit; all programmes without an id.")),
            ("compare", programmes.compare, N_("The units side by side, in the order of their names.")),
            ("choose", choosing.choose, N_("Start units that were held back, or say that they do not take part.")),
            ("checklist", programmes.checklist, N_("Answer the programme's checklist, or write it out.")),
            ("network", programmes.network, N_("Record the term's meeting of the eager, or write out its form.")),
            ("close", programmes.close, N_("Close a programme; its initiatives go on.")),
        ),
    ),
    (
        "organiser",
        N_("The organiser."),
        (
            ("add", organisation.add_organiser, N_("Register an organiser with its first administrator.")),
            ("show", organisation.show_organiser, N_("The organiser, its units, and who has which role.")),
        ),
    ),
    (
        "calendar",
        N_("The school calendar."),
        (
            ("show", calendars.show, N_("A school year: terms with their school days, breaks, study days, holidays.")),
            ("propose", calendars.propose, N_("Write a calendar to edit, with the public holidays.")),
            ("moves", calendars.moves, N_("Each due day that a file would move in one initiative.")),
            ("import", calendars.import_, N_("Try what an .ics or .csv file would change; --publish publishes it.")),
        ),
    ),
    (
        "post",
        N_("Posts of principal."),
        (
            ("show", posts.show, N_("Who holds a unit's post, who did, and what is known to come.")),
            (
                "import",
                rosters.import_,
                N_(
                    "Try a file of units and posts, row by row; --apply registers it. Columns: enhet, kod, typ, rektor,"
                    " e-post, från, till, tf, chef, chefens e-post, skäl; only enhet or kod is needed"
                    " (docs/operations.md)."
                ),
            ),
            ("appoint", posts.appoint, N_("Appoint a principal, for good or acting, from a day on.")),
            ("depart", posts.depart, N_("Announce that a principal leaves, with their last day.")),
            ("deputy", posts.deputy, N_("Appoint a deputy who answers while the principal is absent.")),
            ("end-absence", posts.end_absence, N_("The principal is back: the deputy's last day, or none at all.")),
            ("correct", posts.correct, N_("Correct the days of an appointment, with a reason.")),
            ("strike", posts.strike, N_("Strike an appointment that never was, with a reason.")),
            ("meanwhile", posts.meanwhile, N_("Name somebody who answers while the post is vacant.")),
            ("manager", posts.manager, N_("Name the organiser's person for a unit, the principal's manager.")),
            ("allow", posts.allow, N_("As the principal: let somebody act for you, until a day.")),
            ("disallow", posts.disallow, N_("As the principal: end that somebody acts for you.")),
        ),
    ),
    (
        "handover",
        N_("Handovers: what a change of principal asks of each."),
        (
            ("list", handovers.overview, N_("The handovers you may read, and vacant posts with open work.")),
            ("show", handovers.show, N_("Who leaves and who comes; briefs, comments and positions; what is asked.")),
            ("brief", handovers.brief, N_("What exactly was told of an initiative, to whom and when.")),
        ),
    ),
    ("unit", N_("Units."), (("add", organisation.add_unit, N_("Add a unit.")),)),
    (
        "person",
        N_("People."),
        (
            ("add", organisation.add_person, N_("Register a person.")),
            ("change", organisation.change_person, N_("Change what a person is called, and their address.")),
        ),
    ),
    (
        "role",
        N_("Roles."),
        (
            ("grant", organisation.grant, N_("Give somebody a role.")),
            ("withdraw", organisation.withdraw, N_("Take a role from somebody.")),
        ),
    ),
)

Lang = Annotated[str | None, typer.Option("--lang", metavar="sv|en", help=N_("Swedish or English."))]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="PERSON", help=N_("Act for a principal, by their leave; both names are kept.")),
]
As = Annotated[
    str | None, typer.Option("--as", metavar="PERSON", help=N_("Act as somebody else; in the embedded mode only."))
]


def built(say: Say, language: str, *, helping: bool = True) -> Any:
    """The command, its texts translated; what draws the help is loaded only for `helping`."""
    app = typer.Typer(add_completion=False, no_args_is_help=True, help=ABOUT)
    app.callback()(_about_the_person)
    for name, function, help_ in COMMANDS:
        app.command(name, help=help_)(function)
    for name, help_, commands in GROUPS:
        group = typer.Typer(no_args_is_help=True, help=help_)
        for sub, function, its_help in commands:
            group.command(sub, help=its_help)(function)
        app.add_typer(group, name=name)
    command = typer.main.get_command(app)
    if language != "en" and helping:
        _translate_panels(say)
    _translate(command, say)
    return command


def _about_the_person(lang: Lang = None, as_: As = None, for_: For = None) -> None:
    """The options that may stand anywhere."""


def _translate(command: Any, say: Say) -> None:
    """Every help text of a command and those under it; `command` is one of Typer's own, which it does not export."""
    command.help = say(command.help) if command.help else None
    for parameter in command.params:
        if parameter.help:
            parameter.help = say(parameter.help)
    usage = command.get_usage
    command.get_usage = lambda ctx: usage(ctx).replace("Usage:", say(N_("Usage:")))
    helping = command.get_help_option(typer.Context(command))
    if helping is not None:
        helping.help = say(N_("Show this and end."))
    for below in getattr(command, "commands", {}).values():
        _translate(below, say)


def _translate_panels(say: Say) -> None:
    panels: Any = import_module("typer.rich_utils")
    panels.ARGUMENTS_PANEL_TITLE = say(N_("Arguments"))
    panels.OPTIONS_PANEL_TITLE = say(N_("Options"))
    panels.COMMANDS_PANEL_TITLE = say(N_("Commands"))
    panels.REQUIRED_LONG_STRING = say(N_("[needed]"))
    panels.DEFAULT_STRING = say(N_("[otherwise: {}]"))
