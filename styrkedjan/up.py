"""`styrkedjan up`: the whole system as one tree of processes, until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import os
import shlex
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Final

from rich.console import Console

from domain.messages import N_
from styrkedjan import bootstrap
from styrkedjan.embedded import ground
from styrkedjan.embedded.leash import Leash
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import Cluster
from styrkedjan.embedded.services import COMMAND, Child, Database, Service, Temporal
from styrkedjan.embedded.temporal import DevServer
from styrkedjan.locations import Folder, embedded
from styrkedjan.platforms import unsupported
from styrkedjan.settings import PREFIX, Settings, default_data
from styrkedjan.translation import translator

WATCH_EVERY: Final = 0.5
"""Seconds between looks at the children."""
FALLS: Final = 3
"""How often in `FALLS_WITHIN` seconds a server may end by itself before everything stops."""
FALLS_WITHIN: Final = 60
ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SERVED: Final = N_("API")
WORKING: Final = N_("Worker")


def up(settings: Settings, console: Console | None = None) -> int:
    """Start everything, keep it running, end it in order; the command's exit code."""
    tree = Tree(settings, console or Console(highlight=False))
    before = {number: signal.getsignal(number) for number in ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job has it ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _as_interrupt)
    try:
        tree.run()
    except KeyboardInterrupt:
        tree.tell(N_("Stopped. Everything is kept; the next start goes on from here."))
    except Obstacle as obstacle:
        tree.tell(obstacle.sentence, **obstacle.details)
        return 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)  # asyncio knows how to end what runs on that one


def _once_is_enough() -> None:
    """What follows is the orderly end, which a second Ctrl-C must not break off."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


class Tree:
    """The servers in the order they start in."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._translate = translator(settings.language)
        self._folder = Folder(settings.data)
        self._locations = embedded(settings)

    def tell(self, message: str, **details: object) -> None:
        """A line for the person at the terminal."""
        self._console.print(self._said(message, details), markup=False, soft_wrap=True)

    def _said(self, message: str, details: Mapping[str, object]) -> str:
        """Names among the details are translated too."""
        said = {name: self._translate(value) if isinstance(value, str) else value for name, value in details.items()}
        return self._translate(message, **said)

    def run(self) -> None:
        """Until interrupted. Raises Obstacle, or KeyboardInterrupt once all is stopped."""
        with contextlib.ExitStack() as running:
            try:
                self._prepare(running)
                leash = Leash(self._folder.leash)
                running.callback(leash.close)
                services: list[Service] = []
                for together in self._services():
                    for service in together:
                        running.callback(self._stop, service)
                    self._start(together, leash)
                    services += together
                self._welcome()
                self._watch(services, leash)
            finally:
                _once_is_enough()

    def _prepare(self, running: contextlib.ExitStack) -> None:
        if (reason := unsupported()) is not None:
            raise Obstacle(reason)
        if not self._settings.embedded:
            raise Obstacle(
                N_("The settings name servers of production. Start styrkedjan worker and styrkedjan serve instead.")
            )
        ground.make_folder(self._folder)
        running.enter_context(ground.only_one(self._folder))
        with self._busy(N_("Starting {name}"), name="Styrkedjan") as say:
            ground.wait_for_the_last(self._folder.leash, say)
            ground.end_leftovers(self._folder)
        ground.check_ports(self._settings)
        ground.master_key(self._settings, self._folder)

    def _services(self) -> Iterator[list[Service]]:
        """Those that can start together; each group is made when those before it answer."""
        database = Database(Cluster(self._folder.cluster, say=self._progress))
        server = DevServer(
            self._folder.temporal,
            port=self._settings.temporal_port,
            ui_port=self._settings.temporal_ui_port,
            namespace=self._settings.temporal_namespace,
        )
        yield [database, Temporal(server)]
        founders = self._folder.founders()
        with self._busy(N_("Creating organiser, admin and calendar")):
            asyncio.run(
                bootstrap.begin(self._locations.database, self._locations.key_file, founders, self._settings.language)
            )
        self._folder.announce(self._locations)
        environment = {
            f"{PREFIX}DATA": str(self._settings.data),
            f"{PREFIX}API_TOKEN": ground.api_token(self._folder),
            f"{PREFIX}API_ORGANISER": str(founders.organiser),
            f"{PREFIX}API_PERSON": str(founders.admin),
        }
        worker_at = ("127.0.0.1", self._settings.metrics_port)
        api_at = (self._settings.host, self._settings.port)
        yield [
            Child(WORKING, "worker", self._folder, answers_at=worker_at, environment=environment),
            Child(SERVED, "serve", self._folder, answers_at=api_at, environment=environment),
        ]

    def _start(self, services: list[Service], leash: Leash) -> None:
        began = time.monotonic()
        for service in services:
            service.start()
            if (pid := service.pid()) is not None:
                leash.hold(pid, service.ended_by)
        for service in services:
            with self._busy(N_("Starting {name}"), name=service.title):
                service.wait()
            seconds = time.monotonic() - began
            self.tell(N_("✓ {name} ({seconds:.1f} s)"), name=service.title, seconds=seconds)

    def _stop(self, service: Service) -> None:
        with self._busy(N_("Stopping {name}"), name=service.title):
            service.stop()

    def _watch(self, services: list[Service], leash: Leash) -> None:
        """Start again what ended by itself; give up on what keeps ending."""
        falls: deque[float] = deque(maxlen=FALLS)
        while True:
            time.sleep(WATCH_EVERY)
            for service in services:
                if service.pid() is not None:
                    continue
                falls.append(time.monotonic())
                if len(falls) == FALLS and falls[-1] - falls[0] < FALLS_WITHIN:
                    raise Obstacle(
                        N_("{name} keeps ending by itself. The logs are in {logs}; styrkedjan doctor may know why."),
                        name=service.title,
                        logs=self._folder.logs,
                    )
                self.tell(N_("{name} ended by itself and is started again."), name=service.title)
                self._start([service], leash)

    @contextlib.contextmanager
    def _busy(self, message: str, **details: object) -> Iterator[Callable[[str], None]]:
        """Shows that something goes on, where somebody watches."""
        with self._console.status(f"{self._said(message, details)} …") as status:
            yield lambda message: status.update(f"{self._translate(message)} …")

    def _progress(self, message: str) -> None:
        self._console.print(f"  {self._translate(message)} …", markup=False, style="dim")

    def _welcome(self) -> None:
        command = shlex.quote(os.path.relpath(COMMAND))
        activate = shlex.quote(os.path.relpath(COMMAND.with_name("activate")))
        if self._settings.data != default_data():
            command = f"{PREFIX}DATA={shlex.quote(str(self._settings.data))} {command}"
        lines: tuple[tuple[str, dict[str, object]], ...] = (
            (N_("Styrkedjan is running at {address}"), {"address": self._locations.address}),
            (N_("In another shell:"), {}),
            (N_("  {command} start examples/lartraffar.toml"), {"command": command}),
            (N_("  {command} tasks --as Rektorn"), {"command": command}),
            (N_("After . {activate} the command is just styrkedjan."), {"activate": activate}),
            (N_("Data: {data}"), {"data": self._settings.data}),
            (N_("Master key: {key}"), {"key": self._locations.key_file}),
            (N_("Whoever loses the key loses every text. Keep a copy of it somewhere else, now."), {}),
            (N_("Ctrl-C stops it; make up goes on where it was."), {}),
        )
        self._console.print()
        for message, details in lines:
            self.tell(message, **details)
