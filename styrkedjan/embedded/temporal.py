"""Temporal without a cluster: the development server with a database file, and the server whose time can be skipped.

Both come as wheels; a `temporal` on the PATH serves as well. Neither is for production.
"""

import asyncio
import contextlib
import shutil
import subprocess
import sysconfig
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from domain.messages import N_
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.processes import end_leftover, remember
from styrkedjan.payloads import DATA_CONVERTER

LOOPBACK: Final = "127.0.0.1"
SEARCH_ATTRIBUTES: Final[Mapping[str, str]] = {
    "organiser": "Keyword",
    "unit": "Keyword",
    "stage": "Int",
    "status": "Keyword",
    "stalled": "Keyword",
}
"""Name and Temporal type; a production namespace gets the same (docs/operations.md)."""
PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL")  # 48 workflows a second against 21 without
LONGEST_START: Final = 60
"""Seconds until a start counts as failed."""
LONGEST_STOP: Final = 10


def binary(name: str) -> str:
    """The path of `temporal` or `temporal-test-server`: from this environment, else from the PATH."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        raise Obstacle(N_("The program {name} is missing. Run make up, or install it on the PATH."), name=name)
    return found


class DevServer:
    """`temporal server start-dev` with its database in `folder`, on loopback only."""

    def __init__(self, folder: Path, *, port: int, ui_port: int | None, namespace: str) -> None:
        """Without `ui_port` there is no user interface."""
        self.folder = folder
        self.namespace = namespace
        self.address = f"{LOOPBACK}:{port}"
        self.log = folder / "temporal.log"
        self._arguments = [
            *("--ip", LOOPBACK, "--port", str(port), "--namespace", namespace, "--log-level", "error"),
            *("--db-filename", str(folder / "temporal.db")),
            *(word for pragma in PRAGMAS for word in ("--sqlite-pragma", pragma)),
            *(word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--search-attribute", f"{name}={kind}")),
            *(("--headless",) if ui_port is None else ("--ui-port", str(ui_port))),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process, if we started it and it lives."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, after ending one that outlived its parent; `ready` tells when it answers. Raises Obstacle."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        end_leftover(self.folder / "temporal.pid")
        program = binary("temporal")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own program, our own words
                [program, "server", "start-dev", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever started us, who then stops us in order
            )
        remember(self.folder / "temporal.pid", self._process.pid)

    async def ready(self) -> Client:
        """A client, once the namespace answers. Raises Obstacle when the server died or takes too long."""
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline and self.pid is not None:
            with contextlib.suppress(RPCError, RuntimeError):
                client = await Client.connect(self.address, namespace=self.namespace, data_converter=DATA_CONVERTER)
                await client.count_workflows()
                return client
            await asyncio.sleep(0.05)
        raise Obstacle(N_("Temporal did not start. Its last words are in {log}."), log=self.log)

    def stop(self) -> None:
        """End it in order; return when it is gone."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        (self.folder / "temporal.pid").unlink(missing_ok=True)
        self._process = None


@contextlib.asynccontextmanager
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """The test server, whose time starts now and skips forward in `env.sleep`, with our search attributes.

    It has no Schedules, List, Count or deployment versions, and one clock: one life at a time.
    """
    program = binary("temporal-test-server")
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program, data_converter=DATA_CONVERTER
    ) as environment:
        await _register(environment.client)
        yield environment
    await let_core_go()


async def let_core_go() -> None:
    """The last thing a process does that has talked to Temporal.

    Exiting while a thread of the SDK's core still holds the interpreter aborts: 16 of 40 runs at once, 0 of 40 after
    0.1 s (SDK issue 300); a busy machine wants more.
    """
    await asyncio.sleep(0.5)


async def _register(client: Client) -> None:
    kinds = {
        "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
        "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={name: kinds[kind] for name, kind in SEARCH_ATTRIBUTES.items()},
        ),
        retry=True,
    )
