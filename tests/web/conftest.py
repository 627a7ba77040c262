"""Schools and their API over the test's own database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.keys import MasterKey
from events.store import Store
from tests.events.ledgers import master_key
from tests.web.schools import Api, School, school
from tests.web.turnovers import Changing


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    """This test's master key."""
    return master_key(tmp_path)


@pytest.fixture
async def here(store: Store, engine: AsyncEngine, master: MasterKey) -> School:
    """An organiser with people in every role."""
    return await school(store, engine, master)


@pytest.fixture
async def elsewhere(store: Store, engine: AsyncEngine, master: MasterKey) -> School:
    """Another organiser in the same installation."""
    return await school(store, engine, master, "Bengtsfors kommun")


@pytest.fixture
async def api(here: School) -> AsyncIterator[Api]:
    """The API, with a token for everybody here."""
    api = Api(here)
    yield api
    await api.client.aclose()


@pytest.fixture
async def changing(api: Api, here: School, engine: AsyncEngine, store: Store) -> Changing:
    """Two initiatives, a manager of their own, and a departure in three weeks with a successor."""
    changing = Changing(api=api, here=here, engine=engine, store=store)
    await api.several(here, "Lärträffar", "Läsning")
    await changing.managed()
    await changing.leaves()
    await changing.comes()
    await changing.follows()
    return changing
