"""Documents: attached by whoever takes part, detached by their own or the organiser, never lost."""

from uuid import UUID, uuid4

import pytest

from domain.actors import Actor
from domain.initiative import commands as do
from domain.initiative.documents import LARGEST, MOST, DocumentAttached, DocumentDetached, FileType, StoredFile
from domain.initiative.events import Manner
from domain.refusals import Refusal
from domain.tasks import Key
from tests.domain.life import ANNA, HEAD, LEADER, STAFF, Life, needs_form, text


def stored(size: int = 10) -> StoredFile:
    return StoredFile(digest="0" * 64, size=size, type=FileType.PDF)


def attach(document: UUID | None = None, **more: object) -> do.AttachDocument:
    given: dict[str, object] = {"document": document or uuid4(), "name": text("plan.pdf"), "file": stored(), **more}
    return do.AttachDocument(**given)  # type: ignore[arg-type]  # tests change one field at a time


def refused(life: Life, actor: Actor, command: do.Command) -> str:
    with pytest.raises(Refusal) as refusal:
        life.does(actor, command)
    return refusal.value.code


def test_a_document_is_attached_once_and_detached_once() -> None:
    life, id_ = Life().starts(), uuid4()
    (event,) = life.does(LEADER, attach(id_))
    assert isinstance(event, DocumentAttached)
    assert (event.by, event.on) == (ANNA, life.now.date())
    assert life.does(HEAD, attach(id_)) == []
    assert life.does(LEADER, do.DetachDocument(document=id_)) == [DocumentDetached(document=id_)]
    assert life.does(LEADER, do.DetachDocument(document=id_)) == []
    assert refused(life, LEADER, attach(id_)) == "document_there"
    assert life.state.documents[id_].file == stored(), "the record still knows it"


def test_what_is_no_document_is_refused() -> None:
    life = Life().starts()
    stranger = Actor(kind="person", person=uuid4())
    assert refused(life, stranger, attach()) == "not_readable"
    assert refused(life, HEAD, attach(task=uuid4())) == "task_unknown"
    assert refused(life, HEAD, attach(name=text(""))) == "name_missing"
    assert refused(life, HEAD, attach(file=None)) == "file_or_link"
    assert refused(life, HEAD, attach(link=text("https://a"))) == "file_or_link"
    assert refused(life, HEAD, attach(file=stored(0))) == "file_size"
    assert refused(life, HEAD, attach(file=stored(LARGEST + 1))) == "file_size"
    assert refused(life, HEAD, do.DetachDocument(document=uuid4())) == "document_unknown"


def test_there_is_room_for_so_many_and_for_another_once_one_is_gone() -> None:
    life = Life().starts()
    documents = [uuid4() for _ in range(MOST)]
    for document in documents:
        life.does(STAFF, attach(document))
    assert refused(life, STAFF, attach()) == "too_many_documents"
    life.does(STAFF, do.DetachDocument(document=documents[0]))
    assert life.does(STAFF, attach())


def test_only_who_attached_it_the_principal_and_the_organiser_detach() -> None:
    life, id_ = Life().starts(), uuid4()
    life.does(HEAD, attach(id_))
    assert refused(life, LEADER, do.DetachDocument(document=id_)) == "detach_not_yours"
    assert life.does(STAFF, do.DetachDocument(document=id_))


def test_what_is_done_already_may_be_found_in_a_document_that_is_attached() -> None:
    life, id_ = Life().starts(), uuid4()
    task = life.open(Key.NEEDS_WORKSHOP)

    def done(document: UUID) -> do.CompleteTask:
        return do.CompleteTask(task=task.task, form=needs_form(), manner=Manner.ALREADY_DONE, document=document)

    assert refused(life, HEAD, done(id_)) == "document_unknown"
    life.does(HEAD, attach(id_))
    life.does(HEAD, do.DetachDocument(document=id_))
    assert refused(life, HEAD, done(id_)) == "document_detached"
    life.does(HEAD, attach(other := uuid4()))
    life.does(HEAD, done(other))
    answer = life.state.task(task.task).answer
    assert answer is not None
    assert answer.document == other
    assert refused(life, STAFF, do.DetachDocument(document=other)) == "document_answers"
