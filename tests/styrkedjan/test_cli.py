"""The command line: from an empty installation to the second stage, and everything it refuses."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from events.clock import SystemClock
from styrkedjan import cli
from styrkedjan.cli.exits import Exit
from styrkedjan.locations import locate
from styrkedjan.settings import Settings
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


def in_days(days: int) -> str:
    """A day ahead, as it is written."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def started(shell: Shell, unit: str = "åsö skola") -> str:
    """An initiative's id, started from a file that was written out and filled in."""
    blank = shell("start", "--blank", "-").out
    assert "# Vad insatsen heter" in blank or "# What the initiative is called" in blank
    filled = fill(
        blank.split("# --------------------")[0],
        title='"Läsning i alla ämnen"',
        unit=f'"{unit}"',
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
    soon = in_days(7)
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


def test_with_nothing_to_do_it_says_what_to_do(shell: Shell) -> None:
    assert "styrkedjan initiatives" in shell("tasks").out
    assert "styrkedjan start --blank" in shell("initiatives").out
    assert shell("tasks", "--json").json == []


def test_the_example_file_introduces_its_people_and_starts(shell: Shell) -> None:
    example = "examples/lartraffar.toml"
    said = shell("start", example)
    assert "Rektorn" in said.out
    assert [task["key"] for task in shell("tasks", "--json", "--as", "Rektorn").json] == ["needs_workshop"]
    again = shell("organiser", "show", "--json").json
    assert "Kollegialt lärande i lärgrupper" in shell("start", example).out  # shown, and its reason asked for
    assert shell("tasks", "--json").json[0]["key"] == "start_decision"
    assert shell("organiser", "show", "--json").json["units"] == again["units"]


def test_a_form_handed_on_is_answered_and_confirmed(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    school("hand", task, "Örjan Ågren", "--as", "Åsa Öberg")
    assert "Behovsinventering i fyra steg: hos Örjan Ågren" in school("tasks", "--as", "Åsa Öberg").out
    assert ": hos " not in school("tasks", "--as", "Örjan Ågren").out
    form = school("task", task, "--as", "Örjan Ågren").out
    soon = in_days(7)
    plan = fill(form, held_on=soon, minutes="90", perspectives='["teacher", "it", "organiser"]')
    answered = school("complete", task, "--form", school.file("p.toml", plan), "--as", "Örjan Ågren", "--lang", "en")
    assert "It waits to be confirmed" in answered.out
    assert "90" in school("task", task, "--as", "Åsa Öberg").out
    school("confirm", task, "--as", "Åsa Öberg")
    school("hand", task, "Örjan Ågren", "--as", "Åsa Öberg")
    school("take-back", task, "--as", "Åsa Öberg")
    assert ": hos " not in school("tasks", "--as", "Åsa Öberg").out
    school("extend", task, "--days", "3", "--reason", "Sjukdom", "--as", "Åsa Öberg")


def test_an_answer_that_is_no_longer_right_can_be_taken_back(school: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    started(school)
    principal = ("--as", "Åsa Öberg")
    task = school.task("needs_workshop", "Åsa Öberg")
    school("hand", task, "Örjan Ågren", *principal)
    form = school("task", task, "--as", "Örjan Ågren").out
    plan = fill(form, held_on=in_days(7), minutes="90", perspectives='["teacher", "it", "organiser"]')
    school("complete", task, "--form", school.file("p.toml", plan), "--as", "Örjan Ågren")
    assert "ett svar väntar på att bekräftas" in school("tasks", *principal).out
    later = datetime.now(UTC) + timedelta(days=10)
    monkeypatch.setattr(SystemClock, "now", lambda _self: later)
    refused = school("confirm", task, *principal, code=Exit.UNMET).err
    assert refused.startswith("”Behovsinventeringen hålls den” (held_on): ange ett datum efter i dag.")
    assert f"styrkedjan --as 'Åsa Öberg' take-back {task[:8]}" in refused
    school("take-back", task, *principal)
    assert "väntar på att bekräftas" not in school("tasks", *principal).out


def test_a_proposed_pause_is_told_where_it_is_answered_and_where_the_initiative_is_shown(school: Shell) -> None:
    initiative = started(school)
    until = in_days(120)
    school("pause", initiative, "--until", until, "--reason", "Ombyggnad\ni två år", "--as", "Åsa Öberg")
    task = school("show", initiative, "--json").json["tasks"][-1]["task"]
    assert f"# Åsa Öberg föreslår en paus till {until}: Ombyggnad i två år" in school("task", task).out
    assert f"Åsa Öberg föreslår en paus till {until}: Ombyggnad\ni två år" in school("show", initiative).out
    assert "föreslår en paus" not in school("task", school.task("needs_workshop", "Åsa Öberg"), "--as", "Åsa Öberg").out


def test_whoever_starts_at_a_vacant_unit_is_told_how_it_is_filled(school: Shell) -> None:
    school("unit", "add", "Årsta förskola")
    initiative = started(school, "Årsta förskola")
    unit = school("show", initiative, "--json").json["unit"]
    said = school("start", str(school.folder / "start.toml")).out
    assert f"styrkedjan post appoint {unit[:8]} PERSON --from DATUM\n" in said


def test_a_person_is_asked_for_by_what_they_are_called(school: Shell) -> None:
    assert "Vad personen heter." in school("person", "add", "--help").out
    assert "Vad det heter." in school("unit", "add", "--help").out


def test_what_somebody_typed_is_not_translated(school: Shell) -> None:
    assert "”Open”" in school("post", "show", "Open", code=Exit.NOT_FOUND).err
    initiative = started(school)
    assert "”Nobody”" in school("left", initiative, "Nobody", code=Exit.NOT_FOUND).err
    assert "”Open”" in school("let-pass", initiative, "Open", "--reason", "x", code=Exit.NOT_FOUND).err
    refused = school("let-pass", initiative, "continuation", "--reason", "x", code=Exit.NOT_ALLOWED).err
    assert (
        refused
        == "Det här går inte att gå förbi: Plan för fortsatt arbete saknas, eller ett medvetet beslut att avsluta.\n"
    )


def test_steering(school: Shell) -> None:
    initiative = started(school)
    later = in_days(60)
    school("pause", initiative, "--until", later, "--reason", "Ombyggnad")
    assert school("show", initiative, "--json").json["paused_until"] == later
    assert later in school("show", initiative).out
    school("resume", initiative)
    school("comment", initiative, "Vi kör [bold]igång[/bold] på måndag :tada:")
    assert "[bold]igång[/bold] på måndag :tada:" in school("history", initiative).out
    clause = school("show", initiative, "--json").json["waits_for"][0]["clause"]
    school("let-pass", initiative, clause, "--reason", "Framgår av planen")
    school("facilitator", initiative, "Örjan Ågren", "--as", "Åsa Öberg")
    assert "Örjan Ågren" in school("show", initiative).out
    for words in (
        ("meeting", "plan", initiative, later, "--group", "1"),
        ("close-series", initiative, "--reason", "x"),
    ):
        school(*words, "--as", "Åsa Öberg", code=Exit.CONFLICT)
    school("read-protocols", initiative, "--as", "Åsa Öberg")
    school("plan", initiative)
    school("cancel", initiative, "--reason", "Nedlagd", "--closing-note", "Tack")
    assert school("initiatives", "--json").json[0]["status"]["code"] == "cancelled"


def test_what_people_wrote_does_not_steer_the_terminal(school: Shell) -> None:
    initiative = started(school)
    school("comment", initiative, "rött \x1b[31m och \x9b2J borta\x07")
    assert "rött [31m och 2J borta" in school("history", initiative).out
    assert "\x1b" not in school("tasks", "--as", "\x1b[31mIngen", code=Exit.NOT_FOUND).err
    assert school("history", initiative, "--json").json[-1]["data"]["text"] == "rött \x1b[31m och \x9b2J borta\x07"


@pytest.mark.parametrize(
    ("words", "code", "english"),
    [
        (("cancel", "INITIATIVE", "--reason", "x", "--closing-note", "y", "--as", "Åsa Öberg"), Exit.NOT_ALLOWED,
         "Only the organiser's staff may do this."),
        (("tasks", "--as", "Ingen"), Exit.NOT_FOUND, "There is nothing here that “Ingen” could mean. See what"),
        (("show", "ffffffffffff"), Exit.NOT_FOUND, "There is nothing here that “ffffffffffff” could mean. See what"),
        (("person", "add", "Ny", "--as", "Åsa Öberg"), Exit.NOT_ALLOWED,
         "Only an administrator may do this. Ask yours to do it."),
        (("unit", "add", "X", "--code", "123"), Exit.UNMET,
         "A school unit code has eight digits. Preschools have none: leave it out."),
        (("unit", "add", "X", "--code", "12345678"), Exit.CONFLICT,
         "The code 12345678 is that of “Åsö skola”. Correct the name or the code."),
        (("unit", "add", "x" * 201), Exit.UNMET, "A name has at most 200 characters."),
        (("person", "add", "Ny", "--email", "fel"), Exit.UNMET, "“fel” is no e-mail address."),
        (("pause", "INITIATIVE", "--until", "i morgon", "--reason", "x"), Exit.UNMET,
         "“i morgon” is no date. Write it as 2026-08-17."),
        (("post", "depart", "12345678", "Kim Chef", "--last-day", "2027-06-30"), Exit.NOT_FOUND,
         "That person does not hold this post."),
        (("post", "appoint", "12345678", "Kim Chef", "--from", "i morgon"), Exit.UNMET,
         "“i morgon” is no date. Write it as 2026-08-17."),
        (("organiser", "add", "X", "1234567890", "--admin", "Y"), Exit.UNMET,
         "This is no organisation number: ten digits, the last a check digit."),
        (("start", "nowhere.toml"), Exit.UNMET, "nowhere.toml cannot be read: there is no such file or folder."),
        (("complete", "TASK", "--as", "Åsa Öberg"), Exit.UNMET, "Give the filled-in file with --form."),
        (("complete", "TASK", "--unchanged", "--as", "Åsa Öberg"), Exit.UNMET,
         "There is no earlier answer to keep unchanged. Fill in the form."),
        (("tusks",), Exit.USAGE, "There is no such command. See --help."),
        (("tasks", "--now"), Exit.USAGE, "There is no option --now. See --help."),
        (("show",), Exit.USAGE, "INITIATIVE is missing. See --help."),
        (("extend", "TASK", "--days", "x", "--reason", "y"), Exit.USAGE, "--days: give a whole number. See --help."),
    ],
)  # fmt: skip
def test_every_refusal_is_a_sentence_in_both_languages(
    school: Shell, words: tuple[str, ...], code: Exit, english: str
) -> None:
    names = {"INITIATIVE": "", "TASK": ""}
    if names.keys() & set(words):
        names["INITIATIVE"] = started(school)
        names["TASK"] = school.task("needs_workshop", "Åsa Öberg")
    said = [names.get(word, word) for word in words]
    assert school(*said, "--lang", "en", code=code).err.startswith(english)
    swedish = school(*said, code=code).err
    assert len(swedish.splitlines()) == 1
    assert not swedish.startswith(english[:12]) or words[:2] == ("start", "nowhere.toml")


def test_a_file_that_is_wrong_is_told_line_by_line(school: Shell) -> None:
    started(school)
    task = school.task("needs_workshop", "Åsa Öberg")
    form = fill(school("task", task, "--as", "Åsa Öberg").out, minutes='"länge"', held_on="2026-02-30")
    broken = school("complete", task, "--form", school.file("a.toml", form), "--as", "Åsa Öberg", code=Exit.UNMET)
    line = next(number for number, text in enumerate(form.splitlines(), 1) if text.startswith("held_on"))
    assert str(line) in broken.err
    good = form.replace("2026-02-30", '"2026-02-27"').replace("perspectives = []", 'perspectives = ["lärare"]\nx = 1')
    said = school(
        "complete", task, "--form", school.file("b.toml", good), "--as", "Åsa Öberg", "--lang", "en", code=Exit.UNMET
    )
    lines = good.splitlines()
    where = {name: 1 + next(n for n, text in enumerate(lines) if text.startswith(name)) for name in ("minutes", "x =")}
    assert f"Line {where['minutes']}, minutes: give a whole number." in said.err
    assert f"Line {where['x =']}, x: there is no such field." in said.err
    assert "perspectives[1]: give one of teacher, special_educator" in said.err


def test_an_id_that_begins_more_than_one_is_a_question(school: Shell) -> None:
    people = school("people", "--json").json
    by_first: dict[str, list[str]] = {}
    while not any(len(ids) > 1 for ids in by_first.values()):
        school("person", "add", "Någon Annan")
        people = school("people", "--json").json
        by_first = {}
        for each in people:
            by_first.setdefault(each["person"][0], []).append(each["person"])
    first = next(first for first, ids in by_first.items() if len(ids) > 1)
    said = school("tasks", "--as", first, "--lang", "en", code=Exit.CONFLICT)
    assert said.err.startswith(f"“{first}” could mean ")
    assert all(each[:13] in said.err for each in by_first[first])


def test_texts_may_come_from_standard_input(school: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = school("start", "--blank", "-").out
    monkeypatch.setattr("sys.stdin", io.StringIO(blank))
    assert school("start", "-", "--lang", "en", code=Exit.UNMET).err.startswith(
        "Answer “What the initiative is called”"
    )


def test_a_form_never_overwrites_a_file(school: Shell) -> None:
    file = school.file("here.toml", "x = 1")
    assert "here.toml" in school("start", "--blank", file, code=Exit.UNMET).err
    school("start", "--blank", file + ".new")


def test_somebody_else_acts_in_the_embedded_mode_only(school: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_DATABASE", _dsn())
    monkeypatch.setenv("STYRKEDJAN_TEMPORAL", "127.0.0.1:1")
    assert "STYRKEDJAN_API_PERSON" in school("tasks", code=Exit.UNMET).err
    monkeypatch.setenv("STYRKEDJAN_API_ORGANISER", str(school.founders.organiser))
    monkeypatch.setenv("STYRKEDJAN_API_PERSON", str(school.founders.admin))
    assert school("people", "--json").json
    assert "--as" in school("tasks", "--as", "Åsa Öberg", code=Exit.NOT_ALLOWED).err


def test_without_a_running_installation_it_says_how_to_start_one(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_DATA", str(shell.folder / "elsewhere"))
    assert "make up" in shell("tasks", code=Exit.AWAY).err


def test_a_setting_that_cannot_be_used_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_PORT", "många")
    assert "STYRKEDJAN_PORT" in shell("tasks", code=Exit.USAGE).err


def test_a_wrong_master_key_is_told_at_once(shell: Shell) -> None:
    key = shell.folder / "master.key"
    key.write_bytes(bytes(32))
    assert len(shell("tasks", code=Exit.KEY).err.splitlines()) == 1


def test_another_organiser_is_registered_with_its_administrator(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    said = shell("organiser", "add", "Bengtsfors kommun", "212000-0142", "--admin", "Öst Wäst").out
    told = said.partition("För att handla som Öst Wäst: ")[2].split()
    for setting, _, value in (each.partition("=") for each in told):
        monkeypatch.setenv(setting, value)
    shell("person", "add", "Vik Arie")
    assert {each["name"] for each in shell("people", "--json").json} == {"Öst Wäst", "Vik Arie"}
    assert "Bengtsfors kommun" in shell("organiser", "show", "--as", "Öst Wäst").out
    monkeypatch.delenv("STYRKEDJAN_API_PERSON")
    one = shell("people", code=Exit.UNMET).err
    assert one == "Ange vem som handlar: sätt både STYRKEDJAN_API_ORGANISER och STYRKEDJAN_API_PERSON.\n"


def test_the_log_is_verified_and_the_read_models_are_made_anew(school: Shell) -> None:
    started(school)
    found = school("verify", "--json").json
    assert found["problems"] == []
    assert found["replayed"] > 10
    assert school("verify").out.count("\n") == 2
    assert "initiatives" in school("rebuild").out
    school("migrate")


def test_the_language_is_the_settings_unless_said_otherwise(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    swedish, english = shell("tasks").out, shell("tasks", "--lang", "en").out
    assert swedish != english
    monkeypatch.setenv("STYRKEDJAN_LANGUAGE", "en")
    assert shell("tasks").out == english
    shell("tasks", "--lang", "fi", code=Exit.USAGE)


def test_help_needs_no_settings(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STYRKEDJAN_PORT", "många")
    for words in (["--help"], ["task", "--help"], ["meeting", "plan", "--help"]):
        assert "--help" in shell(*words).out
    assert cli.run(["meeting"]) == Exit.USAGE


def _dsn() -> str:
    return locate(Settings()).database
