"""What is somebody's by name, given to another at the command line."""

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import started


def test_it_is_shown_done_and_done(school: Shell) -> None:
    initiative = started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    school("hand", task, "Kim Chef", "--as", "Åsa Öberg")
    school("post", "manager", "12345678", "Kim Chef")
    words = ("reassign", "--from", "Kim Chef", "--to", "Örjan Ågren")
    shown = school(*words).out
    assert "--yes" in shown
    assert "Behovsinventering i fyra steg" in shown
    assert "Kim Chef" in school("show", initiative).out
    assert [row["outcome"]["code"] for row in school(*words, "--json").json] == ["moves"] * 3
    assert "överlämnat: 3." in school(*words, "--yes").out
    assert "Kim Chef" not in school("show", initiative).out
    assert "Örjan Ågren" in school("post", "show", "12345678").out
    assert school.task("needs_workshop", "Örjan Ågren") == task
    assert "manager_changed" in [each["type"] for each in school("history", initiative, "--json").json]
    left = school(*words, "--yes", "--json").json
    assert {row["outcome"]["code"] for row in left} <= {"nothing"}


def test_a_principal_s_post_is_not_given_on(school: Shell) -> None:
    said = school("reassign", "--from", "Åsa Öberg", "--to", "Örjan Ågren", "--yes").out
    assert "styrkedjan post depart ENHET PERSON --last-day DATUM" in " ".join(said.split())
    asked = ("reassign", "--from", "Åsa Öberg", "--to", "Örjan Ågren", "--as", "Åsa Öberg")
    assert school(*asked, code=Exit.NOT_ALLOWED).out == ""
