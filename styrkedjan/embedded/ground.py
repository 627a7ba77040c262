"""What must hold before the embedded servers can start: each fault is one sentence with a way out."""

import contextlib
import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from domain.messages import N_
from events.keys import MasterKey, MasterKeyError
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.processes import end_leftover, living, remember
from styrkedjan.locations import Folder
from styrkedjan.settings import PREFIX, Settings

LONGEST_FAREWELL: Final = 90
"""Seconds that what an earlier run left behind may take to end."""


def make_folder(folder: Folder) -> None:
    """The data folder, ours to write in. As root it is entered, not read, by PostgreSQL's `nobody`. Raises Obstacle."""
    root = os.geteuid() == 0
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        folder.path.chmod(0o711 if root else 0o700)
        folder.logs.mkdir(mode=0o700, exist_ok=True)
        (folder.path / "writable").write_bytes(b"")
        (folder.path / "writable").unlink()
    except OSError as error:
        sentence = N_("The data folder {data} cannot be used ({reason}). Choose another: {variable}=… make up")
        raise Obstacle(sentence, data=folder.path, reason=error.strerror, variable=f"{PREFIX}DATA") from error
    closed = [parent for parent in folder.path.parents if not parent.stat().st_mode & 0o001]
    if root and closed:
        raise Obstacle(
            N_(
                "As root PostgreSQL runs as nobody, who may not enter {closed}. "
                "Choose a data folder elsewhere: {variable}=… make up"
            ),
            closed=closed[0],
            variable=f"{PREFIX}DATA",
        )


@contextlib.contextmanager
def only_one(folder: Folder) -> Iterator[None]:
    """Hold the folder's lock, which ends with this process however it ends. Raises Obstacle if another holds it."""
    with folder.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            sentence = N_(
                "Styrkedjan is already running with the data in {data}. "
                "End it with Ctrl-C where it runs, or choose another folder and ports: docs/settings.md"
            )
            raise Obstacle(sentence, data=folder.path) from error
        remember(folder.process, os.getpid())
        try:
            yield
        finally:
            folder.process.unlink(missing_ok=True)
            folder.servers.unlink(missing_ok=True)


def wait_for_the_last(leash: Path, say: Callable[[str], None]) -> None:
    """Return when the servers of a run that was killed are ended. Raises Obstacle when they do not end."""
    deadline = time.monotonic() + LONGEST_FAREWELL
    while (process := living(leash)) is not None:
        say(N_("Waiting for what the last run left behind to end"))
        if time.monotonic() > deadline:
            raise Obstacle(
                N_("Process {pid} of an earlier run does not end. End it yourself: kill {pid}"), pid=process.pid
            )
        time.sleep(0.2)


def end_leftovers(folder: Folder) -> None:
    """End what not even the leash has ended, so that our ports are not taken by ourselves. PostgreSQL is kept."""
    for file in folder.processes:
        end_leftover(file)


def check_ports(settings: Settings) -> None:
    """That nobody else listens where we are going to. Raises Obstacle."""
    ports: Mapping[str, tuple[str, int]] = {
        "PORT": (settings.host, settings.port),
        "METRICS_PORT": ("127.0.0.1", settings.metrics_port),
        "TEMPORAL_PORT": ("127.0.0.1", settings.temporal_port),
        "TEMPORAL_UI_PORT": ("127.0.0.1", settings.temporal_ui_port),
        "TEMPORAL_METRICS_PORT": ("127.0.0.1", settings.temporal_metrics_port),
    }
    for name, (host, port) in ports.items():
        if not free(host, port):
            raise Obstacle(
                N_("Port {port} is taken by another program. End that, or choose another port: {variable}=… make up"),
                port=port,
                variable=f"{PREFIX}{name}",
            )


def free(host: str, port: int) -> bool:
    """Whether we may listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def master_key(settings: Settings, folder: Folder) -> None:
    """Make the key of an empty installation; one that has a database must have its own. Raises Obstacle."""
    file = settings.key_file
    try:
        if not file.exists() and not folder.cluster.exists():
            MasterKey.create(file)
        MasterKey.load(file)
    except (MasterKeyError, OSError) as error:
        sentence = N_(
            "The master key {file} cannot be used: {reason} "
            "Without it no text can be read; put it back from its backup (docs/operations.md)."
        )
        raise Obstacle(sentence, file=file, reason=error) from error


def api_token(folder: Folder) -> str:
    """The token of the embedded API, made at the first start."""
    if not folder.token.exists():
        descriptor = os.open(folder.token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return folder.token.read_text()
