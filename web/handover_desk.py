"""Handovers, for whoever asks: every read authorised here, texts opened for those who may see them.

The organiser's staff, auditors and whoever is the post's manager now see all of a handover, the newcomer from their
first day; whoever leaves sees their own comments and the briefs given to them, until their last day. Nobody else does.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.facts import Facts
from domain.forms import OutgoingComment, Position
from domain.handover.decide import is_manager
from domain.handover.decide import stream as handover_stream
from domain.handover.events import Change, Seen
from domain.handover.state import HandoverState, HandoverTask, unseen
from domain.initiative.events import BriefKept
from domain.initiative.filing import found_at
from domain.initiative.state import InitiativeState, Status, Task, TaskState
from domain.initiative.turnover import comments, is_by
from domain.messages import N_
from domain.organiser import post_of
from domain.post.decide import stream as post_stream
from domain.refusals import NotAllowed, NotFound
from domain.tasks import Key
from events.envelope import tail
from events.reading_handovers import (
    Eyes,
    HandoverOverview,
    Vacancy,
    list_handovers,
    vacancies,
)
from events.records import StoredEvent
from events.registry import CODEC
from events.sealing import LostKey, SubjectKey, open_fields, text
from web.brief.persons import persons_in

if TYPE_CHECKING:
    from web.desk import Caller, Desk

KEPT: Final = b'"type":"brief_kept"'
Opener = SubjectKey | LostKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One initiative of a handover, its texts plain."""

    initiative: UUID
    title: str
    paused: bool
    seen: Seen
    comment: OutgoingComment | None
    found_at: str
    """Where the comment has been written already."""
    comment_task: Task | None
    """Open."""
    position: Position | None
    position_task: Task | None
    """Open."""
    kept: tuple[BriefKept, ...]
    """Sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedHandover:
    """A handover somebody may read, its texts plain."""

    stream: str
    version: int
    state: HandoverState
    change: Change
    unit: UUID
    eyes: Eyes
    whole: bool
    """All of it may be seen; else what concerns whoever leaves."""
    facts: Facts
    """As the caller has them."""
    handed: tuple[Handed, ...]

    @property
    def persons(self) -> set[UUID]:
        """Everybody it names."""
        change = self.change
        told = {kept.told for each in self.handed for kept in each.kept}
        by = {task.by for task in self.state.tasks.values()}
        corrected = {task.corrected.by for task in self.state.tasks.values() if task.corrected}
        named = {getattr(task.form, "person", None) for task in self.state.tasks.values()}
        return {who for who in {change.leaver, change.newcomer, change.manager, *told, *by, *corrected, *named} if who}

    def task(self, task: UUID) -> HandoverTask:
        """The task of that id; whoever leaves sees none. Raises NotFound, NotAllowed."""
        if not self.whole:
            raise _no_part()
        return self.state.task(task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What somebody was told."""

    initiative: UUID
    title: str
    brief: BriefKept
    text: str
    """Markdown, persons as ids; empty where it cannot be read."""
    erased: bool
    matches: bool | None
    """Whether the text is the one its digest was made of; unknown where it cannot be read."""

    @property
    def persons(self) -> set[UUID]:
        """Everybody it names."""
        return persons_in(self.text)


class HandoverDesk:
    """What the desk has to say of handovers. Everything raises a Refusal where the answer is no."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    async def handovers(
        self, caller: "Caller", *, after: str = "", limit: int = 50
    ) -> tuple[Sequence[HandoverOverview], str | None]:
        """The handovers the caller may read, open ones first, and the cursor of the next page if there is one."""
        eyes = await self._eyes(caller)
        rows = await list_handovers(self._desk.reader, eyes, after=after, limit=limit + 1)
        page = rows[:limit]
        return page, page[-1].cursor if len(rows) > limit else None

    async def vacancies(self, caller: "Caller") -> Sequence[Vacancy]:
        """Vacant posts with open work: all, for the organiser's staff and auditors; else those one manages."""
        return await vacancies(self._desk.reader, await self._eyes(caller))

    async def handover(self, caller: "Caller", handover: UUID) -> OpenedHandover:
        """The handover. Raises NotFound also for another tenant's, NotAllowed for one that is not theirs to see."""
        stream = handover_stream(handover)
        if await self._desk.store.organiser_of(stream) != caller.organiser:
            raise NotFound("handover_unknown", N_("There is no such handover."))
        sealed, version = await self._desk.ledger.state(stream)
        if sealed.unit is None or sealed.change is None:
            raise _no_part()
        eyes = await self._eyes(caller)
        post, _ = await self._desk.ledger.state(post_stream(post_of(sealed.unit)))
        facts = Facts(now=self._desk.clock.now(), standing=eyes.standing, post=post)
        part = part_in(sealed, eyes, facts)
        if part is None:
            raise _no_part()
        key = (await self._desk.keys.load(caller.organiser, [stream]))[stream]
        state: HandoverState = open_fields(sealed, key)
        opened = OpenedHandover(
            stream=stream,
            version=version,
            state=state,
            change=sealed.change,
            unit=sealed.unit,
            eyes=eyes,
            whole=part,
            facts=facts,
            handed=await self._handed(caller, sealed, sealed.seen.values()),
        )
        return opened if part else replace(opened, handed=tuple(_of_leaver(each, eyes) for each in opened.handed))

    async def handover_of(self, caller: "Caller", task: UUID) -> UUID | None:
        """The handover a task of this tenant belongs to, if it is one's."""
        stream = await self._desk.reader.stream_of(caller.organiser, task)
        category, _, name = (stream or "").partition(":")
        return UUID(name) if category == "handover" else None

    async def briefs(self, caller: "Caller", handover: UUID, initiative: UUID) -> tuple[OpenedHandover, list[Kept]]:
        """What was told of one initiative, also if it has left the handover since. Raises NotFound if nothing was."""
        opened = await self.handover(caller, handover)
        handed = next((each for each in opened.handed if each.initiative == initiative), None)
        handed = handed or await self._apart(caller, opened, initiative)
        if handed is None:
            raise NotFound("initiative_not_handed", N_("The initiative is not in this handover."))
        stream = _stream(initiative)
        key = (await self._desk.keys.load(caller.organiser, [stream]))[stream]
        return opened, [_kept(handed, brief, key) for brief in handed.kept]

    async def _eyes(self, caller: "Caller") -> Eyes:
        return Eyes(
            organiser=caller.organiser,
            standing=await self._desk.standing(caller),
            whose=caller.acting_for or caller.person,
            today=await self._desk.today(caller),
        )

    async def _apart(self, caller: "Caller", opened: OpenedHandover, initiative: UUID) -> Handed | None:
        """An initiative that is no part of it any more: what was told of it stays readable."""
        if await self._desk.store.organiser_of(_stream(initiative)) != caller.organiser:
            return None
        (handed,) = await self._handed(caller, opened.state, [unseen(initiative)])
        theirs = handed if opened.whole else _of_leaver(handed, opened.eyes)
        return theirs if theirs.kept else None

    async def _handed(self, caller: "Caller", state: HandoverState, seen: Iterable[Seen]) -> tuple[Handed, ...]:
        """Those initiatives, by their titles, in three reads; of its events those since the first brief."""
        streams = {_stream(each.initiative): each for each in seen}
        held = await self._desk.ledger.states(streams)
        first = {name: min(_told_at(state.handover, of), default=0) for name, (of, _) in held.items()}
        events = await self._desk.store.tails({name: version - 1 for name, version in first.items() if version})
        keys = await self._desk.keys.load(caller.organiser, streams)
        made = (
            _handing(state, each, open_fields(held[name][0], keys[name]), events.get(name, ()))
            for name, each in streams.items()
        )
        return tuple(sorted(made, key=lambda each: (each.title, each.initiative)))


def part_in(state: HandoverState, eyes: Eyes, facts: Facts) -> bool | None:
    """Whether they see all of a handover, or what concerns whoever leaves; `None`: nothing."""
    change, today = state.change, eyes.today
    if change is None or state.unit is None:
        return None
    post = post_of(state.unit)
    if eyes.sees_all or is_manager(facts):
        return True
    if post not in eyes.held:
        return None
    if change.newcomer == eyes.whose and change.first_day is not None and change.first_day <= today:
        return True
    leaves = change.leaver == eyes.whose and (change.last_day is None or change.last_day >= today)
    return False if leaves else None


def _no_part() -> NotAllowed:
    return NotAllowed("handover_not_readable", N_("You have no part in this handover."))


def _stream(initiative: UUID) -> str:
    return f"initiative:{initiative}"


def _handing(state: HandoverState, seen: Seen, of: InitiativeState, events: Sequence[StoredEvent]) -> Handed:
    change = state.change
    comes = change is not None and change.newcomer is not None and of.principal == change.newcomer
    said = [task.answer for task in _of_leaver_s(of, change) if task.answer]
    positions = [task.answer.form for task in _of_newcomer_s(of, change, comes=comes) if task.answer]
    return Handed(
        initiative=seen.initiative,
        title=text(of.title),
        paused=of.status is Status.PAUSED,
        seen=seen,
        comment=next((answer.form for answer in said if isinstance(answer.form, OutgoingComment)), None),
        found_at=text(found_at(said[0] if said else None, of)),
        comment_task=next(iter(of.open_of(Key.OUTGOING_COMMENT)), None) if not comes else None,
        position=next((form for form in positions if isinstance(form, Position)), None),
        position_task=next(iter(of.open_of(Key.POSITION)), None) if comes else None,
        kept=tuple(_told(state.handover, events)),
    )


def _of_leaver_s(of: InitiativeState, change: Change | None) -> Iterator[Task]:
    """Comments of whoever leaves, or in their place until that last day; the latest first."""
    if change is None or change.last_day is None:
        return
    theirs = comments(of, change.leaver, change.leaver_since, change.last_day)
    for task in _done(of, Key.OUTGOING_COMMENT):
        if task in theirs or task.number == change.last_day.toordinal():
            yield task


def _of_newcomer_s(of: InitiativeState, change: Change | None, *, comes: bool) -> Iterator[Task]:
    """Positions of whoever comes, or in their place while they are principal; the latest first."""
    for task in _done(of, Key.POSITION):
        theirs = change is not None and is_by(change.newcomer, task, change.first_day)
        if theirs or (comes and task.armed > of.received):
            yield task


def _done(of: InitiativeState, key: Key) -> list[Task]:
    return [task for task in reversed(of.tasks_of(key)) if task.state is TaskState.DONE]


def _told_at(handover: UUID, of: InitiativeState) -> Iterator[int]:
    """The versions of the events that kept its briefs."""
    return (version for (of_handover, _), told in of.told.items() if of_handover == handover for version, _ in told)


def _told(handover: UUID, events: Sequence[StoredEvent]) -> Iterator[BriefKept]:
    for stored in events:
        named = tail(stored.envelope)
        if KEPT in named:
            event = CODEC.read_event(named, stored.payload)
            if isinstance(event, BriefKept) and event.handover == handover:
                yield event


def _of_leaver(each: Handed, eyes: Eyes) -> Handed:
    """What whoever leaves may see: what they have said, and what they were told."""
    mine = tuple(kept for kept in each.kept if kept.told == eyes.whose)
    return replace(each, seen=replace(each.seen, position=None), position=None, position_task=None, kept=mine)


def _kept(handed: Handed, brief: BriefKept, key: Opener) -> Kept:
    plain, same = b"", None
    if isinstance(key, SubjectKey):
        plain = key.open(brief.text)
        same = hmac.compare_digest(key.digest(plain).hex(), brief.digest)
    erased = isinstance(key, LostKey) and key.erased
    return Kept(
        initiative=handed.initiative,
        title=handed.title,
        brief=brief,
        text=plain.decode(),
        erased=erased,
        matches=same,
    )
