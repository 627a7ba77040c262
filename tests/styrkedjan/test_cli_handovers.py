"""When the principal leaves, at the command line: each one's part, in both languages."""

import asyncio
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from events.clock import SystemClock
from events.engine import connect
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.cli.exits import Exit
from tests.styrkedjan.shells import Shell, fill
from tests.styrkedjan.test_cli import in_days, started
from tests.web.turnovers import Worker

LEAVER, NEWCOMER = ("--as", "Åsa Öberg"), ("--as", "Örjan Ågren")
MANAGER = ("--as", "Kim Chef")


class Installation:
    """A shell whose worker is run when it is asked to."""

    def __init__(self, shell: Shell, database: str) -> None:
        self.shell = shell
        self._database = database
        units = shell("organiser", "show", "--json").json["units"]
        self._unit = UUID(units[0]["unit"])

    def follows(self) -> None:
        asyncio.run(self._follows())

    async def _follows(self) -> None:
        engine, clock = connect(self._database), SystemClock()
        store, keys = Store(engine), Keys(engine, MasterKey.load(Path(self.shell.folder) / "master.key"))
        try:
            worker = Worker(engine=engine, store=store, ledger=Ledger(store, keys, clock), keys=keys, clock=clock)
            await worker.follows(self.shell.founders.organiser, self._unit)
        finally:
            await store.aclose()
            await engine.dispose()


@pytest.fixture
def leaving(school: Shell, database: str) -> Installation:
    """An initiative, a manager, and a departure in three weeks."""
    started(school)
    school("post", "manager", "12345678", "Kim Chef")
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(21))
    installation = Installation(school, database)
    installation.follows()
    return installation


@pytest.fixture
def changed(school: Shell, database: str, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """Of an initiative that was begun last week the principal's last day was yesterday, and another came today."""
    with monkeypatch.context() as then:
        then.setattr(SystemClock, "now", lambda _self: datetime.now(UTC) - timedelta(days=7))
        started(school)
    school("post", "manager", "12345678", "Kim Chef")
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(-1), "--reason", "Flyttade")
    school("post", "appoint", "12345678", "Örjan Ågren", "--from", in_days(0))
    installation = Installation(school, database)
    installation.follows()
    return installation


def handover_of(shell: Shell) -> str:
    (line,) = shell("handover", "list", "--json").json["handovers"]
    return str(line["handover"])


def test_the_leaver_sees_one_handover_and_skips_or_answers_the_prompts(leaving: Installation) -> None:
    shell = leaving.shell
    handover = handover_of(shell)
    shown = shell("handover", "show", handover[:8], *LEAVER).out
    assert "Överlämning: Åsö skola" in shown
    assert f"Slutar: Åsa Öberg, sista dag {in_days(21)}." in shown
    assert "Ingen efterträdare är känd ännu." in shown
    assert "Ställningstagande" not in shown
    task = shell.task("outgoing_comment", "Åsa Öberg")
    assert "hoppa över de tre frågorna om ”Läsning i alla ämnen”: " in shown
    assert f"styrkedjan --as 'Åsa Öberg' complete {task[:8]} --skip" in shown
    assert shell("complete", task, "--skip", *LEAVER).out == "Avgående rektors kommentar: klar.\n"
    leaving.follows()
    assert "överhoppad" in shell("handover", "show", handover, *LEAVER).out
    shell("handover", "show", handover, *NEWCOMER, code=Exit.NOT_ALLOWED)


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal on the other side of the world."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_away")
def test_moments_are_the_organiser_s_wherever_the_terminal_is(changed: Installation) -> None:
    shell = changed.shell
    handover = handover_of(shell)
    initiative = shell("handover", "show", handover, "--json").json["initiatives"][0]["initiative"]
    *_, kept = shell("handover", "brief", handover, initiative, "--json").json
    moment = datetime.fromisoformat(kept["moment"])
    recorded = [datetime.fromisoformat(each["recorded"]) for each in shell("history", initiative, "--json").json]
    for each in (moment, *recorded):
        assert each.utcoffset() == each.astimezone(ZoneInfo("Europe/Stockholm")).utcoffset()
    assert f"läget {moment:%Y-%m-%d %H:%M}." in shell("handover", "brief", handover, initiative).out
    assert f"{max(recorded):%Y-%m-%d %H:%M}" in shell("history", initiative).out


def test_the_newcomer_reads_the_brief_and_takes_a_position(changed: Installation) -> None:
    shell = changed.shell
    handover = handover_of(shell)
    shown = shell("handover", "show", handover, *NEWCOMER, "--lang", "en").out
    assert f"Comes: Örjan Ågren, first day {in_days(0)}." in shown
    initiative = shell("handover", "show", handover, "--json").json["initiatives"][0]["initiative"]
    assert f"styrkedjan --as 'Örjan Ågren' handover brief {handover[:8]} {initiative[:8]}" in shown
    brief = shell("handover", "brief", handover, initiative[:8], *NEWCOMER).out
    assert f"Lämnat till Örjan Ågren {in_days(0)}" in brief
    assert "kontrollsumman stämmer." in brief
    ruled = [above for above, below in pairwise(brief.splitlines()) if below.startswith("Lämnat till ")]
    assert [bool(line) and not line.strip("─") for line in ruled] == [True], "between two, what parts them"
    given = [line.split(" till ")[1] for line in brief.splitlines() if line.startswith("Lämnat till ")]
    assert given == [f"Örjan Ågren {in_days(0)}", f"Kim Chef {in_days(0)}"], "one's own first"
    given = [each["told"]["name"] for each in shell("handover", "brief", handover, initiative, "--json", *MANAGER).json]
    assert given == ["Kim Chef", "Örjan Ågren"]
    asked = [each["due"] for each in shell("handover", "show", handover, "--json").json["tasks"]]
    assert len(asked) == 2
    assert asked == sorted(asked)
    assert "# Läsning i alla ämnen" in brief
    assert "⟦" not in brief
    told = shell("history", initiative).out
    assert "⟦" not in told
    (line,) = [line for line in told.splitlines() if "till Örjan Ågren, av version" in line]
    assert f"styrkedjan handover brief {handover[:8]} {initiative[:8]}" in line
    task = shell.task("position", "Örjan Ågren")
    form = fill(shell("task", task, *NEWCOMER).out, choice='"go_on"', comment='"Det bär"')
    shell("complete", task, "--form", shell.file("position.toml", form), *NEWCOMER)
    changed.follows()
    said = shell("handover", "show", handover, *MANAGER).out
    assert "Fortsätt enligt plan" in said
    assert "Tillträdande rektor: Det bär" in said
    shell("handover", "show", handover, *LEAVER, code=Exit.NOT_ALLOWED)
    assert "1 av 1" in shell("handover", "list", *NEWCOMER).out
    assert "Det finns ingen överlämning som du får läsa." in shell("handover", "list", *LEAVER).out


def test_a_pause_that_the_newcomer_proposes_is_told_with_its_day(changed: Installation) -> None:
    shell, until = changed.shell, in_days(120)
    task = shell.task("position", "Örjan Ågren")
    answers = {"choice": '"propose_pause"', "comment": '"För mycket"', "pause_until": until}
    form = fill(shell("task", task, *NEWCOMER).out, **answers)
    shell("complete", task, "--form", shell.file("position.toml", form), *NEWCOMER)
    changed.follows()
    handover = handover_of(shell)
    (held,) = shell("handover", "show", handover, "--json", *MANAGER).json["initiatives"]
    assert (held["position"]["code"], held["position_pause_until"]) == ("propose_pause", until)
    shown = " ".join(shell("handover", "show", handover, *MANAGER, "--lang", "en").out.split())
    assert f"until {until}" in shown


def test_the_manager_s_forms_are_written_out_and_sent_in_like_any_other(changed: Installation) -> None:
    shell = changed.shell
    inbox = shell("tasks", *MANAGER).out
    assert "Överlämningssamtal" in inbox
    assert "Åsö skola" in inbox
    task = shell.task("handover_talk", "Kim Chef")
    written = shell("task", task[:8], *MANAGER).out
    assert written.startswith("# Överlämningssamtal: Åsö skola\n")
    assert shell("task", task, "--json", *MANAGER).json["kind"] == "handover_talk"
    assert "--form" in shell("complete", task, *MANAGER, code=Exit.UNMET).err
    filled = shell.file("talk.toml", fill(written, held_on=in_days(0)))
    shell("complete", task, "--form", filled, *NEWCOMER, code=Exit.NOT_ALLOWED)
    assert shell("complete", task, "--form", filled, *MANAGER).out == "Överlämningssamtal: klar.\n"
    assert shell("complete", task, "--form", filled, *MANAGER).out == "Det var redan gjort.\n"
    assert f"Hölls {in_days(0)}." in shell("handover", "show", handover_of(shell)).out
    again = fill(shell("task", task, *MANAGER).out.replace(f"held_on = {in_days(0)}", f"held_on = {in_days(-1)}"))
    refused = shell("complete", task, "--form", shell.file("w.toml", again), *MANAGER, code=Exit.CONFLICT).err
    assert refused.endswith(f"styrkedjan --as 'Kim Chef' correct {task[:8]} --form FIL --reason SKÄL\n")
    assert f"Rätta det med: {refused.rpartition(': ')[2]}" in shell("task", task, *MANAGER).out
    right = ("correct", task, "--form", shell.file("right.toml", again), "--reason", "Fel dag")
    shell(*right, *NEWCOMER, code=Exit.NOT_ALLOWED)
    assert shell(*right, *MANAGER).out == "Rättad.\n"
    assert shell(*right, *MANAGER).out == "Inget är ändrat: så står det redan.\n"
    shown = shell("handover", "show", handover_of(shell)).out
    assert f"Hölls {in_days(-1)}." in shown
    assert "Fel dag" in shown
    for words in (("extend", task, "--days", "3", "--reason", "x"), ("hand", task, "Örjan Ågren")):
        refused = shell(*words, *MANAGER, code=Exit.NOT_FOUND).err
        assert "Uppgiften hör till en överlämning: rektors chef eller huvudmannens personal" in refused
        assert f"styrkedjan --as 'Kim Chef' handover show {handover_of(shell)[:8]}\n" in refused


def test_a_file_written_for_another_task_is_refused(changed: Installation) -> None:
    shell = changed.shell
    task, other = shell.task("handover_talk", "Kim Chef"), shell.task("position", "Örjan Ågren")
    talk = fill(shell("task", task, *MANAGER).out, held_on=in_days(0))
    position = fill(shell("task", other, *NEWCOMER, "--lang", "en").out, choice='"go_on"', comment='"Det bär"')
    refused = shell("complete", task, "--form", shell.file("p.toml", position), *MANAGER, code=Exit.UNMET).err
    assert refused.startswith(
        f"Filen skrevs för en annan uppgift, {other[:8]} (Tillträdande rektors ställningstagande: Läsning"
    )
    assert refused.endswith(f"styrkedjan --as 'Kim Chef' task {task[:8]} --out FIL\n")
    refused = shell("complete", other, "--form", shell.file("t.toml", talk), *NEWCOMER, code=Exit.UNMET).err
    (line,) = [line for line in talk.splitlines() if line.startswith(f"# Skrivet för uppgiften {task}, från version ")]
    assert f"ta bort raden ”{line}”" in refused
    assert f"{task[:8]} (Överlämningssamtal: Åsö skola)" in refused
    again = position.replace(other, task).replace("Written for", "Skrivet för")
    assert (
        "annan uppgift"
        not in shell("complete", task, "--form", shell.file("a.toml", again), *MANAGER, code=Exit.UNMET).err
    )
    shell("complete", task, "--form", shell.file("t2.toml", talk), *MANAGER)
    words = ("--form", shell.file("p2.toml", position), "--reason", "x")
    assert "annan uppgift" in shell("correct", task, *words, *MANAGER, code=Exit.UNMET).err


def test_a_vacancy_with_open_work_is_listed(school: Shell, database: str) -> None:
    started(school)
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(-1), "--reason", "Slutade")
    Installation(school, database).follows()
    said = school("handover", "list").out
    assert "Vakanta rektorstjänster med öppet arbete:" in said
    assert re.search(rf"Åsö skola +{in_days(0)} +1 +0 +ingen än", said), said
    shown = school("show", school("initiatives", "--json").json[0]["initiative"]).out
    assert "vakant" in shown
    assert "Utse vem som ansvarar tillfälligt" in school("tasks").out


def test_where_the_post_has_no_manager_it_is_said_who_answers_and_how_to_name_one(school: Shell, database: str) -> None:
    started(school)
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(21))
    installation = Installation(school, database)
    installation.follows()
    handover = handover_of(school)
    shown = school("handover", "show", handover)
    view = school("handover", "show", handover, "--json").json
    answers = f"ingen är utsedd för tjänsten; {view['manager']['name']} svarar, som huvudmannens kontaktperson."
    assert f"Rektors chef: {answers}" in shown.out
    assert f"styrkedjan post manager {view['unit'][:8]} PERSON" in shown.out
    assert view["manager_named"] is False
    school("post", "manager", view["unit"][:8], "Kim Chef")
    installation.follows()
    assert "Rektors chef: Kim Chef\n" in school("handover", "show", handover).out
    assert school("handover", "show", handover, "--json").json["manager_named"] is True


def test_whoever_starts_an_initiative_is_told_whose_each_task_is(school: Shell) -> None:
    school("post", "manager", "12345678", "Kim Chef")
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(21))
    blank = school("start", "--blank", "-").out
    some = fill(blank.split("# --------------------")[0], title='"Läsning"', unit='"12345678"', manager='"Kim Chef"')
    said = school("start", school.file("half.toml", some)).out
    tasks = school("show", school("initiatives", "--json").json[0]["initiative"], "--json").json["tasks"]
    decision, comment = (each["task"][:8] for each in tasks)
    now = [line for line in said.splitlines() if line.startswith("Nu: ")]
    assert now == [
        f"Nu: Beslut om insats ({decision}) – Huvudmannen",
        f"Nu: Avgående rektors kommentar ({comment}) – Åsa Öberg",
    ]
    assert re.search(r"Så ser det ut för Åsa Öberg: \S*styrkedjan tasks --as 'Åsa Öberg'\n$", said)


def test_people_and_support_that_leave_an_initiative(school: Shell) -> None:
    initiative = started(school)
    assert "efterträdare" in school("left", initiative[:8], "Örjan Ågren", *LEAVER).out
    assert "redan" in school("left", initiative, "Örjan Ågren", *LEAVER).out
    said = school("support-ends", initiative, "--last-day", in_days(60), "--lang", "en").out
    assert said == "Noted: the principal says who carries on.\n"
    tasks = [row["key"] for row in school("tasks", "--json", *LEAVER).json]
    assert {"name_successor", "support_ends"} <= set(tasks)
    school("hand", school.task("needs_workshop", "Åsa Öberg"), "Kim Chef", *LEAVER)
    told = " ".join(school("history", initiative).out.split())
    assert f"Stöd utifrån tar slut: {in_days(60)}" in told
    assert "Någon som bar arbetet slutade: Örjan Ågren" in told
    assert "kollega: Behovsinventering i fyra steg. Kim Chef" in told
    school("left", initiative, "Kim Chef", *NEWCOMER, code=Exit.NOT_ALLOWED)


def test_a_manager_without_a_role_names_who_answers_meanwhile_by_name(school: Shell, database: str) -> None:
    started(school)
    school("post", "manager", "12345678", "Kim Chef")
    school("post", "depart", "12345678", "Åsa Öberg", "--last-day", in_days(-1), "--reason", "Slutade")
    Installation(school, database).follows()
    task = school.task("answers_meanwhile", "Kim Chef")
    written = school("task", task, *MANAGER).out
    assert "= Örjan Ågren" in written
    until = in_days(30)
    filled = school.file("mean.toml", fill(written, person='"Örjan Ågren"', until=until))
    school("complete", task, "--form", filled, *NEWCOMER, code=Exit.NOT_ALLOWED)
    assert school("complete", task, "--form", filled, *MANAGER).out.endswith(": klar.\n")
    assert school("complete", task, "--form", filled, *MANAGER).out == "Det var redan gjort.\n"
    school("people", *MANAGER, code=Exit.NOT_ALLOWED)
