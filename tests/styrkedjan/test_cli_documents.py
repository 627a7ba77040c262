"""Documents at the command line."""

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell
from tests.styrkedjan.test_cli import started
from tests.web.uploads import PDF

HEAD = ("--as", "Åsa Öberg")


def test_a_file_and_a_link_are_attached_listed_fetched_and_detached(school: Shell) -> None:
    initiative = started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    file = school.folder / "Åsö plan.pdf"
    file.write_bytes(PDF)
    assert "Bifogat" in school("attach", task, str(file), *HEAD).out
    school("attach", initiative, "--link", "https://exempel.se/underlag", *HEAD)
    listed = school("files", initiative, *HEAD).out
    assert "Åsö plan.pdf" in listed
    assert "https://exempel.se/underlag" in listed
    assert len(school("files", task, "--json", *HEAD).json) == 1
    saved = school.folder / "sparad.pdf"
    school("fetch", initiative, "Åsö plan.pdf", "--out", str(saved), *HEAD)
    assert saved.read_bytes() == PDF
    again = school("fetch", initiative, "Åsö plan.pdf", "--out", str(saved), *HEAD, code=Exit.UNMET)
    assert "finns redan" in again.err
    school("detach", initiative, "Åsö plan.pdf", *HEAD)
    assert "Åsö plan.pdf" not in school("files", initiative, *HEAD).out


def test_what_cannot_be_attached_is_a_sentence(school: Shell) -> None:
    initiative = started(school)
    assert "antingen" in school("attach", initiative, *HEAD, code=Exit.UNMET).err
    assert (
        "går inte att läsa: den finns inte." in school("attach", initiative, "/nowhere.pdf", *HEAD, code=Exit.UNMET).err
    )
    page = school.file("sida.pdf", "<html>")
    assert "inte vad namnet säger" in school("attach", initiative, page, *HEAD, code=Exit.UNMET).err
    assert "Inget är bifogat" in school("files", initiative, *HEAD).out


def test_done_already_may_name_a_document(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    file = school.folder / "plan.pdf"
    file.write_bytes(PDF)
    attached = school("attach", task, str(file), *HEAD).out.split()[-1]
    form = school.file("form.toml", 'kind = "needs_plan"\nheld_on = 2099-01-01\nminutes = 90\n')
    said = school("complete", task, "--already-done", attached, "--form", form, *HEAD, code=Exit.DONE)
    assert "planerad" in said.out
