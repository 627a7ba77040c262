"""The calendar through the API: read, tried out, published; the dry run says what publishing then does."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.initiative import stream_of
from domain.initiative.events import CalendarChanged
from events.sequencer import Sequencer
from styrkedjan.rescheduler import Rescheduler
from tests.web.schools import Api, School
from tests.workflows.stand import events_of

TABLE = """typ;från;till;namn
Termin;2026-08-17;2026-12-18;HT
Termin;2027-01-11;2027-06-11;VT
Lov;2026-09-07;2026-09-11;Extra lov
Friluftsdag;2026-10-01;;
"""
TRY, PUBLISH = "/v1/calendar/dry-run", "/v1/calendar/publish"


@pytest.fixture
async def started(api: Api, here: School) -> UUID:
    """An initiative whose first task is due on 2026-09-14, fifteen school days after 24 August."""
    here.house.clock.at = datetime(2026, 8, 24, 8, tzinfo=UTC)
    return UUID(await api.started(here, decided_on="2026-08-20"))


async def test_a_dry_run_does_nothing_and_says_what_publishing_then_does(
    api: Api, here: School, started: UUID, engine: AsyncEngine
) -> None:
    asked = {"file": TABLE, "initiative": str(started)}
    tried = (await api.post(here, "admin", TRY, {"file": TABLE})).json()
    assert (tried["tasks"], tried["initiatives"], tried["going_on"], tried["paused"]) == (1, 1, 1, 0)
    assert [row["effect"]["code"] for row in tried["rows"] if row["line"]] == ["same", "changed", "new", "ignored"]
    refused = await api.post(here, "admin", TRY, asked)
    assert refused.json()["code"] == "not_readable", "an administrator reads no initiative"
    assert (await api.get(here, "staff", "/v1/calendar")).json()["number"] == 0

    done = await api.post(here, "admin", PUBLISH, {"file": TABLE})
    assert done.json()["events"] == ["calendar_published"]
    store = here.house.store
    await Sequencer(engine, here.desk.clock).drain()
    await Rescheduler(here.desk.ledger, engine).handle(await store.log(0, 1000))
    [changed] = [e for e in await events_of(store, stream_of(started)) if isinstance(e, CalendarChanged)]
    assert [(row.was, row.due) for row in changed.dues] == [(date(2026, 9, 14), date(2026, 9, 21))]
    assert (await api.get(here, "staff", "/v1/tasks")).status_code == 200
    shown = (await api.get(here, "staff", "/v1/calendar?year=2026")).json()
    assert shown["content"] == tried["content"]
    assert shown["year"]["school_days"] == sum(term["school_days"] for term in shown["year"]["terms"])


async def test_publishing_again_under_the_same_key_is_the_same_answer(api: Api, here: School) -> None:
    version = (await api.get(here, "admin", "/v1/calendar")).headers["etag"]
    key, headers = str(uuid4()), {"If-Match": version}
    first = await api.post(here, "admin", PUBLISH, {"file": TABLE}, **headers, **{"Idempotency-Key": key})
    again = await api.post(here, "admin", PUBLISH, {"file": TABLE}, **headers, **{"Idempotency-Key": key})
    assert first.json() == again.json()
    stale = await api.post(here, "admin", PUBLISH, {"content": {}}, **headers)
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")


async def test_a_unit_s_own_days(api: Api, here: School, started: UUID) -> None:
    breaks = "Lov;2026-09-07;2026-09-11\nLov;2026-10-26;2026-10-30\nLov;2027-02-22;2027-02-26\n"
    body = {"file": f"typ;från;till\n{breaks}Lov;2027-03-22;2027-03-26\n", "unit": str(here.unit)}
    tried = (await api.post(here, "admin", TRY, body)).json()
    assert (tried["tasks"], tried["moved"][0]["unit_name"]) == (1, "Åsö skola")
    await api.post(here, "admin", PUBLISH, body)
    days = [
        (await api.get(here, "staff", f"/v1/calendar?year=2026{of}")).json()["year"]["school_days"]
        for of in ("", f"&unit={here.unit}")
    ]
    assert days[0] == days[1] + 5
    unknown = await api.get(here, "staff", f"/v1/calendar?unit={uuid4()}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unit_unknown")


async def test_what_cannot_be_used_is_said_in_the_reader_s_language(api: Api, here: School) -> None:
    for path in (TRY, PUBLISH):
        no = await api.post(here, "admin", path, {"file": "typ;från;till\nLov;2026-10-30;2026-10-26\n"})
        assert (no.status_code, no.json()["code"]) == (422, "calendar_file")
        assert no.json()["title"] == "Rad 2: slutar 2026-10-26, innan den börjar 2026-10-30."
        both = await api.post(here, "admin", path, {"file": TABLE, "content": {}})
        assert both.json()["code"] == "calendar_missing"
        assert (await api.post(here, "staff", path, {"file": TABLE})).json()["code"] == "admin_only"
