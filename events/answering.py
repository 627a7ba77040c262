"""Answers by code, until they are counted: the one exception to the one path (DESIGN, "Sealed").

An answer spends a code and raises counters in one transaction; nothing joins the two, and no time is kept. Nobody can
read the counters before the round is closed: the database shows them to nobody (events/sql/answering.sql). Closing
appends the counts (`Ledger.execute`), and the follower `Forgetting` deletes codes and counters, whatever happens
between.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.questionnaires import Counts, Questionnaire
from events.codes import Code, RoundKey, read_code
from events.envelope import tail
from events.keys import Keys
from events.records import LoggedEvent
from events.registry import CODEC
from events.sealing import ErasedError

TASK, HASH = bindparam("task", type_=Uuid), bindparam("hash", type_=LargeBinary)
AT, CLOSES_AT = bindparam("at", type_=DateTime(timezone=True)), bindparam("closes_at", type_=DateTime(timezone=True))
OPEN: Final = select(
    func.answering.open_round(
        TASK,
        bindparam("organiser", type_=Uuid),
        bindparam("stream", type_=Text),
        bindparam("questionnaire", type_=Text),
        bindparam("questions", type_=Integer),
        bindparam("choices", type_=Integer),
        CLOSES_AT,
        bindparam("tags", type_=ARRAY(Text)),
    )
)
ADD: Final = select(func.answering.add_codes(TASK, CLOSES_AT, bindparam("hashes", type_=ARRAY(LargeBinary))))
ROUND: Final = select(
    func.answering.round_of(bindparam("tag", type_=Text)).table_valued(
        column("task", Uuid), column("organiser", Uuid), column("stream", Text), column("questionnaire", Text)
    )
)
JUDGE: Final = select(func.answering.judge(TASK, HASH, AT))
ANSWER: Final = select(func.answering.answer(TASK, HASH, bindparam("choices", type_=ARRAY(Integer)), AT))
ANSWERED: Final = select(func.answering.answered(TASK))
FREEZE: Final = select(
    func.answering.close_round(TASK).table_valued(column("answered", BigInteger), column("times", ARRAY(Integer)))
)
FORGET: Final = select(func.answering.forget(bindparam("tasks", type_=ARRAY(Uuid))))


class Verdict(StrEnum):
    """What a code is good for."""

    OPEN = "open"
    COUNTED = "counted"
    """Just now: the answers are in."""
    UNKNOWN = "unknown"
    """There is none such: never was, or it has been deleted with its round."""
    SPENT = "spent"
    EXPIRED = "expired"
    CLOSED = "closed"
    SLOW = "slow"
    """Too many wrong codes were tried in this round: not even looked at."""


class Place(NamedTuple):
    """Where a round belongs."""

    organiser: UUID
    stream: str
    task: UUID
    asks: Questionnaire


class Looked(NamedTuple):
    """A code's worth, and where it belongs if it is open or just counted."""

    verdict: Verdict
    place: Place | None = None


class Counted(NamedTuple):
    """What was answered in a round."""

    answered: int
    counts: Counts


class Answering:
    """The rounds of this installation. Everything raises FAILURES, and SealingError where a key is lost."""

    def __init__(self, engine: AsyncEngine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    async def open(self, place: Place, closes_at: datetime) -> str:
        """The tag of the task's round, begun if there is none: without codes it answers nobody."""
        key = await self._key(place)
        tag: str = await self._call(
            OPEN,
            task=place.task,
            organiser=place.organiser,
            stream=place.stream,
            questionnaire=place.asks.value,
            questions=place.asks.questions,
            choices=place.asks.choices,
            closes_at=closes_at,
            tags=key.tags(),
        )
        return tag

    async def add(self, place: Place, tag: str, command: UUID, number: int, closes_at: datetime) -> Sequence[Code]:
        """The codes that a command gives out; every time the same. None where the round is over."""
        key = await self._key(place)
        made = key.codes(tag, command, number)
        kept = await self._call(ADD, task=place.task, closes_at=closes_at, hashes=[key.hash(code) for code in made])
        return made if kept else ()

    async def look(self, said: str, at: datetime) -> Looked:
        """What a code, as somebody typed it, is good for."""
        return await self._judge(JUDGE, said, at=at)

    async def answer(self, said: str, choices: Sequence[int], at: datetime) -> Looked:
        """Count answers (from 1, one per question) and spend the code: COUNTED once, SPENT ever after."""
        return await self._judge(ANSWER, said, at=at, choices=list(choices))

    async def answered(self, task: UUID) -> int:
        """How many have answered, which is all that is told before the end."""
        return int(await self._call(ANSWERED, task=task) or 0)

    async def freeze(self, task: UUID, asks: Questionnaire) -> Counted:
        """Take no more answers, and tell what there are: the same to whoever asks again."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(FREEZE, {"task": task})).first()
        if row is None:
            return Counted(0, ())
        rows = range(0, len(row.times), asks.choices)
        return Counted(row.answered, tuple(tuple(row.times[first : first + asks.choices]) for first in rows))

    async def forget(self, tasks: Sequence[UUID]) -> None:
        """Delete these rounds, codes and counters."""
        await self._call(FORGET, tasks=list(tasks))

    async def _judge(self, statement: Select[Any], said: str, **values: object) -> Looked:
        code = read_code(said)
        place = await self._place(code) if code else None
        if code is None or place is None:
            return Looked(Verdict.UNKNOWN)
        try:
            key = await self._key(place)
        except ErasedError:
            return Looked(Verdict.UNKNOWN)
        verdict = Verdict(await self._call(statement, task=place.task, hash=key.hash(code), **values))
        return Looked(verdict, place if verdict in (Verdict.OPEN, Verdict.COUNTED) else None)

    async def _place(self, code: Code) -> Place | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(ROUND, {"tag": code.tag})).first()
        return Place(row.organiser, row.stream, row.task, Questionnaire(row.questionnaire)) if row else None

    async def _key(self, place: Place) -> RoundKey:
        return RoundKey(await self._keys.existing(place.organiser, place.stream), place.task)

    async def _call(self, statement: Select[Any], **values: object) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, values)).scalar()


class Forgetting:
    """The follower that deletes what was answered by code once it is counted, or will never be."""

    name = "forgetting"
    at_end = False
    ENDS: Final = (b'"codes_closed"', b'"task_withdrawn"')

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        """Forget the rounds that `events` end."""
        tasks = [
            CODEC.read_event(tail(event.envelope), event.payload).task
            for event in events
            if any(kind in tail(event.envelope) for kind in self.ENDS)
        ]
        if tasks:
            await self._answering.forget(tasks)
