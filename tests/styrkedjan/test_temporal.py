"""The embedded Temporal keeps its database through stops and kills, and time can be skipped."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.temporal import SEARCH_ATTRIBUTES, DevServer, binary, time_skipping


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DevServer]:
    server = DevServer(tmp_path, port=free_port(), ui_port=None, namespace="trial")
    yield server
    server.stop()


async def start_one(client: Client) -> None:
    attributes = TypedSearchAttributes([SearchAttributePair(SearchAttributeKey.for_keyword("status"), "live")])
    await client.start_workflow("Kept", id="kept", task_queue="none", search_attributes=attributes)


async def test_what_was_started_survives_a_kill(server: DevServer) -> None:
    server.start()
    client = await server.ready()
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="trial"))
    assert set(SEARCH_ATTRIBUTES) <= set(listed.custom_attributes)
    await start_one(client)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    again = DevServer(server.folder, port=int(server.address.rsplit(":", 1)[1]), ui_port=None, namespace="trial")
    again.start()
    try:
        assert (await (await again.ready()).get_workflow_handle("kept").describe()).id == "kept"
    finally:
        again.stop()


async def test_one_that_outlived_its_parent_is_ended_first(server: DevServer) -> None:
    server.start()
    await server.ready()
    port = int(server.address.rsplit(":", 1)[1])
    second = DevServer(server.folder, port=port, ui_port=None, namespace="trial")
    second.start()
    try:
        assert server.pid is None
        await second.ready()
    finally:
        second.stop()


async def test_a_server_that_dies_says_where_its_words_are(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").write_bytes(b"no database" * 1000)
    broken = DevServer(tmp_path, port=free_port(), ui_port=None, namespace="trial")
    broken.start()
    with pytest.raises(Obstacle, match=r"temporal\.log"):
        await broken.ready()


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_args, **_named: None)
    with pytest.raises(Obstacle, match="temporal-test-server is missing"):
        binary("temporal-test-server")


async def test_time_can_be_skipped() -> None:
    async with time_skipping() as environment:
        before = await environment.get_current_time()
        await environment.sleep(timedelta(days=365))
        assert await environment.get_current_time() - before >= timedelta(days=365)
