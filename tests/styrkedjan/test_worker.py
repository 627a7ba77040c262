"""`styrkedjan worker` against named servers: the log goes on without Temporal, and it stops in order."""

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.clock import SystemClock
from events.keys import MasterKey
from styrkedjan.build import build_id
from styrkedjan.embedded.services import COMMAND
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.works import Works
from tests.workflows.stand import build_of, free_port, neglected, seen, until

LONGEST = 60.0
"""Seconds: an overloaded machine takes long to start a process."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DevServer]:
    """Not started yet."""
    server = DevServer(tmp_path / "temporal", port=free_port(), ui_port=None, namespace="tests")
    yield server
    server.stop()


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    return MasterKey.create(tmp_path / "master.key")


@pytest.fixture
def settings(server: DevServer, master: MasterKey, database: str) -> dict[str, str]:
    """Of production: every server is named."""
    return {
        "STYRKEDJAN_DATABASE": database,
        "STYRKEDJAN_TEMPORAL": server.address,
        "STYRKEDJAN_TEMPORAL_NAMESPACE": server.namespace,
        "STYRKEDJAN_MASTER_KEY_FILE": master.source,
        "STYRKEDJAN_METRICS_PORT": str(free_port()),
        "STYRKEDJAN_TEMPORAL_METRICS_PORT": str(free_port()),
    }


@pytest.fixture
def worker(settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command."""
    with subprocess.Popen([str(COMMAND), "worker"], env=os.environ | settings) as process:
        yield process
        process.kill()


def metrics(port: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


async def test_the_log_goes_on_without_temporal_and_the_worker_stops_in_order(
    worker: subprocess.Popen[bytes], settings: dict[str, str], server: DevServer, engine: AsyncEngine, master: MasterKey
) -> None:
    works = Works(engine, master, SystemClock())
    store = works.store
    case = await neglected(store, engine, master)
    await until(store.head, within=LONGEST)
    assert "styrkedjan_sequencer_events_total" in metrics(settings["STYRKEDJAN_METRICS_PORT"])

    server.start()
    client = await server.ready()
    await seen(works, case.stream)

    async def pinned() -> bool:
        return await build_of(client, case) == build_id()

    await until(pinned)
    assert "temporal_num_pollers" in metrics(settings["STYRKEDJAN_TEMPORAL_METRICS_PORT"])
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(LONGEST) == 0
    await store.aclose()
