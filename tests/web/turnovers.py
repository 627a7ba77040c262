"""A change of principal at a school, followed as a worker follows it, without Temporal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.contracts import HandOver
from activities.handover import HandoverActivities
from domain.actors import CLOCK
from domain.handover.decide import stream as handover_stream
from domain.initiative.commands import FollowPost
from domain.post.commands import AnnounceDeparture, AppointPrincipal, NameManager
from domain.post.decide import stream_at
from domain.refusals import Refusal
from events.clock import Clock
from events.intent import Intent
from events.keys import Keys
from events.ledger import Ledger
from events.reading import Reader
from events.reading_handovers import living_at
from events.store import Store
from styrkedjan.briefing import Briefing
from styrkedjan.follower_of_posts import follow_ups
from tests.web.schools import Api, School

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What a worker does about a post, without Temporal."""

    engine: AsyncEngine
    store: Store
    ledger: Ledger
    keys: Keys
    clock: Clock

    async def follows(self, organiser: UUID, unit: UUID) -> None:
        """The log's follower, then each handover's step."""
        post, _ = await self.ledger.state(stream_at(unit))
        live = await living_at(Reader(self.engine), organiser, [unit])
        turnovers = list(follow_ups(post, unit, live))
        told = [(handover_stream(command.handover), command) for command in turnovers]
        for stream, command in [*told, *((row.stream, FollowPost()) for row in live)]:
            intent = Intent(organiser=organiser, stream=stream, command=command, actor=CLOCK, id=uuid4())
            try:
                await self.ledger.execute(intent)
            except Refusal as refused:
                if refused.code != "erased":  # the follower is told that, and goes on
                    raise
        for command in turnovers:
            await self._steps(organiser, command.handover)

    async def _steps(self, organiser: UUID, handover: UUID) -> None:
        own = HandoverActivities(
            ledger=self.ledger,
            store=self.store,
            reader=Reader(self.engine),
            keys=self.keys,
            clock=self.clock,
            writer=Briefing(self.store, self.keys, self.ledger),
        )
        ask = HandOver(organiser=organiser, handover=handover, now=self.clock.now())
        await ActivityEnvironment().run(own.hand_over, ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """A school whose principal changes."""

    api: Api
    here: School
    engine: AsyncEngine
    store: Store

    @property
    def today(self) -> date:
        return self.here.house.clock.now().date()

    async def leaves(self, who: str = "principal", *, days: int = 21) -> None:
        """That is so many days to the last one."""
        last_day = self.today + timedelta(days=days)
        person = self.here.people[who]
        await self.tells(AnnounceDeparture(unit=self.here.unit, person=person, last_day=last_day))

    async def comes(self, who: str = "colleague", *, days: int = 22) -> None:
        since = self.today + timedelta(days=days)
        await self.tells(AppointPrincipal(unit=self.here.unit, person=self.here.people[who], since=since))

    async def managed(self) -> None:
        await self.tells(NameManager(unit=self.here.unit, person=self.here.people["manager"]))

    async def tells(self, command: Any) -> None:
        await self.here.house.do(stream_at(self.here.unit), command, by=self.here.people["staff"])

    async def passes(self, days: int) -> None:
        self.here.house.clock.forward(timedelta(days=days))
        await self.follows()

    async def follows(self) -> None:
        house = self.here.house
        worker = Worker(engine=self.engine, store=self.store, ledger=house.ledger, keys=house.keys, clock=house.clock)
        await worker.follows(house.organiser, self.here.unit)

    async def sends(self, who: str, path: str, form: Any, **beside: str) -> Any:
        """A form, and what goes with it."""
        return await self.api.post(self.here, who, path, {"form": form, **beside})

    async def listed(self, who: str, **headers: str) -> list[dict[str, Any]]:
        answer = await self.api.get(self.here, who, "/v1/handovers", **headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def shown(self, who: str, handover: str, **headers: str) -> Any:
        answer = await self.api.get(self.here, who, f"/v1/handovers/{handover}", **headers)
        return answer.json() if answer.status_code == 200 else answer.status_code
