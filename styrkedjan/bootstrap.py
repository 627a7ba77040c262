"""What an empty embedded installation begins with: an organiser, an admin who is also its staff, a calendar, templates.

Every id is fixed before the first command, so that an interrupted first start does the rest and a later one nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid5

from domain import calendar, organiser, person, template
from domain.actors import INSTALLATION, Role
from domain.calendar_content import CalendarContent
from domain.messages import N_
from domain.sealed import Sealed
from events.clock import SystemClock
from events.engine import connect
from events.intent import Intent
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store
from styrkedjan.locations import Founders
from styrkedjan.templates import SHIPPED, load
from styrkedjan.translation import Language, translator


async def begin(dsn: str, key_file: Path, founders: Founders, language: Language) -> None:
    """Bring the installation at `dsn` (as the application role) to where people can start."""
    engine = connect(dsn)
    store = Store(engine)
    ledger = Ledger(store, Keys(engine, MasterKey.load(key_file)), SystemClock())
    try:
        for step, stream, command in _steps(founders, language):
            id_ = uuid5(founders.organiser, f"begin:{step}")
            if await store.command(id_) is None:
                actor = INSTALLATION
                await ledger.execute(
                    Intent(organiser=founders.organiser, stream=stream, command=command, actor=actor, id=id_)
                )
    finally:
        await store.aclose()
        await engine.dispose()


def _steps(founders: Founders, language: Language) -> Iterator[tuple[str, str, Any]]:
    """Name, stream and command of each. The names are meant to be changed."""
    _ = translator(language)
    home = organiser.stream(founders.organiser)
    yield (
        "organiser",
        home,
        organiser.RegisterOrganiser(
            name=Sealed(_(N_("Our organiser")).encode()),
            number=Sealed(b""),
            settings=organiser.Settings(contact=founders.admin, language=language),
            admin=founders.admin,
        ),
    )
    yield "staff", home, organiser.GrantRole(person=founders.admin, role=Role.ORGANISER)
    name = Sealed(_(N_("Administrator")).encode())
    yield "admin", person.stream(founders.admin), person.RegisterPerson(name=name)
    yield "calendar", calendar.stream(founders.organiser), calendar.PublishCalendar(content=CalendarContent())
    for key in SHIPPED:
        yield key, template.stream(founders.organiser, key), template.PublishTemplate(content=load(key))
