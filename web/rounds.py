"""Rounds of codes, at the desk: given out, looked at, closed, by whoever holds the task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.initiative import by_code
from domain.initiative import commands as do
from domain.initiative.codes import Codes
from domain.initiative.state import InitiativeState, Task
from domain.initiative.timing import calendar_of
from domain.messages import N_
from domain.questionnaires import Questionnaire
from domain.refusals import Conflict
from events.answering import Answering, Place
from events.codes import Code
from events.intent import Answer
from web.desk import Caller, Desk, Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Codes just given out: shown once, kept nowhere."""

    answer: Answer
    initiative_title: str
    asks: Questionnaire
    codes: Sequence[Code]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a round has come."""

    issued: int
    answered: int
    until: date | None
    open: bool


class Rounds:
    """Over one desk. Everything raises a Refusal where the answer is no, and what the ledger raises."""

    def __init__(self, desk: Desk, answering: Answering) -> None:
        self._desk = desk
        self._answering = answering

    async def issue(self, caller: Caller, task: UUID, *, number: int, until: date | None, command_id: UUID) -> Issued:
        """More codes to a task; the same ones for the same command id, so that a lost answer can be asked for again.

        Judged first, so that a refused one leaves no round; decided again by the ledger.
        """
        opened, found = await self._desk.task(caller, task)
        command = do.IssueCodes(task=task, number=number, until=until)
        by_code.decide(command, opened.state, opened.facts)
        place = self._place(caller, opened, found)
        tag = await self._answering.open(place, self._desk.clock.now())
        answer = await self._desk.execute(caller, opened.stream, command, command_id=command_id)
        last = await self._until(opened.stream, task)
        made = await self._answering.add(place, tag, command_id, number, self._close_of(opened, last))
        if not made:
            raise Conflict("codes_closed", N_("The answers have been counted, and that is done once."))
        title = (opened.state.title or b"").decode()
        return Issued(answer=answer, initiative_title=title, asks=place.asks, codes=made, until=last)

    async def progress(self, caller: Caller, task: UUID) -> Progress:
        """How many have answered: a number, and before the end nothing else."""
        opened, found = await self._desk.task(caller, task)
        by_code.require_may_ask(found, opened.state, opened.facts)
        codes = found.codes
        if codes is None:
            return Progress(issued=0, answered=0, until=None, open=False)
        counted = codes.answered if codes.answered is not None else await self._answering.answered(task)
        return Progress(issued=codes.issued, answered=counted, until=codes.until, open=codes.is_open)

    async def close(self, caller: Caller, task: UUID, *, command_id: UUID) -> Answer:
        """Take no more answers and let them be counted. Begun and cut off, it is done by closing again."""
        opened, found = await self._desk.task(caller, task)
        asks = by_code.require_may_ask(found, opened.state, opened.facts)
        answered, counts = (0, ()) if found.codes is None else (found.codes.answered or 0, found.codes.counts)
        if found.codes is None or found.codes.is_open:
            by_code.decide(do.CloseCodes(task=task, answered=0), opened.state, opened.facts)
            answered, counts = await self._answering.freeze(task, asks)
        command = do.CloseCodes(task=task, answered=answered, counts=counts)
        return await self._desk.execute(caller, opened.stream, command, command_id=command_id)

    @staticmethod
    def _place(caller: Caller, opened: Opened, task: Task) -> Place:
        asks = by_code.require_may_ask(task, opened.state, opened.facts)
        return Place(caller.organiser, opened.stream, task.task, asks)

    async def _until(self, stream: str, task: UUID) -> date:
        state, _ = await self._desk.ledger.state(stream)
        held: InitiativeState = state
        codes: Codes | None = held.task(task).codes
        if codes is None:
            raise LookupError("codes were just given out")
        return codes.until

    @staticmethod
    def _close_of(opened: Opened, day: date) -> datetime:
        return calendar_of(opened.facts).close_of(day)
