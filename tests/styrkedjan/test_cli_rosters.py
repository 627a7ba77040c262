"""Units and posts from a file at the command line: tried, registered, stopped."""

from pathlib import Path

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell
from web.rosters.rows import Column

HEAD = "enhet;kod;typ;rektor;e-post;från;till;tf;chef;skäl\n"


def test_a_file_is_tried_then_registered_and_said_again_does_nothing(school: Shell) -> None:
    rows = (
        "Byskolan;87654321;skola;Anna Ek;anna@example.org;2026-08-01;;;Kim Chef;\n"
        "Åsö skola;12345678;;Åsa Öberg;;2020-08-01;2030-06-30;;;\n"
    )
    file = school.folder / "rektorer.csv"
    file.write_bytes((HEAD + rows).encode("cp1252"))
    tried = school("post", "import", str(file)).out
    assert "Anna Ek utses till rektor från 2026-08-01" in tried
    assert "Åsa Öberg slutar, sista dag 2030-06-30" in tried
    assert "inte i UTF-8" in tried
    assert "--apply" in tried
    assert "Byskolan" not in school("organiser", "show").out
    done = school("post", "import", str(file), "--apply").out
    assert "ny enhet (skola, 87654321)" in done
    assert "Anna Ek" in school("organiser", "show").out
    assert "2030-06-30" in school("post", "show", "12345678").out
    assert "registrerat redan" in school("post", "import", str(file), "--apply").out
    again = school("post", "import", str(file), "--json").json
    assert {row["outcome"]["code"] for row in again["rows"]} == {"unchanged"}


def test_what_the_documentation_prints_can_be_imported(shell: Shell) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    printed = page.partition("```csv\n")[2].partition("```")[0]
    file = shell.file("rektorer.csv", printed)
    shell("post", "import", file)
    shell("post", "import", file, "--apply")
    posts = shell("organiser", "show", "--json").json["units"]
    assert {unit["name"] for unit in posts} == {"Byskolan", "Solgläntans förskola", "Åsö skola"}
    assert "Kim Chef" in shell("post", "show", "Byskolan").out
    assert "registrerat redan" in shell("post", "import", file, "--apply").out


def test_a_wrong_row_is_shown_with_its_line_and_nothing_is_done(school: Shell) -> None:
    file = school.file("rektorer.csv", HEAD + "Byskolan;;;;;;;;;\nÅsö skola;;;Ingen Alls;;2026-10-01;;;;\n")
    said = school("post", "import", file, "--apply", code=Exit.UNMET).out
    assert "rektor: ”Ingen Alls” är inte registrerad" in said
    assert "Byskolan" not in school("organiser", "show").out
    unknown = school.file("fel.csv", "enhet;telefon\nA;1\n")
    assert school("post", "import", unknown, code=Exit.UNMET).err.startswith("Rad 1: det finns ingen kolumn ”telefon”")
    assert "går inte att läsa" in school("post", "import", str(school.folder / "ingen.csv"), code=Exit.UNMET).err


def test_many_changes_are_asked_about(school: Shell) -> None:
    new = "".join(f"Skola {n};;;Åsa Öberg;;2024-08-01;;;;\n" for n in range(6))
    school("post", "import", school.file("nya.csv", HEAD + new), "--apply")
    file = school.file("byte.csv", HEAD + new.replace("Åsa Öberg", "Kim Chef").replace("2024", "2030"))
    words = ("post", "import", file)
    assert "--yes-change 6" in school(*words).out
    stopped = school(*words, "--apply", code=Exit.CONFLICT)
    assert "Inget är gjort" not in stopped.out
    assert stopped.err == (
        "Stoppat, inget är gjort: 6 av 7 rektorsuppdrag skulle ändras, fler än de 5 som ändras utan fråga. "
        "Titta på raderna; om de stämmer: --apply --yes-change 6\n"
    )
    few = school(*words, "--apply", "--yes-change", "3", "--json", code=Exit.CONFLICT)
    assert few.json["changes"] == 6
    assert "6 av 7 rektorsuppdrag skulle ändras, fler än de 3 som --yes-change medger." in few.err
    assert "2030" not in school("post", "show", "Skola 1").out
    refused = school(*words, "--apply", "--yes-change", "-1", code=Exit.USAGE).err
    assert refused == "--yes-change: ange ett heltal, minst 0. Se --help.\n"
    school(*words, "--apply", "--yes-change", "6")
    assert "Kim Chef" in school("post", "show", "Skola 1").out


def test_the_help_names_every_column(shell: Shell) -> None:
    said = " ".join(shell("post", "import", "--help").out.split())
    assert f"Kolumner: {', '.join(Column)};" in said
