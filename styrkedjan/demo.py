"""`styrkedjan demo`: real initiatives, from their start to the check-in after four years, in a minute or two.

The same code on the same PostgreSQL; only Temporal is the test server, whose time can be skipped. The data lies in a
folder of its own, since its log is dated years ahead.
"""

import asyncio
import contextlib
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.live import Live
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from domain.messages import N_
from events.engine import connect
from events.keys import MasterKey
from styrkedjan import bootstrap
from styrkedjan.embedded import ground
from styrkedjan.embedded.leash import Leash
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import OWNER, Cluster
from styrkedjan.embedded.services import COMMAND, Database
from styrkedjan.embedded.temporal import time_skipping
from styrkedjan.locations import DATABASE, Folder, Locations
from styrkedjan.platforms import unsupported
from styrkedjan.player import Player, playing
from styrkedjan.settings import PREFIX, Settings
from styrkedjan.shows import Show
from styrkedjan.translation import translator

LOOK_EVERY: Final = 0.1
"""Seconds between two pictures."""
PLAYED: Final = "played.json"
"""The file that names the initiatives that were played."""


def demo(settings: Settings, console: Console, make: Callable[..., Show], *, twice: bool = False) -> int:
    """Play anew what `make` makes, and tell it; `twice`: it takes another organiser too. Raises Obstacle, FileError."""
    began, stage = time.monotonic(), Stagehand(settings, console)
    with stage.database(anew=True):
        show = asyncio.run(stage.play(make, twice=twice))
    stage.end(show, time.monotonic() - began)
    return 0


def history(settings: Settings, console: Console, name: str = "") -> int:
    """The history of what was played last, by the same command as any other's; its exit code.

    `name`: which one, of several. Raises Obstacle.
    """
    stage = Stagehand(settings, console)
    initiative = chosen(stage.played, name)
    with stage.database(anew=False):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        arguments = [str(COMMAND), "--lang", settings.language, "history", initiative]
        ours = clean | {f"{PREFIX}DATA": str(stage.folder.path)}
        return subprocess.run(arguments, check=False, env=ours).returncode  # noqa: S603  our own command


def chosen(played: Path, name: str) -> str:
    """The id of the initiative of that name; of the only one, without a name. Raises Obstacle."""
    if not played.exists():
        raise Obstacle(N_("Nothing has been played yet. Run: make demo"))
    initiatives: dict[str, str] = json.loads(played.read_text())
    if not name and len(initiatives) == 1:
        return next(iter(initiatives.values()))
    if name not in initiatives:
        raise Obstacle(N_("Name one of those that were played last: {names}"), names=", ".join(initiatives))
    return initiatives[name]


class Stagehand:
    """Sets up the demo's own folder and servers, lets the life be played, and shows it."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._console = console
        self._language = settings.language
        self._translate = translator(settings.language)
        self.folder = Folder(settings.data.with_name(f"{settings.data.name}-demo"))
        self._cluster = Cluster(self.folder.cluster, say=lambda _: None)
        self._locations = Locations(
            database=self._cluster.dsn(DATABASE),
            owner=self._cluster.dsn(DATABASE, OWNER),
            temporal="",
            key_file=self.folder.path / "master.key",
            address="",
        )
        self.played = self.folder.path / PLAYED

    @contextlib.contextmanager
    def database(self, *, anew: bool) -> Iterator[None]:
        """The demo's database, running; with `anew` empty and under a new key. Raises Obstacle."""
        if (reason := unsupported()) is not None:
            raise Obstacle(reason)
        ground.make_folder(self.folder)
        with contextlib.ExitStack() as running:
            running.enter_context(ground.only_one(self.folder))
            ground.wait_for_the_last(self.folder.leash, lambda _: None)
            if anew:
                self._clear()
            leash, service = Leash(self.folder.leash), Database(self._cluster)
            running.callback(leash.close)
            with self._console.status(self._translate(N_("Starting the database"))):
                running.callback(service.stop)
                service.start()
                if (pid := service.pid()) is not None:
                    leash.hold(pid, service.ended_by)
                service.wait()
            self.folder.announce(self._locations)
            yield

    def _clear(self) -> None:
        """Only what an earlier demo made."""
        shutil.rmtree(self.folder.cluster, ignore_errors=True)
        for file in (self._locations.key_file, self.folder.founding, self.played):
            file.unlink(missing_ok=True)
        MasterKey.create(self._locations.key_file)

    async def play(self, make: Callable[..., Show], *, twice: bool = False) -> Show:
        """The whole of it."""
        founders = self.folder.founders()
        for each in (founders, founders.twin) if twice else (founders,):
            await bootstrap.begin(self._locations.database, self._locations.key_file, each, self._language)
        quiet = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
        Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=quiet)))
        engine, master = connect(self._locations.database), MasterKey.load(self._locations.key_file)
        try:
            async with time_skipping() as environment, playing(environment, engine, master) as player:
                show = make(player, founders, self._translate)
                async with self._shown(player, show):
                    await show.perform()
                self.played.write_text(json.dumps({name: str(id_) for name, id_ in show.initiatives.items()}))
        finally:
            await engine.dispose()
        return show

    @contextlib.asynccontextmanager
    async def _shown(self, player: Player, show: Show) -> AsyncIterator[None]:
        """A picture that follows the log while it grows; on paper only the ending is left."""
        with Live(console=self._console, auto_refresh=False, transient=not self._console.is_terminal) as live:
            drawing = asyncio.create_task(self._draw(live, player, show))
            try:
                yield
            finally:
                drawing.cancel()
                await asyncio.gather(drawing, return_exceptions=True)
                await show.listen()
                live.update(show.picture(player.clock.now()), refresh=True)

    async def _draw(self, live: Live, player: Player, show: Show) -> None:
        while True:
            await show.listen()
            live.update(show.picture(player.clock.now()), refresh=True)
            await asyncio.sleep(LOOK_EVERY)

    def end(self, show: Show, seconds: float) -> None:
        """What it came to, and how to read on."""
        self._console.print()
        for part in show.ending():
            self._console.print(part, markup=False, soft_wrap=isinstance(part, str))
        command = f"{shlex.quote(os.path.relpath(COMMAND))} demo --history {show.example}".rstrip()
        took = N_("Played in {seconds:.0f} seconds. Every event of it: {command}")
        self._console.print(self._translate(took, seconds=seconds, command=command), markup=False, soft_wrap=True)
        if afterword := show.afterword():
            self._console.print(afterword, markup=False, soft_wrap=True)
