"""Documents: files and links of initiatives and their tasks."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID, uuid4

import typer

from domain.messages import N_
from domain.refusals import NotFound, Unmet
from styrkedjan.cli import showing
from styrkedjan.cli.new_files import new_file
from styrkedjan.cli.options import AsJson, InitiativeId
from styrkedjan.cli.references import References, meant, short
from styrkedjan.cli.session import Seat, Session, session_of
from styrkedjan.files import unreadable
from web.documents import Documents, DocumentView, Named, id_of_link

PART: Final = 1 << 16
KB, MB = 1_000, 1_000_000
Target = Annotated[str, typer.Argument(metavar="TARGET", help=N_("The beginning of an initiative's or a task's id."))]
DocumentId = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help=N_("A document's name, or the beginning of its id."))
]
GivenFile = Annotated[Path | None, typer.Argument(metavar="FILE", help=N_("The file to attach."))]
GivenLink = Annotated[str | None, typer.Option("--link", metavar="URL", help=N_("A link, instead of a file."))]
GivenName = Annotated[str | None, typer.Option("--name", help=N_("What to call it, if not as the file or the link."))]
Saved = Annotated[Path | None, typer.Option("--out", "-o", help=N_("Where to write it, if not here as it is called."))]


def attach(
    ctx: typer.Context, target: Target, file: GivenFile = None, link: GivenLink = None, name: GivenName = None
) -> None:
    """Attach a file or a link to an initiative or one of its tasks."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        initiative, task = await _target(seat, target)
        documents, caller = Documents(seat.desk), seat.caller
        if (file is None) == (link is None):
            raise Unmet("file_or_link", N_("Attach either a file or a link."))
        if file is not None:
            named = Named(name=name or file.name, task=task)
            whole = await documents.upload(caller, initiative, _parts(file))
            await documents.attach_file(caller, initiative, whole.file, named, command_id=uuid4())
            session.tell(N_("Attached: {document}"), document=short(whole.file))
        elif link is not None:
            command_id, named = uuid4(), Named(name=name or "", task=task)
            await documents.attach_link(caller, initiative, link, named, command_id=command_id)
            session.tell(N_("Attached: {document}"), document=short(id_of_link(command_id)))

    session.run(work)


def files(ctx: typer.Context, target: Target, as_json: AsJson = False) -> None:
    """The documents of an initiative, or of one of its tasks."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        initiative, task = await _target(seat, target)
        found = await Documents(seat.desk).attached(seat.caller, initiative, task)
        if as_json:
            session.as_json(found)
            return
        if found:
            _show(session, found)
        else:
            session.tell(N_("Nothing is attached."))

    session.run(work)


def _show(session: Session, found: Sequence[DocumentView]) -> None:
    rows = [
        (
            short(each.document),
            str(each.on),
            each.name,
            _size(each.size) if each.size is not None else (each.link or "").removeprefix(each.name),
            short(each.task) if each.task else "",
        )
        for each in found
    ]
    showing.table(session, (N_("Id"), N_("Attached on"), N_("Name"), N_("Size or link"), N_("Task")), rows)


def _size(size: int) -> str:
    return f"{-(-size // KB)} kB" if size < MB else f"{-(-size // MB)} MB"


def fetch(ctx: typer.Context, id_: InitiativeId, document: DocumentId, out: Saved = None) -> None:
    """Save a document's file; never over one that is there."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        initiative = await References(seat).initiative(id_)
        documents = Documents(seat.desk)
        fetched = await documents.fetch(seat.caller, initiative, await _document(seat, initiative, document))
        written = out or Path(fetched.name)
        with new_file(written) as file:
            async for part in fetched.parts:
                file.write(part)
        session.tell(N_("Written to {file}."), file=written)

    session.run(work)


def detach(ctx: typer.Context, id_: InitiativeId, document: DocumentId) -> None:
    """Detach a document; its file stays on record."""
    session = session_of(ctx)

    async def work(seat: Seat) -> None:
        initiative = await References(seat).initiative(id_)
        found = await _document(seat, initiative, document)
        await Documents(seat.desk).detach(seat.caller, initiative, found, command_id=uuid4())
        session.tell(N_("Detached. The history still has it."))

    session.run(work)


async def _target(seat: Seat, said: str) -> tuple[UUID, UUID | None]:
    """The initiative that is meant, and the task if it is one."""
    try:
        return await References(seat).initiative(said), None
    except NotFound:
        task = await References(seat).task(said)
        return await seat.desk.initiative_of(seat.caller, task), task


async def _document(seat: Seat, initiative: UUID, said: str) -> UUID:
    held: Sequence[DocumentView] = await Documents(seat.desk).attached(seat.caller, initiative)
    return meant(said, {each.document: each.name for each in held})


async def _parts(file: Path) -> AsyncIterator[bytes]:
    try:
        with file.open("rb") as opened:
            while part := opened.read(PART):
                yield part
    except OSError as error:
        raise unreadable(file, error) from error
