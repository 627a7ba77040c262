"""Debian's PostgreSQL 15: the oldest we support."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from styrkedjan.embedded.postgres import Cluster
from tests.servers import SETTINGS, make_template

BINARIES = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def debian_cluster() -> Iterator[Cluster]:
    """In a folder that goes away with it."""
    folder = Path(tempfile.mkdtemp(prefix="styrkedjan-15-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "pg", say=lambda _: None, settings=SETTINGS, binaries=BINARIES)
    try:
        cluster.start()
        asyncio.run(make_template(cluster))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)
