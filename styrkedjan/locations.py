"""Where this installation's servers, key and people are: what every command but `up` starts from."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4, uuid5

from domain.messages import N_
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.postgres import OWNER, Cluster
from styrkedjan.embedded.processes import living
from styrkedjan.settings import Settings

DATABASE: Final = "styrkedjan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locations:
    """The servers to talk to, and the key."""

    database: str
    """As the application role."""
    owner: str
    """As the database's owner, for migrations, backup and rebuild."""
    temporal: str
    """`host:port`."""
    key_file: Path
    address: str
    """Of the API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founders:
    """The organiser and the admin that an empty embedded installation begins with."""

    organiser: UUID
    admin: UUID

    @property
    def twin(self) -> "Founders":
        """Of another organiser beside it, for what is played twice."""
        return Founders(organiser=uuid5(self.organiser, "twin"), admin=uuid5(self.admin, "twin"))


class Folder:
    """The data folder of an embedded installation."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def lock(self) -> Path:
        """Held by the `up` that runs here."""
        return self.path / "up.lock"

    @property
    def process(self) -> Path:
        """Remembers the `up` that runs here."""
        return self.path / "up.pid"

    @property
    def leash(self) -> Path:
        """Remembers the process that ends the others should `up` die."""
        return self.path / "leash.pid"

    @property
    def servers(self) -> Path:
        """Where the running servers answer; meaningless without a living `process`."""
        return self.path / "servers.json"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def token(self) -> Path:
        """The API's token, made at first start."""
        return self.path / "api-token"

    @property
    def founding(self) -> Path:
        """The founders' ids."""
        return self.path / "founders.json"

    @property
    def cluster(self) -> Path:
        return self.path / "postgresql"

    @property
    def temporal(self) -> Path:
        return self.path / "temporal"

    def child(self, command: str) -> Path:
        """Remembers the process of `styrkedjan worker` or `serve`."""
        return self.path / f"{command}.pid"

    @property
    def processes(self) -> tuple[Path, ...]:
        """What remembers a process of ours that may have been left behind."""
        return (self.leash, self.child("worker"), self.child("serve"), self.temporal / "temporal.pid")

    @property
    def contents(self) -> tuple[Path, ...]:
        """Everything an installation keeps."""
        files = (self.path / "master.key", self.token, self.founding, self.servers, self.process, *self.processes)
        return (*files, self.cluster, self.temporal, self.logs)

    def founders(self) -> Founders:
        """Their ids, drawn before the first command so that an interrupted first start goes on with the same ones."""
        if not self.founding.exists():
            drawn = {"organiser": str(uuid4()), "admin": str(uuid4())}
            fresh = self.founding.with_suffix(".new")
            fresh.write_text(json.dumps(drawn))
            fresh.rename(self.founding)
        kept = json.loads(self.founding.read_text())
        return Founders(organiser=UUID(kept["organiser"]), admin=UUID(kept["admin"]))

    def announce(self, locations: Locations) -> None:
        """Tell the commands beside a running `up` where its servers are."""
        fresh = self.servers.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(locations), default=str))
        fresh.rename(self.servers)


def embedded(settings: Settings) -> Locations:
    """Where `up` puts its servers under these settings."""
    cluster = Cluster(Folder(settings.data).cluster, say=lambda _: None)
    return Locations(
        database=cluster.dsn(DATABASE),
        owner=cluster.dsn(DATABASE, OWNER),
        temporal=f"127.0.0.1:{settings.temporal_port}",
        key_file=settings.key_file,
        address=f"http://{settings.host}:{settings.port}",
    )


def locate(settings: Settings) -> Locations:
    """The installation's servers: production's from the settings, the embedded ones from the running `up`.

    Raises Obstacle if they are embedded and not running.
    """
    if settings.database is not None and settings.temporal is not None:
        database = settings.database.get_secret_value()
        return Locations(
            database=database,
            owner=settings.database_owner.get_secret_value() if settings.database_owner else database,
            temporal=settings.temporal,
            key_file=settings.key_file,
            address=f"http://{settings.host}:{settings.port}",
        )
    folder = Folder(settings.data)
    if living(folder.process) is None or not folder.servers.exists():
        raise Obstacle(
            N_("Styrkedjan is not running with the data in {data}. Start it in another shell: make up"),
            data=settings.data,
        )
    found = json.loads(folder.servers.read_text())
    return Locations(**found | {"key_file": Path(found["key_file"])})
