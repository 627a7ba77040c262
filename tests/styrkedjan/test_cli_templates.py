"""Templates at the command line: seen, checked, copied, changed and published."""

from pathlib import Path

from styrkedjan.cli.exits import Exit
from styrkedjan.templates import text_of
from tests.styrkedjan.shells import Shell, fill


def test_templates_are_listed_and_shown_in_the_readers_language(shell: Shell) -> None:
    assert "Lärträffar" in shell("template", "list").out
    assert "Learning meetings" in shell("template", "list", "--lang", "en").out
    listed = {each["key"]: each for each in shell("template", "list", "--json").json}
    assert (listed["lartraffar"]["number"], listed["lartraffar"]["live"]) == (1, {})
    shown = shell("template", "show", "lartraffar").out
    for said in ("Lärträffar (lartraffar)", "10 (annars 15)", "Laget runt", "4, 18, 24, 48", "gap_slack 5"):
        assert said in shown
    assert shell("template", "show", "lartraffar", "--json").json["content"]["longest_gap_weeks"] == 5
    shell("template", "show", "okänd", code=Exit.NOT_FOUND)
    shell("template", "show", "lartraffar", "--version", "9", code=Exit.NOT_FOUND)


def numbers(shell: Shell) -> dict[str, int]:
    """The version in force of each template."""
    return {each["key"]: each["number"] for each in shell("template", "list", "--json").json}


def test_a_copy_is_changed_checked_and_published(shell: Shell) -> None:
    file = str(shell.folder / "min mall.toml")
    shell("template", "copy", "lartraffar", file)
    assert Path(file).read_text() == text_of("lartraffar")
    shell("template", "copy", "lartraffar", file, code=Exit.UNMET)
    assert "version 1" in shell("template", "publish", file, "--yes").out
    changed = text_of("lartraffar").replace("evaluation = 20", "evaluation = 25")
    changed = shell.file("ändrad.toml", changed.replace("Lärträffar", "Åsös lärträffar"))
    seen = shell("template", "publish", changed, "--lang", "en").out
    assert "due.evaluation" in seen
    assert "Åsös lärträffar" in seen
    assert numbers(shell)["lartraffar"] == 1
    assert "version 2" in shell("template", "publish", changed, "--yes").out
    assert "version 2" in shell("template", "publish", changed, "--yes").out
    assert numbers(shell)["lartraffar"] == 2
    written = shell("template", "copy", "lartraffar", "-", "--key", "egen").out
    assert 'key = "egen"' in written
    assert "Åsös lärträffar" in written
    assert shell("template", "copy", "lartraffar", "-", "--version", "1").out == text_of("lartraffar")
    shell("template", "publish", shell.file("egen.toml", written), "--yes")
    assert numbers(shell)["egen"] == 1


def test_only_an_administrator_publishes(school: Shell) -> None:
    file = school.file("m.toml", text_of("lartraffar").replace("evaluation = 20", "evaluation = 25"))
    school("template", "publish", file, "--yes", "--as", "Åsa Öberg", code=Exit.NOT_ALLOWED)


def test_a_file_is_checked_line_by_line_without_an_installation(shell: Shell) -> None:
    wrong = text_of("lartraffar").replace("evaluation = 20", "evalution = 0").replace("number = 5", "number = -1")
    file = shell.file("fel.toml", wrong)
    line = next(number for number, each in enumerate(wrong.splitlines(), 1) if each.startswith("evalution"))
    said = shell("template", "check", file, "--lang", "en", code=Exit.UNMET).out.splitlines()
    assert f"{file}:{line}: due.evalution: there is no such field; did you mean evaluation?" in said
    told = shell("template", "check", file, "--json", code=Exit.UNMET).json
    what = "det fältet finns inte; menade du evaluation?"
    assert told["faults"][0] == {"line": line, "field": "due.evalution", "what": what}
    broken = shell.file("trasig.toml", "key = \n")
    assert shell("template", "check", broken, "--lang", "en", code=Exit.UNMET).out.startswith(f"{broken}:1: this is no")
    odd = shell.file("märklig.toml", text_of("lartraffar").replace("longest_gap_weeks = 5", "longest_gap_weeks = 7"))
    assert "look again: longest_gap_weeks" in shell("template", "check", odd, "--lang", "en").out
    shell("template", "check", str(shell.folder / "saknas.toml"), code=Exit.UNMET)


def test_a_changed_due_time_is_rehearsed_and_reaches_those_who_are_moved(school: Shell) -> None:
    initiatives = [_started(school, f"Insats {number}") for number in (1, 2)]
    changed = text_of("lartraffar").replace("needs_workshop = 15", "needs_workshop = 30")
    file = school.file("längre.toml", changed.replace("check_in_months = [4, 18, 24, 48]", "check_in_months = [4, 24]"))
    tried = school("template", "rehearse", file, "--lang", "en").out
    assert "moves with changes" in tried
    assert "Needs inventory in four steps: 20" in tried
    assert "check-ins that fall away, after so many months: 18, 48" in tried
    assert "2 by version 1" in school("template", "list", "--lang", "en").out
    assert "2 live initiatives keep their version" in school("template", "publish", file, "--yes", "--lang", "en").out
    before = _due(school, initiatives[1])
    preview = school("template", "move", "lartraffar", "--to", "2", "--lang", "en").out
    assert "moves with changes: 2." in preview
    assert _due(school, initiatives[1]) == before
    one = school("template", "move", "lartraffar", "--only", initiatives[0], "--yes", "--lang", "en").out
    assert "moved: 1." in one
    assert _due(school, initiatives[0]) > before == _due(school, initiatives[1])
    assert "moved: 1." in school("template", "move", "lartraffar", "--yes", "--lang", "en").out
    again = school("template", "move", "lartraffar", "--yes", "--lang", "en").out
    assert "there already: 2." in again
    assert "moved" not in again
    assert {each["outcome"] for each in school("template", "rehearse", "lartraffar", "--json").json} == {"already"}
    assert "template_moved" in {event["type"] for event in school("history", initiatives[0], "--json").json}
    school("template", "move", "lartraffar", "--to", "1", "--yes")
    assert _due(school, initiatives[1]) == before
    assert school("verify", "--json").json["problems"] == []


def test_moving_is_the_organisers(school: Shell) -> None:
    school("template", "rehearse", "lartraffar", "--as", "Åsa Öberg", code=Exit.NOT_ALLOWED)
    gone = school("template", "move", "lartraffar", "--to", "7", "--yes", code=Exit.NOT_FOUND)
    assert "ingen version 7" in gone.err
    assert "Ingen pågående insats" in school("template", "move", "lartraffar", "--yes").out


def _started(school: Shell, title: str) -> str:
    """An initiative's id, its decision taken; the first steps are the principal's."""
    live = [each["initiative"] for each in school("initiatives", "--json").json]
    answers = {
        "title": f'"{title}"', "unit": '"åsö skola"', "manager": '"Kim Chef"', "decision_body": '"Nämnden"',
        "decided_on": "2026-06-10", "organiser_answers_for": '"Tid"', "unit_answers_for": '"Deltagande"',
    } | ({"other_live_reason": '"Olika ämnen"'} if live else {})  # fmt: skip
    form = fill(school("start", "--blank", "-").out.split("# --------------------")[0], **answers)
    taking = '\n[[takes_part]]\ngroup = "Ämneslärare"\nnumber = 12\n'
    said = school("start", school.file(f"{title}.toml", form + taking))
    found = [each["initiative"] for each in school("initiatives", "--json").json if each["initiative"] in said.out]
    return next(each for each in found if each not in live)


def _due(school: Shell, initiative: str) -> str:
    tasks = school("show", initiative, "--json").json["tasks"]
    return next(str(task["due"]) for task in tasks if task["key"] == "needs_workshop")
