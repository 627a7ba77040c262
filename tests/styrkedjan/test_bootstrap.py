"""The first start leaves an organiser, its admin and staff, a calendar and the templates, once."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain import calendar, organiser, person, template
from domain.actors import Actor, Role
from events import tables as t
from events.clock import SystemClock
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.bootstrap import begin
from styrkedjan.locations import Folder
from styrkedjan.templates import SHIPPED


async def test_a_first_start_is_done_once(database: str, engine: AsyncEngine, store: Store, tmp_path: Path) -> None:
    key, founders = tmp_path / "master.key", Folder(tmp_path).founders()
    MasterKey.create(key)
    await begin(database, key, founders, "sv")
    ledger = Ledger(store, Keys(engine, MasterKey.load(key)), SystemClock())
    home, _ = await ledger.state(organiser.stream(founders.organiser))
    assert home.standing(Actor(kind="person", person=founders.admin)).roles == {Role.ADMIN, Role.ORGANISER}
    assert (await ledger.state(person.stream(founders.admin)))[1] == 1
    assert (await ledger.state(calendar.stream(founders.organiser)))[1] == 1
    for kind in SHIPPED:
        assert (await ledger.state(template.stream(founders.organiser, kind)))[1] == 1
    async with engine.connect() as connection:
        before = await connection.scalar(select(func.count()).select_from(t.events))
        await begin(database, key, founders, "en")
        assert await connection.scalar(select(func.count()).select_from(t.events)) == before
