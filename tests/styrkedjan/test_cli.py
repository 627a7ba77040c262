"""The command line: from an empty installation to the second stage, and everything it refuses."""

import re
from datetime import date, timedelta

import pytest

from styrkedjan import cli
from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell, fill

NEEDS = """
[[problems]]
number = 1
statement = "Elever i årskurs 7 läser för lite"
for_whom = "Årskurs 7"
how_noticed = "Läsprov"

[[needs]]
need = "Gemensamma lässtrategier"
problem = 1
priority = 1
"""


def started(shell: Shell) -> str:
    """An initiative's id, started from a file that was written out and filled in."""
    blank = shell("start", "--blank", "-").out
    assert "# Vad insatsen heter" in blank or "# What the initiative is called" in blank
    filled = fill(
        blank.split("# --------------------")[0],
        title='"Läsning i alla ämnen"',
        unit='"åsö skola"',
        manager='"Kim Chef"',
        decision_body='"Nämnden"',
        decided_on="2026-06-10",
        organiser_answers_for='"Tid"',
        unit_answers_for='"Deltagande"',
    )
    said = shell("start", shell.file("start.toml", filled + '\n[[takes_part]]\ngroup = "Ämneslärare"\nnumber = 12\n'))
    found = re.search(r"[0-9a-f-]{36}", said.out)
    assert found
    return found[0]


def test_an_initiative_goes_from_nothing_to_stage_two(school: Shell) -> None:
    initiative = started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    form = school("task", task[:8], "--as", "Åsa Öberg").out
    assert 'competence = "Läsning i alla ämnen"' in form
    soon = (date.today() + timedelta(days=7)).isoformat()
    plan = fill(form, held_on=soon, minutes="90", perspectives='["teacher", "special_educator", "school_leader"]')
    school("complete", task[:8], "--form", school.file("plan.toml", plan), "--as", "Åsa Öberg")
    record = school("task", task, "--as", "Åsa Öberg").out
    assert 'perspectives = ["teacher", "special_educator", "school_leader"]' in record
    whole = fill(record.split("# --------------------")[0], more_information="false") + NEEDS
    done = school("complete", task, "--form", school.file("record.toml", whole), "--as", "Åsa Öberg")
    assert done.out.count("\n") == 2
    shown = school("show", initiative[:6], "--json").json
    assert shown["stage"]["code"] == "2"
    assert "Läsning i alla ämnen, Åsö skola" in school("show", initiative).out
    happened = [event["type"] for event in school("history", initiative, "--json").json]
    assert happened[:3] == ["initiative_started", "stage_entered", "task_opened"]
    assert "Åsa Öberg" in school("history", initiative).out
