"""The plan and its meetings, during implementation."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from domain import forms
from domain.initiative import commands as do
from web import bodies
from web.asking import Act, Acting
from web.desk import stream_of
from web.forms import read_form, sealed
from web.views import Done

router = APIRouter(prefix="/v1/initiatives/{initiative}", tags=["plan and meetings"])


@router.post("/plan", summary="Propose a changed plan")
async def change_plan(act: Acting, initiative: UUID, body: bodies.ChangePlanBody) -> Done:
    plan = read_form(forms.DevelopmentPlan, body.form)
    return await _do(act, initiative, do.ChangePlan(plan=plan, reason=sealed(body.reason)))


@router.post("/meetings", summary="Plan a meeting")
async def plan_meeting(act: Acting, initiative: UUID, body: bodies.MeetingBody) -> Done:
    return await _do(act, initiative, do.PlanMeeting(group=body.group, on=body.on))


@router.post("/meetings/{meeting}/move", summary="Move a meeting")
async def move_meeting(act: Acting, initiative: UUID, meeting: UUID, body: bodies.MoveBody) -> Done:
    return await _do(act, initiative, do.MoveMeeting(meeting=meeting, to=body.to))


@router.post("/meetings/{meeting}/cancel", summary="Cancel a meeting")
async def cancel_meeting(act: Acting, initiative: UUID, meeting: UUID) -> Done:
    return await _do(act, initiative, do.CancelMeeting(meeting=meeting))


@router.post("/close-series", summary="Close the series of meetings early")
async def close_series(act: Acting, initiative: UUID, body: bodies.ReasonBody) -> Done:
    return await _do(act, initiative, do.CloseSeriesEarly(reason=sealed(body.reason)))


@router.post("/read-protocols", summary="Mark every protocol as read")
async def read_protocols(act: Acting, initiative: UUID) -> Done:
    return await _do(act, initiative, do.ReadAllProtocols())


async def _do(act: Act, initiative: UUID, command: Any) -> Done:
    return await act.do(stream_of(initiative), command)
