"""Handovers: who leaves and who comes, what was told and said, and the manager's part; vacancies with open work."""

from uuid import UUID

from fastapi import APIRouter

from domain.handover.commands import CompleteHandoverTask, CorrectHandoverForm
from domain.handover.decide import stream as handover_stream
from domain.handover.tasks import HANDOVER_TASKS
from web import bodies, handover_views
from web.asking import Act, Acting, Ask, Asking
from web.forms import read_form, sealed
from web.handover_desk import OpenedHandover
from web.paging import After, Limit, Page
from web.rendering import Rendering
from web.views import Done, HandoverFormView, HandoverLine, HandoverView, KeptBriefView, VacancyView

router = APIRouter(prefix="/v1", tags=["handovers"])


@router.get("/handovers", summary="The handovers one may read, open ones first")
async def overview(ask: Asking, after: After = "", limit: Limit = 50) -> Page[HandoverLine]:
    rows, following = await ask.desk.handovers.handovers(ask.caller, after=after, limit=limit)
    rendering = await ask.rendering({who for row in rows for who in handover_views.persons_of(row)})
    return Page(items=[handover_views.line(rendering, row) for row in rows], next=following)


@router.get("/vacancies", summary="Posts that nobody holds and the work that waits there")
async def vacancies(ask: Asking) -> list[VacancyView]:
    rows = await ask.desk.handovers.vacancies(ask.caller)
    rendering = await ask.rendering({row.meanwhile for row in rows if row.meanwhile})
    return [handover_views.vacancy(rendering, row) for row in rows]


@router.get("/handovers/{handover}", summary="How far a handover has come; whoever leaves sees their own part")
async def show(ask: Asking, handover: UUID) -> HandoverView:
    opened = await ask.desk.handovers.handover(ask.caller, handover)
    return handover_views.handover(await _rendering(ask, opened), opened)


@router.get("/handovers/{handover}/tasks/{task}", summary="A handover's task with its form")
async def read_task(ask: Asking, handover: UUID, task: UUID) -> HandoverFormView:
    opened = await ask.desk.handovers.handover(ask.caller, handover)
    found = opened.task(task)
    return handover_views.form(await _rendering(ask, opened), opened, found)


@router.post("/handovers/{handover}/tasks/{task}/complete", summary="Send in a handover's task")
async def complete(act: Acting, handover: UUID, task: UUID, body: bodies.HandoverFormBody) -> Done:
    opened = await act.desk.handovers.handover(act.caller, handover)
    form = read_form(HANDOVER_TASKS[opened.task(task).key].form, body.form)
    return await _do(act, handover, CompleteHandoverTask(task=task, form=form))


@router.get(
    "/handovers/{handover}/briefs/{initiative}",
    summary="What exactly was told of an initiative, to whom and when, checked against its digest",
)
async def briefs(ask: Asking, handover: UUID, initiative: UUID) -> list[KeptBriefView]:
    opened, told = await ask.desk.handovers.briefs(ask.caller, handover, initiative)
    rendering = await ask.rendering(opened.persons.union(*(each.persons for each in told)))
    return [handover_views.kept(rendering, opened, each) for each in told]


async def correct_handover_form(act: Act, handover: UUID, task: UUID, body: bodies.CorrectBody) -> Done:
    """As every form is corrected, by its task alone (`web.routes.tasks`)."""
    opened = await act.desk.handovers.handover(act.caller, handover)
    form = read_form(HANDOVER_TASKS[opened.task(task).key].form, body.form)
    return await _do(act, handover, CorrectHandoverForm(task=task, form=form, reason=sealed(body.reason)))


async def _rendering(ask: Ask, opened: OpenedHandover) -> Rendering:
    ask.seen_at(opened.version)
    return await ask.rendering(opened.persons)


async def _do(act: Act, handover: UUID, command: CompleteHandoverTask | CorrectHandoverForm) -> Done:
    return await act.do(handover_stream(handover), command, location=f"/v1/handovers/{handover}")
