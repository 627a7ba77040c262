"""Documents: files and links of an initiative."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from domain.messages import N_
from domain.refusals import Unmet
from web import bodies
from web.asking import BAD_REQUEST, Acting, Asking
from web.documents import Documents, DocumentView, Named
from web.problems import Rejected
from web.views import Done

router = APIRouter(prefix="/v1/initiatives", tags=["documents"])


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedView:
    """A file that waits to be attached."""

    file: UUID
    digest: str
    size: int


@router.post("/{initiative}/files", summary="Upload a file, to be attached within a day", status_code=201)
async def upload(request: Request, ask: Asking, initiative: UUID) -> UploadedView:
    try:
        whole = await Documents(ask.desk).upload(ask.caller, initiative, request.stream())
    except ClientDisconnect:
        raise Rejected(BAD_REQUEST, "upload_cut_off", N_("The upload was cut off. Send the file again.")) from None
    return UploadedView(file=whole.file, digest=whole.digest, size=whole.size)


@router.post("/{initiative}/documents", summary="Attach an uploaded file, or a link", status_code=201)
async def attach(act: Acting, initiative: UUID, body: bodies.AttachBody) -> Done:
    documents, named = Documents(act.desk), Named(name=body.name, task=body.task)
    if body.file is not None and body.link is None:
        answer = await documents.attach_file(act.caller, initiative, body.file, named, command_id=act.command_id)
    elif body.link is not None and body.file is None:
        answer = await documents.attach_link(act.caller, initiative, body.link, named, command_id=act.command_id)
    else:
        raise Unmet("file_or_link", N_("Attach either a file or a link."))
    return act.done(answer)


@router.get("/{initiative}/documents", summary="What is attached to an initiative, or to one of its tasks")
async def attached(ask: Asking, initiative: UUID, task: Annotated[UUID | None, Query()] = None) -> list[DocumentView]:
    return list(await Documents(ask.desk).attached(ask.caller, initiative, task))


@router.get("/{initiative}/documents/{document}", summary="A document's file, to be saved", response_class=Response)
async def fetch(ask: Asking, initiative: UUID, document: UUID) -> StreamingResponse:
    fetched = await Documents(ask.desk).fetch(ask.caller, initiative, document)
    return StreamingResponse(fetched.parts, headers=fetched.headers)


@router.post("/{initiative}/documents/{document}/detach", summary="Detach a document; its file stays on record")
async def detach(act: Acting, initiative: UUID, document: UUID) -> Done:
    answer = await Documents(act.desk).detach(act.caller, initiative, document, command_id=act.command_id)
    return act.done(answer)
