"""A ledger over the test's own database."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events.keys import MasterKey
from events.store import Store
from tests.events.ledgers import House, found, master_key


@pytest.fixture
def master(tmp_path: Path) -> MasterKey:
    """This test's master key."""
    return master_key(tmp_path)


@pytest.fixture
async def house(store: Store, engine: AsyncEngine, master: MasterKey) -> House:
    """One organiser and its admin."""
    return await found(store, engine, master)
