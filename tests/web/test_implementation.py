"""The whole way to implementation over HTTP, and what is done with plan and meetings there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import forms
from domain.forms.plan import OnPlan
from domain.initiative.events import Voice
from tests.domain.life import analysis_form, chain_form, conditions_form, needs_form, plan_form
from tests.web.schools import Api, School
from web.plain import plain


async def _open(api: Api, here: School, initiative: str, key: str, voice: Voice = Voice.PRINCIPAL) -> str:
    shown = (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()
    fits = (t for t in shown["tasks"] if (t["key"], t["voice"]["code"]) == (key, voice.value))
    return next(str(task["task"]) for task in fits if task["state"]["code"] == "open")


async def _send(api: Api, here: School, who: str, task: str, form: forms.Form) -> Any:
    sent = await api.post(here, who, f"/v1/tasks/{task}/complete", {"form": plain(form)})
    assert sent.status_code == 200, sent.text
    return sent.json()


def _plan(here: School) -> forms.DevelopmentPlan:
    """Two groups led by people in the directory, first met in a fortnight."""
    plan = plan_form((here.house.clock.now() + timedelta(days=14)).date())
    leaders = (here.people["facilitator"], here.people["colleague"])
    led = zip(plan.groups, leaders, strict=True)
    return replace(plan, groups=tuple(replace(group, facilitator=leader) for group, leader in led))


async def implementing(api: Api, here: School) -> str:
    """An initiative in stage 5."""
    initiative = await api.started(here)
    steps: list[tuple[str, str, forms.Form, Voice]] = [
        ("principal", "needs_workshop", needs_form(), Voice.PRINCIPAL),
        ("principal", "current_state", analysis_form(), Voice.PRINCIPAL),
        ("principal", "conditions", conditions_form(), Voice.PRINCIPAL),
        ("facilitator", "conditions", conditions_form(), Voice.SECOND),
        ("principal", "effect_chain", chain_form(), Voice.PRINCIPAL),
        ("principal", "development_plan", _plan(here), Voice.PRINCIPAL),
        ("staff", "approve_plan", forms.ApprovePlan(decision=OnPlan.APPROVE), Voice.PRINCIPAL),
    ]
    for who, key, form, voice in steps:
        await _send(api, here, who, await _open(api, here, initiative, key, voice), form)
    return initiative


async def test_meetings_are_planned_moved_and_cancelled(api: Api, here: School) -> None:
    home = f"/v1/initiatives/{await implementing(api, here)}"
    shown = (await api.get(here, "principal", home)).json()
    assert (shown["stage"]["code"], len(shown["meetings"])) == ("5", 10)
    first = shown["meetings"][0]
    extra, later = ((here.house.clock.now() + timedelta(days=days)).date().isoformat() for days in (22, 30))
    planned = await api.post(here, "principal", f"{home}/meetings", {"group": 1, "on": extra})
    assert planned.json()["events"] == ["meetings_planned"]
    moved = await api.post(here, "principal", f"{home}/meetings/{first['meeting']}/move", {"to": later})
    assert moved.json()["events"] == ["meeting_moved"]
    cancelled = await api.post(here, "principal", f"{home}/meetings/{first['meeting']}/cancel")
    assert cancelled.json()["events"] == ["meetings_cancelled"]
    by_id = {each["meeting"]: each for each in (await api.get(here, "principal", home)).json()["meetings"]}
    assert len(by_id) == 11
    assert (by_id[first["meeting"]]["state"]["code"], by_id[first["meeting"]]["on"]) == ("cancelled", later)
    assert (await api.post(here, "facilitator", f"{home}/meetings", {"group": 1, "on": extra})).status_code == 403


async def test_the_plan_and_its_people_change(api: Api, here: School) -> None:
    initiative = await implementing(api, here)
    home = f"/v1/initiatives/{initiative}"
    changed = plain(replace(_plan(here), goals=b"Andra"))
    proposed = await api.post(here, "principal", f"{home}/plan", {"form": changed, "reason": "Fler deltar"})
    assert proposed.json()["events"] == ["plan_change_proposed", "task_opened"]
    await _send(
        api,
        here,
        "staff",
        await _open(api, here, initiative, "approve_plan"),
        forms.ApprovePlan(decision=OnPlan.APPROVE),
    )
    body = {"group": 2, "person": str(here.people["staff"])}
    assert (await api.post(here, "principal", f"{home}/facilitators", body)).json()["events"] == ["facilitator_named"]
    names = {each["name"] for each in (await api.get(here, "principal", home)).json()["facilitators"]}
    assert names == {"Facilitator Öberg", "Staff Öberg"}
    closed = await api.post(here, "principal", f"{home}/close-series", {"reason": "Ny organisation"})
    assert "series_closed_early" in closed.json()["events"]
    assert (await api.post(here, "principal", f"{home}/read-protocols")).json()["events"] == []
