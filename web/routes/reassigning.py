"""What is somebody's by name, given to another."""

from uuid import UUID

from fastapi import APIRouter

from web.asking import Acting, Asking
from web.reassigning import Reassignment
from web.reassigning_views import ItemView, found_view, given_view

router = APIRouter(prefix="/v1/people/{who}/reassignment/{to}", tags=["organisation"])


@router.get("", summary="What is somebody's by name, and what giving it to another would come to")
async def preview(ask: Asking, who: UUID, to: UUID) -> list[ItemView]:
    rendering = await ask.rendering()
    found = await Reassignment(ask.desk, ask.caller, who, to).find()
    return [found_view(each, rendering.unit_name(each.unit), ask.speech.translate) for each in found]


@router.post("", status_code=207, summary="Give what is somebody's by name to another, each by itself")
async def reassign(act: Acting, who: UUID, to: UUID) -> list[ItemView]:
    rendering = await act.rendering()
    reassignment = Reassignment(act.desk, act.caller, who, to)
    given = await reassignment.give(await reassignment.find(), act.command_id)
    return [given_view(each, result, rendering.unit_name(each.unit), act.speech.translate) for each, result in given]
