"""What is somebody's by name, given to another: shown first, then done, each with a result of its own.

As with moving to another version of a template, what is shown is the decision itself, made on what is known now and not
appended. The principal's post is nobody's to give here: it has tenures.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid5

from domain import calendar, organiser
from domain.actors import Role
from domain.catalogue import CATALOGUE
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.decide import AGGREGATE
from domain.initiative.persons import by_name
from domain.initiative.state import InitiativeState
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post import decide as post
from domain.post.commands import NameManager
from domain.refusals import Conflict, NotAllowed, NotFound, Refusal, Unmet
from events.deciding import with_post
from events.failures import FAILURES, StoreUnavailable
from events.intent import Answer
from events.ledger import BusyError
from events.reading import Overview
from web.desk import Caller, Desk

AT_ONCE: Final = 50
"""Initiatives folded, and changed, at a time."""
Result = Answer | Refusal | Exception


class What(StrEnum):
    """What somebody is by name."""

    GROUP = "group"
    NAMED = "named"
    TASK = "task"
    MANAGER = "manager"
    POST_MANAGER = "post_manager"
    POST = "post"
    """Principal: shown, so that it is not forgotten, and refused."""
    NOTHING = "nothing"
    """They have had something to do with the initiative, and nothing is left to give."""


WHAT: Final = {
    What.GROUP: N_("leads a group"),
    What.NAMED: N_("named as facilitator"),
    What.TASK: N_("has been handed a form"),
    What.MANAGER: N_("manager of the initiative"),
    What.POST_MANAGER: N_("the principal's manager"),
    What.POST: N_("principal"),
    What.NOTHING: N_("nothing is theirs any longer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is theirs, and what giving it to the other would come to."""

    stream: str
    unit: UUID
    initiative: UUID | None
    title: str
    what: What
    about: str = ""
    """The group's number, or what the task is called (English, marked)."""
    command: Any = None
    refusal: Refusal | None = None

    @property
    def is_theirs(self) -> bool:
        return self.command is not None


class Reassignment:
    """From one person to another, at one organiser."""

    def __init__(self, desk: Desk, caller: Caller, leaver: UUID, to: UUID) -> None:
        self._desk = desk
        self._caller = caller
        self._leaver = leaver
        self._to = to

    async def find(self) -> list[Item]:
        """Everything that is theirs. Raises NotAllowed, NotFound, Unmet."""
        await self._require_possible()
        rows = await self._desk.reader.naming(self._caller.organiser, self._leaver)
        titles = {row.id: title for row, title in await self._desk.titled(self._caller, rows)}
        organisation = await self._organisation()
        found = [item for page in _pages(rows) for item in await self._in_initiatives(page, titles, organisation)]
        found += await self._at_posts(organisation)
        if not found:
            await self._require_known(self._leaver)
        return found

    async def give(self, items: Sequence[Item], command_id: UUID) -> list[tuple[Item, Result | None]]:
        """Give each to the other by a command of its own; one that is refused stops none of the others.

        The same id again does nothing twice; what was interrupted is found and done when it is asked for again.
        """
        by_stream = [list(held) for _, held in groupby(items, lambda each: each.stream)]
        results: list[tuple[Item, Result | None]] = []
        for page in _pages(by_stream):
            done = await asyncio.gather(*(self._give_in_order(held, command_id) for held in page))
            results += [each for held in done for each in held]
        return results

    async def _give_in_order(self, items: Sequence[Item], command_id: UUID) -> list[tuple[Item, Result | None]]:
        return [(each, await self._give(each, command_id)) for each in items]

    async def _give(self, item: Item, command_id: UUID) -> Result | None:
        if item.command is None:
            return item.refusal
        own = uuid5(command_id, f"{item.stream}|{item.command!r}")
        try:
            return await self._desk.execute(self._caller, item.stream, item.command, command_id=own)
        except Refusal as refusal:
            return refusal
        except (StoreUnavailable, BusyError, *FAILURES) as error:
            return error

    async def _require_possible(self) -> None:
        if not (await self._desk.standing(self._caller)).has(Role.ORGANISER):
            raise NotAllowed("organiser_only", N_("Only the organiser's staff may do this."))
        if self._leaver == self._to:
            raise Unmet("same_person", N_("Name two different people."))
        await self._require_known(self._to)

    async def _require_known(self, person: UUID) -> None:
        if not await self._desk.reader.persons(self._caller.organiser, {person}):
            raise NotFound("person_unknown", N_("There is no such person here."))

    async def _organisation(self) -> OrganiserState:
        state, _ = await self._desk.ledger.state(organiser.stream(self._caller.organiser))
        held: OrganiserState = state
        return held

    async def _in_initiatives(
        self, rows: Sequence[Overview], titles: Mapping[UUID, str], organisation: OrganiserState
    ) -> list[Item]:
        states = await self._desk.ledger.states([row.stream for row in rows])
        relied_on = {
            stream
            for state, _ in states.values()
            for stream in AGGREGATE.relies_on(self._caller.organiser, state, do.JudgeDay())
        }
        known = {stream: state for stream, (state, _) in (await self._desk.ledger.states(relied_on)).items()}
        found: list[Item] = []
        for row in rows:
            state: InitiativeState = states[row.stream][0]
            nothing = Item(
                stream=row.stream, unit=state.unit, initiative=row.id, title=titles[row.id], what=What.NOTHING
            )
            facts = self._facts(state, known, organisation)
            theirs = [_item(nothing, command, state, facts) for command in by_name(self._leaver, self._to, state)]
            found += theirs or [nothing]
        return found

    def _facts(self, state: InitiativeState, known: Mapping[str, Any], organisation: OrganiserState) -> Facts:
        streams = AGGREGATE.relies_on(self._caller.organiser, state, do.JudgeDay())
        held: dict[str, Any] = {stream.partition(":")[0]: known[stream] for stream in streams}
        standing = organisation.standing(self._caller.actor)
        facts = Facts(now=self._desk.clock.now(), standing=standing, **held)
        return replace(facts, standing=with_post(facts))

    async def _at_posts(self, organisation: OrganiserState) -> list[Item]:
        units = {post.stream_at(unit): unit for unit in organisation.units}
        states = await self._desk.ledger.states(units)
        dates, _ = await self._desk.ledger.state(calendar.stream(self._caller.organiser))
        today = dates.local_date(self._desk.clock.now())
        found: list[Item] = []
        for stream, unit in units.items():
            state, at = states[stream][0], Item(stream=stream, unit=unit, initiative=None, title="", what=What.POST)
            if state.manager == self._leaver:
                command = NameManager(unit=unit, person=self._to)
                found.append(replace(at, what=What.POST_MANAGER, command=command))
            if self._leaver in (state.at(today).person, state.at(today).principal):
                found.append(replace(at, refusal=_of_the_post()))
        return found


def _of_the_post() -> Refusal:
    return Conflict(
        "post_not_given",
        N_(
            "A post is not given on here. Appoint somebody, when you have announced that they leave:"
            " styrkedjan post depart UNIT PERSON --last-day DATE"
        ),
    )


def _item(of: Item, command: Any, state: InitiativeState, facts: Facts) -> Item:
    what, about = _about(command, state)
    try:
        AGGREGATE.decide(command, state, facts)
    except Refusal as refusal:
        return replace(of, what=what, about=about, command=command, refusal=refusal)
    return replace(of, what=what, about=about, command=command)


def _about(command: Any, state: InitiativeState) -> tuple[What, str]:
    match command:
        case do.NameFacilitator(group=None):
            return What.NAMED, ""
        case do.NameFacilitator(group=number):
            return What.GROUP, str(number)
        case do.HandTask(task=task):
            return What.TASK, CATALOGUE[state.task(task).key].title
        case _:
            return What.MANAGER, ""


def _pages(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
