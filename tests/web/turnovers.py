"""A change of principal at a school, followed as a worker follows it, without Temporal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.contracts import HandOver
from activities.handover import HandoverActivities
from domain.actors import CLOCK
from domain.handover.decide import stream as handover_stream
from domain.initiative.commands import FollowPost
from domain.post.commands import AnnounceDeparture, AppointPrincipal, NameManager
from domain.post.decide import stream_at
from events.reading import Reader
from events.store import Store
from styrkedjan.briefing import Briefing
from styrkedjan.follower_of_posts import follow_ups
from tests.web.schools import Api, School

DAY = timedelta(days=1)


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
        """The log's follower, then each handover's step."""
        house, reader = self.here.house, Reader(self.engine)
        post, _ = await house.ledger.state(stream_at(self.here.unit))
        live = await reader.live_at(house.organiser, self.here.unit)
        turnovers = list(follow_ups(post, self.here.unit, live))
        for command in turnovers:
            await house.do(handover_stream(command.handover), command, actor=CLOCK)
        for row in live:
            await house.do(row.stream, FollowPost(), actor=CLOCK)
        for command in turnovers:
            await self.steps(command.handover)

    async def steps(self, handover: UUID) -> None:
        house = self.here.house
        own = HandoverActivities(
            ledger=house.ledger,
            store=self.store,
            reader=Reader(self.engine),
            keys=house.keys,
            clock=house.clock,
            writer=Briefing(self.store, house.keys, house.ledger),
        )
        ask = HandOver(organiser=house.organiser, handover=handover, now=house.clock.now())
        await ActivityEnvironment().run(own.hand_over, ask)

    async def listed(self, who: str, **headers: str) -> list[dict[str, Any]]:
        answer = await self.api.get(self.here, who, "/v1/handovers", **headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def shown(self, who: str, handover: str, **headers: str) -> Any:
        answer = await self.api.get(self.here, who, f"/v1/handovers/{handover}", **headers)
        return answer.json() if answer.status_code == 200 else answer.status_code
