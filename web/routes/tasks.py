"""Tasks: the inbox, the forms, and what one does with them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from domain.forms import Form
from domain.initiative import commands as do
from domain.initiative.prefill import form_class
from domain.initiative.state import Task
from web import bodies
from web.asking import Act, Acting, Asking
from web.desk import stream_of
from web.easing import place
from web.forms import read_form, sealed
from web.inbox import entry, people_of
from web.lost import in_words
from web.nameable import nameable
from web.paging import After, Limit, Page, page_of
from web.rendering import people_in
from web.routes.handovers import correct_handover_form
from web.schemas import BY_KIND, EVERY, schema_of
from web.views import Done, FormView, InboxEntry, PersonName

router = APIRouter(prefix="/v1", tags=["tasks"])


@router.get("/tasks", summary="One's open tasks, earliest due first")
async def inbox(ask: Asking, after: After = "", limit: Limit = 50) -> Page[InboxEntry]:
    rows, today = await ask.desk.inbox(ask.caller), await ask.today()
    rendering = await ask.rendering(people_of(rows))
    page, following = page_of(rows, lambda row: place(row[0]), after, limit)
    return Page(items=[entry(rendering, row, title, today) for row, title in page], next=following)


@router.get("/tasks/{task}", summary="A task with its form, prefilled and described")
async def read_task(ask: Asking, task: UUID) -> FormView:
    opened, found = await ask.desk.task(ask.caller, task)
    ask.seen_at(opened.version)
    return (await ask.rendering(people_in(opened))).form(opened, found)


@router.get("/tasks/{task}/people", summary="Whom one may name in the form of a task, also a handover's")
async def people(ask: Asking, task: UUID, after: After = "", limit: Limit = 50) -> Page[PersonName]:
    named = await nameable(ask.desk, ask.caller, task)
    known = sorted((PersonName(person=person, name=name) for person, name in named.items()), key=_place)
    page, following = page_of(known, _place, after, limit)
    return Page(items=in_words(page, ask.speech.translate), next=following)


@router.get("/forms", summary="Every form as JSON Schema, by kind")
async def all_forms(ask: Asking) -> Mapping[str, Any]:
    return {kind: schema_of(cls, ask.speech.translate) for kind, cls in EVERY.items()}


@router.post("/tasks/{task}/complete", summary="Send in a task's form")
async def complete(act: Acting, task: UUID, body: bodies.CompleteBody) -> Done:
    _, found = await act.desk.task(act.caller, task)
    form = _form(found, body.form) if body.form is not None else None
    link = sealed(body.link) if body.link else None
    command = do.CompleteTask(task=task, form=form, manner=body.manner, link=link, document=body.document)
    return await _do(act, task, command)


@router.post("/tasks/{task}/hand", summary="Hand a task's form to a colleague")
async def hand(act: Acting, task: UUID, body: bodies.HandBody) -> Done:
    return await _do(act, task, do.HandTask(task=task, to=body.to))


@router.post("/tasks/{task}/take-back", summary="Take a form back")
async def take_back(act: Acting, task: UUID) -> Done:
    return await _do(act, task, do.TakeTaskBack(task=task))


@router.post("/tasks/{task}/confirm", summary="Confirm a colleague's answer")
async def confirm(act: Acting, task: UUID) -> Done:
    return await _do(act, task, do.ConfirmAnswer(task=task))


@router.post("/tasks/{task}/extend", summary="Give a task more time")
async def extend(act: Acting, task: UUID, body: bodies.ExtendBody) -> Done:
    command = do.ExtendTask(task=task, school_days=body.school_days, reason=sealed(body.reason))
    return await _do(act, task, command)


@router.post("/tasks/{task}/correct", summary="Correct a form that was sent in, also a handover's")
async def correct(act: Acting, task: UUID, body: bodies.CorrectBody) -> Done:
    if handover := await act.desk.handovers.handover_of(act.caller, task):
        return await correct_handover_form(act, handover, task, body)
    _, found = await act.desk.task(act.caller, task)
    form = _form(found, body.form)
    return await _do(act, task, do.CorrectForm(task=task, form=form, reason=sealed(body.reason)))


def _place(known: PersonName) -> str:
    return f"{known.name.casefold()}\n{known.person}"


def _form(task: Task, sent: Mapping[str, Any]) -> Form:
    """The form as the kind it names, else as the task's next; whether it is the task's at all, the rules judge."""
    return read_form(BY_KIND.get(str(sent.get("kind"))) or form_class(task), sent)


async def _do(act: Act, task: UUID, command: Any) -> Done:
    return await act.do(stream_of(await act.desk.initiative_of(act.caller, task)), command)
