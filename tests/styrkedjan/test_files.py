"""Tables of TOML become forms; what is wrong is told by file, line and field."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.forms import DevelopmentPlan, StartDecision
from domain.organiser import OrganiserState
from styrkedjan.files import Document, FileError, Meaning
from styrkedjan.plays import Play

ANNA = UUID("11111111-1111-4111-8111-111111111111")
MEANING = Meaning(first_year=2027, ids={"anna": ANNA})
EXAMPLE = Path("examples/lartraffar.toml")
ROW = "[plan]\n[[plan.groups]]\n"


def document(text: str) -> Document:
    return Document(text, "plan.toml")


def test_names_become_ids_and_school_days_become_dates() -> None:
    text = """
    [plan]
    [[plan.groups]]
    facilitator = "anna"
    first_meeting = { year = 2, week = 3, day = 2 }
    """
    (group,) = document(text).parse(DevelopmentPlan, MEANING, "plan").groups
    assert (group.facilitator, group.first_meeting) == (ANNA, date.fromisocalendar(2029, 3, 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[plan]\n\ngoals = "a"\nparticpants = 8\n', "plan.toml, line 4, plan.particpants: there is no such field"),
        (
            '[plan]\n[[plan.groups]]\nnumber = 1\n[[plan.groups]]\nnumber = "x"\n',
            "plan.toml, line 5, plan.groups[2].number:",
        ),
        (
            "[plan]\n[[plan.groups]]\nfirst_meeting = { year = 1, week = 53, day = 2 }\n",
            "3, plan.groups[1].first_meeting",
        ),
        ("[plan]\n[[plan.groups]]\nfirst_meeting = { year = 1, weak = 3 }\n", "3, plan.groups[1].first_meeting"),
        ('[plan]\n[[plan.groups]]\nfacilitator = "kim"\n', "3, plan.groups[1].facilitator: give an id"),
        ("[other]\n", "plan.toml has no [plan]"),
    ],
)
def test_a_fault_is_told_by_line_and_field(text: str, said: str) -> None:
    with pytest.raises(FileError) as refused:
        document(text).parse(DevelopmentPlan, MEANING, "plan")
    assert said in str(refused.value)


def test_what_is_no_toml_is_told_by_line() -> None:
    with pytest.raises(FileError, match="line 2"):
        document('[plan]\ngoals = "a\n')


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        Document.read(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("a = 'å'".encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        Document.read(tmp_path / "latin.toml")


def test_a_start_can_be_read_without_anything_played() -> None:
    form = Play.read(EXAMPLE).start(MEANING_OF_EXAMPLE)
    assert isinstance(form, StartDecision)
    assert (form.decision_body, form.decided_on) == (b"Grundskolen\xc3\xa4mnden", date.fromisocalendar(2027, 24, 2))


MEANING_OF_EXAMPLE = Play.read(EXAMPLE).meaning(ANNA, 2027)


def test_only_what_the_organiser_lacks_is_introduced() -> None:
    play = Play.read(EXAMPLE)
    kinds = [command.kind for _, command in play.introductions(ANNA, OrganiserState(), date(2027, 7, 1))]
    assert kinds.count("add_unit") == 1
    assert kinds.count("register_person") == 4
    assert kinds.count("grant_role") == 1
    assert kinds.count("appoint_principal") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('who = "huvudman"', 'who = "kim"'), "[people] has nobody of that name"),
        (('unit = "skolan" }', 'unit = "annan" }'), "[units] has no such unit"),
        (("[units]\nskolan", "[units]\nrektor"), "this is the name of a unit too"),
    ],
)
def test_a_play_s_names_are_checked_before_anything_is_done(change: tuple[str, str], said: str) -> None:
    with pytest.raises(FileError, match=said.replace("[", r"\[")):
        Play(document(EXAMPLE.read_text(encoding="utf-8").replace(*change, 1)))
