"""What a lost connection may not break: the caller is told the truth."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from events import gathering
from events.batch import APPEND, arguments
from events.engine import connect
from events.failures import StoreUnavailable
from events.records import Append, Outcome
from events.store import Store
from styrkedjan.embedded.postgres import APPLICATION, Cluster
from tests.events.appends import an_append, stream
from tests.events.proxy import Fault, Proxy, proxied

DONE, STALE, ID_USED, GUARD_MOVED = Outcome
TIMES = 10


@pytest.fixture
async def proxy(cluster: Cluster) -> AsyncIterator[Proxy]:
    """Before the cluster's socket."""
    async with proxied(cluster.socket) as proxy:
        yield proxy


@pytest.fixture
async def far_store(cluster: Cluster, database_name: str, proxy: Proxy) -> AsyncIterator[Store]:
    """A store that reaches the database through the proxy, warm: its next request is an append."""
    engine = connect(f"postgresql://{APPLICATION}@/{database_name}?host={proxy.folder}")
    store = Store(engine)
    for _ in range(2 * gathering.LANES):
        await store.append(an_append(stream()))
    yield store
    proxy.fault, proxy.down = Fault.NONE, False
    await store.aclose()
    await engine.dispose()


class ConnectionContract:
    """Requests lost, answers lost, requests that arrive late."""

    async def test_a_lost_request_is_sent_again(self, far_store: Store, proxy: Proxy) -> None:
        for _ in range(TIMES):
            proxy.fault = Fault.DROP_REQUEST
            append = an_append(stream())
            assert await far_store.append(append) is DONE
            await kept_once(far_store, append)

    async def test_a_lost_answer_is_found_out(self, far_store: Store, proxy: Proxy) -> None:
        """Sent again, the id is used: by this very command, as its digest shows."""
        for _ in range(TIMES):
            proxy.fault = Fault.DROP_ANSWER
            append = an_append(stream())
            assert await far_store.append(append) is ID_USED
            await kept_once(far_store, append)

    async def test_a_commit_that_lands_late_changes_nothing_any_more(self, far_store: Store, proxy: Proxy) -> None:
        for _ in range(3):
            proxy.fault = Fault.DELIVER_LATE
            append = an_append(stream())
            assert await far_store.append(append) is DONE
            await asyncio.gather(*proxy.late)
            await kept_once(far_store, append)

    async def test_a_late_commit_to_a_stream_that_moved_on_changes_nothing(
        self, far_store: Store, proxy: Proxy
    ) -> None:
        name = stream()
        proxy.fault = Fault.DELIVER_LATE
        assert await far_store.append(an_append(name)) is DONE
        assert await far_store.append(an_append(name, 1)) is DONE
        await asyncio.gather(*proxy.late)
        assert [event.version for event in await far_store.tail(name)] == [1, 2]

    async def test_an_orphan_that_waits_for_a_lock_and_then_commits_is_found_out(
        self, far_store: Store, proxy: Proxy, engine: AsyncEngine
    ) -> None:
        """A lookup finds nothing and proves nothing; the same command sent again waits behind the orphan."""
        name = stream()
        await far_store.append(an_append(name))
        append = an_append(name, 1)
        async with engine.connect() as connection:
            held = await connection.execution_options(isolation_level="READ COMMITTED")
            await held.execute(APPEND, arguments([an_append(stream(), guards={name: 1})]))
            proxy.lateness, proxy.fault = 0.0, Fault.DELIVER_LATE
            waiting = asyncio.create_task(far_store.append(append))
            finished, _ = await asyncio.wait({waiting}, timeout=0.5)
            assert not finished
            assert await far_store.command(append.command_id) is None
            await held.commit()
        assert await waiting is ID_USED
        await kept_once(far_store, append)

    async def test_a_read_over_a_connection_that_died_is_made_again(self, far_store: Store, proxy: Proxy) -> None:
        assert await far_store.head() == 0
        proxy.fault = Fault.DROP_ANSWER
        assert await far_store.head() == 0

    async def test_a_database_that_stays_away_is_said_to_be_unavailable_and_comes_back(
        self, far_store: Store, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gathering, "PAUSES", (0.01, 0.02))
        append = an_append(stream())
        proxy.fault, proxy.down = Fault.DROP_ANSWER, True
        with pytest.raises(StoreUnavailable):
            await far_store.append(append)
        proxy.down = False
        assert await far_store.append(append) is ID_USED
        await kept_once(far_store, append)


async def kept_once(store: Store, append: Append) -> None:
    """The command is there, and its events once."""
    kept = await store.command(append.command_id)
    assert kept is not None
    assert kept.digest == append.digest
    assert [e.version for e in await store.tail(append.stream, append.expected)] == [e.version for e in append.entries]
