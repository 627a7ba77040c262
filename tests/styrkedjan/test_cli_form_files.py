"""A form's file: which task it is for, what its writer had seen, how it is sent in and corrected."""

import pytest

from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell, fill
from tests.styrkedjan.test_cli import in_days, started


def test_of_two_who_answer_from_the_same_form_the_later_is_told(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    form = "# Plattform version 1.\n" + school("task", task, "--as", "Åsa Öberg").out
    soon = in_days(7)
    plan = school.file("p.toml", fill(form, held_on=soon, minutes="90", perspectives='["teacher", "it", "organiser"]'))
    school("complete", task, "--form", plan, "--as", "Åsa Öberg")
    late = school("complete", task, "--form", plan, "--as", "Åsa Öberg", "--lang", "en", code=Exit.CONFLICT)
    assert late.err == "It has changed since you opened it. Look at it again and answer then.\n"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_file_written_for_another_task_of_the_kind_is_refused(school: Shell, language: str) -> None:
    initiative = started(school)
    first = school.task("needs_workshop", "Åsa Öberg")
    school("unit", "add", "Årsta förskola")
    school("post", "appoint", "Årsta förskola", "Åsa Öberg", "--from", "2020-08-01")
    started(school, "Årsta förskola")
    rows = school("tasks", "--json", "--as", "Åsa Öberg").json
    (other,) = [row for row in rows if row["key"] == "needs_workshop" and row["initiative"] != initiative]
    answers = {"held_on": in_days(7), "minutes": "90", "perspectives": '["teacher", "it", "organiser"]'}
    form = fill(school("task", first, "--as", "Åsa Öberg", "--lang", language).out, **answers)
    words = ("complete", other["task"], "--as", "Åsa Öberg", "--lang", "en", "--form")
    refused = school(*words, school.file("p.toml", form), code=Exit.UNMET).err
    assert refused.startswith(f"The file was written for another task, {first[:8]} (Needs inventory in four steps: ")
    assert refused.endswith(f"task {other['task'][:8]} --out FILE\n")
    unsaid = "\n".join(line for line in form.splitlines() if first not in line)
    school(*words, school.file("u.toml", unsaid))
    school("complete", first, "--form", school.file("q.toml", form), "--as", "Åsa Öberg")


def test_a_form_written_before_its_task_was_told_is_judged_by_its_version(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    now = school("task", task, "--as", "Åsa Öberg").out
    form = "\n".join("# Skrivet från version 1." if task in line else line for line in now.splitlines())
    plan = fill(form, held_on=in_days(7), minutes="90", perspectives='["teacher", "it", "organiser"]')
    words = ("complete", task, "--form", school.file("p.toml", plan), "--as", "Åsa Öberg")
    assert "har ändrats" in school(*words, code=Exit.CONFLICT).err


def test_a_sent_decision_is_corrected(school: Shell) -> None:
    initiative = started(school)
    decision = next(
        task["task"] for task in school("show", initiative, "--json").json["tasks"] if task["key"] == "start_decision"
    )
    command = f"styrkedjan correct {decision[:8]} --form FIL --reason SKÄL\n"
    written = school("task", decision).out
    assert command in written
    assert "styrkedjan complete" not in written
    form = fill(written, decision_ref='"2026/14"')
    done = school("complete", decision, "--form", school.file("e.toml", form), code=Exit.CONFLICT).err
    assert done.startswith("Uppgiften är redan klar. ")
    assert done.endswith(command)
    right = ("correct", decision, "--form", school.file("d.toml", form), "--reason", "Diarienumret saknades")
    assert school(*right).out == "Rättad.\n"
    assert school(*right).out == "Inget är ändrat: så står det redan.\n"
    assert 'decision_ref = "2026/14"' in school("task", decision).out
