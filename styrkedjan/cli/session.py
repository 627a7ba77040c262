"""One run of a command: its settings and language, and a seat at the desk for whoever acts."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID, uuid4

import typer
from rich.console import Console

from domain.messages import N_
from domain.refusals import NotAllowed, Unmet
from events.answering import Answering
from events.clock import SystemClock
from events.engine import connect
from events.files import Files
from events.intent import Answer
from events.keys import Keys, MasterKey
from events.ledger import Ledger
from events.reading import Reader
from events.store import Store
from styrkedjan.cli.references import References
from styrkedjan.cli.saying import printable, sayer, who_acts
from styrkedjan.locations import Folder, Locations, locate
from styrkedjan.settings import PREFIX, Settings
from styrkedjan.translation import Language
from web.desk import Caller, Desk
from web.plain import plain
from web.rendering import Rendering

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody at the desk."""

    session: "Session"
    desk: Desk
    caller: Caller
    reader: Reader

    async def do(self, stream: str, command: Any, *, seen: int | None = None) -> Answer:
        """One act under an id of its own; the ledger repeats it where the connection is lost."""
        return await self.desk.execute(self.caller, stream, command, command_id=uuid4(), seen=seen)

    async def rendering(self, persons: Iterable[UUID] = ()) -> Rendering:
        """What makes views."""
        organisation, _ = await self.desk.organisation(self.caller)
        calendar, _ = await self.desk.calendar(self.caller)
        names = await self.desk.names(self.caller, persons)
        return Rendering(self.session.say, organisation, calendar.zone, names)


class Session:
    """What the options before the command say."""

    def __init__(
        self, settings: Settings, language: Language, acting: str | None, acting_for: str | None = None
    ) -> None:
        self.settings = settings
        self.language = language
        self.acting = acting
        self.acting_for = acting_for
        self.say = sayer(language)
        # What people wrote may hold brackets and colons: nothing in it is markup.
        self.console = Console(markup=False, emoji=False, highlight=False)

    def tell(self, message: str, **details: object) -> None:
        """A sentence for the person at the terminal."""
        self.show(self.say(message, **details))

    def warn(self, message: str, **details: object) -> None:
        """A sentence on standard error, beside what was asked for."""
        print(printable(self.say(message, **details)), file=sys.stderr)

    def show(self, text: str, style: str = "") -> None:
        """A line as it is, for the person at the terminal."""
        self.console.print(printable(text), soft_wrap=True, style=style)

    def write(self, text: str) -> None:
        """Text as it is, for files and pipes."""
        sys.stdout.write(text)

    def as_json(self, value: Any) -> None:
        """A reading command's answer for programs."""
        self.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")

    def run(self, work: Callable[[Seat], Coroutine[Any, Any, T]]) -> T:
        """Do something as whoever acts."""

        async def seated() -> T:
            async with self.seat() as seat:
                return await work(seat)

        return asyncio.run(seated())

    def run_alone(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do something that is nobody's act, for whoever runs the installation."""
        return asyncio.run(work())

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[Seat]:
        """A seat, given up in the end. Raises Obstacle, MasterKeyError, Refusal."""
        async with self.at_desk() as (desk, reader):
            default = self._default_caller()
            caller = await self._in_place_of(desk, reader, await self._chosen(desk, reader, default))
            # Not before: with a name that nobody has, what is hinted at would be refused as well.
            self.say = sayer(self.language, who_acts({"--as": self.acting, "--for": self.acting_for}))
            yield Seat(session=self, desk=desk, caller=caller, reader=reader)

    @asynccontextmanager
    async def at_desk(self) -> AsyncIterator[tuple[Desk, Reader]]:
        """The desk, before anybody sits."""
        locations = locate(self.settings)
        engine = connect(locations.database, connections=4)
        store, keys, clock = Store(engine), Keys(engine, MasterKey.load(locations.key_file)), SystemClock()
        reader = Reader(engine)
        try:
            await keys.check()
            ledger = Ledger(store, keys, clock)
            answering = Answering(engine, keys)
            yield (
                Desk(
                    ledger=ledger,
                    store=store,
                    reader=reader,
                    keys=keys,
                    answering=answering,
                    files=Files(engine, keys),
                    clock=clock,
                ),
                reader,
            )
        finally:
            await store.aclose()
            await engine.dispose()

    def locations(self) -> Locations:
        """The servers. Raises Obstacle."""
        return locate(self.settings)

    def _default_caller(self) -> Caller:
        """The person that the settings name; if they name nobody, in the embedded mode its administrator."""
        organiser, person = self.settings.api_organiser, self.settings.api_person
        if organiser is not None and person is not None:
            return Caller(organiser=organiser, person=person)
        if self.settings.embedded and organiser is None and person is None:
            founders = Folder(self.settings.data).founders()
            return Caller(organiser=founders.organiser, person=founders.admin)
        raise Unmet(
            "nobody_acts",
            N_("Say who acts: set both {organiser} and {person}."),
            organiser=f"{PREFIX}API_ORGANISER",
            person=f"{PREFIX}API_PERSON",
        )

    async def _chosen(self, desk: Desk, reader: Reader, default: Caller) -> Caller:
        if self.acting is None:
            return default
        if not self.settings.embedded:
            raise NotAllowed(
                "as_embedded_only", N_("--as is for trying things out: it works in the embedded mode only.")
            )
        seat = Seat(session=self, desk=desk, caller=default, reader=reader)
        return Caller(organiser=default.organiser, person=await References(seat).person(self.acting))

    async def _in_place_of(self, desk: Desk, reader: Reader, caller: Caller) -> Caller:
        if self.acting_for is None:
            return caller
        named = await References(Seat(session=self, desk=desk, caller=caller, reader=reader)).lender(self.acting_for)
        return replace(caller, acting_for=named)


def session_of(ctx: typer.Context) -> Session:
    """The session of the command that is being run."""
    session: Session = ctx.find_root().obj
    return session
