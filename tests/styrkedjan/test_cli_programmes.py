"""Programmes at the command line: from a blank file to a comparison."""

import asyncio
import re
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from activities.contracts import Launch
from activities.programme import ProgrammeActivities
from events.clock import SystemClock
from events.engine import connect
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell, fill
from tests.styrkedjan.test_cli import started

NAMES = ("Backen", "Dalen", "Ängen")


def launch(shell: Shell, programme: str, database: str) -> None:
    """As a worker does."""

    async def once() -> None:
        engine, clock = connect(database), SystemClock()
        store = Store(engine)
        keys = Keys(engine, MasterKey.load(shell.folder / "master.key"))
        ledger = Ledger(store, keys, clock)
        own = ProgrammeActivities(engine=engine, ledger=ledger, store=store, keys=keys, clock=clock)
        asked = Launch(organiser=shell.founders.organiser, programme=UUID(programme), now=clock.now())
        await ActivityEnvironment().run(own.launch, asked)
        await store.aclose()
        await engine.dispose()

    asyncio.run(once())


def decided(shell: Shell) -> str:
    """A decision that was written out and filled in, its units to come from elsewhere."""
    filled = fill(
        shell("programme", "start", "--blank", "-").out,
        title='"Läslyftet"',
        manager='"Kim Chef"',
        decision_body='"Nämnden"',
        decided_on="2026-06-10",
        organiser_answers_for='"Tid"',
        unit_answers_for='"Deltagande"',
        group='"Ämneslärare"',
        number="12",
    )
    return shell.file("programme.toml", filled)


@pytest.fixture
def municipality(school: Shell) -> Shell:
    """With more units than one."""
    for name in NAMES:
        school("unit", "add", name)
        school("post", "appoint", name, "Åsa Öberg", "--from", "2020-08-01")
    return school


def test_a_programme_is_started_chosen_for_and_compared(municipality: Shell, database: str, tmp_path: Path) -> None:
    shell = municipality
    started(shell)
    csv = shell.file("units.csv", "kod;enhet\n1;Backen\n2;åsö skola\n\n3;Dalen\n")
    said = shell("programme", "start", decided(shell), "--units", csv, "--column", "enhet").out
    programme = re.search(r"[0-9a-f-]{36}", said)[0]
    assert "Åsö skola" in said
    counts = shell("programme", "show", programme[:6], "--json").json["programme"]["counts"]
    assert counts == {"waiting": 2, "held_back": 1, "started": 0, "not_taking_part": 0}

    launch(shell, programme, database)
    waits = shell("programme", "show", programme).out
    assert "Väntar på val" in waits
    assert f"styrkedjan programme choose {programme[:8]} --out FIL" in waits
    out = tmp_path / "choices.toml"
    shell("programme", "choose", programme, "--out", str(out))
    nothing = shell("programme", "choose", programme, "--form", str(out), code=Exit.UNMET)
    assert "Inget är valt" in nothing.err
    choices = fill(out.read_text(), takes_part="true", reason='"De hör ihop"')
    shell("programme", "choose", programme, "--form", shell.file("chosen.toml", choices))
    launch(shell, programme, database)
    assert "Ingen enhet hålls tillbaka" in shell("programme", "choose", programme, "--out", "-").out
    shown = shell("programme", "show", programme)
    assert "Läslyftet" in shown.out
    assert shell("programme", "show", programme, "--json").json["programme"]["status"]["code"] == "launched"
    assert "Läslyftet" in shell("programme", "show").out

    compared = shell("programme", "compare", programme, "--json").json
    assert [row["unit_name"] for row in compared] == ["Backen", "Dalen", "Åsö skola"]
    assert "Backen" in shell("programme", "compare", programme).out
    refused = shell(
        "programme", "choose", programme, "Dalen", "--not-taking-part", "--reason", "nej", code=Exit.CONFLICT
    )
    assert "insats" in refused.err
    shell("programme", "close", programme, "--reason", "Klart")


def test_all_units_may_be_asked_for_and_one_left_out(municipality: Shell) -> None:
    shell = municipality
    said = shell("programme", "start", decided(shell), "--all").out
    programme = re.search(r"[0-9a-f-]{36}", said)[0]
    shell("programme", "choose", programme, "Dalen", "--not-taking-part", "--reason", "Ny rektor")
    units = shell("programme", "show", programme, "--json").json["units"]
    assert [unit["place"]["code"] for unit in units] == ["waiting", "not_taking_part", "waiting", "waiting"]
    assert "Ny rektor" in shell("programme", "show", programme).out


def test_the_checklist_is_written_out_and_sent_in(municipality: Shell) -> None:
    shell = municipality
    programme = re.search(r"[0-9a-f-]{36}", shell("programme", "start", decided(shell), "--all").out)[0]
    form = shell("programme", "checklist", programme).out
    assert form.count("[[answers]]") == 10
    shell("programme", "checklist", programme, "--form", shell.file("none.toml", form), code=Exit.UNMET)
    whole = form.replace('rating = ""', 'rating = "partly"')
    shell("programme", "checklist", programme, "--form", shell.file("whole.toml", whole))
    assert len(shell("programme", "show", programme, "--json").json["programme"]["checklist"]) == 10
    blank = shell("programme", "network", programme).out
    held = fill(blank, held_on="2026-06-10", units='["Backen", "Dalen"]')
    shell("programme", "network", programme, "--form", shell.file("held.toml", held), code=Exit.CONFLICT)


@pytest.mark.parametrize(
    ("csv", "column", "said"),
    [
        ("enhet\nBacken\nIngenstans\n", (), "3"),
        ("enhet\nBacken\n", ("--column", "skola"), "enhet"),
    ],
)
def test_a_file_of_units_that_cannot_be_taken_says_where(
    municipality: Shell, csv: str, column: tuple[str, ...], said: str
) -> None:
    shell = municipality
    words = ("programme", "start", decided(shell), "--units", shell.file("units.csv", csv), *column)
    assert said in shell(*words, code=Exit.UNMET).err
    assert shell("programme", "show", "--json").json == []


def test_zero_units_and_half_a_choice_are_refused(municipality: Shell) -> None:
    shell = municipality
    shell("programme", "start", decided(shell), code=Exit.UNMET)
    programme = re.search(r"[0-9a-f-]{36}", shell("programme", "start", decided(shell), "--all").out)[0]
    shell("programme", "choose", programme, "Dalen", code=Exit.UNMET)
    shell("programme", "show", "ffff", code=Exit.NOT_FOUND)
