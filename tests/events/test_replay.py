"""The log against itself: decided again, tampered with, and its pages made anew."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import events.deciding
from domain.actors import CLOCK, Actor
from domain.forms import NameSuccessor
from domain.initiative import commands as do
from domain.initiative.decide import AGGREGATE
from domain.initiative.rights import may_read
from domain.programme.commands import StartProgramme
from domain.programme.decide import stream as programme_stream
from domain.sealed import Sealed
from domain.tasks import Key
from events.engine import connect
from events.folds import fold, nothing
from events.keys import MasterKey
from events.migrating import differences
from events.reading import Reader
from events.readmodels.rebuild import rebuild
from events.sequencer import Sequencer
from events.store import Store
from events.verify import Verification, verify
from styrkedjan.embedded.postgres import SUPERUSER, Cluster
from tests.domain.life import HEAD, LEADER, MANAGER, OTHER_LEADER, STAFF, UNIT, an_id
from tests.domain.programmes import TODAY, decision
from tests.domain.who import POST
from tests.events.ledgers import House, change, found, register, somebody
from tests.events.lives import RecordedLife, move_in, play

Intruder = Any
"""An asyncpg connection, whose class is generic in its stubs only."""

INITIATIVE = f"initiative:{an_id('initiative')}"


@pytest.fixture
async def lived(house: House, engine: AsyncEngine) -> RecordedLife:
    """An initiative's life up to the effect chain, in the log."""
    life = RecordedLife().to_effect_chain()
    await move_in(house)
    await house.do(somebody(), register("Åsa Öberg"))
    await play(house, INITIATIVE, life.acts)
    await Sequencer(engine, house.clock).drain()
    return life


@pytest.fixture
async def owner(owner_database: str) -> AsyncIterator[AsyncEngine]:
    """Connected as the tables' owner."""
    engine = connect(owner_database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def intruder(cluster: Cluster, database_name: str) -> AsyncIterator[Intruder]:
    """Somebody who may do anything in the database."""
    connection = await asyncpg.connect(cluster.dsn(database_name, SUPERUSER))
    yield connection
    await connection.close()


def whats(found: Verification) -> set[str]:
    return {problem.what for problem in found.problems}


async def test_a_whole_life_through_the_ledger_is_the_one_the_domain_lived(house: House, engine: AsyncEngine) -> None:
    life = RecordedLife().to_continuation().answers_check_ins()
    await move_in(house)
    answers = await play(house, INITIATIVE, life.acts)
    assert [kind for answer in answers for kind in answer.events] == [event.kind for event in life.events]
    state, version = await house.ledger.state(INITIATIVE)
    assert (state.status, state.outcome, version) == (life.state.status, life.state.outcome, len(life.events))
    await Sequencer(engine, house.clock).drain()
    found = await verify(engine)
    assert found.problems == []
    assert found.decided_again == found.replayed == found.logged == version + 5


async def test_what_another_process_folds_is_what_was_decided(
    house: House, lived: RecordedLife, engine: AsyncEngine
) -> None:
    state, version = await house.ledger.state(INITIATIVE)
    stored = await house.store.tail(INITIATIVE)
    assert version == len(stored) == len(lived.events)
    assert fold(INITIATIVE, nothing(INITIATIVE), stored).state == state


async def test_the_inbox_shows_each_whose_tasks_are_theirs(
    house: House, lived: RecordedLife, engine: AsyncEngine
) -> None:
    state, _ = await house.ledger.state(f"organiser:{house.organiser}")
    reader = Reader(engine)
    principal = await reader.inbox(house.organiser, replace(state.standing(HEAD), posts=frozenset({POST})), TODAY)
    assert [task.task.key for task in principal] == ["effect_chain"]
    assert principal[0].stream == INITIATIVE
    assert await reader.inbox(house.organiser, state.standing(STAFF), TODAY) == []
    prefix = str(principal[0].task.task)[:8]
    assert await reader.ids(house.organiser, "task", prefix) == [principal[0].task.task]
    assert await reader.stream_of(house.organiser, principal[0].task.task) == INITIATIVE
    (overview,) = await reader.initiatives(house.organiser, state.standing(STAFF))
    assert (overview.stream, overview.initiative.stage, overview.initiative.status) == (INITIATIVE, 3, "live")
    assert await reader.initiatives(house.organiser, state.standing(STAFF), after=overview.stream) == []
    assert len(await reader.tasks_of(INITIATIVE)) == len(lived.state.tasks)


async def test_the_overview_shows_each_what_they_may_read(
    house: House, lived: RecordedLife, engine: AsyncEngine, store: Store, master: MasterKey
) -> None:
    """The rows say what the domain does, for roles, the post, those named in it, and strangers."""
    state, _ = await house.ledger.state(f"organiser:{house.organiser}")
    reader, stranger = Reader(engine), Actor(kind="person", person=uuid4())
    manager = Actor(kind="person", person=MANAGER)
    for actor in (STAFF, HEAD, LEADER, OTHER_LEADER, manager, stranger, CLOCK):
        posts = frozenset({POST}) if actor == HEAD else frozenset()
        standing, reads = replace(state.standing(actor), posts=posts), actor not in (stranger, CLOCK)
        assert len(await reader.initiatives(house.organiser, standing)) == reads, actor
        assert may_read(lived.state, standing) == reads
    elsewhere = await found(store, engine, master)
    other, _ = await elsewhere.ledger.state(f"organiser:{elsewhere.organiser}")
    assert await reader.initiatives(elsewhere.organiser, other.standing(LEADER)) == []


async def test_a_form_handed_on_shows_the_initiative_and_taken_back_hides_it(
    house: House, lived: RecordedLife, engine: AsyncEngine
) -> None:
    organisation, _ = await house.ledger.state(f"organiser:{house.organiser}")
    colleague = organisation.standing(Actor(kind="person", person=uuid4()))
    task = next(iter(lived.state.open_tasks)).task
    for command, seen in ((do.HandTask(task=task, to=colleague.person), 1), (do.TakeTaskBack(task=task), 0)):
        await house.do(INITIATIVE, command, actor=HEAD)
        assert len(await Reader(engine).initiatives(house.organiser, colleague)) == seen


async def test_a_form_that_is_done_hides_the_initiative_also_when_nothing_else_of_it_is_shown_otherwise(
    house: House, lived: RecordedLife, engine: AsyncEngine
) -> None:
    organisation, _ = await house.ledger.state(f"organiser:{house.organiser}")
    colleague = Actor(kind="person", person=uuid4())
    await house.do(INITIATIVE, do.NotePersonLeft(person=uuid4()), actor=STAFF)
    state, _ = await house.ledger.state(INITIATIVE)
    (asked,) = state.open_of(Key.NAME_SUCCESSOR)
    answer = do.CompleteTask(task=asked.task, form=NameSuccessor(none_because=Sealed(b"none")))
    for command, by, seen in (
        (do.HandTask(task=asked.task, to=colleague.person), HEAD, 1),
        (answer, colleague, 1),
        (do.ConfirmAnswer(task=asked.task), HEAD, 0),
    ):
        await house.do(INITIATIVE, command, actor=by)
        shown = await Reader(engine).initiatives(house.organiser, organisation.standing(colleague))
        assert len(shown) == seen
    assert whats(await verify(engine)) == set()


TAMPERINGS = {
    "UPDATE events SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '2027', '2026'), 'UTF8')"
    " WHERE version = 2": ("the payload is not the one the envelope names"),
    "UPDATE events SET envelope = convert_to(replace(convert_from(envelope, 'UTF8'), 'person', 'clocks'), 'UTF8')"
    " WHERE version = 2": "the envelope is not the one that was hashed",
    "DELETE FROM events WHERE stream LIKE 'initiative:%' AND version = 4": "positions",
    "DELETE FROM log WHERE position = 6": "positions",
    "UPDATE log SET position = -position WHERE position = 3": "positions",
    "DELETE FROM commands WHERE stream LIKE 'initiative:%'": "its command is not kept",
    "UPDATE commands SET answer = '{}' WHERE stream LIKE 'person:%'": "its command was answered otherwise",
    "UPDATE tasks SET state = 'done' WHERE key = 'effect_chain'": (
        "its rows in the read models are not what its events say"
    ),
    "DELETE FROM persons": "its rows in the read models are not what its events say",
    "DELETE FROM streams WHERE stream LIKE 'person:%'": "the stream is gone",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
async def test_whatever_is_altered_is_found(
    tampering: str, lived: RecordedLife, engine: AsyncEngine, intruder: Intruder
) -> None:
    assert whats(await verify(engine)) == set()
    assert await intruder.execute(tampering) not in {"UPDATE 0", "DELETE 0"}
    assert any(what.startswith(TAMPERINGS[tampering]) for what in whats(await verify(engine)))


async def test_other_rules_are_counted_and_not_called_verified(
    house: House, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events.deciding, "RULES_VERSION", 0)
    await house.do(somebody(), register())
    monkeypatch.undo()
    await house.do(somebody(), register())
    found = await verify(engine)
    assert (found.problems, found.decided_again, dict(found.older)) == ([], 2, {0: 1})


async def test_rules_that_decide_otherwise_are_noticed(lived: RecordedLife, engine: AsyncEngine) -> None:
    decide = AGGREGATE.decide
    object.__setattr__(AGGREGATE, "decide", lambda *given: [*decide(*given)][:-1])
    try:
        assert "the rules give other events" in whats(await verify(engine))
    finally:
        object.__setattr__(AGGREGATE, "decide", decide)


async def test_a_rebuild_gives_the_rows_that_were_there(
    lived: RecordedLife, owner: AsyncEngine, owner_database: str
) -> None:
    exchanged = await rebuild(owner)
    assert {name: each.differed for name, each in exchanged.items()} == {
        "tasks": False,
        "initiatives": False,
        "persons": False,
        "programmes": False,
        "handovers": False,
        "holdings": False,
    }
    assert exchanged["tasks"].rows == len(lived.state.tasks)
    assert await differences(owner_database) == []


async def test_a_programme_s_row_is_verified_and_made_anew(
    house: House, engine: AsyncEngine, owner: AsyncEngine, intruder: Intruder
) -> None:
    await move_in(house)
    started = uuid4()
    command = StartProgramme(programme=started, form=decision(UNIT))
    await house.do(programme_stream(started), command, actor=STAFF)
    await Sequencer(engine, house.clock).drain()
    assert whats(await verify(engine)) == set()
    exchanged = (await rebuild(owner))["programmes"]
    assert (exchanged.rows, exchanged.differed) == (1, False)
    await intruder.execute("UPDATE programmes SET waiting = 7")
    assert "its rows in the read models are not what its events say" in whats(await verify(engine))


async def test_a_rebuild_mends_what_was_wrong_and_says_so(
    house: House, lived: RecordedLife, engine: AsyncEngine, owner: AsyncEngine, intruder: Intruder
) -> None:
    await intruder.execute("UPDATE tasks SET state = 'done' WHERE key = 'effect_chain'")
    await intruder.execute("DELETE FROM persons")
    exchanged = await rebuild(owner)
    assert exchanged["tasks"].differed
    assert exchanged["persons"].differed
    assert not exchanged["initiatives"].differed
    assert whats(await verify(engine)) == set()


async def test_an_interrupted_rebuild_does_not_stop_the_next(lived: RecordedLife, owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        await connection.execute(text("CREATE SCHEMA rebuilding"))
        await connection.execute(text("CREATE TABLE rebuilding.tasks (half int)"))
    assert not (await rebuild(owner))["tasks"].differed


async def test_commands_go_on_during_a_rebuild(house: House, engine: AsyncEngine, owner: AsyncEngine) -> None:
    people = [somebody() for _ in range(8)]
    for stream in people:
        await house.do(stream, register())
    rebuilding = asyncio.create_task(rebuild(owner))
    names = 0
    while not rebuilding.done():
        await asyncio.gather(*(house.do(stream, change(f"Namn {names}")) for stream in people))
        names += 1
    exchanged = await rebuilding
    assert names > 0
    assert not exchanged["persons"].differed
    await asyncio.gather(*(house.do(stream, change("Efteråt")) for stream in people))
    assert whats(await verify(engine)) == set()
