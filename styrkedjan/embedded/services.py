"""The servers of the embedded mode as one kind of thing: started until they answer, watched, stopped."""

import asyncio
import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

import psutil
from alembic.util import CommandError

from domain.messages import N_
from events.failures import FAILURES
from events.migrating import migrate
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import OWNER, Cluster, ClusterError
from styrkedjan.embedded.processes import end_leftover, remember
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.locations import DATABASE, Folder

COMMAND: Final = Path(sysconfig.get_path("scripts")) / "styrkedjan"
LONGEST_START: Final = 120
"""Seconds until a worker or API that does not answer counts as failed."""
LONGEST_STOP: Final = 20
"""Seconds a worker or API gets to finish what it is doing."""
LARGEST_LOG: Final = 10_000_000
"""Bytes; a longer log is set aside at the next start."""


class Service(Protocol):
    """One server of the tree."""

    title: str
    """English, marked for translation."""
    ended_by: signal.Signals
    """What tells it to end at once and in order."""

    def start(self) -> None:
        """Set it going. Raises Obstacle."""

    def wait(self) -> None:
        """Return when it answers. Raises Obstacle."""

    def pid(self) -> int | None:
        """Its process, while it lives."""

    def stop(self) -> None:
        """Return when it is gone; nothing if it never started."""


class Database:
    """PostgreSQL with this version's tables."""

    title = N_("Database")
    ended_by = signal.SIGINT  # PostgreSQL's "fast": disconnects everybody

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._pid: int | None = None

    def start(self) -> None:
        try:
            self._cluster.start()
        except ClusterError as error:
            raise Obstacle(
                N_("PostgreSQL did not start ({reason}). Its log is {log}."), reason=error, log=self._cluster.log
            ) from error
        self._pid = self._cluster.pid()

    def wait(self) -> None:
        try:
            asyncio.run(self._cluster.provide(DATABASE))
            asyncio.run(migrate(self._cluster.dsn(DATABASE, OWNER)))
        except (*FAILURES, CommandError) as error:
            raise Obstacle(
                N_(
                    "The database cannot be brought to this version ({error}). "
                    "It was made by another: use that one, or look into {log}."
                ),
                error=type(error).__name__,
                log=self._cluster.log,
            ) from error

    def pid(self) -> int | None:
        return self._pid if self._pid is not None and psutil.pid_exists(self._pid) else None

    def stop(self) -> None:
        self._cluster.stop()


class Temporal:
    """The development server."""

    title = N_("Temporal")
    ended_by = signal.SIGTERM

    def __init__(self, server: DevServer) -> None:
        self._server = server

    def start(self) -> None:
        set_aside(self._server.log)
        self._server.start()

    def wait(self) -> None:
        asyncio.run(self._server.ready())

    def pid(self) -> int | None:
        return self._server.pid

    def stop(self) -> None:
        self._server.stop()


class Child:
    """`styrkedjan worker` or `styrkedjan serve`; it answers once its port does."""

    ended_by = signal.SIGTERM

    def __init__(
        self, title: str, command: str, folder: Folder, *, answers_at: tuple[str, int], environment: Mapping[str, str]
    ) -> None:
        self.title = title
        self.log = folder.logs / f"{command}.log"
        self._arguments = [str(COMMAND), command]
        self._remembered = folder.child(command)
        self._answers_at = answers_at
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        end_leftover(self._remembered)
        set_aside(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own command
                self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self._environment},
                start_new_session=True,  # Ctrl-C is for the parent, who stops us in order
            )
        remember(self._remembered, self._process.pid)

    def wait(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not answers(*self._answers_at):
            if self.pid() is None or time.monotonic() > deadline:
                raise Obstacle(N_("{name} did not start. Its last words are in {log}."), name=self.title, log=self.log)
            time.sleep(0.05)

    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._remembered.unlink(missing_ok=True)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def set_aside(log: Path) -> None:
    """Keep one earlier log, and none that grows for ever."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.rename(log.with_suffix(".old.log"))
