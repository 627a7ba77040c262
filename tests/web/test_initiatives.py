"""Starting, seeing and steering initiatives over HTTP."""

from datetime import timedelta

from tests.web.schools import Api, School, needs_plan, needs_record


async def test_an_initiative_goes_from_start_to_stage_two(api: Api, here: School) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    for form in (needs_plan(here), needs_record()):
        done = await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form})
        assert done.status_code == 200, done.text
    assert "stage_entered" in done.json()["events"]
    shown = await api.get(here, "principal", f"/v1/initiatives/{initiative}", accept_language="sv")
    assert shown.json()["stage"]["code"] == "2"
    assert shown.json()["title"] == "Lärträffar på Åsö"
    assert shown.json()["unit_name"] == "Åsö skola"
    assert shown.headers["etag"] == f'"{shown.json()["version"]}"'
    assert shown.json()["next"] is not None
    assert shown.json()["waits_for"]


async def test_a_form_is_prefilled_and_described(api: Api, here: School) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    form = (await api.get(here, "principal", f"/v1/tasks/{task}", accept_language="en")).json()
    assert form["kind"] == "needs_plan"
    assert form["form"]["competence"] == "Lärträffar på Åsö"
    assert form["schema"]["properties"]["minutes"] == {
        "type": ["integer", "null"],
        "title": "Minutes",
        "description": "at least 90",
    }
    assert form["schema"]["required"] == ["held_on", "minutes", "competence", "perspectives"]
    await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": needs_plan(here)})
    again = (await api.get(here, "principal", f"/v1/tasks/{task}")).json()
    assert again["kind"] == "needs_record"
    assert again["form"]["perspectives"] == ["teacher", "special_educator", "school_leader"]


async def test_the_inbox_holds_what_is_ones_own(api: Api, here: School) -> None:
    await api.started(here)
    mine = (await api.get(here, "principal", "/v1/tasks")).json()["items"]
    assert [task["key"] for task in mine] == ["needs_workshop"]
    assert mine[0]["initiative_title"] == "Lärträffar på Åsö"
    assert (await api.get(here, "staff", "/v1/tasks")).json()["items"] == []


async def test_pages_hold_everything_once(api: Api, here: School) -> None:
    live: list[str] = []
    for number in range(5):
        live.append(await api.started(here, title=f"Insats {number}", other_live=live, other_live_reason="Olika ämnen"))
    for path, who in (("/v1/initiatives", "staff"), ("/v1/tasks", "principal"), ("/v1/people", "admin")):
        whole = (await api.get(here, who, path)).json()["items"]
        walked, after = [], ""
        while after is not None:
            page = (
                await api.client.get(path, params={"limit": 2, "after": after}, headers=api.token(here, who))
            ).json()
            walked += page["items"]
            after = page["next"]
        assert walked == whole
        assert len(whole) >= 5


async def test_the_history_tells_who_did_what(api: Api, here: School) -> None:
    initiative = await api.started(here)
    await api.post(here, "principal", f"/v1/initiatives/{initiative}/comments", {"text": "Vi börjar på måndag"})
    first = (
        await api.get(here, "auditor", f"/v1/initiatives/{initiative}/history?limit=3", accept_language="en")
    ).json()
    assert [event["version"] for event in first["items"]] == [1, 2, 3]
    rest = (await api.get(here, "auditor", f"/v1/initiatives/{initiative}/history?after={first['next']}")).json()
    comment = rest["items"][-1]
    assert comment["type"] == "commented"
    assert comment["data"]["text"] == "Vi börjar på måndag"
    assert comment["person"] == {"person": str(here.people["principal"]), "name": "Principal Öberg"}


async def test_a_form_handed_on_is_answered_and_confirmed(api: Api, here: School) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    colleague = str(here.people["colleague"])
    assert (await api.get(here, "colleague", f"/v1/tasks/{task}")).status_code == 403
    assert (await api.post(here, "principal", f"/v1/tasks/{task}/hand", {"to": colleague})).status_code == 200
    answered = await api.post(here, "colleague", f"/v1/tasks/{task}/complete", {"form": needs_plan(here)})
    assert answered.json()["events"] == ["task_answered"]
    shown = (await api.get(here, "principal", f"/v1/tasks/{task}")).json()
    assert shown["task"]["state"]["code"] == "answered"
    assert shown["form"]["minutes"] == 90
    confirmed = await api.post(here, "principal", f"/v1/tasks/{task}/confirm")
    assert "task_planned" in confirmed.json()["events"]


async def test_a_form_handed_on_is_read_until_it_is_done_and_is_nobody_s_own(api: Api, here: School) -> None:
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    path, colleague = f"/v1/tasks/{task}", str(here.people["colleague"])
    to_oneself = await api.post(here, "principal", f"{path}/hand", {"to": str(here.people["principal"])})
    assert (to_oneself.status_code, to_oneself.json()["code"]) == (422, "yours_already")
    await api.post(here, "principal", f"{path}/hand", {"to": colleague})
    await api.post(here, "colleague", f"{path}/complete", {"form": needs_record()})
    shown = (await api.get(here, "colleague", "/v1/initiatives")).json()["items"]
    assert [each["initiative"] for each in shown] == [initiative]
    assert (await api.post(here, "principal", f"{path}/confirm")).status_code == 200
    assert (await api.get(here, "colleague", "/v1/initiatives")).json()["items"] == []
    assert (await api.get(here, "colleague", f"/v1/initiatives/{initiative}")).status_code == 403


async def test_steering_is_done_by_those_who_may(api: Api, here: School) -> None:
    initiative = await api.started(here)
    path = f"/v1/initiatives/{initiative}"
    pause = {"until": "2026-10-01", "reason": "Ombyggnad"}
    assert (await api.post(here, "facilitator", f"{path}/pause", pause)).status_code == 403
    assert (await api.post(here, "staff", f"{path}/pause", pause)).json()["events"] == ["initiative_paused"]
    assert (await api.get(here, "staff", path)).json()["paused_until"] == "2026-10-01"
    assert (await api.post(here, "staff", f"{path}/resume")).json()["events"][0] == "initiative_resumed"
    task = await api.task(here, initiative, "needs_workshop")
    longer = {"school_days": 5, "reason": "Sjukdom"}
    assert (await api.post(here, "principal", f"/v1/tasks/{task}/extend", longer)).json()["events"] == ["task_extended"]
    clause = (await api.get(here, "staff", path)).json()["waits_for"][0]["clause"]
    let = {"clause": clause, "reason": "Framgår av planen"}
    assert (await api.post(here, "principal", f"{path}/let-pass", let)).status_code == 403
    assert "clause_let_pass" in (await api.post(here, "staff", f"{path}/let-pass", let)).json()["events"]
    over = {"reason": "Nedlagd", "closing_note": "Tack"}
    assert (await api.post(here, "principal", f"{path}/cancel", over)).status_code == 403
    assert (await api.post(here, "staff", f"{path}/cancel", over)).status_code == 200
    assert (await api.get(here, "staff", path)).json()["status"]["code"] == "cancelled"


async def test_whoever_answers_a_proposed_pause_sees_what_is_proposed(api: Api, here: School) -> None:
    initiative = await api.started(here)
    path, until = f"/v1/initiatives/{initiative}", str(here.house.clock.now().date() + timedelta(days=120))
    asked = {"until": until, "reason": "Ombyggnad"}
    assert "pause_proposed" in (await api.post(here, "principal", f"{path}/pause", asked)).json()["events"]
    shown = (await api.get(here, "staff", path)).json()["proposed_pause"]
    by = {"person": str(here.people["principal"]), "name": "Principal Öberg"}
    assert shown == {**asked, "by": by}
    answer = await api.task(here, initiative, "answer_pause")
    assert (await api.get(here, "staff", f"/v1/tasks/{answer}")).json()["proposed_pause"] == shown
    other = await api.task(here, initiative, "needs_workshop")
    assert (await api.get(here, "principal", f"/v1/tasks/{other}")).json()["proposed_pause"] is None
    assert (await api.get(here, "colleague", f"/v1/tasks/{answer}")).status_code == 403
    sent = await api.post(
        here, "staff", f"/v1/tasks/{answer}/complete", {"form": {"decision": "go_on", "kind": "answer_pause"}}
    )
    assert sent.status_code == 200
    for read in (path, f"/v1/tasks/{answer}"):
        assert (await api.get(here, "staff", read)).json()["proposed_pause"] is None


async def test_a_sent_form_is_corrected_by_its_sender(api: Api, here: School) -> None:
    initiative = await api.started(here)
    decision = await api.task(here, initiative, "start_decision")
    body = {"form": here.decision(decision_ref="2026/14", title="Läslyftet"), "reason": "Diarienumret saknades"}
    assert (await api.post(here, "principal", f"/v1/tasks/{decision}/correct", body)).status_code == 403
    assert (await api.post(here, "staff", f"/v1/tasks/{decision}/correct", body)).json()["events"] == ["form_corrected"]
    assert (await api.get(here, "staff", f"/v1/tasks/{decision}")).json()["form"]["decision_ref"] == "2026/14"
    assert (await api.get(here, "staff", "/v1/initiatives")).json()["items"][0]["title"] == "Läslyftet"
