"""What every test may ask for: a database of its own, and a store over it."""

import os
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from events.engine import connect
from events.store import Store
from styrkedjan.embedded.postgres import OWNER, Cluster
from tests.servers import copy_template, drop_database, shared_cluster

# A slow or busy machine is no fault of the code: durations are for the benchmarks.
settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("anywhere")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The test run's PostgreSQL, shared by all its processes; fsync is off."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    with shared_cluster(run[:12]) as running:
        yield running


@pytest.fixture
async def database_name(cluster: Cluster) -> AsyncIterator[str]:
    """A fresh migrated database's name."""
    name = f"test_{uuid4().hex[:12]}"
    await copy_template(cluster, name)
    yield name
    await drop_database(cluster, name)


@pytest.fixture
def database(cluster: Cluster, database_name: str) -> str:
    """DSN of a fresh migrated database, as the application's role."""
    return cluster.dsn(database_name)


@pytest.fixture
def owner_database(cluster: Cluster, database_name: str) -> str:
    """DSN of the same database, as its owner."""
    return cluster.dsn(database_name, OWNER)


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    """Over `database`, as in production."""
    engine = connect(database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[Store]:
    """Over `engine`."""
    store = Store(engine)
    yield store
    await store.aclose()
