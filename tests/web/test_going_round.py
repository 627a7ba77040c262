"""From one initiative to the next over HTTP."""

from tests.web.schools import Api, School


async def test_a_decision_goes_on_from_an_initiative(api: Api, here: School) -> None:
    initiative = await api.started(here)
    shown = (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()
    assert (shown["follows"], shown["proposes"], shown["next_initiative"]) == (None, False, None)
    blank = (await api.get(here, "staff", f"/v1/initiatives/{initiative}/next")).json()
    assert (blank["kind"], blank["form"]["follows"]) == ("start_decision", initiative)
    assert blank["schema"]["properties"]["follows"]["format"] == "uuid"
    form = blank["form"] | {"decision_body": "Nämnden", "decided_on": "2026-06-10", "evidence": "Förra varvet"}
    form |= {"other_live": [initiative], "other_live_reason": "Nästa varv"}
    started = await api.post(here, "staff", "/v1/initiatives", {"form": form})
    assert started.status_code == 201, started.text
    listed = (await api.get(here, "staff", "/v1/initiatives")).json()["items"]
    assert {line["proposes"] for line in listed} == {False}


async def test_what_another_organiser_has_cannot_be_followed(here: School, elsewhere: School) -> None:
    api = Api(here, elsewhere)
    theirs = await api.started(elsewhere)
    assert (await api.get(here, "staff", f"/v1/initiatives/{theirs}/next")).status_code == 404
    mine = await api.started(here)
    form = (await api.get(here, "staff", f"/v1/initiatives/{mine}/next")).json()["form"]
    refused = await api.post(
        here, "staff", "/v1/initiatives", {"form": form | {"follows": theirs, "other_live": [mine]}}
    )
    assert refused.status_code == 404
    await api.client.aclose()
