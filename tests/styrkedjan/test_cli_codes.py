"""Codes for participants at the command line."""

import asyncio
import re
from uuid import UUID

import pytest

from domain.tasks import Key
from events.answering import Verdict
from events.clock import SystemClock
from styrkedjan.cli.exits import Exit
from styrkedjan.cli.session import Session
from styrkedjan.settings import Settings
from tests.domain.life import needs_form
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import started
from tests.styrkedjan.test_cli_implementation import sends

HEAD = ("--as", "Åsa Öberg")
SLIP = re.compile(r"(?m)^    (\S{4}-\S{4}-\S{4})$")


@pytest.fixture
def task(school: Shell) -> str:
    """The self-assessment of an initiative that has come so far."""
    initiative = UUID(started(school))
    sends("Åsa Öberg", initiative, Key.NEEDS_WORKSHOP, needs_form())
    return school.task("self_assessment", "Åsa Öberg")


def answer(code: str) -> Verdict:
    """A participant answers."""

    async def work() -> Verdict:
        async with Session(Settings(), "sv", None).at_desk() as (desk, _):
            return (await desk.answering.answer(code, [3] * 18, SystemClock().now())).verdict

    return asyncio.run(work())


def test_a_round_from_slips_to_the_prefilled_form(school: Shell, task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Inga koder" in school("codes", "show", task, *HEAD).out
    monkeypatch.setenv("STYRKEDJAN_PUBLIC_ADDRESS", "https://kedjan.example/")
    shown = school("codes", "open", task, "--number", "6", *HEAD)
    said = shown.out
    codes = SLIP.findall(said)
    assert len(codes) == 6
    assert "STYRKEDJAN_PUBLIC_ADDRESS" not in shown.err
    assert "https://kedjan.example/svara med koden" in said
    assert [answer(code) for code in codes[:5]] == [Verdict.COUNTED] * 5
    assert "5 av 6 har svarat" in school("codes", "show", task, *HEAD).out
    assert school("codes", "show", task, "--json", *HEAD).json["answered"] == 5
    assert "5 svarade" in school("codes", "close", task, *HEAD).out
    assert "koderna är stängda" in school("codes", "show", task, *HEAD).out
    form = school("task", task, *HEAD).out
    assert "answered = 5" in form
    assert form.count("[0, 0, 5, 0]") == 18


def test_slips_to_print_go_to_a_file_that_is_not_there(school: Shell, task: str) -> None:
    file = school.folder / "lappar.html"
    said = school("codes", "open", task, "--number", "5", "--sheet", str(file), "--until", "2099-01-01", *HEAD, code=6)
    assert "60 dagar" in said.err
    written = school("codes", "open", task, "--number", "5", "--sheet", str(file), *HEAD)
    assert "STYRKEDJAN_PUBLIC_ADDRESS" in written.err, "nobody reaches 127.0.0.1 from a telephone"
    assert len(re.findall("<strong>", file.read_text())) == 5
    again = school("codes", "open", task, "--number", "5", "--sheet", str(file), *HEAD, code=Exit.UNMET)
    assert "finns redan" in again.err
    assert school("codes", "show", task, "--json", *HEAD).json["issued"] == 5, "no codes that nobody has seen"


def test_what_is_out_of_reach_is_a_sentence(school: Shell, task: str) -> None:
    assert "färre än 5 koder" in school("codes", "open", task, "--number", "4", *HEAD, code=Exit.UNMET).err
    assert "någon annans" in school("codes", "close", task, code=Exit.NOT_ALLOWED).err
    assert "Inga koder" in school("codes", "close", task, *HEAD, code=Exit.CONFLICT).err
