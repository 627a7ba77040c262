"""A whole life by time skipping, equal event for event to an oracle that only loops the agenda."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.contracts import workflow_id
from activities.initiative import stream_of
from domain import calendar
from domain.actors import Actor, Role
from domain.calendar import CalendarState, PublishCalendar
from domain.initiative.commands import StartInitiative
from domain.initiative.events import CalendarChanged
from domain.initiative.state import Status
from domain.organiser import AddUnit, GrantRole, OrganiserState
from domain.organiser import stream as organiser_stream
from domain.post import decide as post
from domain.track import Track
from styrkedjan.locations import Founders
from styrkedjan.performing import ProgrammePerformance
from styrkedjan.player import Player
from styrkedjan.plays import Play
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.templates import SHIPPED, load
from tests.domain import life
from tests.domain.who import APPOINT
from tests.workflows.lives import EXAMPLE, SCHOOLS, Act, Oracle, generated, played, schools_played, texts_of, whole
from tests.workflows.stand import blank, events_of, found_house, histories, until

MOST_EVENTS = 7.0
"""Of history, per human act and timer that fired (DESIGN: what a life costs)."""


async def found(player: Player) -> Founders:
    admin = uuid4()
    return Founders(organiser=await found_house(player.works.ledger, admin), admin=admin)


async def live(player: Player, house: Founders, stream: str, acts: Sequence[Act]) -> None:
    """Do every act at its moment; everything is seen before and after it."""
    for act in acts:
        await player.sleep_until(act.moment)
        _, version = await player.works.ledger.state(stream)
        if version:
            await player.seen(stream, version)
        if isinstance(act.command, PublishCalendar):
            await publish(player, house, stream, act.command)
            continue
        answer = await player.execute(house.organiser, stream, act.command, act.actor)
        await player.seen(stream, answer.version)


async def publish(player: Player, house: Founders, stream: str, command: PublishCalendar) -> None:
    """Publish a calendar, and return once the initiative has taken it up."""
    admin = Actor(kind="person", person=house.admin)
    await player.execute(house.organiser, calendar.stream(house.organiser), command, admin)
    number = (await player.works.ledger.state(calendar.stream(house.organiser)))[0].number

    async def taken_up() -> int:
        state, version = await player.works.ledger.state(stream)
        return version if state.calendar == number or state.status is not Status.LIVE else 0

    await player.seen(stream, await until(taken_up))


async def introduce(player: Player, house: Founders, introductions: Iterable[tuple[str, Any]]) -> None:
    admin = Actor(kind="person", person=house.admin)
    for stream, command in introductions:
        await player.execute(house.organiser, stream, command, admin)


async def test_the_example_lives_as_the_agenda_says(player: Player, skipping: WorkflowEnvironment) -> None:
    house = await found(player)
    play, initiative = Play.read(EXAMPLE), uuid4()
    first_year = play.first_year(house.organiser, player.clock.now(), CalendarState())
    oracle = played(play, house.organiser, initiative, first_year)
    await introduce(player, house, play.introductions(house.organiser, OrganiserState(), player.clock.now().date()))
    await live(player, house, stream_of(initiative), oracle.acts)

    lived = await events_of(player.works.store, stream_of(initiative))
    assert lived == [blank(event) for event in oracle.events]
    assert {"initiative_paused", "task_extended", "clause_let_pass", "initiative_closed"} <= {e.kind for e in lived}

    runs = await histories(skipping.client, house.organiser, initiative)
    recorded = b"".join(event.SerializeToString() for run in runs for event in run.events)
    assert b"needs_workshop" in recorded, "the payloads can be searched"
    assert [text for text in texts_of(play) if text.encode() in recorded] == []
    fired = sum(event.HasField("timer_fired_event_attributes") for run in runs for event in run.events)
    assert fired == len(oracle.woken)
    assert sum(len(run.events) for run in runs) / (len(oracle.acts) + fired) <= MOST_EVENTS

    ended = await skipping.client.get_workflow_handle(workflow_id(house.organiser, initiative)).describe()
    attributes = {pair.key.name: pair.value for pair in ended.typed_search_attributes}
    assert attributes == {
        "organiser": str(house.organiser),
        "unit": str(play.meaning(house.organiser, 2000).ids["skolan"]),
        "stage": 7,
        "status": "closed",
        "stalled": "no",
    }


@pytest.mark.full
async def test_seven_schools_live_side_by_side_as_the_agenda_says(player: Player) -> None:
    house, play = await found(player), ProgrammePlay.read(SCHOOLS)
    year = play.first_year(player.clock.now(), CalendarState())
    performance = ProgrammePerformance(player, play, house, year)
    await introduce(player, house, play.introductions(house.organiser, OrganiserState(), player.clock.now().date()))
    await performance.perform()
    oracles = schools_played(play, house.organiser, year)
    assert performance.units.keys() == oracles.keys()
    for unit, own in performance.units.items():
        lived = await events_of(player.works.store, own.stream)
        assert lived == [blank(event) for event in oracles[unit].events]


async def test_a_life_whose_calendar_changes_is_lived_as_the_agenda_says(player: Player) -> None:
    oracle = generated(4, player.clock.now().year + 1, publishes=12)
    changes = [event for event in oracle.events if isinstance(event, CalendarChanged)]
    assert any(change.dues for change in changes)
    assert any(change.meetings for change in changes)
    await lived_alike(player, oracle)


@pytest.mark.parametrize(("seed", "track"), [(2, Track.FULL), (8, Track.FULL), (6, Track.LIGHT)])
async def test_a_generated_life_is_lived_as_the_agenda_says(player: Player, seed: int, track: Track) -> None:
    oracle = generated(seed, player.clock.now().year + 1, track=track)
    assert oracle.state.status is Status.CLOSED
    await lived_alike(player, oracle)


@pytest.mark.parametrize("key", SHIPPED[1:])
async def test_every_kind_lives_its_whole_life_as_the_agenda_says(player: Player, key: str) -> None:
    oracle = whole(load(key), player.clock.now().year + 1)
    assert oracle.state.status is Status.CLOSED
    await lived_alike(player, oracle)


async def lived_alike(player: Player, oracle: Oracle) -> None:
    """Live the oracle's life, and find its events."""
    house = await found(player)
    home = organiser_stream(house.organiser)
    role = GrantRole(person=life.ORGANISER, role=Role.ORGANISER)
    unit = AddUnit(unit=life.UNIT, unit_kind="school", name=life.text("Skolan"))
    await introduce(player, house, [(home, unit), (home, role), (post.stream_at(life.UNIT), APPOINT)])
    started = oracle.acts[0].command
    assert isinstance(started, StartInitiative)

    stream = stream_of(started.initiative)
    await live(player, house, stream, oracle.acts)
    assert await events_of(player.works.store, stream) == [blank(event) for event in oracle.events]
