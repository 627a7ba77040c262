"""Moving live initiatives to another version of their template: rehearsed, then done, each with a result of its own.

The rehearsal is the move itself, decided on what is known now and not appended, so the two cannot differ.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from domain import calendar, organiser
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.rehearsal import Rehearsal, rehearse
from domain.initiative.rights import require_organiser
from domain.messages import N_
from domain.refusals import NotFound, Refusal
from domain.template import TemplateContent, TemplateState
from events.failures import FAILURES, StoreUnavailable
from events.intent import Answer
from events.ledger import BusyError
from events.reading import Overview
from web.desk import Caller, Desk

T = TypeVar("T")
AT_ONCE: Final = 50
"""Initiatives folded, and moved, at a time."""
Result = Answer | Refusal | Exception
"""What became of one move; an exception of ours where the log could not be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One live initiative, and what moving it would come to."""

    row: Overview
    title: str
    version: int
    """Of its stream: the move is refused if it has changed since."""
    outcome: Rehearsal | Refusal


class Moves:
    """The way of one organiser's initiatives to one version of a template."""

    def __init__(self, desk: Desk, caller: Caller, state: TemplateState, key: str, number: int) -> None:
        self.key = key
        self.number = number
        self.is_published = False
        self._desk = desk
        self._caller = caller
        self._state = state

    @classmethod
    async def to_version(cls, desk: Desk, caller: Caller, key: str, number: int | None = None) -> "Moves":
        """To a published version, the latest if none is named. Raises NotFound."""
        state, _ = await desk.template(caller, key)
        wanted = number or state.number
        state.at(wanted)
        moves = cls(desk, caller, state, key, wanted)
        moves.is_published = True
        return moves

    @classmethod
    async def to_content(cls, desk: Desk, caller: Caller, content: TemplateContent) -> "Moves":
        """To a version that is not published yet, as if it were."""
        state, _ = await desk.template(caller, content.key)
        number = state.number + 1
        tried = TemplateState(versions={**state.versions, number: content})
        return cls(desk, caller, tried, content.key, number)

    async def rehearse(self, only: Collection[UUID] = ()) -> list[Rehearsed]:
        """Every live initiative of the template, or those named. Raises NotAllowed, NotFound."""
        facts = await self._facts()
        require_organiser(facts)
        live = await self._desk.reader.live_of(self._caller.organiser, self.key)
        if missing := set(only) - {row.id for row in live}:
            what = N_("{initiative} is no live initiative of this template.")
            raise NotFound("not_live_here", what, initiative=str(min(missing)))
        found: list[Rehearsed] = []
        for page in _pages([row for row in live if not only or row.id in only]):
            states = await self._desk.ledger.states([row.stream for row in page])
            for row, title in await self._desk.titled(self._caller, page):
                state, version = states[row.stream]
                outcome = _outcome(self.number, state, facts)
                found.append(Rehearsed(row=row, title=title, version=version, outcome=outcome))
        return found

    async def move(
        self, rows: Sequence[Rehearsed], command_id: UUID, *, as_seen: bool = False
    ) -> list[tuple[Rehearsed, Result]]:
        """Move each of them by a command of its own; one that fails stops none of the others.

        The same id again does nothing twice, so that whatever was interrupted is simply done again. `as_seen` refuses
        what has changed since it was rehearsed.
        """
        results: list[tuple[Rehearsed, Result]] = []
        for page in _pages(rows):
            moves = [self._move(each, command_id, each.version if as_seen else None) for each in page]
            results += zip(page, await asyncio.gather(*moves), strict=True)
        return results

    async def _move(self, each: Rehearsed, command_id: UUID, seen: int | None) -> Result:
        stream, command = each.row.stream, do.MoveToTemplate(version=self.number)
        try:
            own = uuid5(command_id, stream)
            return await self._desk.execute(self._caller, stream, command, command_id=own, seen=seen)
        except Refusal as refusal:
            return refusal
        except (StoreUnavailable, BusyError, *FAILURES) as error:
            return error

    async def _facts(self) -> Facts:
        home, days = organiser.stream(self._caller.organiser), calendar.stream(self._caller.organiser)
        known = await self._desk.ledger.states([home, days])
        held = known[home][0]
        return Facts(
            now=self._desk.clock.now(),
            standing=held.standing(self._caller.actor),
            organiser=held,
            calendar=known[days][0],
            template=self._state,
        )


def _outcome(number: int, state: Any, facts: Facts) -> Rehearsal | Refusal:
    try:
        return rehearse(number, state, facts)
    except Refusal as refusal:
        return refusal


def _pages(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
