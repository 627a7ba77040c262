"""What tests of workflows do with servers, works and histories."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHistory

from activities.contracts import Arrival, Journey, View, workflow_id
from activities.initiative import stream_of
from domain import organiser, template
from domain.actors import INSTALLATION, Actor, Role
from domain.initiative.commands import Comment, StartInitiative
from domain.organiser import AddUnit, GrantRole, RegisterOrganiser, Settings
from domain.post import decide as post
from domain.sealed import Sealed
from domain.template import PublishTemplate
from events import tables as t
from events.clock import SetClock, SystemClock
from events.envelope import tail
from events.intent import Intent
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.registry import CODEC
from events.sealed_fields import change_fields
from events.store import Store
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.payloads import DATA_CONVERTER
from styrkedjan.settling import Settling
from styrkedjan.templates import SHIPPED, load
from styrkedjan.works import Clockwork, Gear, Works
from tests.domain import life
from tests.domain.who import APPOINT
from workflows.initiative import InitiativeWorkflow

PATIENCE: Final = 120.0
"""Seconds of real time: a workflow whose step took too long on a busy machine looks again after a minute."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


async def until(holds: Callable[[], Awaitable[Any]], *, within: float = PATIENCE) -> Any:
    """What `holds` gives, once that is true of it."""
    async with asyncio.timeout(within):
        while True:
            if found := await holds():
                return found
            await asyncio.sleep(0.02)


async def seen(works: Works, stream: str) -> Any:
    """The stream's clock row, once its workflow has seen the newest version."""

    async def newest() -> Any:
        version = (await works.store.versions([stream]))[stream]
        row = await clock_of(works.engine, stream)
        return row if row and row.seen_version >= version else None

    return await until(newest)


async def clock_of(engine: AsyncEngine, stream: str) -> Any:
    """What the stream's workflow has noted."""
    async with engine.connect() as connection:
        return (await connection.execute(select(t.clock).where(t.clock.c.stream == stream))).first()


async def events_of(store: Store, stream: str) -> list[Any]:
    """The stream's events with every text blanked: what the oracle can know."""
    found = [CODEC.read_event(tail(event.envelope), event.payload) for event in await store.tail(stream)]
    return [blank(event) for event in found]


def blank(event: Any) -> Any:
    """The event without its texts."""
    return change_fields(event, lambda _: Sealed(b""))


async def found_house(ledger: Ledger, admin: UUID) -> UUID:
    """Register an organiser whose administrator and staff this is, with the shipped templates; its id."""
    house, staff = uuid4(), Actor(kind="person", person=admin)
    home, settings = organiser.stream(house), Settings(contact=admin)
    register = RegisterOrganiser(name=life.text("Huvudmannen"), number=Sealed(b""), settings=settings, admin=admin)
    await do(ledger, house, home, register, INSTALLATION)
    await do(ledger, house, home, GrantRole(person=admin, role=Role.ORGANISER), staff)
    for key in SHIPPED:
        await do(ledger, house, template.stream(house, key), PublishTemplate(content=load(key)), staff)
    return house


async def do(ledger: Ledger, house: UUID, stream: str, command: Any, actor: Actor) -> Any:
    """One command."""
    return await ledger.execute(Intent(organiser=house, stream=stream, command=command, actor=actor, id=uuid4()))


async def histories(client: Client, house: UUID, initiative: UUID) -> list[WorkflowHistory]:
    """Every run's history, oldest first: each names the one before it."""
    run, found = "", []
    while True:
        handle = client.get_workflow_handle(workflow_id(house, initiative), run_id=run or None)
        history = await handle.fetch_history()
        found.append(history)
        run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run:
            return found[::-1]


def input_of(history: WorkflowHistory) -> Journey:
    """What the run was started with."""
    payloads = history.events[0].workflow_execution_started_event_attributes.input.payloads
    journey: Journey = DATA_CONVERTER.payload_converter.from_payloads(payloads, [Journey])[0]
    return journey


def views_of(history: WorkflowHistory) -> list[View]:
    """What the run's steps gave."""
    markers = (event.marker_recorded_event_attributes for event in history.events)
    results = [marker.details["result"].payloads for marker in markers if "result" in marker.details]
    return [DATA_CONVERTER.payload_converter.from_payload(payload, View) for (payload,) in results]


def recorded(folder: Path) -> list[WorkflowHistory]:
    """The histories that are kept, in order."""
    files = sorted(folder.glob("*.json"), key=lambda file: int(file.name.partition("-")[0]))
    return [WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8")) for file in files]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A worker at work in this process."""

    works: Works
    clockwork: Clockwork
    settling: Settling
    client: Client

    async def settle(self) -> None:
        """Return once Temporal runs this worker's build."""
        await until(self.settling.once)


@asynccontextmanager
async def working(
    server: DevServer, engine: AsyncEngine, master: MasterKey, *, build: str = "one", alone: bool = False
) -> AsyncIterator[Bench]:
    """A settled worker of a build."""
    async with geared(server, Works(engine, master, SystemClock()), Gear(build=build), alone=alone) as bench:
        yield bench


@asynccontextmanager
async def geared(server: DevServer, works: Works, gear: Gear, *, alone: bool = False) -> AsyncIterator[Bench]:
    """A settled worker set up like this."""
    client = await server.ready()
    clockwork = Clockwork(works, client, gear)
    async with works.running(), clockwork.running():
        settling = Settling(client, works, clockwork, gear, alone=alone)
        bench = Bench(works=works, clockwork=clockwork, settling=settling, client=client)
        await bench.settle()
        yield bench


@dataclass(frozen=True, kw_only=True)
class Case:
    """An initiative that started long ago and was then left alone: everything its ladder has is due."""

    ledger: Ledger
    house: UUID
    initiative: UUID
    staff: Actor

    @property
    def stream(self) -> str:
        return stream_of(self.initiative)

    async def comment(self, text: str = "Nu händer något.") -> Any:
        """Something happens."""
        return await self.do(Comment(text=Sealed(text.encode())))

    async def do(self, command: Any) -> Any:
        """A command by the organiser's staff."""
        return await do(self.ledger, self.house, self.stream, command, self.staff)


LONG_AGO: Final = timedelta(days=400)


async def neglected(store: Store, engine: AsyncEngine, master: MasterKey, unit: UUID | None = None) -> Case:
    """By a ledger whose clock is behind: started, at a unit of its own, and not touched since."""
    unit = unit or uuid4()
    clock = SetClock(datetime.now(UTC) - LONG_AGO)
    ledger = Ledger(store, Keys(engine, master), clock)
    staff, initiative = Actor(kind="person", person=life.ORGANISER), uuid4()
    house = await found_house(ledger, life.ORGANISER)
    home = organiser.stream(house)
    for stream, command in (
        (home, AddUnit(unit=unit, unit_kind="school", name=life.text("Skolan"))),
        (post.stream_at(unit), replace(APPOINT, unit=unit)),
        (stream_of(initiative), StartInitiative(initiative=initiative, form=life.start_form(unit=unit))),
    ):
        await do(ledger, house, stream, command, staff)
    clock.set(datetime.now(UTC))
    return Case(ledger=ledger, house=house, initiative=initiative, staff=staff)


async def build_of(client: Client, case: Case) -> str:
    """The build the initiative's run is pinned to."""
    described = await client.get_workflow_handle(workflow_id(case.house, case.initiative)).describe()
    return described.raw_description.workflow_execution_info.versioning_info.deployment_version.build_id


async def viewed(client: Client, case: Case) -> View:
    """What its workflow says it has seen, once it has looked."""
    handle = client.get_workflow_handle(workflow_id(case.house, case.initiative), result_type=Arrival)
    view: View = await until(lambda: handle.query(InitiativeWorkflow.view))
    return view
