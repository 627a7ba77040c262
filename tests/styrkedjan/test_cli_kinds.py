"""Every kind of initiative from the command line, its own tasks among them, and going on from one to the next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from styrkedjan.templates import SHIPPED
from tests.styrkedjan.shells import Shell, fill

TAKES_PART = """
[[takes_part]]
group = "Lärare"
number = 12
"""


def begun(school: Shell, key: str, **answers: str) -> str:
    """An initiative of that kind, started from its written-out decision; its id."""
    path = str(school.folder / "decision.toml")
    school("start", path, "--blank", "--template", key)
    return sent(school, path, **answers)


def sent(school: Shell, path: str, **answers: str) -> str:
    blank = Path(path).read_text(encoding="utf-8").split("# --------------------")[0]
    known = {
        "title": '"Nästa steg"',
        "unit": '"12345678"',
        "manager": '"Kim Chef"',
        "decision_body": '"Nämnden"',
        "decided_on": str(datetime.now(UTC).date()),
        "organiser_answers_for": '"Tid"',
        "unit_answers_for": '"Grupper"',
    }
    unanswered = {name: value for name, value in {**known, **answers}.items() if f'\n{name} = ""' in blank}
    decision = school.file("filled.toml", fill(blank, **unanswered) + TAKES_PART)
    before = {row["initiative"] for row in school("initiatives", "--json").json}
    school("start", decision)
    after = {row["initiative"] for row in school("initiatives", "--json").json}
    return str(next(iter(after - before)))


@pytest.mark.parametrize("key", SHIPPED)
def test_every_kind_starts_from_its_blank_decision(school: Shell, key: str) -> None:
    initiative = begun(school, key)
    shown = school("show", initiative, "--json").json
    assert shown["template"] == key
    first = "plan_parts" if key == "leda-digitalisering" else "needs_workshop"
    assert first in {task["key"] for task in shown["tasks"]}


def test_the_dates_of_the_parts_are_given_in_one_form(school: Shell) -> None:
    initiative = begun(school, "leda-digitalisering")
    task = school.task("plan_parts", "Åsa Öberg")
    form = school("task", task, "--as", "Åsa Öberg").out
    assert "moment B, kollegialt arbete" in form
    lines, day = [], datetime.now(UTC).date()
    for line in form.splitlines():
        if line.startswith("on ="):
            day += timedelta(days=7)
        lines.append(f"on = {day}" if line.startswith("on =") else line)
    school("complete", task, "--form", school.file("parts.toml", "\n".join(lines)), "--as", "Åsa Öberg")
    shown = school("show", initiative, "--json").json
    assert [meeting["group"] for meeting in shown["meetings"]] == [0] * 4
    assert shown["meetings"][1]["about"].endswith("moment D, gemensam uppföljning")
    assert [(part["held"], part["of"]) for part in shown["parts"]] == [(0, 2)] * 3
    out = school("show", initiative).out
    assert "Del 2 Digitalisering och ledarskap" in out
    offered = school.task("individual_preparation", "Åsa Öberg")
    count = fill(school("task", offered, "--as", "Åsa Öberg").out, prepared="5")
    school("complete", offered, "--form", school.file("count.toml", count), "--as", "Åsa Öberg")
    assert school("show", initiative, "--json").json["parts"][0]["prepared"] == 5


def test_a_kind_asks_in_its_own_words(school: Shell) -> None:
    begun(school, "analytisk-cykel")
    form = school("task", school.task("needs_workshop", "Åsa Öberg"), "--as", "Åsa Öberg").out
    assert "# Utvecklingsområdet: vad säger resultaten? (måste besvaras)" in form
    english = school("task", school.task("needs_workshop", "Åsa Öberg"), "--as", "Åsa Öberg", "--lang", "en").out
    assert "# The area to develop: what do the results say?" in english


def test_one_goes_on_from_an_initiative_with_what_is_known_of_it(school: Shell) -> None:
    first = begun(school, "stl")
    path = str(school.folder / "next.toml")
    school("start", path, "--follows", first)
    second = sent(school, path, other_live_reason='"Nästa varv"')
    shown = school("show", second, "--json").json
    assert shown["follows"] == first
    assert shown["template"] == "stl"
