"""`styrkedjan doctor`: what could keep this installation from working, one line each, with its remedy."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Final

from rich.console import Console
from sqlalchemy import text
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from domain.messages import N_
from events import lag
from events.clock import SystemClock
from events.engine import connect
from events.failures import FAILURES
from events.keys import Keys, MasterKey, MasterKeyError
from styrkedjan.embedded import ground
from styrkedjan.embedded.obstacles import Obstacle
from styrkedjan.embedded.processes import living
from styrkedjan.embedded.services import answers
from styrkedjan.embedded.temporal import SEARCH_ATTRIBUTES, binary, let_core_go
from styrkedjan.locations import Folder, Locations, locate
from styrkedjan.platforms import unsupported
from styrkedjan.settings import Settings
from styrkedjan.translation import translator

LEAST_DISK: Final = 2 * 10**9
"""Bytes; PostgreSQL alone wants 1 GB of log before it recycles it."""
OLDEST_POSTGRESQL: Final = 150000
LONGEST_LAG: Final = 300.0
"""Seconds."""
WITHIN: Final = 5.0
"""Seconds a server is given to answer."""
DEBIAN_POSTGRESQL: Final = "/usr/lib/postgresql/15/bin/postgres"
CHROMIUM: Final = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was looked at, what was seen, and what to do if it is not well. English, marked."""

    name: str
    well: bool
    seen: str
    remedy: str = ""
    details: dict[str, object] = field(default_factory=dict)


def well(name: str, seen: str, **details: object) -> Finding:
    return Finding(name=name, well=True, seen=seen, details=details)


def unwell(name: str, seen: str, remedy: str, **details: object) -> Finding:
    return Finding(name=name, well=False, seen=seen, remedy=remedy, details=details)


def doctor(settings: Settings, console: Console, *, tests: bool = False, as_json: bool = False) -> int:
    """Look, and tell; the command's exit code: 1 if anything is not well."""
    findings = list(needs_of_tests()) if tests else asyncio.run(_all(settings))
    _ = translator(settings.language)
    told = [
        {
            "name": _(found.name, **found.details),
            "well": found.well,
            "seen": _(found.seen, **found.details),
            "remedy": _(found.remedy, **found.details),
        }
        for found in findings
    ]
    if as_json:
        console.print_json(data=told)
    else:
        for row in told:
            remedy = f"  → {row['remedy']}" if row["remedy"] else ""
            line = f"{'✓' if row['well'] else '✗'} {row['name']}: {row['seen']}{remedy}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0 if all(found.well for found in findings) else 1


async def _all(settings: Settings) -> list[Finding]:
    return [finding async for finding in examine(settings)]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every check, in the order in which one needs the other."""
    yield _platform()
    if settings.embedded:
        for finding in _folder(settings):
            yield finding
    try:
        locations = locate(settings)
    except Obstacle as obstacle:
        yield unwell(N_("Servers"), N_("not running"), obstacle.sentence, **obstacle.details)
        return
    async for finding in _database(locations):
        yield finding
    yield await _temporal(locations, settings)
    yield _api(settings, locations)


def needs_of_tests() -> Iterator[Finding]:
    """What `make test-all` needs beside Python."""
    postgresql = N_("PostgreSQL 15")
    if shutil.which(DEBIAN_POSTGRESQL):
        yield well(postgresql, N_("found at {path}"), path=DEBIAN_POSTGRESQL)
    else:
        yield unwell(postgresql, N_("missing"), N_("Debian, Ubuntu: apt install postgresql-15"))
    chromium = N_("Chromium, for the pages")
    if shutil.which(CHROMIUM):
        yield well(chromium, N_("found at {path}"), path=CHROMIUM)
    else:
        yield unwell(chromium, N_("missing"), N_("Debian: apt install chromium fonts-dejavu-core"))
    root = N_("Root, for a disk that fills up")
    if os.geteuid() == 0 and shutil.which("mount"):
        yield well(root, N_("yes"))
    else:
        yield unwell(root, N_("no"), N_("Run make test-all as root, for instance in a container."))


def _platform() -> Finding:
    name = N_("Platform")
    if (reason := unsupported()) is not None:
        return unwell(name, N_("not supported"), reason)
    try:
        for program in ("temporal", "temporal-test-server"):
            binary(program)
    except Obstacle as obstacle:
        return unwell(name, N_("a program is missing"), obstacle.sentence, **obstacle.details)
    return well(name, N_("supported"))


def _folder(settings: Settings) -> Iterator[Finding]:
    """Disk, ports and key of an embedded installation."""
    folder = Folder(settings.data)
    existing = next(path for path in (folder.path, *folder.path.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    disk = {"data": folder.path, "free": free / 1e9}
    if free < LEAST_DISK:
        yield unwell(N_("Disk"), N_("{free:.1f} GB free at {data}"), N_("Make room: 2 GB at least."), **disk)
    else:
        yield well(N_("Disk"), N_("{free:.1f} GB free at {data}"), **disk)
    if living(folder.process) is None:
        yield _ports(settings)


def _ports(settings: Settings) -> Finding:
    try:
        ground.check_ports(settings)
    except Obstacle as obstacle:
        return unwell(N_("Ports"), N_("taken"), obstacle.sentence, **obstacle.details)
    return well(N_("Ports"), N_("free"))


async def _database(locations: Locations) -> AsyncIterator[Finding]:
    """PostgreSQL, the key that opens what it holds, and how far the followers are."""
    name, engine = N_("PostgreSQL"), connect(locations.database, connections=2)
    try:
        async with asyncio.timeout(WITHIN), engine.connect() as connection:
            version = int((await connection.execute(text("SHOW server_version_num"))).scalar_one())
        seen = {"version": version // 10000}
        if version < OLDEST_POSTGRESQL:
            yield unwell(name, N_("version {version}"), N_("Use PostgreSQL 15 or later."), **seen)
        else:
            yield well(name, N_("version {version}"), **seen)
        yield await _key(Keys(engine, MasterKey.load(locations.key_file)), locations)
        for finding in _lag(await lag.measure(engine, SystemClock())):
            yield finding
    except MasterKeyError as error:
        yield _key_is_wrong(error, locations)
    except (*FAILURES, TimeoutError) as error:
        remedy = N_("Start it, and look at the setting STYRKEDJAN_DATABASE; then styrkedjan migrate.")
        yield unwell(name, N_("does not answer ({error})"), remedy, error=type(error).__name__)
    finally:
        await engine.dispose()


async def _key(keys: Keys, locations: Locations) -> Finding:
    await keys.check()
    return well(N_("Master key"), N_("{key} opens the texts; keep a copy elsewhere"), key=locations.key_file)


def _key_is_wrong(error: MasterKeyError, locations: Locations) -> Finding:
    remedy = N_("Put {key} back from its backup: {reason}")
    return unwell(N_("Master key"), N_("cannot be used"), remedy, key=locations.key_file, reason=error)


def _lag(lags: list[lag.Lag]) -> Iterator[Finding]:
    for found in lags:
        name, seen = N_("Follower {follower}"), N_("{seconds:.0f} s and {events} events behind")
        details = {"follower": found.follower, "seconds": found.seconds, "events": found.events}
        if found.parked:
            remedy = N_("{parked} streams are set aside: the worker's log says why.")
            yield unwell(name, seen, remedy, parked=found.parked, **details)
        elif found.seconds > LONGEST_LAG:
            yield unwell(name, seen, N_("Is a worker running, and does Temporal answer?"), **details)
        else:
            yield well(name, seen, **details)


async def _temporal(locations: Locations, settings: Settings) -> Finding:
    name = N_("Temporal")
    try:
        async with asyncio.timeout(WITHIN):
            client = await Client.connect(
                locations.temporal,
                namespace=settings.temporal_namespace,
                tls=settings.temporal_tls,
                api_key=settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None,
            )
            request = ListSearchAttributesRequest(namespace=client.namespace)
            known = (await client.operator_service.list_search_attributes(request)).custom_attributes
    except (RPCError, RuntimeError, TimeoutError) as error:
        remedy = N_("Start it, and look at the settings STYRKEDJAN_TEMPORAL and STYRKEDJAN_TEMPORAL_NAMESPACE.")
        return unwell(name, N_("does not answer ({error})"), remedy, error=type(error).__name__)
    finally:
        await let_core_go()
    missing = sorted(SEARCH_ATTRIBUTES.keys() - known.keys())
    if missing:
        remedy = N_("Add the search attributes {missing} to the namespace (docs/operations.md).")
        return unwell(name, N_("search attributes are missing"), remedy, missing=", ".join(missing))
    return well(name, N_("{address} answers"), address=locations.temporal)


def _api(settings: Settings, locations: Locations) -> Finding:
    address = locations.address
    if answers(settings.host, settings.port):
        return well(N_("API"), N_("{address} answers"), address=address)
    return unwell(N_("API"), N_("{address} does not answer"), N_("Start it: styrkedjan serve"), address=address)
