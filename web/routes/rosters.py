"""Units and posts from a file: tried, registered."""

from fastapi import APIRouter

from web.asking import Acting, Asking
from web.bodies import RegisterRosterBody, RosterBody
from web.rosters.planning import planned
from web.rosters.reading import read_roster
from web.rosters.registering import register
from web.rosters.views import RosterView, roster_view

router = APIRouter(prefix="/v1/posts", tags=["posts"])


@router.post("/dry-run", summary="What a file of units and posts would do, row by row; nothing is done")
async def try_roster(ask: Asking, body: RosterBody) -> RosterView:
    plan = await planned(ask.desk, ask.caller, read_roster(body.file), ask.caller.person)
    return roster_view(plan, ask.speech.translate)


@router.post("/import", status_code=207, summary="Register units and posts from a file, each row by itself")
async def import_roster(act: Acting, body: RegisterRosterBody) -> RosterView:
    plan = await planned(act.desk, act.caller, read_roster(body.file), act.command_id)
    plan.require_sound(body.changes)
    return roster_view(plan, act.speech.translate, await register(act.desk, act.caller, plan))
