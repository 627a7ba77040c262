"""Acting for a principal at the command line, and a form handed to a vice principal."""

import shlex

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell, fill
from tests.styrkedjan.test_cli import in_days, started

COLLEAGUE = ("--as", "Örjan Ågren")
IN_PLACE = (*COLLEAGUE, "--for", "Åsa Öberg")
HEAD = ("--as", "Åsa Öberg")


def plan(school: Shell, task: str, *who: str) -> str:
    """The first visit of the needs inventory, filled in."""
    form = school("task", task, *who).out
    perspectives = '["teacher", "it", "organiser"]'
    return school.file("p.toml", fill(form, held_on=in_days(7), minutes="90", perspectives=perspectives))


def test_a_colleague_without_any_role_acts_for_the_principal_by_name(school: Shell) -> None:
    initiative = started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    said = school("post", "allow", "12345678", "Örjan Ågren", "--last-day", in_days(30), *HEAD).out
    assert said.startswith(f"Örjan Ågren får handla i ditt ställe till och med {in_days(30)}, med --for ")
    assert "--for" in said
    assert "Örjan Ågren" in school("post", "show", "12345678").out
    assert [each["task"] for each in school("tasks", "--json", *IN_PLACE).json] == [task]
    assert school("tasks", "--json", *COLLEAGUE).json == []
    school("complete", task, "--form", plan(school, task, *IN_PLACE), *IN_PLACE)
    assert "Örjan Ågren för Åsa Öberg" in school("history", initiative).out
    assert "Örjan Ågren for Åsa Öberg" in school("history", initiative, "--lang", "en").out
    last = school("history", initiative, "--json").json[-1]
    assert (last["person"]["name"], last["acting_for"]["name"]) == ("Örjan Ågren", "Åsa Öberg")

    passed_on = ("post", "allow", "12345678", "Kim Chef", "--last-day", in_days(3))
    school(*passed_on, *IN_PLACE, code=Exit.NOT_ALLOWED)
    for said in ("Avslutat.", "Örjan Ågren handlar inte i ditt ställe."):
        assert school("post", "disallow", "12345678", "Örjan Ågren", *HEAD).out == f"{said}\n"
    assert "inte längre" in school("comment", initiative, "Hej", *IN_PLACE, code=Exit.NOT_ALLOWED).err


def test_a_hint_can_be_pasted_by_whoever_acts(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")[:8]
    school("post", "allow", "12345678", "Örjan Ågren", "--last-day", in_days(30), *HEAD)
    hinted = f"styrkedjan --as 'Örjan Ågren' --for 'Åsa Öberg' task {task} --out FIL"
    assert hinted in school("tasks", *IN_PLACE).out
    assert hinted in school("complete", task, *IN_PLACE, code=Exit.UNMET).err
    written = school(*shlex.split(hinted)[1:-2]).out
    assert f"styrkedjan --as 'Örjan Ågren' --for 'Åsa Öberg' complete {task} --form FIL\n" in written
    assert "styrkedjan people" in school("tasks", "--as", "Ingen", code=Exit.NOT_FOUND).err
    school.person("K{im}")
    assert "styrkedjan --as 'K{im}' initiatives" in school("tasks", "--as", "K{im}").out


def test_nobody_acts_for_a_principal_who_has_left_or_never_let_them(school: Shell) -> None:
    initiative = started(school)
    school("tasks", *IN_PLACE, code=Exit.NOT_ALLOWED)
    school("post", "allow", "12345678", "Örjan Ågren", "--last-day", in_days(30), *HEAD)
    school("comment", initiative, "Hej", *IN_PLACE)
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(-1), "--reason", "Slutade i går")
    school("comment", initiative, "Hej", *IN_PLACE, code=Exit.NOT_ALLOWED)
    school("tasks", *IN_PLACE, code=Exit.NOT_ALLOWED)


def test_a_form_handed_to_a_vice_principal_waits_for_the_principal(school: Shell) -> None:
    initiative = started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    school("hand", task, "Örjan Ågren", *HEAD)
    assert [each["task"] for each in school("tasks", "--json", *COLLEAGUE).json] == [task]
    school("complete", task, "--form", plan(school, task, *COLLEAGUE), *COLLEAGUE)
    school("confirm", task, *COLLEAGUE, code=Exit.NOT_ALLOWED)
    assert school.task("needs_workshop", "Åsa Öberg") == task
    school("confirm", task, *HEAD)
    who = {each["type"]: (each["person"] or {}).get("name") for each in school("history", initiative, "--json").json}
    assert (who["task_answered"], who["task_planned"]) == ("Örjan Ågren", "Åsa Öberg")
