"""Answers by code: each code once, nothing that joins an answer to one, nobody looks before the end."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.questionnaires import Questionnaire
from domain.self_assessment import FEWEST
from events.answering import Answering, Forgetting, Place, Verdict
from events.codes import ALPHABET, Code, RoundKey, read_code
from events.keys import MasterKey
from styrkedjan.embedded.postgres import SUPERUSER, Cluster
from tests.events.ledgers import House

SEEN = "SELECT xmin::text, ctid::text, * FROM answering.{table}"


@dataclass
class Round:
    """One open round."""

    house: House
    engine: AsyncEngine
    asks: Questionnaire = Questionnaire.SELF_ASSESSMENT
    codes: Sequence[Code] = ()
    task: UUID = field(default_factory=uuid4)

    @property
    def answering(self) -> Answering:
        return Answering(self.engine, self.house.keys)

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    async def begin(self, number: int = 6) -> "Round":
        stream = f"initiative:{uuid4()}"
        keys = self.house.keys
        await keys.ensure(self.house.organiser, stream, keys.offer(self.house.organiser, stream))
        self.place = Place(self.house.organiser, stream, self.task, self.asks)
        self.tag = await self.answering.open(self.place, self.now)
        self.command = uuid4()
        self.codes = await self.add(self.command, number)
        return self

    async def add(self, command: UUID, number: int) -> Sequence[Code]:
        until = self.now + timedelta(days=14)
        return await self.answering.add(self.place, self.tag, command, number, until)

    async def says(self, code: Code | str, choices: list[int] | None = None) -> Verdict:
        chosen = choices or [2] * self.asks.questions
        return (await self.answering.answer(str(code), chosen, self.now)).verdict

    async def counts(self) -> tuple[int, tuple[tuple[int, ...], ...]]:
        return await self.answering.freeze(self.task, self.asks)


@pytest.fixture
async def talk(house: House, engine: AsyncEngine) -> Round:
    return await Round(house, engine).begin()


async def test_a_code_answers_once(talk: Round) -> None:
    assert await talk.says(talk.codes[0]) is Verdict.COUNTED
    assert await talk.says(talk.codes[0]) is Verdict.SPENT
    assert await talk.answering.answered(talk.task) == 1


async def test_codes_are_read_however_they_are_typed(talk: Round) -> None:
    typed = f" {str(talk.codes[0]).lower().replace('-', ' ')} "
    assert read_code(typed) == talk.codes[0]
    assert (await talk.answering.look(typed, talk.now)).verdict is Verdict.OPEN
    for wrong in ("", "A" * 12, "3" * 11, "3" * 13, "åäö", "3" * 11 + "0"):
        assert read_code(wrong) is None
        assert await talk.says(wrong) is Verdict.UNKNOWN


async def test_the_same_command_gives_the_same_codes_and_another_one_others(talk: Round) -> None:
    assert await talk.add(talk.command, 6) == talk.codes
    more = await talk.add(uuid4(), 3)
    assert len({*talk.codes, *more}) == 9
    assert {code.tag for code in more} == {talk.tag}
    assert all(set(code.secret) <= set(ALPHABET) for code in more)
    assert await talk.says(more[0]) is Verdict.COUNTED


async def test_from_five_answers_there_are_counts_and_with_fewer_only_a_number(talk: Round) -> None:
    for code, choice in zip(talk.codes[: FEWEST - 1], (1, 1, 3, 4), strict=True):
        await talk.says(code, [choice] * 18)
    other = await Round(talk.house, talk.engine).begin()
    for code in other.codes[:FEWEST]:
        await other.says(code, [1, *[4] * 17])
    assert await talk.counts() == (4, ())
    assert await other.counts() == (5, ((5, 0, 0, 0), *[(0, 0, 0, 5)] * 17))


async def test_after_the_counts_nothing_more_is_counted(talk: Round) -> None:
    for code in talk.codes[:FEWEST]:
        await talk.says(code)
    first = await talk.counts()
    assert await talk.says(talk.codes[5]) is Verdict.CLOSED
    assert await talk.says(talk.codes[0]) is Verdict.SPENT
    assert await talk.counts() == first, "a sixth answer would tell itself from the five"
    assert await talk.add(uuid4(), 3) == ()


async def test_codes_expire_by_the_clock_at_the_moment_said(talk: Round) -> None:
    talk.house.clock.forward(timedelta(days=14) - timedelta(microseconds=1))
    assert await talk.says(talk.codes[0]) is Verdict.COUNTED
    talk.house.clock.forward(timedelta(microseconds=1))
    assert await talk.says(talk.codes[1]) is Verdict.EXPIRED
    await talk.add(uuid4(), 1)
    assert await talk.says(talk.codes[1]) is Verdict.COUNTED, "a later last day is every code's"


async def test_an_answer_is_whole_or_it_is_none(talk: Round) -> None:
    for choices in ([2] * 17, [2] * 17 + [5], [0] * 18, []):
        with pytest.raises(DBAPIError):
            await talk.answering.answer(str(talk.codes[0]), choices, talk.now)
    assert await talk.answering.answered(talk.task) == 0
    assert await talk.says(talk.codes[0]) is Verdict.COUNTED


async def test_guessing_is_slowed_and_told_nothing(talk: Round, database: str) -> None:
    talk.house.clock.forward(timedelta(days=30))
    wrong = [Code(talk.tag, "3" * 7 + letter) for letter in ALPHABET[:20]]
    assert [await talk.says(code) for code in wrong] == [Verdict.UNKNOWN] * 20
    assert await talk.says(wrong[0]) is Verdict.SLOW
    assert await talk.says(talk.codes[0]) is Verdict.SLOW, "else a guess would be told when it is right"
    other = await Round(talk.house, talk.engine).begin()
    assert await other.says(other.codes[0]) is Verdict.COUNTED


async def test_the_slowness_passes(talk: Round, cluster: Cluster, database_name: str) -> None:
    for letter in ALPHABET[:20]:
        await talk.says(Code(talk.tag, "3" * 7 + letter))
    connection = await asyncpg.connect(cluster.dsn(database_name, SUPERUSER))
    await connection.execute("UPDATE answering.rounds SET wrong_since = wrong_since - interval '61 seconds'")
    await connection.close()
    assert await talk.says(talk.codes[0]) is Verdict.COUNTED


async def test_a_forgotten_round_leaves_nothing(talk: Round, cluster: Cluster, database_name: str) -> None:
    kept = await Round(talk.house, talk.engine).begin()
    await talk.says(talk.codes[0])
    await talk.answering.forget([talk.task])
    await talk.answering.forget([talk.task])
    assert await talk.says(talk.codes[0]) is Verdict.UNKNOWN
    assert await talk.counts() == (0, ())
    rows = await rows_of(cluster, database_name)
    assert {row["task"] for table in rows.values() for row in table} == {kept.task}


async def test_what_is_kept_of_a_code_cannot_be_made_without_the_initiatives_key(
    talk: Round, house: House, cluster: Cluster, database_name: str
) -> None:
    rows = await rows_of(cluster, database_name)
    stored = repr(rows)
    assert all(code.secret not in stored and str(code) not in stored for code in talk.codes)
    hashes = {bytes(row["hash"]) for row in rows["codes"]}
    key = await house.keys.existing(house.organiser, talk.place.stream)
    assert hashes == {RoundKey(key, talk.task).hash(code) for code in talk.codes}
    assert hashes.isdisjoint(RoundKey(key, uuid4()).hash(code) for code in talk.codes)
    await house.keys.destroy(house.organiser, talk.place.stream, house.clock.now())
    assert await talk.says(talk.codes[0]) is Verdict.UNKNOWN


async def test_nothing_joins_an_answer_to_a_code(talk: Round, cluster: Cluster, database_name: str) -> None:
    """Neither a column nor what the database itself keeps of a row: its transaction and its place."""
    for number, code in enumerate(talk.codes[:3]):
        await talk.says(code, [number + 1] * 18)
    rows = await rows_of(cluster, database_name)
    assert {frozenset(row) - {"xmin", "ctid"} for row in rows["codes"]} == {frozenset({"task", "hash", "spent"})}
    columns = {"task", "question", "choice", "times"}
    assert {frozenset(row) - {"xmin", "ctid"} for row in rows["counters"]} == {frozenset(columns)}
    assert len({row["xmin"] for table in ("codes", "counters") for row in rows[table]}) == 1
    places = sorted((*map(int, str(row["ctid"]).strip("()").split(",")), row["hash"]) for row in rows["codes"])
    assert [hash_ for *_, hash_ in places] == sorted(hash_ for *_, hash_ in places)
    (held,) = rows["rounds"]
    moments = {column for column, value in held.items() if isinstance(value, datetime) and value.year > 1}
    assert moments == {"closes_at"}, "and when something wrong was last tried, where it was"


async def rows_of(cluster: Cluster, name: str) -> dict[str, list[dict[str, object]]]:
    """Every row of the schema, as the superuser sees it."""
    connection = await asyncpg.connect(cluster.dsn(name, SUPERUSER))
    try:
        return {
            table: [dict(row) for row in await connection.fetch(SEEN.format(table=table))]
            for table in ("rounds", "codes", "counters")
        }
    finally:
        await connection.close()


async def test_two_at_once_with_one_code_count_once(talk: Round) -> None:
    said = await asyncio.gather(*(talk.says(talk.codes[0]) for _ in range(8)))
    assert sorted(said) == [Verdict.COUNTED, *[Verdict.SPENT] * 7]
    assert await talk.answering.answered(talk.task) == 1


async def test_several_processes_with_the_same_codes_count_each_once(
    house: House, engine: AsyncEngine, database: str, master: MasterKey
) -> None:
    talk = await Round(house, engine).begin(20)
    given = [database, master.source, house.clock.now().isoformat(), *map(str, talk.codes)]
    program = [sys.executable, "-m", "tests.events.answerer", *given]
    processes = [await asyncio.create_subprocess_exec(*program, stdout=PIPE) for _ in range(3)]
    said = [json.loads((await process.communicate())[0]) for process in processes]
    for verdicts in zip(*said, strict=True):
        assert sorted(verdicts) == ["counted", "spent", "spent"]
    assert await talk.counts() == (20, ((0, 20, 0, 0),) * 18)


async def test_rounds_begin_with_different_tags_even_where_one_is_taken(
    house: House, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = iter([["3333"], ["3333", "4444"]])
    monkeypatch.setattr(RoundKey, "tags", lambda _: next(offered))
    assert [(await Round(house, engine).begin()).tag for _ in range(2)] == ["3333", "4444"]


async def test_a_round_opened_again_is_the_same(talk: Round) -> None:
    assert await talk.answering.open(talk.place, talk.now) == talk.tag


def test_the_follower_has_its_own_position() -> None:
    assert (Forgetting.name, Forgetting.at_end) == ("forgetting", False)
