"""Templates: seeing, checking, copying and publishing them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from domain import template
from domain.catalogue import CATALOGUE
from domain.mechanisms import LABELS
from domain.messages import N_
from domain.stages import NAMES
from domain.template import TemplateContent
from domain.template_advice import advice
from styrkedjan.cli import showing
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.form_files import get, put
from styrkedjan.cli.options import AsJson
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.forms_toml import TomlRefused
from styrkedjan.template_file import TemplateFile, read_template, shipped, write_template
from styrkedjan.templates import SHIPPED
from web import template_views
from web.forms import Fault
from web.plain import plain
from web.template_content import as_faults, changes
from web.template_desk import Published, published, template_of
from web.template_views import FaultView, fault_view, words_of
from web.words import word

TemplateKey = Annotated[str, typer.Argument(metavar="KEY", help=N_("The template's key, as list shows it."))]
TemplateFilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help=N_("The template as a TOML file; - is standard input."))
]
Version = Annotated[int | None, typer.Option("--version", help=N_("Another version than the one in force."))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Do it; without, only what would be done is shown."))]


def list_templates(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The templates, their versions, and how many initiatives live by each."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        held = await published(seat.desk, seat.caller)
        lines = [template_views.line(each, session.language) for each in held]
        if as_json:
            session.as_json(lines)
            return
        rows = [(line.key, line.name, str(line.number), _live(session, line.live)) for line in lines]
        showing.table(session, (N_("Key"), N_("Template"), N_("In force"), N_("Live initiatives")), rows)
        for key in sorted(set(SHIPPED) - {line.key for line in lines}):
            session.tell(N_("Not published here: {key}. Write it out: styrkedjan template copy {key} FILE"), key=key)

    session.run(work)


def _live(session: Session, live: Mapping[int, int]) -> str:
    if not live:
        return session.say(N_("none"))
    parts = (session.say(N_("{count} by version {number}"), count=n, number=number) for number, n in live.items())
    return ", ".join(parts)


def show_template(ctx: typer.Context, key: TemplateKey, version: Version = None, as_json: AsJson = False) -> None:
    """What a template has: due days, series, moments, check-ins, numbers."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        held = await template_of(seat.desk, seat.caller, key)
        shown = template_views.view(held, version)
        session.as_json(shown) if as_json else _show(session, held, held.state.at(shown.number), shown.number)

    session.run(work)


SHOWN: Final = frozenset(
    {"key", "name", "track", "due", "longest_gap_weeks", "series", "moments", "evidence", "mechanisms"}
    | {"check_in_months", "optional_check_in_months"}
)
"""Fields of a template that have words of their own here; the rest are shown as they are written."""


def _show(session: Session, held: Published, content: TemplateContent, number: int) -> None:
    say, tell, language = session.say, session.tell, session.language
    session.show(f"{words_of(content.name, language)} ({held.key})", "bold")
    tell(N_("Version {number}; in force is {in_force}. Live initiatives: {live}."), number=number,
         in_force=held.number, live=_live(session, held.live))  # fmt: skip
    tell(N_("Track: {track}."), track=say(word(content.track)))
    series = content.series
    tell(N_("Series: {number} meetings of {minutes} minutes, one every {weeks} weeks; at most {gap} weeks between."),
         number=series.number, minutes=series.minutes, weeks=series.every_weeks,
         gap=content.longest_gap_weeks)  # fmt: skip
    tell(N_("Check-ins after {months} months; where the organiser wants it also after {optional}."),
         months=_listed(content.check_in_months), optional=_listed(content.optional_check_in_months))  # fmt: skip
    session.console.print()
    headings = (N_("Stage"), N_("Task"), N_("Key"), N_("School days"))
    showing.table(session, headings, list(_due_rows(session, content)))
    session.console.print()
    moments = [(words_of(moment.text, language), _minutes(moment)) for moment in content.moments]
    showing.table(session, (N_("Moments of a meeting"), N_("Minutes")), moments)
    session.console.print()
    mechanisms = [(say(LABELS[row.mechanism]), words_of(row.where, language)) for row in content.mechanisms]
    showing.table(session, (N_("Mechanism"), N_("Where")), mechanisms)
    rest = {name: value for name, value in plain(content).items() if name not in SHOWN and value not in (None, [], {})}
    for name, value in rest.items():
        session.show(f"{name}: {_flat(value)}")


def _listed(months: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(months))) or "–"


def _flat(value: Any) -> str:
    return ", ".join(f"{name} {held}" for name, held in value.items()) if isinstance(value, dict) else str(value)


def _minutes(moment: template.Moment) -> str:
    ends = [str(end) for end in (moment.minutes_from, moment.minutes_to) if end is not None]
    return "–".join(dict.fromkeys(ends))


def _due_rows(session: Session, content: TemplateContent) -> Iterator[tuple[str, str, str, str]]:
    for key, kind in CATALOGUE.items():
        if kind.due is None or content.track not in kind.tracks:
            continue
        given = content.due_days(key, kind.due)
        other = N_("{days} (otherwise {default})")
        days = str(given) if given == kind.due else session.say(other, days=given, default=kind.due)
        yield session.say(NAMES[kind.stage]), session.say(kind.title), key.value, days


def check_template(ctx: typer.Context, file: TemplateFilePath, as_json: AsJson = False) -> None:
    """Whether a template file can be published: every fault with its line, and what may be a mistake."""
    session = session_of(ctx)
    faults: list[tuple[int | None, FaultView]] = []
    warnings: list[tuple[int | None, FaultView]] = []
    try:
        read = read_template(get(file))
        warnings = _advice(session, read)
    except TomlRefused as refused:
        faults = [_placed(session, fault, refused.line(fault)) for fault in refused.faults]
    if as_json:
        session.as_json({"faults": _plainly(faults), "warnings": _plainly(warnings)})
    else:
        _tell(session, file, faults, N_("{place}: {what}"))
        _tell(session, file, warnings, N_("{place}: look again: {what}"))
        if not faults:
            session.tell(N_("It can be published: styrkedjan template publish {file}"), file=file)
    if faults:
        raise typer.Exit(Exit.UNMET)


def _placed(session: Session, fault: Fault, line: int | None) -> tuple[int | None, FaultView]:
    return line, fault_view(fault, session.say)


def _advice(session: Session, read: TemplateFile) -> list[tuple[int | None, FaultView]]:
    found = as_faults(advice(read.content, shipped(read.content.key)))
    return [_placed(session, fault, read.line(fault.path)) for fault in found]


def _plainly(found: list[tuple[int | None, FaultView]]) -> list[dict[str, Any]]:
    return [{"line": line, "field": view.field, "what": view.what} for line, view in found]


def _tell(session: Session, file: Path, found: list[tuple[int | None, FaultView]], sentence: str) -> None:
    """`mall.toml:12: due.conditons: …`, by line; what is said of the file as a whole comes first."""
    for line, view in sorted(found, key=lambda each: (each[0] or 0, each[1].field)):
        place = f"{file}:{line}" if line else str(file)
        field = "" if view.field == "?" else f"{view.field}: "
        session.tell(sentence, place=place, what=f"{field}{view.what}")


def copy_template(
    ctx: typer.Context,
    key: TemplateKey,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("Where to write it; - is the terminal."))],
    new: Annotated[
        str | None, typer.Option("--key", metavar="NEWKEY", help=N_("The key of the copy: another kind of initiative."))
    ] = None,
    version: Version = None,
) -> None:
    """Write a template out as a file to change, with its comments where it is as shipped."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        held = await template_of(seat.desk, seat.caller, key)
        content = held.state.at(version) if version else held.latest or shipped(key) or held.state.latest
        put(session, write_template(content, new or key), None if str(file) == "-" else file)

    session.run(work)


def publish_template(ctx: typer.Context, file: TemplateFilePath, yes: Yes = False) -> None:
    """Publish a template file as the next version; running initiatives keep theirs."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        read = read_template(get(file))
        key = read.content.key
        held = await template_of(seat.desk, seat.caller, key)
        if read.content == held.latest:
            session.tell(N_("Nothing changed: it is version {number} of {key} already."), number=held.number, key=key)
            return
        _tell_changes(session, held, read.content)
        _tell(session, file, _advice(session, read), N_("{place}: look again: {what}"))
        if not yes:
            session.tell(N_("Publish it: styrkedjan template publish {file} --yes"), file=file)
            return
        stream = template.stream(seat.caller.organiser, key)
        await seat.do(stream, template.PublishTemplate(content=read.content), seen=held.number)
        session.tell(N_("Published: version {number} of {key}."), number=held.number + 1, key=key)
        if sum(held.live.values()):
            session.tell(N_("See what moving to it would mean: styrkedjan template rehearse {key}"), key=key)

    session.run(work)


def _tell_changes(session: Session, held: Published, content: TemplateContent) -> None:
    if held.latest is None:
        session.tell(N_("A new template: {key}."), key=content.key)
        return
    session.tell(N_("Against version {number} of {key}:"), number=held.number, key=content.key)
    rows = [(each.field, _said(each.before), _said(each.after)) for each in changes(held.latest, content)]
    showing.table(session, (N_("Field"), N_("Before"), N_("After")), rows)
    live = sum(held.live.values())
    session.tell(N_("{count} live initiatives keep their version until they are moved."), count=live)


def _said(value: Any) -> str:
    return "–" if value is None else str(value)
