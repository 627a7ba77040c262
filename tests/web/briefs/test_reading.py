"""Briefs from the log: over HTTP, by whoever may read the initiative, as of a day or an event."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain import person
from domain.person import stream as person_stream
from events.keys import MasterKey
from events.store import Store
from tests.events.ledgers import another_process, change
from tests.web.briefs.lives import speech
from tests.web.schools import Api, School, needs_plan, needs_record
from tests.web.test_implementation import implementing
from web.brief.persons import persons_in
from web.brief.rendering import RENDERER, Format, render
from web.brief.telling import Archive, Point, brief_of
from web.desk import stream_of


async def brief(
    api: Api, here: School, initiative: str, query: str = "", who: str = "principal", **headers: str
) -> Any:
    return await api.get(here, who, f"/v1/initiatives/{initiative}/brief{query}", **headers)


async def test_the_brief_comes_in_the_format_that_is_asked_for(api: Api, here: School) -> None:
    initiative = await api.started(here)
    for accept, format_, begins in (
        ("text/plain", "text", "Lärträffar på Åsö\nÖverlämningsunderlag."),
        ("text/markdown", "markdown", "# Lärträffar på Åsö\n"),
        ("text/html", "html", '<!doctype html>\n<html lang="sv">'),
    ):
        answer = await brief(api, here, initiative, accept=accept)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
        assert answer.headers["content-language"] == "sv"
        assert answer.text.startswith(begins)
        assert answer.text == (await brief(api, here, initiative, f"?format={format_}")).text
        assert "Manager Öberg" in answer.text
    page = await brief(api, here, initiative, "?format=html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    english = await brief(api, here, initiative, "?format=text", accept_language="en")
    assert "Brief for a handover. Åsö skola, as it stood on August 17, 2026" in english.text


async def test_programs_get_it_in_parts(api: Api, here: School) -> None:
    initiative = await api.started(here)
    answer = (await brief(api, here, initiative, accept_language="en")).json()
    assert (answer["initiative"], answer["renderer"], answer["on"]) == (initiative, RENDERER, "2026-08-17")
    assert answer["brief"]["title"] == "Lärträffar på Åsö"
    headings = [section["heading"] for section in answer["brief"]["sections"]]
    assert headings[:3] == ["To do", "Meetings ahead", "Key persons"]
    rows = [row for section in answer["brief"]["sections"] for block in section["blocks"] for row in block["rows"]]
    assert {"label": "The principal's manager", "text": "Manager Öberg"} in rows
    assert (await brief(api, here, initiative, "?format=pdf")).json()["code"] == "request_invalid"


async def test_it_is_for_whoever_may_read_the_initiative(api: Api, here: School) -> None:
    initiative = await api.started(here)
    for who, status in (("staff", 200), ("auditor", 200), ("manager", 200), ("facilitator", 200),
                        ("colleague", 403), ("operations", 403)):  # fmt: skip
        shown = await api.get(here, who, f"/v1/initiatives/{initiative}")
        assert (await brief(api, here, initiative, who=who)).status_code == status == shown.status_code, who
    unknown = await brief(api, here, "6b1f0f5e-0000-4000-8000-000000000000")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "initiative_unknown")


async def test_what_is_anothers_does_not_exist(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    initiative = await api.started(elsewhere)
    foreign = await brief(api, here, initiative, who="staff")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "initiative_unknown")
    await api.client.aclose()


async def test_it_tells_of_a_day_or_an_event_that_has_passed(api: Api, here: School) -> None:
    initiative = await api.started(here)
    version = (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()["version"]
    before = (await brief(api, here, initiative, "?format=text&as_of=2026-08-17")).text
    here.house.clock.forward(timedelta(days=10))
    task = await api.task(here, initiative, "needs_workshop")
    for form in (needs_plan(here), needs_record()):
        await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form})
    now = (await brief(api, here, initiative, "?format=text")).text
    assert "Steg 2: Nulägesanalys" in now
    assert (await brief(api, here, initiative, "?format=text&as_of=2026-08-17")).text == before
    assert (await brief(api, here, initiative, f"?format=text&as_of={version}")).text == before
    assert "Steg 1: Behovsinventering" in before
    assert (await brief(api, here, initiative, "?format=text&as_of=2026-08-27")).text == now


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("2026-08-16", "as_of_before"),
        ("2026-08-18", "as_of_ahead"),
        ("0", "as_of_version"),
        ("999", "as_of_version"),
        ("igår", "as_of_wrong"),
        ("2026-02-30", "as_of_wrong"),
    ],
)
async def test_a_moment_that_cannot_be_told_of_is_refused(api: Api, here: School, as_of: str, code: str) -> None:
    initiative = await api.started(here)
    refused = await brief(api, here, initiative, f"?as_of={as_of}")
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["title"]


async def test_a_day_ends_where_the_organiser_is(api: Api, here: School) -> None:
    """A comment at 23:30 in Sweden is still of that day; one at 00:30 is of the next."""
    initiative = await api.started(here)
    seen = []
    for at in (datetime(2026, 8, 20, 21, 30, tzinfo=UTC), datetime(2026, 8, 20, 22, 30, tzinfo=UTC)):
        here.house.clock.at = at
        done = await api.post(here, "principal", f"/v1/initiatives/{initiative}/comments", {"text": "Hej"})
        seen.append(done.json()["version"])
    here.house.clock.forward(timedelta(days=1))
    versions = [(await brief(api, here, initiative, f"?as_of={day}")).json()["version"]
                for day in ("2026-08-20", "2026-08-21")]  # fmt: skip
    assert versions == seen


async def test_reading_is_no_command(api: Api, here: School) -> None:
    initiative = await api.started(here)
    head, version = await here.desk.store.head(), await here.desk.store.versions([f"initiative:{initiative}"])
    await brief(api, here, initiative)
    assert await here.desk.store.head() == head
    assert await here.desk.store.versions([f"initiative:{initiative}"]) == version


async def test_an_erased_initiative_and_an_erased_person_are_said_to_be(api: Api, here: School) -> None:
    initiative = await api.started(here)
    now = here.house.clock.now()
    await here.house.keys.destroy(here.house.organiser, person_stream(here.people["manager"]), now)
    text = (await brief(api, here, initiative, "?format=text")).text
    assert "Rektors chef: [raderat]" in text
    assert "Manager Öberg" not in text
    await here.house.keys.destroy(here.house.organiser, f"initiative:{initiative}", now)
    text = (await brief(api, here, initiative, "?format=text")).text
    assert text.startswith("[raderat]\n")
    assert "Lärträffar på Åsö" not in text
    assert "Huvudmannen ansvarar för: [raderat]" in text


async def test_a_name_is_the_one_of_whoever_reads_now(api: Api, here: School) -> None:
    initiative = await api.started(here)
    told = await brief_of(here.desk, here.caller("staff"), UUID(initiative))
    kept = render(told, Format.TEXT, speech("sv"))
    assert here.people["manager"] in persons_in(kept)
    assert "Öberg" not in kept
    await here.house.do(person.stream(here.people["manager"]), change("Åke Ny"))
    assert "Rektors chef: Åke Ny" in (await brief(api, here, initiative, "?format=text")).text
    again = await brief_of(here.desk, here.caller("staff"), UUID(initiative))
    assert render(again, Format.TEXT, speech("sv")) == kept


async def test_another_process_writes_the_same_bytes(
    api: Api, here: School, engine: AsyncEngine, master: MasterKey
) -> None:
    """From nothing that is cached, and whoever asks."""
    initiative = await implementing(api, here)
    stream, moment = stream_of(UUID(initiative)), here.house.clock.now()
    version = (await here.desk.store.versions([stream]))[stream]
    point = Point(moment=moment, version=version)
    told = await brief_of(here.desk, here.caller("staff"), UUID(initiative), point)
    here.house.clock.forward(timedelta(days=90))
    await api.post(here, "principal", f"/v1/initiatives/{initiative}/comments", {"text": "Senare"})
    other = another_process(here.house, engine, master)
    archive = Archive(store=Store(engine), keys=other.keys)
    again = await archive.brief(here.house.organiser, UUID(initiative), here.house.clock.now(), point)
    assert told == again
    for language in ("sv", "en"):
        for format_ in Format:
            assert render(told, format_, speech(language)) == render(again, format_, speech(language))


async def test_an_initiative_from_before_there_were_posts_has_the_same_brief(
    api: Api, here: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first event names no post."""
    initiative = await api.started(here)
    told = await brief_of(here.desk, here.caller("staff"), UUID(initiative))
    monkeypatch.setattr("web.brief.telling.RELIED_ON", ("organiser", "calendar", "template"))
    assert await brief_of(here.desk, here.caller("staff"), UUID(initiative)) == told


async def test_what_was_in_force_then_is_told_then(api: Api, here: School) -> None:
    """The post's holder and the calendar are those of the day, not of today."""
    initiative = await api.started(here)
    before = (await brief(api, here, initiative, "?format=text&as_of=2026-08-17")).text
    here.house.clock.forward(timedelta(days=3))
    gone = {"person": str(here.people["principal"]), "last_day": "2026-08-19"}
    left = await api.post(here, "admin", f"/v1/units/{here.unit}/post/depart", gone)
    assert left.status_code == 200, left.text
    now = (await brief(api, here, initiative, "?format=text", who="staff")).text
    assert "Rektor saknas sedan 20 augusti 2026." in now
    then = (await brief(api, here, initiative, "?format=text&as_of=2026-08-17", who="staff")).text
    assert then == before
    assert "Rektor: Principal Öberg, sedan 1 augusti 2020." in then


async def test_what_was_recorded_later_of_the_post_was_not_known_then(api: Api, here: School) -> None:
    """A day tells of the post by what was recorded until its end; the days since are counted by it too."""
    initiative = await api.started(here)
    here.house.clock.forward(timedelta(days=9))
    first = (await brief(api, here, initiative, "?format=text", who="staff")).text
    assert "Rektor: Principal Öberg, sedan" in first
    here.house.clock.forward(timedelta(days=1))
    gone = {"person": str(here.people["principal"]), "last_day": "2026-08-19", "reason": "Kom fram först nu"}
    assert (await api.post(here, "admin", f"/v1/units/{here.unit}/post/depart", gone)).status_code == 200
    assert (await brief(api, here, initiative, "?format=text&as_of=2026-08-26", who="staff")).text == first
    now = (await brief(api, here, initiative, "?format=text", who="staff")).text
    assert "Rektor saknas sedan 20 augusti 2026." in now
    assert "5 skoldagar: rollen är obesatt" in now


async def test_a_log_ahead_of_the_clock_is_told_as_of_its_end(api: Api, here: School) -> None:
    initiative = await api.started(here)
    here.house.clock.forward(timedelta(days=-300))
    assert (await brief(api, here, initiative)).json()["on"] == "2026-08-17"
    assert (await brief(api, here, initiative, "?as_of=2026-08-17")).status_code == 200
