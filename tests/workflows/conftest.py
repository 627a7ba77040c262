"""Servers and works for tests of workflows."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from events.keys import MasterKey
from styrkedjan.embedded.temporal import DevServer, time_skipping
from styrkedjan.player import Player, playing
from tests.workflows.stand import free_port


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    """This test's master key."""
    return MasterKey.create(tmp_path / "master.key")


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose time can be skipped."""
    async with time_skipping() as environment:
        yield environment


@pytest.fixture
async def player(skipping: WorkflowEnvironment, engine: AsyncEngine, master: MasterKey) -> AsyncIterator[Player]:
    """Works on it, over a database of their own; workflows in the sandbox, which fails whatever could differ later."""
    async with playing(skipping, engine, master, sandboxed=True) as player:
        yield player


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DevServer]:
    """A development server of this test's own, since it loses its memory and its workers here."""
    server = DevServer(tmp_path / "temporal", port=free_port(), ui_port=None, namespace="tests")
    server.start()
    yield server
    server.stop()
