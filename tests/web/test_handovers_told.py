"""What whoever leaves and whoever comes were told, as it was told, and by whom it is read again."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.actors import CLOCK
from domain.initiative.commands import KeepBrief
from domain.post.commands import AnnounceDeparture, AppointPrincipal
from domain.sealed import Sealed
from events.store import Store
from tests.web.schools import Api, School
from tests.web.test_handovers import only
from tests.web.turnovers import DAY, Changing
from web.brief.rendering import RENDERER


async def test_what_was_told_is_read_again_word_for_word_and_says_if_it_is_not(changing: Changing) -> None:
    here, handover = changing.here, await only(changing)
    initiative = (await changing.shown("staff", handover))["initiatives"][0]["initiative"]
    await changing.passes(22)
    path = f"/v1/handovers/{handover}/briefs/{initiative}"
    (one, *others) = (await changing.api.get(here, "auditor", path)).json()
    assert one["told"]["name"] == "Principal Öberg"
    assert [each["told"]["name"] for each in others] == ["Colleague Öberg", "Manager Öberg"]
    assert (one["matches"], one["erased"], one["renderer"], one["language"]) == (True, False, RENDERER, "sv")
    assert sorted(name.partition(":")[0] for name in one["rests_on"]) == ["calendar", "organiser", "post", "template"]
    assert "# Lärträffar" in one["text"]
    assert "⟦" not in one["text"]
    assert "Öberg" in one["text"]
    forged = KeepBrief(
        handover=UUID(handover), told=here.people["staff"], since=date.min, text=Sealed(b"En annan text."),
        language="sv", of_version=1, rests_on=(), moment=here.house.clock.now(), renderer=1, digest="00" * 32,
    )  # fmt: skip
    await here.house.do(f"initiative:{initiative}", forged, actor=CLOCK)
    *_, last = (await changing.api.get(here, "auditor", path)).json()
    assert (last["text"], last["matches"]) == ("En annan text.", False)
    for who, code in (("colleague", 200), ("manager", 200), ("principal", 403), ("facilitator", 403)):
        assert (await changing.api.get(here, who, path)).status_code == code
    absent = await changing.api.get(here, "staff", f"/v1/handovers/{handover}/briefs/{uuid4()}")
    assert (absent.status_code, absent.json()["code"]) == (404, "initiative_not_handed")


async def test_whoever_leaves_reads_what_they_were_told_and_nothing_of_others(changing: Changing) -> None:
    handover = await only(changing)
    initiative = (await changing.shown("staff", handover))["initiatives"][0]["initiative"]
    path = f"/v1/handovers/{handover}/briefs/{initiative}"
    (mine,) = (await changing.api.get(changing.here, "principal", path)).json()
    assert (mine["told"]["name"], mine["matches"]) == ("Principal Öberg", True)


async def test_what_was_told_of_an_initiative_that_has_left_the_handover_since_is_read_still(
    api: Api, here: School, engine: AsyncEngine, store: Store
) -> None:
    changing = Changing(api=api, here=here, engine=engine, store=store)
    initiative = await api.started(here)
    await changing.leaves()
    await changing.follows()
    handover = await only(changing)
    principal, colleague = here.people["principal"], here.people["colleague"]
    gone, late = changing.today - DAY, Sealed(b"Fick veta sent")
    await changing.tells(AnnounceDeparture(unit=here.unit, person=principal, last_day=gone, reason=late))
    await changing.tells(AppointPrincipal(unit=here.unit, person=colleague, since=changing.today, reason=late))
    await changing.follows()
    assert (await changing.shown("staff", handover))["initiatives"] == []
    path = f"/v1/handovers/{handover}/briefs/{initiative}"
    for who in ("staff", "auditor", "colleague"):
        answer = await api.get(here, who, path)
        assert answer.status_code == 200, answer.text
        assert [(each["told"]["name"], each["matches"]) for each in answer.json()] == [("Principal Öberg", True)]
    assert (await api.get(here, "principal", path)).status_code == 403
    (never,) = await api.several(here, "Läsning", beside=[initiative])
    assert (await api.get(here, "staff", f"/v1/handovers/{handover}/briefs/{never}")).status_code == 404


async def test_where_the_leaver_has_written_it_already_is_told(changing: Changing) -> None:
    handover = await only(changing)
    first, _ = (await changing.shown("principal", handover))["initiatives"]
    path = f"/v1/tasks/{first['comment_task']['task']}/complete"
    already = {"manner": "already_done", "link": "https://exempel.se/avlämning"}
    assert (await changing.sends("principal", path, {}, **already)).status_code == 200
    first, _ = (await changing.shown("staff", handover))["initiatives"]
    assert first["comment"]["found_at"] == "https://exempel.se/avlämning"
    told = await changing.api.get(changing.here, "staff", f"/v1/initiatives/{first['initiative']}/brief?format=text")
    assert "Finns på: https://exempel.se/avlämning" in told.text


async def test_of_an_erased_initiative_it_stays_known_what_was_told_when_and_to_whom(changing: Changing) -> None:
    here, handover = changing.here, await only(changing)
    initiative = (await changing.shown("staff", handover))["initiatives"][0]["initiative"]
    await here.house.keys.destroy(here.house.organiser, f"initiative:{initiative}", here.house.clock.now())
    path = f"/v1/handovers/{handover}/briefs/{initiative}"
    (told,) = (await changing.api.get(here, "auditor", path)).json()
    assert (told["text"], told["erased"], told["matches"]) == ("", True, None)
    assert (told["told"]["name"], told["on"], told["title"]) == ("Principal Öberg", "2026-08-17", "[raderat]")


async def test_an_initiative_that_is_erased_keeps_nobody_from_being_told_of_the_others(changing: Changing) -> None:
    handover, here = await only(changing), changing.here
    first, second = (each["initiative"] for each in (await changing.shown("staff", handover))["initiatives"])
    await here.house.keys.destroy(here.house.organiser, f"initiative:{first}", here.house.clock.now())
    await changing.passes(22)
    told = {each["initiative"]: each for each in (await changing.shown("colleague", handover))["initiatives"]}
    assert told[first]["over"] is True
    assert [brief["person"]["name"] for brief in told[second]["briefs"]][:2] == ["Principal Öberg", "Colleague Öberg"]
    assert (await changing.listed("staff"))[0]["waits"] == 1
