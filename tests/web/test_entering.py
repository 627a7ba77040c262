"""Units and people that are entered one by one: held to what a file of them is."""

import pytest

from tests.web.schools import Api, School


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"name": "Nya skolan", "code": "12345678"}, "code_taken", "Koden 12345678 är den för ”Byskolan”"),
        ({"name": " byskolan"}, "name_taken", "”Byskolan”"),
        ({"name": "BYSKOLAN", "code": "87654321"}, "name_taken", "”Byskolan”"),
        ({"name": "A\u030aso\u0308  skola"}, "name_taken", "”Åsö skola”"),
    ],
)
async def test_a_unit_that_would_be_taken_for_another_is_refused(
    api: Api, here: School, body: dict[str, str], code: str, said: str
) -> None:
    first = {"name": "Byskolan", "code": "12345678"}
    assert (await api.post(here, "admin", "/v1/units", first)).status_code == 201
    answer = await api.post(here, "admin", "/v1/units", body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert said in answer.json()["title"]
    assert (await api.post(here, "principal", "/v1/units", body)).json()["code"] == "admin_only"
    assert (await api.post(here, "admin", "/v1/units", {"name": "Byskolan 2", "code": "87654321"})).status_code == 201


async def test_what_is_no_address_is_refused(api: Api, here: School) -> None:
    wrong = {"name": "Anna Ek", "email": "fel"}
    answer = await api.post(here, "admin", "/v1/people", wrong)
    assert (answer.status_code, answer.json()["title"]) == (422, "”fel” är ingen e-postadress.")
    who = (await api.post(here, "admin", "/v1/people", {**wrong, "email": "anna@example.org"})).json()["id"]
    assert (await api.put(here, "admin", f"/v1/people/{who}", wrong)).json()["code"] == "no_address"


async def test_a_file_names_nothing_at_more_length_than_a_person_may(api: Api, here: School) -> None:
    file = f"enhet;rektor;e-post;från\n{'x' * 201};Anna Ek;anna@example.org;\nByskolan;{'y' * 201};y@example.org;\n"
    answer = await api.post(here, "admin", "/v1/posts/dry-run", {"file": file})
    assert answer.text.count("200 tecken") == 2, answer.text
