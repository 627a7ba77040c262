"""An organiser whose principals come and go, on the time-skipping server."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from activities.initiative import stream_of
from domain.actors import Actor
from domain.calendar import CalendarState
from domain.handover.decide import stream as handover_stream
from domain.handover.state import HandoverState
from domain.initiative.commands import CompleteTask, StartInitiative
from domain.initiative.state import InitiativeState
from domain.organiser import AddUnit
from domain.organiser import stream as organiser_stream
from domain.post import commands as do
from domain.post.decide import stream_at
from domain.post.state import PostState
from domain.tasks import Key
from styrkedjan.player import Player
from tests.domain import life
from tests.workflows.stand import found_house, until

MORNING: Final = timedelta(hours=9)
ANNA, BO, CILLA = uuid4(), uuid4(), uuid4()
WHY: Final = life.text("rättat i efterhand")


def person(who: UUID) -> Actor:
    return Actor(kind="person", person=who)


@dataclass(kw_only=True)
class Town:
    """Anna is principal of every unit; each has one initiative, started in the last week of August."""

    player: Player
    house: UUID
    staff: Actor
    units: list[UUID]
    initiatives: list[UUID]
    autumn: int
    """The year it begins in."""

    @property
    def today(self) -> date:
        return CalendarState().local_date(self.player.clock.now())

    async def until(self, day: date) -> None:
        """That morning; every timer on the way has been answered, and everything that happened meanwhile is seen."""
        await self.player.sleep_until(CalendarState().start_of(day) + MORNING)

        async def nobody_behind() -> bool:
            return not await self.player.behind()

        await until(nobody_behind)
        await self.seen()

    async def seen(self) -> None:
        for initiative in self.initiatives:
            _, version = await self.player.works.ledger.state(stream_of(initiative))
            await self.player.seen(stream_of(initiative), version)

    async def post(self, command: do.Command, *, unit: int = 0) -> None:
        """Recorded by the staff, and taken to whom it concerns."""
        at = replace(command, unit=self.units[unit])
        await self.player.execute(self.house, stream_at(self.units[unit]), at, self.staff)
        await self.seen()

    async def appoint(self, who: UUID, since: date, **more: Any) -> None:
        await self.post(do.AppointPrincipal(unit=self.units[0], person=who, since=since, **more))

    async def leaves(self, who: UUID, last_day: date, **more: Any) -> None:
        await self.post(do.AnnounceDeparture(unit=self.units[0], person=who, last_day=last_day, **more))

    async def initiative(self, n: int = 0) -> InitiativeState:
        state, _ = await self.player.works.ledger.state(stream_of(self.initiatives[n]))
        held: InitiativeState = state
        return held

    async def held(self, unit: int = 0) -> PostState:
        state, _ = await self.player.works.ledger.state(stream_at(self.units[unit]))
        held: PostState = state
        return held

    async def handover(self, n: int = -1, unit: int = 0) -> HandoverState:
        """Of the unit's n-th change of principal."""
        turnover = (await self.held(unit)).turnovers[n]
        state, _ = await self.player.works.ledger.state(handover_stream(turnover.handover))
        held: HandoverState = state
        return held

    async def starts(self, unit: int = 0) -> None:
        """One more initiative, today."""
        self.initiatives.append(uuid4())
        form = life.start_form(unit=self.units[unit], manager=self.staff.person)
        start = StartInitiative(initiative=self.initiatives[-1], form=form)
        await self.player.execute(self.house, stream_of(self.initiatives[-1]), start, self.staff)

    async def sends(self, who: UUID, key: Key, form: Any, n: int = 0) -> None:
        """As whoever is principal, or anybody else."""
        state = await self.initiative(n)
        (task,) = state.open_of(key)
        await self.act(who, CompleteTask(task=task.task, form=form), n)

    async def act(self, who: UUID, command: Any, n: int = 0) -> None:
        await self.player.execute(self.house, stream_of(self.initiatives[n]), command, person(who))
        await self.seen()


async def town(player: Player, units: int = 1, initiatives: int | None = None) -> Town:
    """Founded, and lived in since the last week of August; `initiatives` start then, one at each of the first units."""
    admin = uuid4()
    house = await found_house(player.works.ledger, admin)
    autumn = (await player.now()).year + 1
    made = Town(
        player=player,
        house=house,
        staff=person(admin),
        units=[uuid4() for _ in range(units)],
        initiatives=[],
        autumn=autumn,
    )
    await player.sleep_until(datetime.combine(date(autumn, 8, 24), datetime.min.time(), player.clock.now().tzinfo))
    for number, unit in enumerate(made.units):
        add = AddUnit(unit=unit, unit_kind="school", name=life.text("Skolan"))
        await player.execute(house, organiser_stream(house), add, made.staff)
        appoint = do.AppointPrincipal(unit=unit, person=ANNA, since=date(2020, 8, 1))
        await player.execute(house, stream_at(unit), appoint, made.staff)
        if initiatives is None or number < initiatives:
            await made.starts(number)
    await made.seen()
    return made
