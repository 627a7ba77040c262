"""What the principal's manager has sent in, corrected: it is shown, and taken to the post."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.handover.decide import stream as handover_stream
from domain.post.commands import NameMeanwhile
from domain.post.decide import stream_at
from events.envelope import read
from events.store import Store
from tests.web.schools import Api, School
from tests.web.turnovers import DAY, Changing


@pytest.fixture
async def changing(api: Api, here: School, engine: AsyncEngine, store: Store) -> Changing:
    """An initiative, a manager, and a departure in three weeks."""
    changing = Changing(api=api, here=here, engine=engine, store=store)
    await api.started(here)
    await changing.managed()
    await changing.leaves()
    await changing.follows()
    return changing


async def test_what_the_manager_sent_in_is_corrected_by_the_same_route_as_every_form(
    api: Api, here: School, changing: Changing
) -> None:
    await changing.comes()
    await changing.follows()
    (line,) = await changing.listed("manager")
    handover = line["handover"]
    (talk,) = (await changing.shown("manager", handover))["tasks"]
    assert talk["corrected"] is None
    home = f"/v1/handovers/{handover}/tasks/{talk['task']}"
    assert (await changing.sends("manager", f"{home}/complete", {"none_because": "sjuk"})).status_code == 200
    (talk,) = (await changing.shown("manager", handover))["tasks"]
    assert talk["said"] == "Inget samtal: sjuk"
    again = await changing.sends("manager", f"{home}/complete", {"overlap": "en vecka"})
    assert (again.status_code, again.json()["code"]) == (409, "task_done")
    await changing.passes(1)
    day = changing.today.isoformat()
    path, body = f"/v1/tasks/{talk['task']}/correct", {"form": {"held_on": day}, "reason": "fel handlag"}
    for who, code in (("colleague", 403), ("auditor", 403), ("facilitator", 403)):
        assert (await api.post(here, who, path, body)).status_code == code
    no_reason = await api.post(here, "manager", path, {**body, "reason": ""})
    assert (no_reason.status_code, no_reason.json()["code"]) == (422, "reason_missing")
    done = await api.post(here, "manager", path, body)
    assert (done.status_code, done.json()["events"]) == (200, ["handover_form_corrected"]), done.text
    assert (await api.post(here, "staff", path, body)).json()["events"] == []
    (talk,) = (await changing.shown("auditor", handover))["tasks"]
    assert (talk["said"], talk["by"]["name"]) == (f"Hölls {day}.", "Manager Öberg")
    both = {**body, "form": {"held_on": day, "overlap": "och en vecka"}}
    assert (await api.post(here, "manager", path, both)).status_code == 200
    (talk,) = (await changing.shown("auditor", handover))["tasks"]
    assert talk["said"] == f"Hölls {day}. och en vecka"
    assert talk["corrected"] == {"on": day, "reason": "fel handlag", "by": talk["by"]}
    assert (await api.get(here, "manager", home)).json()["form"]["held_on"] == day


async def test_whom_the_manager_corrects_to_answers_meanwhile_until_the_day_they_say(
    api: Api, here: School, changing: Changing
) -> None:
    await changing.passes(22)
    (line,) = await changing.listed("manager")
    shown = await changing.shown("manager", line["handover"])
    task = next(each["task"] for each in shown["tasks"] if each["key"] == "answers_meanwhile")

    async def says(path: str, who: str, days: int, **reason: str) -> None:
        until = changing.today + days * DAY
        said = await changing.sends(
            "manager", path, {"person": str(here.people[who]), "until": until.isoformat()}, **reason
        )
        assert said.status_code == 200, said.text
        await changing.follows()
        assert await _answers(changing) == (here.people[who], until)

    await says(f"/v1/handovers/{shown['handover']}/tasks/{task}/complete", "colleague", 20)
    correct = f"/v1/tasks/{task}/correct"
    may_be_named = (await api.get(here, "manager", f"/v1/tasks/{task}/people")).json()["items"]
    assert {"person": str(here.people["facilitator"]), "name": "Facilitator Öberg"} in may_be_named
    assert await _recorded(changing) == ("clock", "Manager Öberg", "handover_task_done")
    await says(correct, "facilitator", 20, reason="fel person")
    assert await _recorded(changing) == ("clock", "Manager Öberg", "handover_form_corrected")
    await says(correct, "colleague", 20, reason="rätt person")
    await says(correct, "colleague", 30, reason="fel dag")
    until = changing.today + 40 * DAY
    await changing.tells(NameMeanwhile(unit=here.unit, person=here.people["auditor"], until=until))
    await changing.follows()
    assert await _answers(changing) == (here.people["auditor"], until), "whom the organiser's staff named since stays"


async def _answers(changing: Changing) -> tuple[UUID | None, date | None]:
    """Who answers for the post today, and until when."""
    post, _ = await changing.here.house.ledger.state(stream_at(changing.here.unit))
    held = post.at(changing.today)
    return held.person, held.until


async def _recorded(changing: Changing) -> tuple[str, str, str]:
    """Who is said to have named whoever answers, for whom, and by which event of the handover."""
    here, store = changing.here, changing.store
    told = await changing.api.get(here, "staff", f"/v1/units/{here.unit}/post")
    newest = told.json()["records"][0]
    *_, named = await store.tail(stream_at(here.unit))
    (line,) = await changing.listed("staff")
    events = [read(each.envelope) for each in await store.tail(handover_stream(UUID(line["handover"])))]
    (cause,) = [each.type for each in events if each.id == read(named.envelope).origin.causation]
    return newest["by"], newest["by_person"]["name"], cause
