"""Posts of principal: who holds them, who leaves, who comes, who answers meanwhile."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from domain.post import commands as do
from domain.post.decide import stream_at
from web import bodies
from web.asking import Act, Acting, Asking
from web.days import day
from web.forms import sealed
from web.post_telling import told
from web.post_views import post_view
from web.views import Done, PostView

router = APIRouter(prefix="/v1/units/{unit}/post", tags=["posts"])


@router.get(
    "", summary="Who holds a post, did and will, also on a day and as known at the end of one, and what was recorded"
)
async def show(
    ask: Asking,
    unit: UUID,
    on: Annotated[str | None, Query(description="The day that is asked about; today, if left out.")] = None,
    known: Annotated[str | None, Query(description="As it was known at the end of that day; now, if left out.")] = None,
) -> PostView:
    which, at_end_of = day(on) if on else None, day(known) if known else None
    post = await told(ask.desk, ask.caller, unit, on=which, known=at_end_of)
    ask.seen_at(post.state.version)
    return post_view(await ask.rendering(post.persons), post)


@router.post("/appoint", summary="Appoint a principal, for good or acting")
async def appoint(act: Acting, unit: UUID, body: bodies.AppointBody) -> Done:
    command = do.AppointPrincipal(
        unit=unit,
        person=body.person,
        since=body.since,
        until=body.until,
        acting=body.acting,
        reason=_sealed(body.reason),
    )
    return await _do(act, unit, command)


@router.post("/depart", summary="Announce that a principal leaves")
async def depart(act: Acting, unit: UUID, body: bodies.DepartBody) -> Done:
    reason = _sealed(body.reason)
    command = do.AnnounceDeparture(unit=unit, person=body.person, last_day=body.last_day, reason=reason)
    return await _do(act, unit, command)


@router.post("/deputy", summary="Appoint a deputy for an absence")
async def deputy(act: Acting, unit: UUID, body: bodies.DeputyBody) -> Done:
    command = do.AppointDeputy(
        unit=unit, person=body.person, since=body.since, until=body.until, reason=_sealed(body.reason)
    )
    return await _do(act, unit, command)


@router.post("/end-absence", summary="The principal is back; a last day before the deputy's first strikes the deputy")
async def end_absence(act: Acting, unit: UUID, body: bodies.EndAbsenceBody) -> Done:
    reason = _sealed(body.reason)
    return await _do(act, unit, do.EndAbsence(unit=unit, last_day=body.last_day, since=body.since, reason=reason))


@router.post("/correct", summary="Correct the days of an appointment")
async def correct(act: Acting, unit: UUID, body: bodies.CorrectTenureBody) -> Done:
    command = do.CorrectTenure(
        unit=unit, tenure=body.tenure, since=body.since, until=body.until, reason=sealed(body.reason)
    )
    return await _do(act, unit, command)


@router.post("/strike", summary="Strike an appointment that never was")
async def strike(act: Acting, unit: UUID, body: bodies.StrikeTenureBody) -> Done:
    return await _do(act, unit, do.StrikeTenure(unit=unit, tenure=body.tenure, reason=sealed(body.reason)))


@router.post("/meanwhile", summary="Name who answers while the post is vacant")
async def meanwhile(act: Acting, unit: UUID, body: bodies.UntilBody) -> Done:
    return await _do(act, unit, do.NameMeanwhile(unit=unit, person=body.person, until=body.until))


@router.post("/manager", summary="Name the principal's manager")
async def manager(act: Acting, unit: UUID, body: bodies.PersonOnlyBody) -> Done:
    return await _do(act, unit, do.NameManager(unit=unit, person=body.person))


@router.post("/allow", summary="As the principal: let somebody act for you")
async def allow(act: Acting, unit: UUID, body: bodies.UntilBody) -> Done:
    return await _do(act, unit, do.AllowActingFor(unit=unit, person=body.person, until=body.until))


@router.post("/disallow", summary="As the principal: end that somebody acts for you")
async def disallow(act: Acting, unit: UUID, body: bodies.PersonOnlyBody) -> Done:
    return await _do(act, unit, do.EndActingFor(unit=unit, person=body.person))


def _sealed(reason: str | None) -> Any:
    return sealed(reason) if reason else None


async def _do(act: Act, unit: UUID, command: Any) -> Done:
    return await act.do(stream_at(unit), command, location=f"/v1/units/{unit}/post")
