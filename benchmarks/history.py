"""[temporal-cost]: history events of all runs of the played life, against its human commands and the timers that fired.

The life is played as `make demo` plays it. Its events are printed by what caused them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from activities.contracts import workflow_id
from benchmarks.ground import Ground
from benchmarks.life import EXAMPLE
from benchmarks.lines import Line
from domain.calendar import CalendarState
from events.engine import connect
from styrkedjan.bootstrap import begin
from styrkedjan.embedded.temporal import time_skipping
from styrkedjan.locations import Founders
from styrkedjan.performing import Performance, introduce
from styrkedjan.player import playing
from styrkedjan.plays import Play

POKE: Final = "poke"
TIMER: Final = "timer"
STAGE: Final = "stage change or next run"
BEGIN: Final = "start"
ATTRIBUTES: Final = "search attributes changed"
LIMITS: Final = {POKE: 7, TIMER: 6, STAGE: 6}
"""At most so many events each; a next run's come on top of those of what led to it."""
WAKES: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: STAGE,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: POKE,
    EventType.EVENT_TYPE_TIMER_FIRED: TIMER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """One time that the workflow had something to do, or told operators that something is different."""

    trigger: str
    events: int


async def measure(ground: Ground, wanted: Sequence[str], scale: float) -> list[Line]:  # noqa: ARG001  one life is one life
    """Play the life, and read what Temporal has recorded."""
    play, dsn = Play.read(EXAMPLE), ground.dsn(await ground.database("played"))
    engine = connect(dsn)
    async with time_skipping() as environment, playing(environment, engine, ground.master) as player:
        founders = Founders(organiser=uuid4(), admin=uuid4())
        await begin(dsn, Path(ground.master.source), founders, "sv")
        first_year = play.first_year(founders.organiser, player.clock.now(), CalendarState())
        performance = Performance(player, play, founders, first_year)
        await introduce(player, founders, play)
        await performance.perform()
        runs = await _runs(environment.client, workflow_id(founders.organiser, performance.initiative))
    await engine.dispose()
    total = sum(len(run) for run in runs)
    fired = sum(event.event_type == EventType.EVENT_TYPE_TIMER_FIRED for run in runs for event in run)
    wakes = [wake for place, run in enumerate(runs) for wake in wakes_of(run, first=place == 0)]
    return [
        Line(
            name=line,
            ours=total,
            against=len(play.actions) + fired,
            unit="history events",
            peer=f"{len(play.actions)} human commands, {fired} timers",
            notes=(*_by_trigger(wakes), f"{len(runs)} runs"),
        )
        for line in wanted
    ]


async def _runs(client: Client, id_: str) -> list[Sequence[Any]]:
    """Every run's events, oldest run first: each names the one before it."""
    run: str | None = None
    found: list[Sequence[Any]] = []
    while run is None or run:
        events = (await client.get_workflow_handle(id_, run_id=run).fetch_history()).events
        found.append(events)
        run = events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return found[::-1]


def wakes_of(run: Sequence[Any], *, first: bool) -> Iterator[Wake]:
    """A run's events by what caused them; what arrives before a wake is dealt with belongs to it.

    The event that ends a run by continuing it belongs to the stage change, that is to the next run's beginning.
    """
    trigger, events, dealt_with = BEGIN if first else STAGE, 0 if first else 1, False
    for event in run:
        if dealt_with and event.event_type in WAKES:
            yield Wake(trigger=trigger, events=events)
            trigger, events, dealt_with = WAKES[event.event_type], 0, False
        if event.event_type == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
            yield Wake(trigger=ATTRIBUTES, events=1)
        else:
            events += event.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
        dealt_with |= event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    yield Wake(trigger=trigger, events=events)


def _by_trigger(wakes: Sequence[Wake]) -> Iterator[str]:
    for trigger in (POKE, TIMER, STAGE, BEGIN, ATTRIBUTES):
        costs = [wake.events for wake in wakes if wake.trigger == trigger]
        if costs:
            bound = f", of at most {LIMITS[trigger]}" if trigger in LIMITS else ""
            yield f"{trigger}: {len(costs)} times, {mean(costs):.2f} events on average, {max(costs)} at most{bound}"
