"""Attaching and detaching documents, and pointing at one instead of filling in a form."""

from collections.abc import Sequence
from typing import assert_never

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.documents import LARGEST, MOST, Document, DocumentAttached, DocumentDetached
from domain.initiative.events import Event
from domain.initiative.rights import is_organiser, is_principal, is_theirs, may_read
from domain.initiative.state import Answer, InitiativeState
from domain.messages import N_
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.sealed import Sealed

OnDocuments = do.AttachDocument | do.DetachDocument


def decide(command: OnDocuments, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By anyone who may read the initiative, as with comments; also when it is over."""
    if not may_read(state, facts.standing):
        raise NotAllowed("not_readable", N_("You have no part in this initiative."))
    match command:
        case do.AttachDocument():
            return _attach(command, state, facts)
        case do.DetachDocument():
            return _detach(document(command.document, state), state, facts)
    assert_never(command)


def document(id_: object, state: InitiativeState) -> Document:
    """The document of that id, detached or not (`NotFound` if there is none)."""
    found = next((held for held in state.documents.values() if held.document == id_), None)
    if found is None:
        raise NotFound("document_unknown", N_("There is no such document in this initiative."))
    return found


def require_source(command: do.CompleteTask, state: InitiativeState) -> None:
    """What is done already is found somewhere: by a link, or in a document that is attached."""
    if command.document is None and not command.link:
        raise Unmet("link_missing", N_("Already done: say where it is found, with a link or a document."))
    if command.document is not None and not document(command.document, state).attached:
        raise Conflict("document_detached", N_("The document has been detached. Attach it again."))


def _attach(command: do.AttachDocument, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    held = state.documents.get(command.document)
    attached = DocumentAttached(
        document=command.document,
        task=command.task,
        name=command.name,
        file=command.file,
        link=command.link,
        by=facts.standing.stands_for,
        on=facts.today,
    )
    if held is not None:
        if held.attached and (held.task, held.file) == (command.task, command.file):
            return []
        raise Conflict("document_there", N_("The document is there already. Upload it anew to attach it again."))
    _check(command, state)
    return [attached]


def _check(command: do.AttachDocument, state: InitiativeState) -> None:
    if command.task is not None:
        state.task(command.task)
    if not command.name:
        raise Unmet("name_missing", N_("The document needs a name."))
    if (command.file is None) == (not command.link):
        raise Unmet("file_or_link", N_("Attach either a file or a link."))
    if command.file is not None and not 0 < command.file.size <= LARGEST:
        raise Unmet("file_size", N_("A file has at least one byte, and at most {largest} MB."), largest=20)
    if sum(held.attached for held in state.documents.values()) >= MOST:
        raise Conflict("too_many_documents", N_("An initiative has at most {most} documents."), most=MOST)


def found_at(answer: Answer | None, state: InitiativeState) -> Sealed | None:
    """Where what was done already is found: a link, or the document's name."""
    held = state.documents.get(answer.document) if answer and answer.document else None
    if held is not None:
        return held.link or held.name
    return answer.link if answer else None


def _detach(held: Document, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    if not held.attached:
        return []
    standing = facts.standing
    if not (is_organiser(standing) or is_principal(state, standing) or is_theirs(held.by, state, standing)):
        raise NotAllowed("detach_not_yours", N_("A document is detached by who attached it, or by the organiser."))
    if any(task.answer and task.answer.document == held.document for task in state.tasks.values()):
        raise Conflict("document_answers", N_("A task was answered with this document, so it stays."))
    return [DocumentDetached(document=held.document)]
