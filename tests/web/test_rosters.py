"""Units and posts from a file: every row's effect before it is done, nothing where one is wrong, many only if meant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.post import decide as post
from domain.post.commands import NameManager
from domain.refusals import Unmet
from events.intent import Answer, Intent
from events.ledger import Ledger
from tests.web.schools import Api, School
from web.rosters.planning import Plan, planned
from web.rosters.reading import read_roster
from web.rosters.registering import register
from web.rosters.rows import Column, Read

HEAD = "enhet;kod;typ;rektor;e-post;från;till;tf;chef;skäl\n"
IMPORT = UUID("00000000-0000-4000-8000-000000000001")
IN_FORCE = "Åsö skola;;;Principal Öberg;principal@example.org;2020-08-01;;;;\n"


async def tried(api: Api, here: School, rows: str, who: str = "admin", head: str = HEAD) -> dict[str, Any]:
    said = await api.post(here, who, "/v1/posts/dry-run", {"file": head + rows}, accept_language="en")
    assert said.status_code == 200, said.text
    view: dict[str, Any] = said.json()
    return view


async def done(api: Api, here: School, rows: str, who: str = "admin", **body: Any) -> Any:
    return await api.post(here, who, "/v1/posts/import", {"file": HEAD + rows, **body}, accept_language="en")


def effects(view: Mapping[str, Any]) -> list[list[str]]:
    return [row["effects"] for row in view["rows"]]


def errors(view: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    return {(row["line"], error["column"]): error["what"] for row in view["rows"] for error in row["errors"]}


async def holder(here: School, day: date = date(2026, 8, 17)) -> UUID | None:
    return (await here.desk.post(here.caller("staff"), here.unit)).at(day).person


async def schools(here: School, number: int, held: bool = True) -> str:
    """So many more units, each with a principal; and the rows that make another person principal of each."""
    rows = [f"Skola {n};;skola;Colleague Öberg;colleague@example.org;2026-10-01;;;;\n" for n in range(number)]
    before = "".join(row.replace("Colleague", "Manager").replace("colleague", "manager") for row in rows)
    await register(here.desk, here.caller("admin"), await plan_of(here, HEAD + before.replace("2026-10", "2024-08")))
    return "".join(rows)


async def plan_of(here: School, file: str) -> Plan:
    return await planned(here.desk, here.caller("admin"), read_roster(file), IMPORT)


async def test_a_file_adds_units_people_and_principals_and_then_changes_nothing(api: Api, here: School) -> None:
    rows = (
        "Byskolan;12345679;skola;Anna Ek;anna@example.org;2026-08-01;;;Manager Öberg;\n"
        "Solgläntans förskola;;förskola;Anna Ek;anna@example.org;2026-08-01;2026-12-31;ja;;\n" + IN_FORCE
    )
    view = await tried(api, here, rows)
    assert effects(view) == [
        [
            "new unit (school, 12345679)",
            "Anna Ek is registered",
            "Anna Ek is appointed principal from 2026-08-01",
            "Manager Öberg is named the principal's manager",
        ],
        ["new unit (preschool)", "Anna Ek is appointed acting principal from 2026-08-01 to 2026-12-31"],
        [],
    ]
    assert [row["outcome"]["code"] for row in view["rows"]] == ["would", "would", "unchanged"]
    assert (view["changes"], view["errors"], view["asks"]) == (0, 0, False)
    shown = (await api.get(here, "admin", "/v1/organiser")).json()["units"]
    assert [unit["name"] for unit in shown] == ["Åsö skola"], "trying registers nothing"

    said = await done(api, here, rows)
    assert said.status_code == 207, said.text
    assert [row["outcome"]["code"] for row in said.json()["rows"]] == ["done", "done", "unchanged"]
    units = {unit["name"]: unit for unit in (await api.get(here, "admin", "/v1/organiser")).json()["units"]}
    assert units["Byskolan"]["holder"]["person"]["name"] == "Anna Ek"
    assert units["Solgläntans förskola"]["holder"]["standing"]["code"] == "acting"
    people = (await api.get(here, "admin", "/v1/people?limit=200")).json()["items"]
    assert [each["name"] for each in people if each["email"] == "anna@example.org"] == ["Anna Ek"]

    head = await here.desk.store.head()
    again = await done(api, here, rows)
    assert {row["outcome"]["code"] for row in again.json()["rows"]} == {"unchanged"}
    assert await here.desk.store.head() == head


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Åsö skola;;;Principal Öberg;;;2026-12-31;;;", ["Principal Öberg leaves, last day 2026-12-31"]),
        (
            "Åsö skola;;;Colleague Öberg;;2026-10-01;;;;",
            ["Principal Öberg leaves, last day 2026-09-30", "Colleague Öberg is appointed principal from 2026-10-01"],
        ),
        (
            "Åsö skola;;;Principal Öberg;;2020-01-01;;;;fel i avtalet",
            ["days of Principal Öberg corrected: 2020-01-01"],
        ),
        ("Åsö skola;;;;;;;;Manager Öberg;", ["Manager Öberg is named the principal's manager"]),
        ("Åsö skola;;;;;;;;manager@example.org;", ["Manager Öberg is named the principal's manager"]),
        ("Åsö skola;;;PRINCIPAL  ÖBERG;;;;;;", []),
        ("Åsö skola;;;;principal@example.org;;;;;", []),
    ],
)
async def test_what_a_row_does_to_a_post_is_said_and_done(api: Api, here: School, row: str, said: list[str]) -> None:
    assert effects(await tried(api, here, row + "\n")) == [said]
    [became] = (await done(api, here, row + "\n")).json()["rows"]
    assert became["outcome"]["code"] == ("done" if said else "unchanged")
    assert effects(await tried(api, here, row + "\n")) == [[]]


async def test_acting_becomes_permanent(api: Api, here: School) -> None:
    await done(api, here, "Byskolan;;;Manager Öberg;;2026-03-01;;ja;;\n")
    assert effects(await tried(api, here, "Byskolan;;;Manager Öberg;;2026-10-01;;nej;;\n")) == [
        ["Manager Öberg is no longer acting from 2026-10-01"]
    ]
    assert effects(await tried(api, here, "Byskolan;;;Manager Öberg;;2026-03-01;;;;\n")) == [[]], "not said: unchanged"
    wrong = errors(await tried(api, here, "Byskolan;;;Manager Öberg;;2026-03-01;;nej;;\n"))
    assert "acting from 2026-03-01" in wrong[2, "från"]


async def test_who_leaves_before_another_appointment_of_theirs_is_told_so(api: Api, here: School) -> None:
    await done(
        api, here, "Byskolan;;;Manager Öberg;;2026-03-01;2026-09-30;ja;;\nByskolan;;;Manager Öberg;;2026-10-01;;;;\n"
    )
    wrong = errors(await tried(api, here, "Byskolan;;;Manager Öberg;;;2026-09-15;;;\n"))
    assert "also appointed from 2026-10-01" in wrong[2, "till"]


async def test_one_file_tells_who_leaves_and_who_comes_in_any_order(api: Api, here: School) -> None:
    rows = "Åsö skola;;;Colleague Öberg;;2026-11-01;;;;\nÅsö skola;;;Principal Öberg;;2020-08-01;2026-10-15;;;\n"
    assert effects(await tried(api, here, rows)) == [
        ["Colleague Öberg is appointed principal from 2026-11-01"],
        ["Principal Öberg leaves, last day 2026-10-15"],
    ]
    assert (await tried(api, here, rows))["changes"] == 1
    assert (await done(api, here, rows)).status_code == 207
    assert await holder(here, date(2026, 10, 20)) is None
    assert await holder(here, date(2026, 11, 1)) == here.people["colleague"]


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        ("Åsö skola;;;Nobody;;2026-10-01;;;;", "rektor", "Write both name and e-mail"),
        ("Åsö skola;;;;nobody@example.org;2026-10-01;;;;", "e-post", "Write both name and e-mail"),
        ("Åsö skola;;;Colleague Öberg;annan@example.org;2026-10-01;;;;", "rektor", "another e-mail address"),
        ("Åsö skola;;;Colleague Öberg;;;;;;", "från", "Write from when"),
        ("Åsö skola;;;Colleague Öberg;;i höst;;;;", "från", "2026-08-17"),
        ("Åsö skola;;;Colleague Öberg;;2026-10-01;2026-09-01;;;", "till", "before the first"),
        ("Åsö skola;;;Colleague Öberg;;2026-10-01;9999-12-31;;;", "till", "leave it empty"),
        ("Åsö skola;;;Principal Öberg;;2020-08-01;9999-12-31;;;", "till", "leave it empty"),
        ("Åsö skola;;;Colleague Öberg;;0001-01-01;;;;", "från", "Correct the date"),
        ("Åsö skola;;;Colleague Öberg;;2026-02-01;;;;", "skäl", "Give a reason"),
        ("Åsö skola;;;Principal Öberg;;2020-01-01;;;;", "skäl", "2020-08-01"),
        ("Åsö skola;;;Principal Öberg;;;;ja;;", "tf", "strike"),
        ("Åsö skola;;;Colleague Öberg;;2026-10-01;;kanske;;", "tf", "ja or nej"),
        ("Åsö skola;;;;;2026-10-01;;;;", "rektor", "Write who"),
        ("Åsö skola;;förskola;;;;;;;", "typ", "another kind"),
        ("Åsö skola;;borg;;;;;;;", "typ", "skola, förskola"),
        ("Åsö skola;12345678;;;;;;;;", "kod", "leave it out"),
        (";12345678;;;;;;;;", "enhet", "Write the name"),
        ("Åsö skola;123;;;;;;;;", "kod", "eight digits"),
        ("Åsö skola;;;;inte en adress;;;;;", "e-post", "no e-mail"),
        ("Åsö skola;;;;;;;;Nobody;", "chef", "Write both"),
        ("Åsö skola;;;;;;;;;;för mycket", "", "quotation marks"),
        (";;skola;Manager Öberg;;2026-10-01;;;;", "enhet", "Write the unit's name or code."),
    ],
)
async def test_a_row_that_is_wrong_says_where_and_what_to_do_and_nothing_at_all_is_done(
    api: Api, here: School, row: str, column: str, remedy: str
) -> None:
    rows = f"Byskolan;;;;;;;;;\n\n{row}\n"
    wrong = errors(await tried(api, here, rows))
    assert list(wrong) == [(4, column)], wrong
    assert remedy in wrong[4, column]
    head = await here.desk.store.head()
    refused = await done(api, here, rows)
    assert (refused.status_code, refused.json()["code"]) == (422, "posts_rows")
    assert refused.json()["errors"] == [{"pointer": f"/rows/4/{column}", "detail": wrong[4, column]}]
    assert await here.desk.store.head() == head


async def test_a_row_that_is_wrong_has_no_effects(api: Api, here: School) -> None:
    view = await tried(api, here, "Byskolan;;;Nobody Known;;2026-10-01;;;;\n")
    assert (effects(view), view["errors"]) == ([[]], 1)


async def test_many_changed_posts_stop_until_somebody_says_their_number(api: Api, here: School) -> None:
    rows = await schools(here, 6)
    view = await tried(api, here, rows)
    assert (view["changes"], view["posts"], view["asks"], view["unasked"]) == (6, 7, True, 5)
    stopped = await done(api, here, rows)
    assert (stopped.status_code, stopped.json()["code"], stopped.json()["changes"]) == (409, "many_posts", 6)
    assert "6 of 7" in stopped.json()["title"]
    assert (await done(api, here, rows, changes=5)).status_code == 409
    said = await done(api, here, rows, changes=6)
    assert {row["outcome"]["code"] for row in said.json()["rows"]} == {"done"}


async def test_five_are_few_and_new_posts_are_not_counted(api: Api, here: School) -> None:
    rows = await schools(here, 5)
    new = "".join(f"Ny {n};;skola;Colleague Öberg;;2026-10-01;;;;\n" for n in range(9))
    view = await tried(api, here, rows + new)
    assert (view["changes"], view["asks"]) == (5, False)
    assert (await done(api, here, rows + new)).status_code == 207


class DyingLedger(Ledger):
    """Loses its process after so many commands."""

    left = 0

    async def execute(self, intent: Intent) -> Answer:
        if self.left == 0:
            raise KilledError
        self.left -= 1
        return await super().execute(intent)


class KilledError(Exception):
    """The process is gone."""


@pytest.mark.parametrize("after", range(0, 22, 3))
async def test_an_import_that_was_killed_is_sent_again_and_comes_to_the_same(here: School, after: int) -> None:
    changed = await schools(here, 3)
    file = (
        HEAD
        + changed
        + "".join(f"Ny {n};;skola;Person {n};p{n}@example.org;2026-10-01;;;Person 0;\n" for n in range(4))
    )
    dying = DyingLedger(here.desk.store, here.desk.keys, here.desk.clock)
    dying.left = after
    desk = replace(here.desk, ledger=dying)
    with pytest.raises(KilledError):
        await register(desk, here.caller("admin"), await plan_of(here, file))
    results = await register(here.desk, here.caller("admin"), await plan_of(here, file))
    assert not any(results.values())
    organisation, _ = await here.desk.organisation(here.caller("admin"))
    assert len(organisation.units) == 1 + 3 + 4
    names = [each.name for each in await here.desk.people(here.caller("admin"))]
    assert sorted(name for name in names if name.startswith("Person")) == [f"Person {n}" for n in range(4)]
    for unit in organisation.units.keys() - {here.unit}:
        state = await here.desk.post(here.caller("admin"), unit)
        assert len([each for each in state.tenures.values() if each.since == date(2026, 10, 1)]) == 1
    assert not any(each.effects for each in (await plan_of(here, file)).rows)


async def test_a_post_that_changed_since_it_was_tried_is_not_touched(here: School) -> None:
    plan = await plan_of(here, HEAD + "Åsö skola;;;Colleague Öberg;;2026-10-01;;;;\nByskolan;;;;;;;;;\n")
    await here.house.do(post.stream_at(here.unit), NameManager(unit=here.unit, person=here.people["manager"]))
    results = await register(here.desk, here.caller("admin"), plan)
    assert getattr(results[2], "code", None) == "changed_meanwhile"
    assert results[3] is None


async def test_staff_find_people_by_name_and_register_nobody(api: Api, here: School) -> None:
    by_name = "Åsö skola;;;Colleague Öberg;colleague@example.org;2026-10-01;;;;\n"
    assert len(effects(await tried(api, here, by_name, who="staff"))[0]) == 2
    wrong = errors(await tried(api, here, "Åsö skola;;;Ny Person;ny@example.org;2026-10-01;;;;\n", who="staff"))
    assert "ask an administrator" in wrong[2, "rektor"]
    for who in ("principal", "auditor", "colleague"):
        said = await api.post(here, who, "/v1/posts/dry-run", {"file": HEAD + by_name})
        assert said.status_code == 403


def rows_of(read: Read) -> list[tuple[int, str, str]]:
    return [(row.line, row.unit, row.principal) for row in read.rows]


FILE = 'enhet;rektor;från\n\n# en kommentar\n"Åsö; skola";Åsa Öberg;2026-08-17\n"Två\nrader";Örjan;\nSist;;\n'
READ = [(4, "Åsö; skola", "Åsa Öberg"), (5, "Två\nrader", "Örjan"), (7, "Sist", "")]


@pytest.mark.parametrize(
    "held",
    [FILE, FILE.encode(), b"\xef\xbb\xbf" + FILE.encode(), FILE.encode("utf-16"), FILE.encode("cp1252")],
    ids=["text", "UTF-8", "BOM", "UTF-16", "Windows-1252"],
)
def test_whatever_letters_a_file_has_it_says_the_same(held: str | bytes) -> None:
    read = read_roster(held)
    assert rows_of(read) == READ
    assert read.old_letters == (held == FILE.encode("cp1252"))


def test_headings_may_be_english_and_separated_by_commas_or_tabs() -> None:
    for separator in ",\t":
        [row] = read_roster(separator.join(("Unit", "Principal", "From", "Acting\nX", "Y", "17/8 2026", "yes"))).rows
        assert (row.unit, row.principal, row.since, row.acting) == ("X", "Y", date(2026, 8, 17), True)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("", "The file is empty."),
        ("enhet;rektor\n", "There is no row under the headings."),
        ("enhet;rektr\nA;B\n", "Line 1: there is no column “rektr”."),
        (
            "enhet;skola;startdatum\nA;B;C\n",
            "Line 1: these are no columns: skola, startdatum. The columns are enhet, kod",
        ),
        ("enhet;enhet\nA;B\n", "Line 1: the column “enhet” stands there twice."),
        ("rektor\nA\n", "Line 1: the first row has the headings; “enhet” or “kod” is needed."),
        ('enhet;rektor\n"A;B\nC;D\n', "Line 2: a quotation mark is not closed"),
        (b"PK\x03\x04", "This is not CSV."),
        (b"enhet\n\x81\x8d", "The letters of the file cannot be read."),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(held: str | bytes, said: str) -> None:
    with pytest.raises(Unmet) as refusal:
        read_roster(held)
    assert refusal.value.sentence.format(**refusal.value.details).startswith(said)


def test_the_columns_are_said_where_one_is_unknown() -> None:
    with pytest.raises(Unmet) as refusal:
        read_roster("enhet;telefon\nA;1\n")
    assert all(column in str(refusal.value.details["columns"]) for column in Column)
