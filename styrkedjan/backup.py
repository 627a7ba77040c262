"""`styrkedjan backup` and `restore`: the database's two dumps, and for an embedded installation what it began with."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console

from domain.messages import N_
from events.backup import Backup, BackupError, back_up
from events.backup import restore as put_back
from styrkedjan.embedded import ground
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import OWNER, Cluster, ClusterError
from styrkedjan.locations import DATABASE, Folder, locate
from styrkedjan.settings import Settings
from styrkedjan.translation import translator

FAILED: Final = N_("The copy cannot be made or put back: {reason}")


def backup(settings: Settings, folder: Path, console: Console) -> None:
    """Copy events and keys into `folder`, beside running commands. Raises Obstacle."""
    _ = translator(settings.language)
    locations = locate(settings)
    busy = _(N_("Copying"))
    with console.status(f"{busy} …"), _told():
        made = asyncio.run(back_up(locations.owner, folder, tools=_tools(settings)))
        if settings.embedded:
            shutil.copy(Folder(settings.data).founding, folder)
    lines = (
        (N_("Events: {file}"), {"file": made.events}),
        (N_("Keys: {file}; keep them apart from the events"), {"file": made.keys}),
        (N_("The master key {file} is in neither: keep a copy of it in a third place."), {"file": locations.key_file}),
    )
    for message, details in lines:
        console.print(_(message, **details), markup=False, highlight=False, soft_wrap=True)


def restore(settings: Settings, folder: Path, console: Console) -> None:
    """Put a copy into an empty installation; without its keys.dump every text stays closed. Raises Obstacle."""
    _ = translator(settings.language)
    copy = Backup.within(folder)
    if not copy.events.exists():
        raise Obstacle(FAILED, reason=copy.events)
    with_keys = copy.keys.exists()
    busy = _(N_("Putting back"))
    with console.status(f"{busy} …"), _told(), _empty_database(settings, folder) as owner:
        asyncio.run(put_back(owner, copy, with_keys=with_keys, tools=_tools(settings)))
    message = N_("Restored.") if with_keys else N_("Restored without keys: every text stays closed.")
    console.print(_(message))
    if settings.embedded and not settings.key_file.exists():
        message = N_("Put the master key at {key}, then: make up")
        console.print(_(message, key=settings.key_file), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _empty_database(settings: Settings, folder: Path) -> Iterator[str]:
    """The owner's DSN: production's as the settings say, an embedded one made for it in an empty data folder."""
    if not settings.embedded:
        yield locate(settings).owner
        return
    ours = Folder(settings.data)
    ground.make_folder(ours)
    with ground.only_one(ours):
        if ours.cluster.exists():
            raise Obstacle(
                N_("There is an installation in {data}. Choose an empty folder, or empty it: styrkedjan reset"),
                data=ours.path,
            )
        shutil.copy(folder / ours.founding.name, ours.founding)
        cluster = Cluster(ours.cluster, say=lambda _: None)
        try:
            cluster.start()
            asyncio.run(cluster.provide(DATABASE))
            yield cluster.dsn(DATABASE, OWNER)
        finally:
            cluster.stop()


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong, as one sentence."""
    try:
        yield
    except (BackupError, ClusterError, OSError) as error:
        raise Obstacle(FAILED, reason=error) from error


def _tools(settings: Settings) -> Path | None:
    return Cluster(Folder(settings.data).cluster, say=lambda _: None).tools if settings.embedded else None
