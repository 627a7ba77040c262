"""Is the log whole, do its events follow from its commands by the rules, and do the pages follow from the events?

Three questions. *Order*: positions and versions without gaps, every envelope unaltered under its leaf and over its
payload, and no decision logged after what it relied on had moved. *Rules*: every event folds, and every command leaves
its stream sound; events under the current rules version are decided again from the kept command, on the facts of their
time, and must come out the same byte for byte; older ones are counted by version and never called verified. *Pages*:
the rows of the read models are those that the commands have left. No key is needed: texts stay sealed throughout.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain import RULES_VERSION
from domain.refusals import Refusal
from events.deciding import facts_of
from events.envelope import read, tail, tail_of
from events.folds import Fold, fold, nothing
from events.intent import Answer
from events.log_order import Problem, Walk, check_order
from events.pages import Page, events_of, give_way, moment, pages, read_page
from events.records import StoredCommand, StoredEvent
from events.registry import CODEC, aggregate_of
from events.replay import Step, rows_of, steps
from events.soundness import unsound

Progress = Callable[[int], None]
"""Told how many events have been replayed so far."""


@dataclass(slots=True, kw_only=True)
class Verification:
    """What was found. `older` is not verified: those events were decided under other rules."""

    logged: int = 0
    """Events with a position."""
    replayed: int = 0
    """Events folded, also those that have no position yet."""
    decided_again: int = 0
    older: Counter[int] = field(default_factory=Counter)
    """Events by their rules version, where that is not the current one."""
    problems: list[Problem] = field(default_factory=list)


async def verify(engine: AsyncEngine, progress: Progress = lambda _: None) -> Verification:
    """Ask the three questions of everything there is; commands may go on meanwhile."""
    found, walk = Verification(), Walk()
    found.problems += [problem async for problem in check_order(engine, walk)]
    found.logged = walk.position
    facts = FactsOfTheTime(engine)
    async for page in pages(engine, read_page):
        for stream in page.versions:
            history = _history(stream, page, walk, found)
            await _check_rules(stream, history, page, facts, found)
            _check_rows(stream, history, page, found)
            walk.versions.pop(stream, None)
            await give_way()
        progress(found.replayed)
    found.problems += [Problem(stream=s, version=v, what="the stream is gone") for s, v in walk.versions.items()]
    return found


class FactsOfTheTime:
    """The streams that decisions rely on, at every version they have had."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._folds: dict[str, list[Fold]] = {}

    async def at(self, stream: str, version: int) -> Fold | None:
        """The stream folded to `version`; `None` if it has never come so far."""
        if version >= len(self._folds.get(stream, ())):
            await self._load(stream)
        folds = self._folds[stream]
        return folds[version] if version < len(folds) else None

    async def _load(self, stream: str) -> None:
        async with moment(self._engine) as connection:
            events = (await events_of(connection, [stream]))[stream]
        folds = [nothing(stream)]
        for event in events:
            folds.append(fold(stream, folds[-1], [event]))
        self._folds[stream] = folds


def _history(stream: str, page: Page, walk: Walk, found: Verification) -> list[Step]:
    """The stream folded; as far as it folds."""
    held, history = page.events[stream], []
    found.replayed += len(held)
    if len(held) != page.versions[stream] or walk.versions.get(stream, 0) > len(held):
        found.problems.append(_problem(stream, len(held), f"it should have {page.versions[stream]} events"))
    try:
        for step in steps(stream, held):
            history.append(step)
            found.problems += [_problem(stream, step.after.version, what) for what in unsound(step.after)]
    except Exception as error:  # whatever it is: the other streams are looked at too
        at = history[-1].after.version if history else 0
        found.problems.append(_problem(stream, at + 1, f"it does not fold: {type(error).__name__}"))
    return history


async def _check_rules(
    stream: str, history: list[Step], page: Page, facts: FactsOfTheTime, found: Verification
) -> None:
    for step in history:
        origin = read(step.events[0].envelope).origin
        if origin.rules != RULES_VERSION:
            found.older[origin.rules] += len(step.events)
            continue
        guards = {name: await facts.at(name, version) for name, version in origin.facts.items()}
        command = page.commands.get(step.command)
        for what in _decide_again(stream, step, command, guards):
            found.problems.append(_problem(stream, step.before.version + 1, what))
            break
        else:
            found.decided_again += len(step.events)


def _decide_again(
    stream: str, step: Step, kept: StoredCommand | None, guards: Mapping[str, Fold | None]
) -> Iterator[str]:
    if kept is None or kept.stream != stream:
        yield "its command is not kept"
        return
    known = {name: held for name, held in guards.items() if held is not None}
    if len(known) < len(guards):
        yield "it relied on what never was"
        return
    origin, aggregate = read(step.events[0].envelope).origin, aggregate_of(stream)
    facts = facts_of(origin.actor, origin.recorded, stream, {stream: step.before, **known})
    try:
        events = aggregate.decide(CODEC.read_command(kept.payload), step.before.state, facts)
    except Refusal as refusal:
        yield f"the rules refuse its command: {refusal.code}"
        return
    if len(events) != len(step.events) or not all(map(_is_same, events, step.events)):
        yield "the rules give other events"
    answer = Answer(stream=stream, version=step.after.version, events=tuple(event.kind for event in events))
    if kept.answer != answer.to_bytes():
        yield "its command was answered otherwise"


def _is_same(event: Any, stored: StoredEvent) -> bool:
    """Byte for byte; an event written in an older version of its kind, in what that version knew."""
    written = tail(stored.envelope)
    if written == tail_of(event.kind, CODEC.version(event.kind)):
        return CODEC.write(event) == stored.payload
    read_now, named = CODEC.read_event(written, stored.payload), json.loads(stored.payload)
    unknown = (field.name for field in fields(event) if field.name not in named)
    return bool(replace(event, **{name: None for name in unknown if getattr(read_now, name) is None}) == read_now)


def _check_rows(stream: str, history: list[Step], page: Page, found: Verification) -> None:
    version = history[-1].after.version if history else 0
    if version == page.versions[stream] and rows_of(stream, history) != page.rows[stream]:
        found.problems.append(_problem(stream, version, "its rows in the read models are not what its events say"))


def _problem(stream: str, version: int, what: str) -> Problem:
    return Problem(stream=stream, version=version, what=what)
