"""A ledger with one organiser in it, and the intents tests send."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain import organiser, person
from domain.actors import INSTALLATION, Actor, Role
from domain.organiser import GrantRole, RegisterOrganiser, Settings, WithdrawRole
from domain.person import ChangePerson, RegisterPerson
from domain.sealed import Sealed
from events.intent import Intent
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.store import Store

BEGINNING = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)


class GivenClock:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime = BEGINNING) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One organiser and its admin, as seen from one process."""

    store: Store
    keys: Keys
    clock: GivenClock
    ledger: Ledger
    organiser: UUID
    admin: UUID

    def intent(self, stream: str, command: Any, *, by: UUID | None = None, **more: Any) -> Intent:
        """A command by the admin, or by somebody else."""
        actor = Actor(kind="person", person=by or self.admin)
        return Intent(
            **{"organiser": self.organiser, "stream": stream, "actor": actor, "id": uuid4()} | more, command=command
        )

    async def do(self, stream: str, command: Any, **more: Any) -> Any:
        """Execute a command by the admin."""
        return await self.ledger.execute(self.intent(stream, command, **more))

    async def grant(self, who: UUID, role: Role = Role.ADMIN) -> Any:
        return await self.do(organiser.stream(self.organiser), GrantRole(person=who, role=role))

    async def withdraw(self, who: UUID, role: Role = Role.ADMIN) -> Any:
        return await self.do(organiser.stream(self.organiser), WithdrawRole(person=who, role=role))


def master_key(folder: Path) -> MasterKey:
    """The folder's master key, made the first time."""
    path = folder / "master.key"
    return MasterKey.load(path) if path.exists() else MasterKey.create(path)


def another_process(house: House, engine: AsyncEngine, master: MasterKey) -> House:
    """The same organiser through a ledger with caches of its own."""
    store, keys = Store(engine), Keys(engine, master)
    ledger = Ledger(store, keys, house.clock)
    return House(store=store, keys=keys, clock=house.clock, ledger=ledger, organiser=house.organiser, admin=house.admin)


async def found(store: Store, engine: AsyncEngine, master: MasterKey, *, name: str = "Huvudmannen") -> House:
    """A new organiser with its admin."""
    keys, clock = Keys(engine, master), GivenClock()
    ledger = Ledger(store, keys, clock)
    house = House(store=store, keys=keys, clock=clock, ledger=ledger, organiser=uuid4(), admin=uuid4())
    register = RegisterOrganiser(
        name=Sealed(name.encode()),
        number=Sealed(b"2120000142"),
        settings=Settings(contact=house.admin),
        admin=house.admin,
    )
    await house.do(organiser.stream(house.organiser), register, actor=INSTALLATION)
    return house


def register(name: str = "Kim Exempel", email: str | None = None) -> RegisterPerson:
    return RegisterPerson(name=Sealed(name.encode()), email=Sealed(email.encode()) if email else None)


def change(name: str) -> ChangePerson:
    return ChangePerson(name=Sealed(name.encode()))


def somebody() -> str:
    """A new person's stream."""
    return person.stream(uuid4())
