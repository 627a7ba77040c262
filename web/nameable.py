"""Whom one may name in a form: also who knows nobody else here may choose a person where their task asks for one."""

from typing import Any
from uuid import UUID

from domain.handover.decide import may_answer, may_correct
from domain.handover.state import HandoverTask
from domain.handover.tasks import HANDOVER_TASKS
from domain.initiative.prefill import form_class
from domain.initiative.rights import is_handed, is_holder
from domain.initiative.state import Task
from web.desk import Caller, Desk, Opened
from web.handover_desk import OpenedHandover
from web.named import NAMING


async def nameable(desk: Desk, caller: Caller, task: UUID) -> dict[UUID, str]:
    """Ids and names. Raises what `Desk.people` does for those whose task asks for nobody, and what reading it does."""
    if handover := await desk.handovers.handover_of(caller, task):
        opened = await desk.handovers.handover(caller, handover)
        whose = _of_handover(opened, opened.task(task))
    else:
        whose = _of_initiative(*await desk.task(caller, task))
    if whose is None:
        return await desk.everybody(caller)
    if whose and not (await desk.standing(caller)).is_somebody:
        return await desk.names(caller, whose)
    return {known.person: known.name for known in await desk.people(caller)}


def _of_handover(opened: OpenedHandover, task: HandoverTask) -> set[UUID] | None:
    """Everybody (`None`) while it is to be answered or may be corrected; else whom it named, so that the same answer is
    the same.
    """
    if not may_answer(opened.facts) or HANDOVER_TASKS[task.key].form not in NAMING:
        return set()
    return None if task.is_open or may_correct(task, opened.facts) else _named(task.form)


def _of_initiative(opened: Opened, task: Task) -> set[UUID] | None:
    standing = opened.facts.standing
    theirs = is_holder(opened.state, task, standing) or is_handed(task, standing)
    if not theirs or form_class(task) not in NAMING:
        return set()
    return None if task.is_open else _named(task.answer.form if task.answer else None)


def _named(form: Any) -> set[UUID]:
    person = getattr(form, "person", None)
    return {person} if person else set()
