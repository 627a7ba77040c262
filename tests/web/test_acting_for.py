"""In a principal's place: by their leave, with both names kept; and a form handed to a vice principal."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.post import decide as post
from domain.post.commands import AnnounceDeparture, AppointPrincipal
from domain.sealed import Sealed
from tests.web.schools import Api, School, needs_plan


async def allowed(api: Api, here: School, days: int = 30) -> None:
    """The principal lets the colleague act for them."""
    until = (here.house.clock.now() + timedelta(days=days)).date().isoformat()
    body = {"person": str(here.people["colleague"]), "until": until}
    said = await api.post(here, "principal", f"/v1/units/{here.unit}/post/allow", body)
    assert said.status_code == 200, said.text


def in_place(here: School, of: str = "principal") -> dict[str, str]:
    """The header that says in whose place."""
    return {"acting_for": str(here.people[of])}


async def sends_plan(api: Api, here: School, task: str, who: str = "colleague", **headers: str) -> Any:
    return await api.post(here, who, f"/v1/tasks/{task}/complete", {"form": needs_plan(here)}, **headers)


async def test_what_is_done_in_a_principal_s_place_keeps_both_names(api: Api, here: School) -> None:
    initiative = await api.started(here)
    await allowed(api, here)
    task = await api.task(here, initiative, "needs_workshop")
    done = await sends_plan(api, here, task, **in_place(here))
    assert done.status_code == 200, done.text
    [last] = await here.desk.history(here.caller("staff"), _id(initiative), after=done.json()["version"] - 1)
    actor = last.envelope.origin.actor
    assert (actor.person, actor.acting_for) == (here.people["colleague"], here.people["principal"])
    shown = (await api.get(here, "staff", f"/v1/initiatives/{initiative}/history")).json()["items"][-1]
    assert (shown["person"]["name"], shown["acting_for"]["name"]) == ("Colleague Öberg", "Principal Öberg")
    first = (await api.get(here, "staff", f"/v1/initiatives/{initiative}/history")).json()["items"][0]
    assert first["acting_for"] is None


async def test_whoever_acts_for_a_principal_sees_theirs_and_nothing_of_their_own(api: Api, here: School) -> None:
    """The colleague leads a group elsewhere, and was handed a form: neither is the principal's."""
    mine = await api.started(here, title="Egen", facilitators=[str(here.people["colleague"])])
    other = await _at_another_unit(api, here)
    await allowed(api, here)
    task = await api.task(here, mine, "needs_workshop")

    async def seen(path: str, **headers: str) -> set[str]:
        items = (await api.get(here, "colleague", path, **headers)).json()["items"]
        return {each["initiative"] for each in items}

    assert await seen("/v1/initiatives") == {mine, other}
    assert await seen("/v1/tasks") == set()
    assert await seen("/v1/initiatives", **in_place(here)) == {mine}
    inbox = (await api.get(here, "colleague", "/v1/tasks", **in_place(here))).json()["items"]
    assert [each["task"] for each in inbox] == [task]
    assert (await api.get(here, "colleague", f"/v1/initiatives/{other}", **in_place(here))).status_code == 403
    await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": str(here.people["colleague"])})
    shown = (await api.get(here, "colleague", f"/v1/initiatives/{mine}", **in_place(here))).json()
    assert [each["key"] for each in shown["tasks"] if each["yours"]] == ["needs_workshop"]


@pytest.mark.parametrize("case", ["never", "ended", "over", "left", "not theirs"])
async def test_nobody_acts_without_leave_nor_longer(api: Api, here: School, case: str) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    of = "manager" if case == "not theirs" else "principal"
    if case != "never":
        await allowed(api, here, days=3)
        assert (await api.get(here, "colleague", "/v1/tasks", **in_place(here))).status_code == 200
    if case == "ended":
        body = {"person": str(here.people["colleague"])}
        assert (await api.post(here, "principal", f"/v1/units/{here.unit}/post/disallow", body)).status_code == 200
    if case == "over":
        here.house.clock.forward(timedelta(days=4))
    if case == "left":
        gone = AnnounceDeparture(
            unit=here.unit,
            person=here.people["principal"],
            last_day=here.house.clock.now().date() - timedelta(days=1),
            reason=Sealed(b"slutade i fortid"),
        )
        await here.house.do(post.stream_at(here.unit), gone)
    refused = [
        await sends_plan(api, here, task, **in_place(here, of)),
        await api.get(here, "colleague", "/v1/tasks", **in_place(here, of)),
        await api.get(here, "colleague", "/v1/initiatives", **in_place(here, of)),
        await api.get(here, "colleague", f"/v1/initiatives/{initiative}", **in_place(here, of)),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "not_in_their_place")}


async def test_it_is_not_passed_on(api: Api, here: School) -> None:
    await allowed(api, here)
    until = (here.house.clock.now() + timedelta(days=3)).date().isoformat()
    body = {"person": str(here.people["facilitator"]), "until": until}
    said = await api.post(here, "colleague", f"/v1/units/{here.unit}/post/allow", body, **in_place(here))
    assert (said.status_code, said.json()["code"]) == (403, "not_passed_on")
    chained = await api.get(here, "facilitator", "/v1/tasks", **in_place(here, "colleague"))
    assert (chained.status_code, chained.json()["code"]) == (403, "not_in_their_place")


async def test_roles_are_not_lent_in_either_direction(api: Api, here: School) -> None:
    """Staff who act for the principal are not the organiser meanwhile."""
    initiative = await api.started(here)
    until = (here.house.clock.now() + timedelta(days=3)).date().isoformat()
    body = {"person": str(here.people["staff"]), "until": until}
    await api.post(here, "principal", f"/v1/units/{here.unit}/post/allow", body)
    reason = {"reason": "Skäl", "closing_note": "Slut"}
    said = await api.post(here, "staff", f"/v1/initiatives/{initiative}/cancel", reason, **in_place(here))
    assert (said.status_code, said.json()["code"]) == (403, "organiser_only")
    grant = {"person": str(here.people["colleague"]), "role": "admin"}
    assert (await api.post(here, "staff", "/v1/roles/grant", grant, **in_place(here))).status_code == 403


async def test_what_was_sent_in_their_place_the_principal_may_correct_and_the_other_only_while_allowed(
    api: Api, here: School
) -> None:
    initiative = await api.started(here)
    await allowed(api, here, days=3)
    pause = {"until": (here.house.clock.now() + timedelta(days=14)).date().isoformat(), "reason": "Ombyggnad"}
    paused = await api.post(here, "colleague", f"/v1/initiatives/{initiative}/pause", pause, **in_place(here))
    assert paused.is_success, paused.text
    here.house.clock.forward(timedelta(days=4))
    late = await api.post(here, "colleague", f"/v1/initiatives/{initiative}/resume", **in_place(here))
    own = await api.post(here, "colleague", f"/v1/initiatives/{initiative}/resume")
    assert (late.status_code, own.status_code) == (403, 403)
    assert (await api.post(here, "principal", f"/v1/initiatives/{initiative}/resume")).is_success


async def test_a_form_handed_to_a_vice_principal_is_theirs_until_the_principal_confirms(api: Api, here: School) -> None:
    """A biträdande rektor has neither a role nor the post."""
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    assert (await sends_plan(api, here, task)).status_code == 403
    await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": str(here.people["colleague"])})
    inbox = (await api.get(here, "colleague", "/v1/tasks")).json()["items"]
    assert [each["task"] for each in inbox] == [task]
    sent = await sends_plan(api, here, task)
    assert sent.json()["events"] == ["task_answered"], sent.text
    assert (await api.post(here, "colleague", f"/v1/tasks/{task}/confirm")).status_code == 403
    confirmed = await api.post(here, "principal", f"/v1/tasks/{task}/confirm")
    assert "task_planned" in confirmed.json()["events"], confirmed.text


def _id(text: str) -> UUID:
    return UUID(text)


async def _at_another_unit(api: Api, here: School) -> str:
    added = await api.post(here, "admin", "/v1/units", {"name": "Byskolan"})
    unit = added.json()["id"]
    held = AppointPrincipal(unit=_id(unit), person=here.people["manager"], since=date(2020, 8, 1))
    await here.house.do(post.stream_at(_id(unit)), held)
    return await api.started(here, title="Annan", unit=unit, facilitators=[str(here.people["colleague"])])
