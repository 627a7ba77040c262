"""What tests of workflows do with servers, works and histories."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select
from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.contracts import Journey, workflow_id
from domain import organiser
from domain.actors import INSTALLATION, Actor
from domain.organiser import RegisterOrganiser, Settings
from domain.sealed import Sealed
from events import tables as t
from events.envelope import tail
from events.intent import Intent
from events.ledger import Ledger
from events.registry import CODEC
from events.sealed_fields import change_fields
from events.store import Store
from styrkedjan.works import Works

PATIENCE: Final = 30.0
"""Seconds of real time."""


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
        row = await clock_of(works, stream)
        return row if row and row.seen_version >= version else None

    return await until(newest)


async def clock_of(works: Works, stream: str) -> Any:
    """What the stream's workflow has noted."""
    async with works.engine.connect() as connection:
        return (await connection.execute(select(t.clock).where(t.clock.c.stream == stream))).first()


async def events_of(store: Store, stream: str) -> list[Any]:
    """The stream's events with every text blanked: what the oracle can know."""
    found = [CODEC.read_event(tail(event.envelope), event.payload) for event in await store.tail(stream)]
    return [blank(event) for event in found]


def blank(event: Any) -> Any:
    """The event without its texts."""
    return change_fields(event, lambda _: Sealed(b""))


async def found_house(ledger: Ledger, admin: UUID) -> UUID:
    """Register an organiser whose administrator this is; its id."""
    house = uuid4()
    register = RegisterOrganiser(
        name=Sealed(b"Huvudmannen"), number=Sealed(b""), settings=Settings(contact=admin), admin=admin
    )
    await do(ledger, house, organiser.stream(house), register, INSTALLATION)
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
    journey: Journey = pydantic_data_converter.payload_converter.from_payloads(payloads, [Journey])[0]
    return journey


def recorded(folder: Path) -> list[WorkflowHistory]:
    """The histories that are kept, in order."""
    files = sorted(folder.glob("*.json"), key=lambda file: int(file.name.partition("-")[0]))
    return [WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8")) for file in files]
