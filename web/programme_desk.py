"""Programmes, for whoever asks: every read authorised here, texts opened for those who may see them.

The organiser's staff and auditors see all of a programme; a principal sees that it is, and their own unit's place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain import organiser
from domain.actors import Role, Standing
from domain.facts import Facts
from domain.forms.programme import ProgrammeDecision
from domain.initiative.days_in_stage import days_in_stage
from domain.initiative.state import InitiativeState, MeetingState
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.post import decide as post
from domain.post.state import PostState
from domain.programme import commands as do
from domain.programme.decide import stream as programme_stream
from domain.programme.events import Known
from domain.programme.state import Place, ProgrammeState, Unit
from domain.refusals import NotAllowed, NotFound
from domain.stalls import Cause
from events.envelope import read, tail
from events.reading import ProgrammeOverview
from events.registry import CODEC
from events.sealing import open_fields, text

if TYPE_CHECKING:
    from web.desk import Caller, Desk

PROGRAMMES_AT_ONCE: Final = 100
"""Rows read at a time while looking for those that somebody may see."""
STARTED: Final = "unit_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedProgramme:
    """A programme somebody may read, its texts plain."""

    stream: str
    version: int
    state: ProgrammeState
    whole: bool
    """All of it may be seen; else only `units`."""
    units: tuple[Unit, ...]
    """Those that may be seen, in the order of their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How one unit's initiative fares."""

    unit: UUID
    initiative: UUID
    state: InitiativeState
    """Its texts sealed."""
    days: Mapping[Cause, int]
    """School days in its stage, by whose they were."""
    overdue: int
    next_meeting: date | None


class ProgrammeDesk:
    """What the desk has to say of programmes. Everything raises a Refusal where the answer is no."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._store = desk.store
        self._keys = desk.keys

    async def programmes(
        self, caller: "Caller", *, after: str = "", limit: int = 50
    ) -> tuple[Sequence[tuple[ProgrammeOverview, str]], str | None]:
        """The programmes the caller may read, with their titles, and the cursor of the next page if there is one."""
        standing = await self._desk.standing(caller)
        found: list[ProgrammeOverview] = []
        while len(found) <= limit:
            rows = await self._desk.reader.programmes(caller.organiser, after=after, limit=PROGRAMMES_AT_ONCE)
            found += [row for row in rows if await self._may_read(row.stream, standing)]
            if len(rows) < PROGRAMMES_AT_ONCE:
                break
            after = rows[-1].stream
        page = found[:limit]
        keys = await self._keys.load(caller.organiser, {row.stream for row in page})
        titled = [(row, text(keys[row.stream].open(row.programme.title))) for row in page]
        return titled, page[-1].stream if len(found) > limit else None

    async def programme(self, caller: "Caller", programme: UUID) -> OpenedProgramme:
        """The programme. Raises NotFound also for another tenant's, NotAllowed for one that is not theirs to see."""
        stream = programme_stream(programme)
        if await self._store.organiser_of(stream) != caller.organiser:
            raise NotFound("programme_unknown", N_("There is no such programme."))
        standing = await self._desk.standing(caller)
        held, version = await self._desk.ledger.state(stream)
        mine, whole = _visible(held, standing), _sees_all(standing)
        if not mine:
            raise NotAllowed("programme_not_readable", N_("You have no part in this programme."))
        key = (await self._keys.load(caller.organiser, [stream]))[stream]
        state: ProgrammeState = open_fields(held, key)
        organisation, _ = await self._desk.organisation(caller)
        units = sorted((state.units[unit] for unit in mine), key=lambda unit: _place(organisation, unit.unit))
        return OpenedProgramme(stream=stream, version=version, state=state, whole=whole, units=tuple(units))

    async def known(self, caller: "Caller", units: Sequence[UUID]) -> Mapping[UUID, Known]:
        """What whoever starts a programme at these units is shown of them."""
        if not (await self._desk.standing(caller)).has(Role.ORGANISER):
            raise NotAllowed("organiser_only", N_("Only the organiser's staff may do this."))
        return await self._desk.reader.known_of(caller.organiser, units, await self._desk.today(caller))

    async def start(self, caller: "Caller", programme: UUID, form: ProgrammeDecision) -> do.StartProgramme:
        """The command, with what is known of the units; with what was known, where it is done again."""
        if (await self._store.versions([programme_stream(programme)]))[programme_stream(programme)]:
            known = await self._as_shown(caller, programme)
        else:
            found = await self.known(caller, [row.unit for row in form.units if row.unit])
            known = tuple(found.values())
        return do.StartProgramme(programme=programme, form=form, known=known)

    async def _as_shown(self, caller: "Caller", programme: UUID) -> tuple[Known, ...]:
        await self.programme(caller, programme)
        first = (await self._store.tail(programme_stream(programme)))[0]
        kept = await self._store.command(read(first.envelope).origin.command)
        if kept is None:
            raise LookupError("an event is stored with its command")
        command: do.StartProgramme = CODEC.read_command(kept.payload)
        return command.known

    async def rate(self, opened: OpenedProgramme) -> int | None:
        """Units started a minute, from the first to the last so far; nothing before there are two."""
        started = [
            envelope.origin.recorded
            for stored in await self._store.tail(opened.stream)
            if (envelope := read(stored.envelope)).type == STARTED
        ]
        seconds = (started[-1] - started[0]).total_seconds() if len(started) > 1 else 0.0
        return round(60 * len(started) / seconds) if seconds else None

    async def compare(
        self, caller: "Caller", programme: UUID, *, after: str = "", limit: int = 50
    ) -> tuple[OpenedProgramme, Sequence[Compared], str | None]:
        """The started units side by side, in the order of their names, and the cursor of the next page."""
        opened = await self.programme(caller, programme)
        organisation, _ = await self._desk.organisation(caller)
        started = [unit for unit in opened.units if unit.place is Place.STARTED]
        left = [unit for unit in started if _place(organisation, unit.unit) > after]
        page = left[:limit]
        posts = await self._desk.ledger.states(post.stream_at(unit.unit) for unit in page)
        compared = [
            await self._compared(caller, opened.state, unit, posts[post.stream_at(unit.unit)][0]) for unit in page
        ]
        return opened, compared, _place(organisation, page[-1].unit) if len(left) > limit else None

    async def _compared(self, caller: "Caller", programme: ProgrammeState, unit: Unit, held_by: PostState) -> Compared:
        initiative = programme.initiative_of(unit.unit)
        stream = f"initiative:{initiative}"
        held, _ = await self._desk.ledger.state(stream)
        state: InitiativeState = held
        events = [
            (read(stored.envelope).origin.recorded, CODEC.read_event(tail(stored.envelope), stored.payload))
            for stored in await self._store.tail(stream)
        ]
        dates, _ = await self._desk.calendar(caller)
        template, _ = await self._desk.template(caller, state.template)
        facts = Facts(
            now=self._desk.clock.now(),
            standing=Standing(actor=caller.actor),
            calendar=dates,
            template=template,
            post=held_by,
        )
        today = facts.today
        ahead = [m.on for m in state.meetings.values() if m.state is MeetingState.PLANNED and m.on >= today]
        return Compared(
            unit=unit.unit,
            initiative=initiative,
            state=state,
            days=days_in_stage(events, facts),
            overdue=sum(state.is_late(task.due, today) for task in state.open_tasks),
            next_meeting=min(ahead, default=None),
        )

    async def _may_read(self, stream: str, standing: Standing) -> bool:
        if _sees_all(standing):
            return True
        held, _ = await self._desk.ledger.state(stream)
        return bool(_visible(held, standing))


def _sees_all(standing: Standing) -> bool:
    return standing.has(Role.ORGANISER, Role.AUDITOR)


def _visible(state: ProgrammeState, standing: Standing) -> tuple[UUID, ...]:
    """The units whose place the reader may see."""
    return tuple(u for u in state.units if _sees_all(standing) or standing.holds(organiser.post_of(u)))


def _place(organisation: OrganiserState, unit: UUID) -> str:
    """Where a unit stands in every list: by its name."""
    held = organisation.units.get(unit)
    return f"{(held.name or b'').decode() if held else ''}|{unit}"
