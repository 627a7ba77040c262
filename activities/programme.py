"""A programme's launch: each unit whose turn has come gets its initiative, by a command to that initiative's stream."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from time import monotonic
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from activities.contracts import LAUNCH, Launch, Launched
from activities.failing import by_type_only
from activities.initiative import stream_of
from domain import calendar
from domain.actors import CLOCK, PROGRAMME
from domain.calendar import CalendarState
from domain.initiative.commands import StartInitiative
from domain.initiative.state import InitiativeState
from domain.programme import commands as do
from domain.programme.agenda import network_due, next_look
from domain.programme.decide import stream as programme_stream
from domain.programme.events import Known
from domain.programme.state import Place, ProgrammeState, Unit, decision_for
from domain.refusals import Refusal
from events.clock import Clock
from events.envelope import Envelope, read
from events.intent import Intent
from events.keys import Keys
from events.ledger import Ledger
from events.reading import Reader
from events.sealing import open_fields
from events.store import Store
from events.turns import turn

log = logging.getLogger(__name__)

AT_ONCE: Final = 128
"""Initiatives read and started together: as many as one append takes."""
FOR: Final = 15.0
"""Seconds after which the workflow is told how far it has come, if units still wait."""


class ProgrammeActivities:
    """What programmes' workflows ask for, over this process's ledger."""

    def __init__(self, *, engine: AsyncEngine, ledger: Ledger, store: Store, keys: Keys, clock: Clock) -> None:
        self._engine = engine
        self._ledger = ledger
        self._store = store
        self._keys = keys
        self._reader = Reader(engine)
        self._clock = clock

    @activity.defn(name=LAUNCH)
    @by_type_only
    async def launch(self, launch: Launch) -> Launched:
        """Start what waits, open what is due, note what was seen and when to look again, and tell.

        May simply be repeated, from any point: an initiative's id and its command's are made of programme and unit,
        and what was recorded is not recorded twice.
        """
        began = monotonic()
        while monotonic() - began < FOR and await self._start_some(launch):
            activity.heartbeat()
        next_due = await self._open_network(launch)
        state, version = await self._state(launch.programme)
        await self._store.note_clock(programme_stream(launch.programme), version, next_due)
        counts = state.counts
        return Launched(
            version=version,
            status=state.status.value,
            waiting=counts[Place.WAITING],
            held_back=counts[Place.HELD_BACK],
            started=counts[Place.STARTED],
            not_taking_part=counts[Place.NOT_TAKING_PART],
            next_due=next_due,
        )

    async def _state(self, programme: UUID) -> tuple[ProgrammeState, int]:
        state, version = await self._ledger.state(programme_stream(programme))
        return state, version

    async def _start_some(self, launch: Launch) -> bool:
        """One lot of units; whether there was one.

        Programmes of an organiser take turns, so that two that are launched at once see each other's initiatives.
        """
        state, _ = await self._state(launch.programme)
        if next(state.waiting, None) is None:
            return False
        async with turn(self._engine, f"launch:{launch.organiser}"):
            lot = await self._lot(launch)
            intents = [self._intent(launch, lot, unit) for unit in lot.ready]
            codes = await asyncio.gather(*map(self._begin, intents))
            refused = {unit.unit: code for unit, code in zip(lot.ready, codes, strict=True) if code}
            await self._do(launch, f"record:{lot.version}", lot.outcome(refused))
        return True

    async def _lot(self, launch: Launch) -> "_Lot":
        """The next units with what is known of them now, whatever it was when the programme was decided."""
        stream = programme_stream(launch.programme)
        state, version = await self._state(launch.programme)
        key = (await self._keys.load(launch.organiser, [stream]))[stream]
        units = [unit.unit for unit in islice(state.waiting, AT_ONCE)]
        _, today = await self._calendar(launch)
        found = await self._reader.known_of(launch.organiser, units, today, beside=launch.programme)
        streams = {unit: stream_of(state.initiative_of(unit)) for unit in units}
        begun = await self._ledger.states(streams.values())  # and so nobody reads them one by one when they are started
        return _Lot(
            state=open_fields(state, key),
            version=version,
            known={unit: found.get(unit) or Known(unit=unit) for unit in units},
            begun=frozenset(unit for unit, stream in streams.items() if begun[stream][1]),
            causes=await self._causes(stream, {state.units[unit].armed for unit in units}),
        )

    async def _causes(self, stream: str, versions: Collection[int]) -> Mapping[int, Envelope]:
        """The events because of which units are started, by their versions."""
        if not versions:
            return {}
        events = await self._store.tail(stream, min(versions) - 1)
        return {event.version: read(event.envelope) for event in events if event.version in versions}

    def _intent(self, launch: Launch, lot: "_Lot", unit: Unit) -> Intent:
        initiative, cause = lot.state.initiative_of(unit.unit), lot.causes[unit.armed]
        form = decision_for(lot.state, unit, lot.known[unit.unit].live)
        return Intent(
            organiser=launch.organiser,
            stream=stream_of(initiative),
            command=StartInitiative(initiative=initiative, form=form, programme=launch.programme),
            actor=PROGRAMME,
            id=uuid5(launch.programme, f"start:{unit.unit}:{unit.armed}"),
            cause=cause.id,
            correlation=cause.origin.correlation,
        )

    async def _begin(self, intent: Intent) -> str | None:
        """The code of the rule that refused it, if one did."""
        try:
            await self._ledger.execute(intent)
        except Refusal as refusal:
            log.warning("a unit could not be started", extra={"stream": intent.stream, "code": refusal.code})
            return refusal.code
        return None

    async def _open_network(self, launch: Launch) -> datetime | None:
        """Open the term's network meeting if it is due; when to look again."""
        dates, today = await self._calendar(launch)
        state, _ = await self._state(launch.programme)
        end = network_due(state, dates, today)
        if end is not None and (units := await self._eager(state)):
            await self._do(launch, f"network:{end}", do.OpenNetworkMeeting(term_end=end, units=units))
        return next_look(state, dates, today)

    async def _calendar(self, launch: Launch) -> tuple[CalendarState, date]:
        """The organiser's, and its date."""
        held, _ = await self._ledger.state(calendar.stream(launch.organiser))
        dates: CalendarState = held
        return dates, dates.local_date(min(launch.now, self._clock.now()))

    async def _eager(self, state: ProgrammeState) -> tuple[UUID, ...]:
        """The units that go on and whose plan has support for the eager."""
        units = (unit.unit for unit in state.units.values() if unit.place is Place.STARTED)
        found: list[UUID] = []
        while lot := {stream_of(state.initiative_of(unit)): unit for unit in islice(units, AT_ONCE)}:
            held = await self._ledger.states(lot)
            found += [unit for stream, unit in lot.items() if _supports_the_eager(held[stream][0])]
        return tuple(found)

    async def _do(self, launch: Launch, what: str, command: do.Command) -> None:
        """By the programme's own clock; decided again it comes to nothing."""
        intent = Intent(
            organiser=launch.organiser,
            stream=programme_stream(launch.programme),
            command=command,
            actor=CLOCK,
            id=uuid5(launch.programme, what),
        )
        await self._ledger.execute(intent)


def _supports_the_eager(initiative: InitiativeState) -> bool:
    return bool(initiative.is_going_on and initiative.plan and initiative.plan.support_for_the_eager)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lot:
    """Units whose turn it is."""

    state: ProgrammeState
    """Its texts plain."""
    version: int
    known: Mapping[UUID, Known]
    """Now, of every unit of the lot."""
    begun: frozenset[UUID]
    """Those whose initiative has started already, before it could be recorded."""
    causes: Mapping[int, Envelope]

    @property
    def ready(self) -> Sequence[Unit]:
        """Those that may be started with what is known of them."""
        units = (self.state.units[unit] for unit in self.known if unit not in self.begun)
        return [unit for unit in units if unit.bears(self.known[unit.unit])]

    def outcome(self, refused: Mapping[UUID, str]) -> do.RecordUnits:
        """What became of each."""
        started = self.begun | {unit.unit for unit in self.ready} - refused.keys()
        return do.RecordUnits(
            started=tuple(unit for unit in self.known if unit in started),
            held_back=tuple(
                do.HeldBack(known=known, refused=refused.get(unit))
                for unit, known in self.known.items()
                if unit not in started
            ),
        )
