"""`styrkedjan reset`: an embedded installation thrown away, keys and all."""

import shutil

from domain.messages import N_
from styrkedjan.embedded import ground
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import Cluster
from styrkedjan.embedded.processes import end_leftover
from styrkedjan.locations import Folder
from styrkedjan.settings import Settings


def reset(settings: Settings) -> None:
    """Remove what `up` made in the data folder, and nothing else. Raises Obstacle while it runs."""
    if not settings.embedded:
        raise Obstacle(N_("The settings name servers of production. Only an embedded installation is thrown away."))
    folder = Folder(settings.data)
    if not folder.path.exists():
        return
    with ground.only_one(folder):
        Cluster(folder.cluster, say=lambda _: None).stop()
        for file in folder.processes:
            end_leftover(file)
        for path in folder.contents:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    folder.lock.unlink(missing_ok=True)
