"""What the benchmarks measure is what they say: the life, its proportions, the bounds, what caused an event."""

import json
from pathlib import Path
from uuid import uuid4

from temporalio.client import WorkflowHistory

from benchmarks.__main__ import MODULES
from benchmarks.history import ATTRIBUTES, BEGIN, POKE, STAGE, TIMER, wakes_of
from benchmarks.life import EVENTS_BEFORE, EXAMPLE, MODEL, script
from benchmarks.lines import BOUNDS, Line, table, write
from domain.initiative.state import Status
from styrkedjan.plays import Play

HISTORIES = Path(__file__).parent.parent / "workflows" / "histories"


def test_every_line_is_measured_by_one_module() -> None:
    assert [name for names in MODULES.values() for name in names] == list(BOUNDS)


def test_what_is_measured_is_every_human_act_but_the_start() -> None:
    acts = script().acts
    assert script().last.status is Status.CLOSED
    assert sum(act.human for act in acts) == len(Play.read(EXAMPLE).actions) - 1
    first = next(n for n, act in enumerate(acts) if act.human)
    assert sum(len(act.events) for act in acts[:first]) >= EVENTS_BEFORE


def test_another_initiative_lives_the_same_life_with_its_own_ids() -> None:
    initiative = uuid4()
    acts = script().for_initiative(initiative, uuid4())
    assert [type(act.command) for act in acts] == [type(act.command) for act in script().acts]
    ids = {getattr(act.command, "task", None) for act in acts} - {None}
    assert ids.isdisjoint(getattr(act.command, "task", None) for act in script().acts)
    assert MODEL not in {getattr(act.command, "initiative", None) for act in acts}


def test_parts_follow_each_other_and_are_measured_whole_or_not_at_all() -> None:
    parts = script().parts()
    assert [part.start for part in parts[1:]] == [part.stop for part in parts[:-1]]
    assert parts[-1].stop == len(script().acts)
    assert all(len({act.human for act in script().acts[part]}) == 1 for part in parts)


def test_every_event_of_a_history_has_one_cause() -> None:
    for file in HISTORIES.glob("*.json"):
        first = file.name.startswith("1-")
        history = WorkflowHistory.from_json(file.stem, file.read_text("utf-8"))
        wakes = list(wakes_of(history.events, first=first))
        ends_by_continuing = history.events[-1].HasField("workflow_execution_continued_as_new_event_attributes")
        assert sum(wake.events for wake in wakes) == len(history.events) - ends_by_continuing + (not first)
        causes = [wake.trigger for wake in wakes if wake.trigger != ATTRIBUTES]
        assert causes[0] == (BEGIN if first else STAGE)
        assert set(causes[1:]) <= {POKE, TIMER}


def test_a_missed_bound_is_written_as_missed(tmp_path: Path) -> None:
    lines = [
        Line(name="replay", ours=20, against=10, unit="events/s", peer="eventsourcing"),
        Line(name="latency", ours=20, against=10, unit="ms", peer="one bare INSERT"),
    ]
    write(lines, tmp_path / "results.json")
    rows = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [set(row) for row in rows] == [{"name", "ours", "against", "ratio", "bound", "holds", "unit"}] * 2
    assert [(row["ratio"], row["bound"], row["holds"]) for row in rows] == [(2, 3, False), (2, 6, True)]
    assert table(lines).row_count == 2
