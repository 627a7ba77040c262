"""Handovers over HTTP: each sees their part from the day it is theirs, and nobody else sees any."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.forms.turnover import HandoverTalk
from domain.handover.commands import CompleteHandoverTask
from domain.handover.decide import stream as handover_stream
from domain.organiser import ChangeSettings, Settings
from domain.organiser import stream as organiser_stream
from domain.post.commands import AnnounceDeparture, CorrectTenure, NameManager
from domain.post.decide import stream_at
from domain.refusals import Refusal
from domain.sealed import Sealed
from events.store import Store
from tests.web.schools import Api, School
from tests.web.turnovers import DAY, Changing

PROMPTS = {"carries_it": "Örjan", "fragile": "Tiden på torsdagar", "would_do_next": "Fråga arbetslaget"}


async def only(changing: Changing, who: str = "staff") -> str:
    (line,) = await changing.listed(who)
    return str(line["handover"])


async def test_whoever_leaves_sees_the_briefs_and_their_prompts_until_the_last_day(changing: Changing) -> None:
    handover = await only(changing, "principal")
    shown = await changing.shown("principal", handover)
    assert (shown["whole"], shown["tasks"]) == (False, [])
    assert [each["title"] for each in shown["initiatives"]] == ["Lärträffar", "Läsning"]
    for each in shown["initiatives"]:
        assert [told["person"]["name"] for told in each["briefs"]] == ["Principal Öberg"]
        assert each["comment_task"]["yours"] is True
        assert each["comment_task"]["due"] == shown["last_day"]
    first, second = (each["comment_task"]["task"] for each in shown["initiatives"])
    assert (await changing.sends("principal", f"/v1/tasks/{first}/complete", PROMPTS)).status_code == 200
    assert (await changing.sends("principal", f"/v1/tasks/{second}/complete", {})).status_code == 200, "skipped"
    said = (await changing.shown("principal", handover))["initiatives"]
    assert [each["commented"] for each in said] == [True, True]
    assert said[0]["comment"] == {**PROMPTS, "found_at": ""}
    await changing.passes(21)
    assert await changing.shown("principal", handover) != 403, "on the last day"
    await changing.passes(1)
    assert await changing.shown("principal", handover) == 403
    assert await changing.listed("principal") == []


async def test_what_the_leaver_was_handed_ends_with_the_tenure_before_anybody_has_followed(changing: Changing) -> None:
    api, here = changing.api, changing.here
    first = (await api.get(here, "principal", "/v1/initiatives")).json()["items"][0]["initiative"]
    task = await api.task(here, first, "needs_workshop")
    await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": str(here.people["colleague"])})
    await changing.passes(22)
    await changing.leaves("colleague", days=1)
    here.house.clock.forward(2 * DAY)
    for _ in ("before anybody has followed", "after"):
        for path in ("/v1/tasks", "/v1/initiatives"):
            assert (await api.get(here, "colleague", path)).json()["items"] == []
        assert (await api.get(here, "colleague", f"/v1/initiatives/{first}")).status_code == 403
        await changing.follows()
    shown = (await api.get(here, "staff", f"/v1/tasks/{task}")).json()
    assert shown["task"]["handed_to"] is None


async def test_whoever_comes_sees_it_from_the_first_day_and_takes_a_position_on_each(changing: Changing) -> None:
    handover = await only(changing)
    shown = await changing.shown("staff", handover)
    task = shown["initiatives"][0]["comment_task"]["task"]
    assert (await changing.sends("principal", f"/v1/tasks/{task}/complete", PROMPTS)).status_code == 200
    await changing.passes(21)
    assert await changing.shown("colleague", handover) == 403
    assert await changing.listed("colleague") == []
    await changing.passes(1)
    shown = await changing.shown("colleague", handover)
    assert shown["whole"] is True
    first, second = shown["initiatives"]
    assert first["comment"] == {**PROMPTS, "found_at": ""}
    told = [told["person"]["name"] for told in first["briefs"]]
    assert told == ["Principal Öberg", "Colleague Öberg", "Manager Öberg"], "of the second there was no word"
    keys = [row["key"] for row in (await changing.api.get(changing.here, "colleague", "/v1/tasks")).json()["items"]]
    assert keys.count("position") == 2
    go_on = {"choice": "go_on", "comment": "Det bär"}
    position = first["position_task"]["task"]
    done = await changing.sends("colleague", f"/v1/tasks/{position}/complete", go_on)
    assert done.status_code == 200, done.text
    await changing.follows()
    first, second = (await changing.shown("manager", handover))["initiatives"]
    assert (first["position"]["code"], first["position_comment"], first["position_task"]) == ("go_on", "Det bär", None)
    assert second["position_task"]["yours"] is False
    corrected = {"form": {"choice": "adjust", "comment": "Bär inte"}, "reason": "fel ruta"}
    path = f"/v1/tasks/{position}/correct"
    assert (await changing.api.post(changing.here, "colleague", path, corrected)).status_code == 200
    first, _ = (await changing.shown("manager", handover))["initiatives"]
    assert (first["position"]["code"], first["position_comment"]) == ("adjust", "Bär inte"), "whoever has heard of it"
    (line,) = await changing.listed("auditor")
    assert (line["initiatives"], line["waits"], line["status"]["code"]) == (2, 1, "open")


async def test_the_manager_notes_the_talk_confirms_the_briefs_and_the_handover_is_completed(changing: Changing) -> None:
    handover = await only(changing, "manager")
    await changing.passes(22)
    asked = (await changing.api.get(changing.here, "manager", "/v1/tasks")).json()["items"]
    mine = {row["key"]: row for row in asked if row["handover"]}
    assert set(mine) == {"handover_talk", "confirm_brief"}
    talk = mine["handover_talk"]
    assert (talk["title"], talk["handover"], talk["initiative"], talk["stage"]) == (
        "Överlämningssamtal",
        handover,
        None,
        None,
    )
    assert talk["unit_name"] == "Åsö skola"
    path = f"/v1/handovers/{handover}/tasks/{talk['task']}"
    form = await changing.api.get(changing.here, "manager", path)
    assert form.json()["schema"]["properties"]["held_on"]["title"] == "Datum då det hölls"
    refused = await changing.sends("manager", f"{path}/complete", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "talk_or_why")
    refused = await changing.sends("colleague", f"{path}/complete", {"held_on": changing.today.isoformat()})
    assert (refused.status_code, refused.json()["code"]) == (403, "manager_only")
    version = form.headers["ETag"]
    sent = {"form": {"held_on": changing.today.isoformat()}}
    done = await changing.api.post(changing.here, "manager", f"{path}/complete", sent, If_Match=version)
    assert (done.status_code, done.json()["events"]) == (200, ["handover_task_done"])
    for each in (await changing.shown("manager", handover))["initiatives"]:
        briefs = f"/v1/handovers/{handover}/briefs/{each['initiative']}"
        *_, brief = (await changing.api.get(changing.here, "manager", briefs)).json()
        assert (brief["told"]["name"], brief["matches"]) == ("Manager Öberg", True), "what is to be confirmed"
    confirm = f"/v1/handovers/{handover}/tasks/{mine['confirm_brief']['task']}/complete"
    assert (await changing.sends("manager", confirm, {"confirmed": True})).status_code == 200
    shown = await changing.shown("staff", handover)
    said = {"handover_talk": f"Hölls {changing.today}.", "confirm_brief": "Bekräftad."}
    assert {task["key"]: task["said"] for task in shown["tasks"]} == said
    for each in shown["initiatives"]:
        await changing.sends("colleague", f"/v1/tasks/{each['position_task']['task']}/complete", {"choice": "adjust"})
    await changing.follows()
    assert (await changing.shown("staff", handover))["status"]["code"] == "completed"


async def test_as_the_manager_one_reads_it_while_one_is_the_post_s_manager_also_when_it_has_ended(
    changing: Changing,
) -> None:
    handover = await only(changing, "manager")
    await changing.passes(22)
    await changing.leaves("colleague", days=1)
    await changing.comes("facilitator", days=2)
    await changing.passes(2)
    assert (await changing.shown("manager", handover))["status"]["code"] == "superseded"
    assert len(await changing.listed("manager")) == 2
    await changing.tells(NameManager(unit=changing.here.unit, person=changing.here.people["operations"]))
    assert await changing.shown("manager", handover) == 403
    assert await changing.listed("manager") == []
    assert (await changing.shown("operations", handover))["whole"] is True
    assert len(await changing.listed("operations")) == 2


async def test_in_the_leaver_s_place_the_manager_has_that_part_and_nothing_of_their_own(changing: Changing) -> None:
    api, here, handover = changing.api, changing.here, await only(changing, "manager")
    task = (await changing.shown("manager", handover))["tasks"][0]["task"]
    allowed = {"person": str(here.people["manager"]), "until": (changing.today + 10 * DAY).isoformat()}
    assert (await api.post(here, "principal", f"/v1/units/{here.unit}/post/allow", allowed)).status_code == 200
    in_place = {"acting_for": str(here.people["principal"])}
    shown = await changing.shown("manager", handover, **in_place)
    assert (shown["whole"], shown["tasks"]) == (False, [])
    assert len(await changing.listed("manager", **in_place)) == 1
    path = f"/v1/handovers/{handover}/tasks/{task}"
    assert (await api.get(here, "manager", path, **in_place)).status_code == 403
    sent = {"form": {"none_because": "x"}}
    assert (await api.post(here, "manager", f"{path}/complete", sent, **in_place)).status_code == 403
    assert (await api.post(here, "manager", f"{path}/complete", sent)).status_code == 200


async def test_whoever_is_the_post_s_manager_now_is_asked_also_before_the_handover_has_heard_of_it(
    changing: Changing,
) -> None:
    api, here, handover = changing.api, changing.here, await only(changing, "manager")

    async def asked(who: str) -> list[str]:
        return [row["key"] for row in (await api.get(here, who, "/v1/tasks")).json()["items"]]

    assert (await asked("manager"), await asked("facilitator")) == (["handover_talk"], [])
    await changing.tells(NameManager(unit=here.unit, person=here.people["facilitator"]))
    assert (await asked("manager"), await asked("facilitator")) == ([], ["handover_talk"])
    (task,) = (await changing.shown("facilitator", handover))["tasks"]
    assert task["yours"] is True
    command = CompleteHandoverTask(task=UUID(task["task"]), form=HandoverTalk(none_because=Sealed(b"x")))
    with pytest.raises(Refusal, match="manager_only"):
        await here.desk.execute(here.caller("manager"), handover_stream(UUID(handover)), command, command_id=uuid4())
    path = f"/v1/handovers/{handover}/tasks/{task['task']}/complete"
    assert (await changing.sends("facilitator", path, {"none_because": "x"})).status_code == 200


async def test_where_no_manager_is_named_it_is_the_organiser_s_contact_of_now_also_when_it_has_ended(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    changing = Changing(api=api, here=here, engine=engine, store=store)

    async def has_contact(who: str) -> None:
        settings = ChangeSettings(settings=Settings(contact=here.people[who]))
        await here.house.do(organiser_stream(here.house.organiser), settings)

    async def sees(who: str) -> tuple[object, int, list[str]]:
        asked = [row["key"] for row in (await api.get(here, who, "/v1/tasks")).json()["items"]]
        shown = await changing.shown(who, handover)
        return shown if shown == 403 else shown["whole"], len(await changing.listed(who)), asked

    await has_contact("manager")
    await api.started(here, facilitators=[])
    await changing.leaves()
    await changing.comes()
    await changing.follows()
    handover = await only(changing, "manager")
    assert await sees("manager") == (True, 1, ["handover_talk"])
    await has_contact("facilitator")
    assert await sees("manager") == (403, 0, []), "also before the handover has heard of it"
    assert await sees("facilitator") == (True, 1, ["handover_talk"])
    await changing.tells(
        AnnounceDeparture(unit=here.unit, person=here.people["colleague"], last_day=changing.today + 30 * DAY)
    )
    await changing.passes(60)
    assert (await changing.shown("staff", handover))["status"]["code"] == "superseded"
    await has_contact("operations")
    assert await sees("facilitator") == (403, 0, [])
    assert (await sees("operations"))[0] is True


async def test_nobody_else_reads_a_handover_and_its_tasks_are_no_initiative_s(
    changing: Changing, here: School, elsewhere: School
) -> None:
    handover = await only(changing)
    for who in ("facilitator", "colleague", "operations", "admin"):
        assert await changing.shown(who, handover) == 403
        assert await changing.listed(who) == []
    other = Api(here, elsewhere)
    for who in ("staff", "auditor", "manager"):
        assert (await other.get(elsewhere, who, f"/v1/handovers/{handover}")).status_code == 404
    await other.client.aclose()
    task = (await changing.shown("staff", handover))["tasks"][0]["task"]
    astray = await changing.api.get(here, "staff", f"/v1/tasks/{task}")
    assert (astray.status_code, astray.json()["code"]) == (404, "task_of_handover")
    assert astray.json()["title"].endswith(f"huvudmannens personal besvarar uppgiften i överlämningen: {handover}")
    hidden = await changing.api.get(here, "principal", f"/v1/handovers/{handover}/tasks/{task}")
    assert hidden.status_code == 403


async def test_the_list_has_the_open_ones_first_and_pages(changing: Changing) -> None:
    first = await only(changing)
    await changing.passes(22)
    for each in (await changing.shown("staff", first))["initiatives"]:
        await changing.sends("colleague", f"/v1/tasks/{each['position_task']['task']}/complete", {"choice": "go_on"})
    await changing.leaves("colleague", days=10)
    await changing.comes("facilitator", days=11)
    await changing.passes(11)
    listed = await changing.listed("staff", Accept_Language="en")
    assert [line["status"]["label"] for line in listed] == ["Goes on", "Taken over by the next handover"]
    page = (await changing.api.get(changing.here, "staff", "/v1/handovers?limit=1")).json()
    assert [line["handover"] for line in page["items"]] == [listed[0]["handover"]]
    headers = changing.api.token(changing.here, "staff")
    rest = await changing.api.client.get("/v1/handovers", params={"after": page["next"]}, headers=headers)
    assert [line["handover"] for line in rest.json()["items"]] == [first]
    wrong = await changing.api.get(changing.here, "staff", "/v1/handovers?after=x")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor_wrong")


async def test_what_was_withdrawn_is_listed_last(changing: Changing) -> None:
    first = await only(changing)
    await changing.passes(22)
    shown = await changing.shown("staff", first)
    for each in shown["initiatives"]:
        await changing.sends("colleague", f"/v1/tasks/{each['position_task']['task']}/complete", {"choice": "go_on"})
    for task in shown["tasks"]:
        form = {"confirmed": True} if task["key"] == "confirm_brief" else {"none_because": "x"}
        sent = await changing.sends("manager", f"/v1/handovers/{first}/tasks/{task['task']}/complete", form)
        assert sent.status_code == 200, sent.text
    await changing.follows()
    await changing.leaves("colleague", days=30)
    await changing.follows()
    post, _ = await changing.here.house.ledger.state(stream_at(changing.here.unit))
    held = post.at(changing.today).tenure
    assert held is not None
    stays = CorrectTenure(
        unit=changing.here.unit, tenure=held, since=post.tenures[held].since, until=None, reason=Sealed(b"x")
    )
    await changing.tells(stays)
    await changing.follows()
    listed = await changing.listed("staff", Accept_Language="en")
    assert [line["status"]["code"] for line in listed] == ["completed", "withdrawn"]
    assert listed[1]["status"]["label"] == "Withdrawn: there is no change of principal after all"
    assert listed[0]["opened"] < listed[1]["opened"]
    page = (await changing.api.get(changing.here, "staff", "/v1/handovers?limit=1")).json()
    headers = changing.api.token(changing.here, "staff")
    rest = await changing.api.client.get("/v1/handovers", params={"after": page["next"]}, headers=headers)
    assert [line["handover"] for line in rest.json()["items"]] == [listed[1]["handover"]]
    assert rest.json()["next"] is None


async def test_a_person_who_leaves_and_support_that_ends_are_told_over_http(api: Api, here: School) -> None:
    initiative = await api.started(here)
    home = f"/v1/initiatives/{initiative}"
    left = {"person": str(here.people["facilitator"])}
    assert (await api.post(here, "colleague", f"{home}/left", left)).status_code == 403
    noted = await api.post(here, "principal", f"{home}/left", left)
    assert noted.json()["events"] == ["key_person_left", "task_opened"]
    assert (await api.post(here, "principal", f"{home}/left", left)).json()["events"] == []
    rows = (await api.get(here, "principal", "/v1/tasks", Accept_Language="en")).json()["items"]
    (asked,) = [row for row in rows if row["key"] == "name_successor"]
    assert asked["about"] == "after Facilitator Öberg"
    shown = (await api.get(here, "principal", f"/v1/tasks/{asked['task']}", Accept_Language="en")).json()["task"]
    assert shown["about"] == asked["about"]
    ends = {"last_day": "2026-12-18"}
    said = await api.post(here, "staff", f"{home}/support-ends", ends)
    assert said.json()["events"] == ["support_ending", "task_opened"]
    keys = {row["key"] for row in (await api.get(here, "principal", "/v1/tasks")).json()["items"]}
    assert {"name_successor", "support_ends"} <= keys
