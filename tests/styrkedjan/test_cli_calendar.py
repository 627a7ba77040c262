"""The calendar at the command line: proposed, edited, tried, published, shown."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.school_year import school_year
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import started
from tests.web.calendar_files import ICAL, TABLE


def test_a_calendar_is_proposed_edited_tried_and_published(school: Shell) -> None:
    file = str(school.folder / "läsår.csv")
    assert "läsår.csv" in school("calendar", "propose", "2026", "2027", "--out", file).out
    path = Path(file)
    text = path.read_text(encoding="utf-8-sig")
    assert "Hösttermin;2026-08-17;2026-12-18;" in text
    assert "Helgdag;2027-05-06;2027-05-06;Kristi himmelsfärdsdag" in text
    path.write_text(text + "Studiedag;2026-11-16;;\nFriluftsdag;2026-09-15;;\n", encoding="utf-8-sig")

    tried = school("calendar", "import", file).out
    assert "Friluftsdag · känns inte igen: kalla den termin, lov, studiedag eller helgdag" in tried
    assert "Inget är publicerat än." in tried
    assert "Enligt regel" in school("calendar", "show", "--year", "2026").out

    assert "Publicerad som version 2." in school("calendar", "import", file, "--publish").out
    shown = school("calendar", "show", "--year", "2026").out
    assert "Läsåret 2026/2027" in shown
    assert "Studiedag" in shown
    assert "Enligt regel" not in shown
    assert "inget att publicera" in school("calendar", "import", file, "--publish").out


def test_a_unit_has_study_days_of_its_own(school: Shell) -> None:
    common = school.file("alla.csv", TABLE)
    school("calendar", "import", common, "--publish")
    own = school.file("skolan.csv", "typ;från;till\nStudiedag;2026-10-05;2026-10-06\n")
    school("calendar", "import", own, "--unit", "Åsö skola", "--publish")
    assert school("calendar", "show", "--year", "2026", "--json").json["school_days"] == 184
    of_unit = school("calendar", "show", "--year", "2026", "--unit", "12345678", "--json").json
    assert (of_unit["school_days"], of_unit["study_days"]) == (184, ["2026-10-05", "2026-10-06"])


def test_an_icalendar_file_as_an_old_system_writes_it(school: Shell) -> None:
    path = school.folder / "lasar.ics"
    path.write_bytes(ICAL.replace("\n", "\r\n").encode("latin-1"))
    tried = school("calendar", "import", str(path), "--json").json
    assert [row["effect"]["code"] for row in tried["rows"]].count("changed") == 2
    assert tried["tasks"] == 0
    assert tried["rows"][1]["name"] == "Höstlov v. 44"


def whole_year(today: date) -> str:
    """School every weekday from this school year on, but none for the next four weeks."""
    first = school_year(today)
    terms = [
        f"Hösttermin;{year}-07-01;{year}-12-31\nVårtermin;{year + 1}-01-01;{year + 1}-06-30"
        for year in (first, first + 1)
    ]
    return "\n".join(["typ;från;till", *terms, f"Lov;{today + timedelta(days=1)};{today + timedelta(days=28)}", ""])


def test_what_would_move_is_shown_before_and_is_what_moves(school: Shell) -> None:
    initiative = started(school)
    file = school.file("läsår.csv", whole_year(datetime.now(UTC).date()))
    tried = school("calendar", "import", file, "--json").json
    assert (tried["tasks"], tried["initiatives"]) == (1, 1)
    shown = school("calendar", "import", file).out
    assert "Sista dagar som skulle flyttas: 1 i 1 av 1 insatser." in shown
    assert "Åsö skola" in shown
    moves = school("calendar", "moves", file, initiative).out
    assert "Behovsinventering i fyra steg" in moves
    assert "Publicerad som version 2." in school("calendar", "import", file, "--publish").out
    # No worker runs beside this shell: whoever acts brings the initiative up to the calendar.
    school("comment", initiative, "Hej")
    [changed] = [each for each in school("history", initiative, "--json").json if each["type"] == "calendar_changed"]
    [row] = changed["data"]["dues"]
    assert f"{row['was']}" in moves
    assert f"{row['due']}" in moves
    assert "Läsårskalendern ändrades" in school("history", initiative).out
    assert "Ingen sista dag flyttas" in school("calendar", "moves", file, initiative).out


def test_what_cannot_be_used_is_one_sentence(school: Shell) -> None:
    assert school("calendar", "import", school.file("tomt.csv", ""), code=6).err.strip() == "Filen är tom."
    missing = school("calendar", "import", str(school.folder / "finns-inte.csv"), code=6)
    assert "går inte att läsa" in missing.err
    overlapping = school.file(
        "fel.csv", "typ;från;till\nHösttermin;2026-08-17;2027-01-20\nVårtermin;2027-01-11;2027-06-11\n"
    )
    refused = school("calendar", "import", overlapping, "--publish", code=6)
    assert refused.err.startswith("Rad 3: terminerna går in i varandra")
