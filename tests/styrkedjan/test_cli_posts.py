"""Posts at the command line: who holds one on a day, by what was known when, and what was recorded."""

from datetime import UTC, datetime, timedelta

import pytest

from events.clock import SystemClock
from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import in_days

POST = ("post", "show", "12345678")


def test_it_is_told_who_holds_it_on_a_day_and_what_was_recorded(school: Shell) -> None:
    tenure = school(*POST, "--json").json["holdings"][1]["tenure"]
    words = ("post", "correct", "12345678", tenure[:8], "--from", "2021-01-01", "--reason", "Fel år i beslutet")
    school(*words)
    shown = school(*POST, "--on", "2020-10-01").out
    assert "2020-10-01: vakant" in shown
    first, second = [line for line in shown.splitlines() if "Åsa Öberg" in line and in_days(0) in line]
    assert "Förordnande rättat" in first
    assert "Fel år i beslutet" in first
    assert "Förordnad som rektor" in second


def test_it_is_told_as_it_was_known_at_the_end_of_another_day(school: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(SystemClock, "now", lambda _self: datetime.now(UTC) + timedelta(days=3))
        school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(1), "--reason", "Flyttade")
        day = ("--on", in_days(2))
        assert f"{in_days(2)}: vakant" in school(*POST, *day).out
        known = school(*POST, *day, "--known", in_days(0)).out
    assert f"Som det var känt vid slutet av {in_days(0)}." in known
    assert f"{in_days(2)}: Åsa Öberg, rektor" in known
    assert "Flyttade" not in known
    assert "Ingenting hade antecknats." in school(*POST, "--known", "2001-01-01").out


def test_a_deputy_recorded_by_mistake_is_struck(school: Shell) -> None:
    school("post", "deputy", "12345678", "Kim Chef", "--from", in_days(5))
    right = ("post", "deputy", "12345678", "Örjan Ågren", "--from", in_days(5))
    assert "med en sista dag före den första stryks det" in school(*right, code=Exit.CONFLICT).err
    ends = ("post", "end-absence", "12345678", "--from", in_days(5), "--last-day")
    assert school(*ends, in_days(9)).out == "Ändrat.\n"
    assert school(*ends, in_days(9)).out == "Det var redan gjort.\n"
    assert school(*ends, in_days(4)).out == "Struken: ställföreträdaren var aldrig det.\n"
    assert school(*ends, in_days(4)).out == "Det var redan gjort.\n"
    school(*right)
    shown = school(*POST, "--on", in_days(5)).out
    assert f"{in_days(5)}: Örjan Ågren, ställföreträdare" in shown
    (struck,) = [line for line in shown.splitlines() if "Ställföreträdare struken" in line]
    assert "Kim Chef" in struck
    assert f"{in_days(5)}–" in struck


def test_what_is_corrected_or_struck_is_the_principal_s_appointment_and_is_told(school: Shell) -> None:
    since, last = in_days(5), in_days(9)
    school("post", "deputy", "12345678", "Örjan Ågren", "--from", since, "--until", last)
    tenure = school(*POST, "--json").json["holdings"][1]["tenure"][:8]
    shown = [line for line in school(*POST).out.split("\n\n")[0].splitlines() if "Ågren" in line or "Åsa" in line]
    assert [tenure in line for line in shown] == [True, False, True]
    correct = ("post", "correct", "12345678", tenure, "--reason", "Fel år", "--from", "2021-01-01")
    assert school(*correct).out == "Rättad: Åsa Öberg, rektor från 2021-01-01.\n"
    said = school(*correct, "--until", last).out
    assert said == f"Rättad: Åsa Öberg, rektor 2021-01-01 – {last}.\n"
    assert school(*correct, "--until", last).out == "Inget är ändrat: så står det redan.\n"
    struck = school("post", "strike", "12345678", tenure, "--reason", "Blev aldrig av").out
    first, then = struck.splitlines()
    assert first == f"Struken: Åsa Öberg, rektor 2021-01-01 – {last}."
    assert then.startswith("Tjänsten är vakant nu: ")
    assert "styrkedjan post appoint " in then


def test_acting_is_told_from_for_good(school: Shell) -> None:
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(5))
    school("post", "appoint", "12345678", "Kim Chef", "--acting", "--from", in_days(6), "--until", in_days(9))
    school("post", "appoint", "12345678", "Örjan Ågren", "--from", in_days(10))
    told = {each["person"]["name"]: each["what"] for each in school(*POST, "--json").json["records"][:2]}
    assert told == {"Kim Chef": "Förordnad som tf rektor", "Örjan Ågren": "Förordnad som rektor"}


def test_a_day_that_will_not_do_is_said(school: Shell) -> None:
    assert "”igår” är inget datum" in school(*POST, "--on", "igår", code=Exit.UNMET).err
    assert "har inte kommit ännu" in school(*POST, "--known", "2999-01-01", code=Exit.UNMET).err
    school(*POST, "--on", "2021-01-01", "--as", "Kim Chef", code=Exit.NOT_ALLOWED)


def test_a_refusal_says_what_to_do(school: Shell) -> None:
    word = ("post", "appoint", "12345678", "Åsa Öberg", "--acting", "--from", in_days(5))
    assert "Personen innehar själv tjänsten då (2020-08-01 –)." in school(*word, code=Exit.CONFLICT).err
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(20))
    school("post", "appoint", "12345678", "Örjan Ågren", "--from", in_days(21))
    late = ("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(30))
    said = school(*late, code=Exit.CONFLICT).err
    assert said.startswith(f"En efterträdare innehar tjänsten från {in_days(21)}. Ange en sista dag före det")
    other = ("post", "appoint", "12345678", "Kim Chef", "--from", in_days(1), "--until", in_days(2))
    refused = school(*other, code=Exit.CONFLICT).err
    assert f"någon annan då (2020-08-01 – {in_days(20)})" in refused
    assert refused.endswith("styrkedjan post depart 12345678 PERSON --last-day DATUM\n")
    later = ("post", "appoint", "12345678", "Kim Chef", "--from", in_days(1))
    held = [each for each in school(*POST, "--json").json["holdings"] if each["person"]]
    tenures = {each["person"]["name"]: each["tenure"] for each in held}
    school("post", "strike", "12345678", tenures["Åsa Öberg"], "--reason", "x")
    refused = school(*later, code=Exit.CONFLICT).err
    assert refused.startswith(f"Någon annan är utsedd från {in_days(21)}. Ange en sista dag före det")
    assert f"Säg samma sak med --until {in_days(20)}, eller stryk det andra med: " in refused
    assert refused.endswith(f"styrkedjan post strike 12345678 {tenures['Örjan Ågren'][:8]} --reason SKÄL\n")
    refused = school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(2), code=Exit.NOT_FOUND).err
    assert refused.endswith("styrkedjan post show 12345678\n")
    past = ("post", "appoint", "12345678", "Kim Chef", "--from", in_days(-9), "--until", in_days(-1))
    assert school(*past, code=Exit.UNMET).err.endswith("--reason SKÄL\n")
    assert school("programme", "show", "abcd", code=Exit.NOT_FOUND).err.endswith("styrkedjan programme show\n")
    assert "styrkedjan organiser show" in school("post", "show", "Ingen skola", code=Exit.NOT_FOUND).err
    refused = school("brief", "1", "--format", "pdf", code=Exit.USAGE).err
    assert refused == "--format kan inte vara det, utan något av: text, markdown, html. Se --help.\n"


def test_one_row_is_one(school: Shell) -> None:
    file = school.file("fel.csv", "enhet;rektor;från\nÅsö skola;Ingen Alls;2026-10-01\n")
    assert (
        "1 rad går inte att använda, så inget görs. Rätta den." in school("post", "import", file, code=Exit.UNMET).out
    )
