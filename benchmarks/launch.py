"""[launch]: a programme over 1,000 units, from the command until each initiative's workflow has seen its stream.

Against as many bare workflows that each start and take one local activity, on the same worker, as many at once as the
waker wakes: `benchmarks.launching`, a process of its own. Both in turn, each programme at another organiser's units.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text

from benchmarks.beside import finish, spawn
from benchmarks.ground import Ground
from benchmarks.lines import Line
from domain import organiser, template
from domain.actors import INSTALLATION, Actor, Role
from domain.forms.programme import ProgrammeDecision, UnitInvited
from domain.forms.start import TakingPart
from domain.organiser import AddUnit, RegisterOrganiser, Settings
from domain.post import decide as post
from domain.post.commands import AppointPrincipal
from domain.programme.commands import StartProgramme
from domain.programme.decide import stream as programme_stream
from domain.sealed import Sealed
from domain.template import PublishTemplate
from events.clock import SystemClock
from events.engine import connect
from events.intent import Intent
from events.keys import Keys
from events.ledger import Ledger
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.templates import load

UNITS: Final = 1_000
WARM_UP: Final = 50
REPETITIONS: Final = 3
POLL: Final = 0.02
PATIENCE: Final = 300
STAFF: Final = uuid4()
SEEN: Final = text(
    "SELECT count(*) FROM streams s JOIN clock c ON c.stream = s.stream AND c.seen_version >= s.version"
    " WHERE s.organiser = :organiser AND s.stream LIKE 'initiative:%'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    ledger: Ledger
    engine: Any
    worker: Any

    async def programme(self, units: int) -> float:
        """Seconds from the command until the last workflow has seen its initiative."""
        house = await _house(self.ledger, units)
        command = StartProgramme(programme=uuid4(), form=_decision(house.units))
        began = perf_counter()
        await _do(self.ledger, house.organiser, programme_stream(command.programme), command)
        async with asyncio.timeout(PATIENCE):
            while await self._seen(house.organiser) < units:  # noqa: ASYNC110  another process's deed
                await asyncio.sleep(POLL)
        return perf_counter() - began

    async def bare(self, workflows: int) -> float:
        """Seconds from the first bare start to the last step."""
        self.worker.stdin.write(f"{workflows}\n")
        self.worker.stdin.flush()
        return float(await asyncio.to_thread(self.worker.stdout.readline))

    async def _seen(self, house: UUID) -> int:
        async with self.engine.connect() as connection:
            seen: int = (await connection.execute(SEEN, {"organiser": house})).scalar_one()
        return seen


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:
    """Both in turn, several times."""
    units = max(WARM_UP, int(UNITS * scale))
    async with _place(ground) as place:
        await place.bare(WARM_UP)
        await place.programme(WARM_UP)
        taken = [(await place.programme(units), await place.bare(units)) for _ in range(REPETITIONS)]
    rates = [(units / ours, units / bare) for ours, bare in taken]
    mine, bare = min(rates, key=lambda rate: abs(rate[0] / rate[1] - median(m / b for m, b in rates)))
    notes = (f"each repetition: {', '.join(f'{m:.1f} to {b:.1f}' for m, b in rates)}",)
    return [
        Line(name=line, ours=mine, against=bare, unit="units/s", peer="bare workflows", notes=notes) for line in wanted
    ]


@asynccontextmanager
async def _place(ground: Ground) -> AsyncIterator[_Place]:
    """A worker at work, and the ledger of whoever starts programmes."""
    name = await ground.database("launch")
    server = DevServer(ground.folder / "temporal-launch", port=_free_port(), ui_port=None, namespace="benchmarks")
    server.start()
    await server.ready()
    engine = connect(ground.dsn(name))
    store = Store(engine)
    worker = spawn("benchmarks.launching", ground.dsn(name), ground.master.source, server.address, server.namespace)
    try:
        await asyncio.to_thread(worker.stdout.readline)
        ledger = Ledger(store, Keys(engine, ground.master), SystemClock())
        yield _Place(ledger=ledger, engine=engine, worker=worker)
    finally:
        finish(worker)
        await store.aclose()
        await engine.dispose()
        server.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    organiser: UUID
    units: Sequence[UUID]


async def _house(ledger: Ledger, units: int) -> _House:
    """An organiser with units and the template."""
    house, staff = uuid4(), organiser.GrantRole(person=STAFF, role=Role.ORGANISER)
    home = organiser.stream(house)
    register = RegisterOrganiser(
        name=Sealed(b"Huvudmannen"), number=Sealed(b"2120000142"), settings=Settings(contact=STAFF), admin=STAFF
    )
    await _do(ledger, house, home, register, INSTALLATION)
    await _do(ledger, house, home, staff)
    await _do(ledger, house, template.stream(house, "lartraffar"), PublishTemplate(content=load("lartraffar")))
    ids = [uuid4() for _ in range(units)]
    for unit in ids:
        await _do(ledger, house, home, AddUnit(unit=unit, unit_kind="school", name=Sealed(b"Skolan")))
        appointed = AppointPrincipal(unit=unit, person=STAFF, since=date(2026, 6, 1))
        await _do(ledger, house, post.stream_at(unit), appointed)
    return _House(organiser=house, units=ids)


def _decision(units: Sequence[UUID]) -> ProgrammeDecision:
    said = Sealed("Så är det beslutat.".encode())
    return ProgrammeDecision(
        title=said,
        template="lartraffar",
        manager=STAFF,
        decision_body=said,
        decided_on=date(2026, 6, 1),
        organiser_answers_for=said,
        unit_answers_for=said,
        evidence=said,
        takes_part=(TakingPart(group=said, number=12),),
        units=tuple(UnitInvited(unit=unit) for unit in units),
    )


async def _do(ledger: Ledger, house: UUID, stream: str, command: Any, actor: Actor | None = None) -> None:
    by = actor or Actor(kind="person", person=STAFF)
    await ledger.execute(Intent(organiser=house, stream=stream, command=command, actor=by, id=uuid4()))


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])
