import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from events import followers, lag, leases, listening
from events.clock import SetClock
from events.followers import Away, Following
from events.leases import Leases
from events.listening import Bell
from events.records import LoggedEvent
from events.sequencer import Sequencer
from events.store import Store
from styrkedjan.embedded.postgres import SUPERUSER, Cluster
from tests.events.appends import an_append, stream
from tests.events.reading import Remembering, eventually, following

STARTED = datetime(2026, 8, 17, 8, 0, tzinfo=UTC)


class Failing(Remembering):
    """Raises what `trouble` says for a batch, else remembers it."""

    def __init__(self, trouble: Callable[[Sequence[LoggedEvent]], Exception | None]) -> None:
        super().__init__()
        self.trouble = trouble

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        if error := self.trouble(events):
            raise error
        await super().handle(events)


class Slow(Remembering):
    """Handles when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_end = asyncio.Event(), asyncio.Event()

    async def handle(self, events: Sequence[LoggedEvent]) -> None:
        self.began.set()
        await self.may_end.wait()
        await super().handle(events)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(STARTED)


@pytest.fixture
async def sequencer(engine: AsyncEngine, clock: SetClock) -> AsyncIterator[Sequencer]:
    """Running, and poked by nobody."""
    sequencer = Sequencer(engine, clock)
    running = asyncio.create_task(sequencer.run())
    yield sequencer
    running.cancel()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "RETRIES", (0.01, 0.01))
    monkeypatch.setattr(followers, "AWAY", (0.01,))


async def write(store: Store, sequencer: Sequencer, *streams: str) -> None:
    """An event to each of `streams`, in that order, with a position."""
    for name in streams:
        await store.append(an_append(name, (await store.versions([name]))[name]))
    await sequencer.drain()


async def test_a_new_follower_starts_at_the_beginning_or_at_the_logs_end(
    store: Store, engine: AsyncEngine, sequencer: Sequencer
) -> None:
    await write(store, sequencer, stream(), stream())
    old, mail = Remembering(), Remembering()
    mail.name, mail.at_end = "mail", True
    async with following(engine, old, mail):
        await old.reaches(2)
        await settled(engine, "mail")
        await write(store, sequencer, stream())
        await mail.reaches(1)
        await old.reaches(3)
    assert [event.position for event in old.seen] == [0, 1, 2]
    assert [event.position for event in mail.seen] == [2]


async def test_a_follower_goes_on_where_it_was(store: Store, engine: AsyncEngine, sequencer: Sequencer) -> None:
    for _ in range(3):
        follower = Remembering()
        await write(store, sequencer, stream())
        async with following(engine, follower):
            await follower.reaches(1)
            await settled(engine)
        assert len(follower.seen) == 1


async def test_one_worker_at_a_time_holds_a_lease_until_it_leaves_or_falls_silent(engine: AsyncEngine) -> None:
    first, second = (Leases(engine, "relay", uuid4()) for _ in range(2))
    assert await first.take(at_end=False) == 0
    assert await second.take(at_end=False) is None
    assert await first.take(at_end=False) == 0
    await first.leave()
    assert await second.take(at_end=False) == 0


async def test_whoever_lost_the_lease_or_the_position_moves_nothing(engine: AsyncEngine) -> None:
    first, second = (Leases(engine, "relay", uuid4()) for _ in range(2))
    await first.take(at_end=False)
    assert await first.move(0, 5)
    assert not await first.move(0, 7)
    assert not await first.move(5, 4)
    assert not await second.move(5, 6)
    await first.leave()
    await second.take(at_end=False)
    assert not await first.move(5, 6)


async def test_a_lease_is_kept_while_the_follower_takes_its_time(
    store: Store, engine: AsyncEngine, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "LEASE", 0.2)
    monkeypatch.setattr(leases, "LEASE", 0.2)
    slow, other = Slow(), Leases(engine, Remembering.name, uuid4())
    async with following(engine, slow):
        await write(store, sequencer, stream())
        await slow.began.wait()
        for _ in range(8):
            await asyncio.sleep(0.05)
            assert await other.take(at_end=False) is None
        slow.may_end.set()
        await settled(engine)
    assert len(slow.seen) == 1


async def test_the_logs_notification_wakes_followers_also_after_its_connection_was_lost(
    store: Store, engine: AsyncEngine, cluster: Cluster, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "POLL", 60.0)
    monkeypatch.setattr(listening, "AGAIN", 0.01)
    sequencer, follower = Sequencer(engine, SetClock(STARTED)), Remembering()
    async with following(engine, follower):
        await write(store, sequencer, stream())
        await follower.reaches(1)
        owner = await asyncpg.connect(cluster.dsn(SUPERUSER, SUPERUSER))
        await owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'LISTEN' AND datname = $1",
            database_name,
        )
        await owner.close()
        await write(store, sequencer, stream())
        await follower.reaches(2)


async def test_whoever_misses_the_notification_polls(
    store: Store, engine: AsyncEngine, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "POLL", 0.05)
    follower = Remembering()
    deaf = asyncio.create_task(Following(engine, follower, Bell()).run())
    for n in range(1, 4):
        await write(store, sequencer, stream())
        await follower.reaches(n)
    deaf.cancel()


async def test_a_failing_stream_is_parked_and_the_rest_goes_on(
    store: Store, engine: AsyncEngine, sequencer: Sequencer
) -> None:
    bad, good = stream(), stream()
    follower = Failing(lambda events: ValueError("secret") if bad in {e.stream for e in events} else None)
    async with following(engine, follower):
        await write(store, sequencer, good, bad, good, bad)
        await follower.reaches(2)
        await write(store, sequencer, good, bad)
        await follower.reaches(3)
        await settled(engine)
        (parked,) = await Leases(engine, follower.name, uuid4()).parked()
        assert (parked.stream, parked.position, parked.error) == (bad, 1, "ValueError")
    assert {event.stream for event in follower.seen} == {good}


async def test_a_released_stream_catches_up_in_order_and_goes_on(
    store: Store, engine: AsyncEngine, sequencer: Sequencer
) -> None:
    bad = stream()
    follower = Failing(lambda events: ValueError() if bad in {e.stream for e in events} else None)
    ours = Leases(engine, follower.name, uuid4())
    async with following(engine, follower):
        await write(store, sequencer, bad, stream())
        await follower.reaches(1)
        await write(store, sequencer, bad, stream())
        await follower.reaches(2)
        await settled(engine)
        follower.trouble = lambda _: None
        assert await ours.release(bad)
        await write(store, sequencer, bad)
        await follower.reaches(5)
        await settled(engine)
        assert await ours.parked() == []
    assert [event.version for event in follower.seen if event.stream == bad] == [1, 2, 3]
    assert not await ours.release(bad)


async def test_a_stream_that_fails_again_stays_parked(store: Store, engine: AsyncEngine, sequencer: Sequencer) -> None:
    bad = stream()
    follower = Failing(lambda events: ValueError() if bad in {e.stream for e in events} else None)
    ours = Leases(engine, follower.name, uuid4())
    async with following(engine, follower):
        await write(store, sequencer, bad, stream())
        await follower.reaches(1)
        await settled(engine)
        await ours.release(bad)
        await write(store, sequencer, stream())
        await follower.reaches(2)
        await settled(engine)
        (parked,) = await ours.parked()
    assert (parked.position, parked.released) == (0, False)


async def test_while_the_far_side_is_away_nothing_is_parked(
    store: Store, engine: AsyncEngine, sequencer: Sequencer
) -> None:
    down = [True]
    follower = Failing(lambda _: Away() if down[0] else None)
    async with following(engine, follower):
        await write(store, sequencer, stream(), stream())
        await asyncio.sleep(0.05)
        assert follower.seen == []
        down.clear()
        down.append(False)
        await follower.reaches(2)
        assert await Leases(engine, follower.name, uuid4()).parked() == []


async def test_the_lag_is_the_age_of_the_oldest_unhandled_event_by_the_logs_clock(
    store: Store, engine: AsyncEngine, sequencer: Sequencer, clock: SetClock
) -> None:
    ours = Leases(engine, "relay", uuid4())
    await ours.take(at_end=False)
    (none,) = await lag.measure(engine, clock)
    assert (none.follower, none.events, none.seconds) == ("relay", 0, 0.0)
    await write(store, sequencer, stream())
    clock.set(STARTED + timedelta(days=400))
    await write(store, sequencer, stream())
    (behind,) = await lag.measure(engine, clock)
    assert (behind.events, behind.seconds) == (2, timedelta(days=400).total_seconds())
    await ours.move(0, 2)
    assert (await lag.measure(engine, clock))[0].seconds == 0.0


async def test_the_watch_shows_the_lag_to_prometheus(engine: AsyncEngine, clock: SetClock) -> None:
    await Leases(engine, "watched", uuid4()).take(at_end=False)

    async def shown() -> bool:
        return REGISTRY.get_sample_value("styrkedjan_follower_lag_seconds", {"follower": "watched"}) == 0.0

    watching = asyncio.create_task(lag.watch(engine, clock))
    await eventually(shown)
    watching.cancel()


async def test_logged_at_never_goes_back_even_if_the_clock_does(store: Store, engine: AsyncEngine) -> None:
    await store.append(an_append(stream()))
    await Sequencer(engine, SetClock(STARTED)).drain()
    await store.append(an_append(stream()))
    await Sequencer(engine, SetClock(STARTED - timedelta(days=1))).drain()
    first, second = await store.log(0, 2)
    assert first.logged_at == STARTED
    assert second.logged_at > first.logged_at


async def test_a_note_of_the_clock_never_undoes_a_newer_one(store: Store, engine: AsyncEngine) -> None:
    name = stream()
    await store.append(an_append(name, count=3))
    await store.note_clock(name, 3, STARTED)
    await store.note_clock(name, 2, None)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT seen_version, next_due FROM clock"))).one()
    assert tuple(row) == (3, STARTED)


async def settled(engine: AsyncEngine, follower: str = Remembering.name) -> None:
    """Return when the follower's position is stored at the log's head."""
    at_head = text("SELECT 1 FROM followers f, log_head h WHERE f.position = h.position AND f.name = :name")

    async def there() -> bool:
        async with engine.connect() as connection:
            return (await connection.execute(at_head, {"name": follower})).first() is not None

    await eventually(there)
