"""One handover's step: what the post and time have made due is done by commands, briefs are kept, then it is told."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal, Protocol
from uuid import UUID, uuid5

from temporalio import activity

from activities.contracts import HAND_OVER, Handed, HandOver, Step
from activities.failing import by_type_only
from activities.initiative import LOOK_AGAIN, Steps, stream_of
from domain.actors import CLOCK, Standing
from domain.facts import Facts
from domain.forms.turnover import AnswersMeanwhile
from domain.handover import commands as do
from domain.handover.agenda import Alarm, agenda
from domain.handover.decide import AGGREGATE
from domain.handover.decide import stream as handover_stream
from domain.handover.follow import is_of_now
from domain.handover.initiatives import seen, to_be_told
from domain.handover.state import HandoverState
from domain.initiative.commands import KeepBrief
from domain.initiative.events import StreamVersion
from domain.initiative.state import InitiativeState
from domain.post.commands import NameMeanwhile
from domain.post.decide import stream_at
from domain.refusals import Refusal
from domain.sealed import Sealed
from events.clock import Clock
from events.envelope import read
from events.intent import Answer, Intent
from events.keys import Keys
from events.ledger import Ledger
from events.reading import Reader
from events.reading_handovers import living_at
from events.sealing import LostKey, SubjectKey
from events.store import Store

log = logging.getLogger(__name__)

PASSES: Final = 20
"""Looks in one step before giving up: each follows from the one before, and a handover has few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A brief, ready to be kept: Markdown, persons as ids."""

    text: str
    language: Literal["sv", "en"]
    of_version: int
    rests_on: tuple[StreamVersion, ...]
    moment: datetime
    """As of when it tells. Aware, UTC."""
    renderer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The initiatives a handover is about, as they stand."""

    known: Mapping[UUID, InitiativeState]
    erased: frozenset[UUID]
    """Of these nobody can be told anything any more."""

    @property
    def told_of(self) -> list[tuple[UUID, InitiativeState]]:
        return [(id_, state) for id_, state in self.known.items() if id_ not in self.erased]


class Writer(Protocol):
    """Writes the brief of an initiative as it stands."""

    async def write(self, organiser: UUID, initiative: UUID, now: datetime) -> Written: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A handover as it is seen."""

    state: HandoverState
    version: int
    facts: Facts
    due: Sequence[Alarm]
    next: Alarm | None


class HandoverActivities:
    """What handovers' workflows ask for, over this process's ledger."""

    def __init__(  # noqa: PLR0913  what it works with, from the composition root
        self, *, ledger: Ledger, store: Store, reader: Reader, keys: Keys, clock: Clock, writer: Writer
    ) -> None:
        self._ledger = ledger
        self._steps = Steps(ledger=ledger, clock=clock)
        self._store = store
        self._reader = reader
        self._keys = keys
        self._clock = clock
        self._writer = writer

    @activity.defn(name=HAND_OVER)
    @by_type_only
    async def hand_over(self, ask: HandOver) -> Handed:
        """Do what is due, note what was seen and when to look again, and tell; repeated, it converges."""
        for _ in range(PASSES):
            look = await self._look(ask)
            if not look.state.is_open:
                break
            if not await self._act(ask, look):
                break
        look = await self._look(ask)
        next_due = look.next.at if look.next and look.state.is_open else None
        if look.due:
            log.error("due and not done", extra={"stream": handover_stream(ask.handover)})
            next_due = ask.now + LOOK_AGAIN
        await self._store.note_clock(handover_stream(ask.handover), look.version, next_due)
        return _handed(look, next_due)

    async def _act(self, ask: HandOver, look: Look) -> bool:
        """The first thing there is to do; what it leads to is looked at before anything else is done."""
        held = await self._initiatives(ask, look.state)
        for step in (self._do_due, self._catch_up, self._see, self._tell, self._name_meanwhile):
            if await step(ask, look, held):
                return True
        return False

    async def _look(self, ask: HandOver) -> Look:
        state, version = await self._ledger.state(handover_stream(ask.handover))
        follow = do.FollowTurnover(handover=ask.handover, unit=state.unit) if state.unit else None
        streams = AGGREGATE.relies_on(ask.organiser, state, follow) if follow else ()
        known: dict[str, Any] = {
            stream.partition(":")[0]: held for stream, (held, _) in (await self._ledger.states(streams)).items()
        }
        now = min(ask.now, self._clock.now())
        facts = Facts(now=now, standing=Standing(actor=CLOCK), **known)
        due, following = agenda(state, facts) if state.is_open else ([], None)
        return Look(state=state, version=version, facts=facts, due=due, next=following)

    async def _initiatives(self, ask: HandOver, state: HandoverState) -> Held:
        """Those it knows of, and those that have been started at the unit since."""
        live = await living_at(self._reader, ask.organiser, [state.unit]) if state.unit else ()
        ids = sorted({*state.seen, *(row.id for row in live)})
        found = await self._ledger.states(map(stream_of, ids))
        keys = await self._keys.load(ask.organiser, map(stream_of, ids))
        return Held(
            known={id_: found[stream_of(id_)][0] for id_ in ids},
            erased=frozenset(id_ for id_ in ids if _is_erased(keys[stream_of(id_)])),
        )

    async def _do_due(self, ask: HandOver, look: Look, _held: Held) -> bool:
        """One pass over what time and the post have made due."""
        answers = [await self._do(ask, f"{a.rule}:{a.step}:{a.armed}", a.command) for a in look.due]
        return any(answer and answer.events for answer in answers)

    async def _catch_up(self, ask: HandOver, look: Look, held: Held) -> bool:
        """Initiatives that somebody is about to be told of do what is due first: a brief tells of the day it is kept.

        Their own workflows do the same that midnight, before or after.
        """
        acted = False
        for id_, state in held.told_of:
            if any(to_be_told(state, look.state, look.facts)):
                kinds, _ = await self._steps.take(Step(organiser=ask.organiser, initiative=id_, now=ask.now))
                acted = acted or bool(kinds)
        return acted

    async def _see(self, ask: HandOver, look: Look, held: Held) -> bool:
        if look.state.change is None:
            return False
        as_seen = (seen(id_, of, look.state, look.facts.today) for id_, of in held.known.items())
        news = look.state.news(replace(each, over=each.over or each.initiative in held.erased) for each in as_seen)
        if not news:
            return False
        what = f"see:{look.version}:{sha256(repr(news).encode()).hexdigest()[:16]}"
        answer = await self._do(ask, what, do.SeeInitiatives(seen=news))
        return bool(answer and answer.events)

    async def _tell(self, ask: HandOver, look: Look, held: Held) -> bool:
        """Whoever leaves is told while they are there, whoever comes from day one; the manager, to confirm."""
        told = False
        for id_, state in held.told_of:
            for person, since in to_be_told(state, look.state, look.facts):
                told = await self._keep(ask, id_, person, since) or told
        return told

    async def _keep(self, ask: HandOver, initiative: UUID, told: UUID, since: date) -> bool:
        stream = stream_of(initiative)
        written = await self._writer.write(ask.organiser, initiative, min(ask.now, self._clock.now()))
        key = await self._keys.existing(ask.organiser, stream)
        command = KeepBrief(
            handover=ask.handover,
            told=told,
            since=since,
            text=Sealed(written.text.encode()),
            language=written.language,
            of_version=written.of_version,
            rests_on=written.rests_on,
            moment=written.moment,
            renderer=written.renderer,
            digest=key.digest(written.text.encode()).hex(),
        )
        # Of all that it says: written again with anything else it is another command, which comes to nothing.
        what = f"brief:{initiative}:{told}:{written.of_version}:{written.moment.isoformat()}:{command.digest}"
        answer = await self._execute(ask, stream, command, what)
        return bool(answer and answer.events)

    async def _name_meanwhile(self, ask: HandOver, look: Look, _held: Held) -> bool:
        """What the manager has decided for a vacancy is taken to the post once, and once for each correction.

        Whom the organiser's staff have named since stays.
        """
        unit, post, task = look.state.unit, look.facts.post, look.state.names_meanwhile
        if unit is None or post is None or task is None or not is_of_now(task, look.facts):
            return False
        match task.form:
            case AnswersMeanwhile(person=UUID() as person, until=date() as until) if until >= look.facts.today:
                command = NameMeanwhile(unit=unit, person=person, until=until, by=task.said_by)
                what, cause = f"meanwhile:{task.task}:{task.said}", await self._event(ask, task.said)
                answer = await self._execute(ask, stream_at(unit), command, what, cause)
                return answer is not None and answer.version > post.version
        return False

    async def _event(self, ask: HandOver, version: int) -> UUID:
        """The id of the handover's event of that version."""
        event, *_ = await self._store.tail(handover_stream(ask.handover), version - 1)
        return read(event.envelope).id

    async def _do(self, ask: HandOver, what: str, command: do.Command) -> Answer | None:
        return await self._execute(ask, handover_stream(ask.handover), command, what)

    async def _execute(
        self, ask: HandOver, stream: str, command: Any, what: str, cause: UUID | None = None
    ) -> Answer | None:
        id_ = uuid5(ask.handover, what)
        intent = Intent(organiser=ask.organiser, stream=stream, command=command, actor=CLOCK, id=id_, cause=cause)
        try:
            return await self._ledger.execute(intent)
        except Refusal as refusal:
            log.warning("the handover's clock was refused", extra={"stream": stream, "code": refusal.code})
            return None


def _is_erased(key: SubjectKey | LostKey) -> bool:
    return isinstance(key, LostKey) and key.erased


def _handed(look: Look, next_due: datetime | None) -> Handed:
    state = look.state
    return Handed(
        version=look.version,
        status="none" if state.change is None else state.ending.value if state.ending else "open",
        initiatives=len(state.seen),
        waits=sum(1 for _ in state.waits_for),
        waits_for=tuple(sorted(task.key.value for task in state.open_tasks)),
        next_due=next_due,
        next=look.next.rule if look.next and next_due else "nothing by itself",
    )
