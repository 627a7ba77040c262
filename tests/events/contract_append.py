"""What the append promises, on any PostgreSQL."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.sealed import Sealed
from events import tables as t
from events.batch import APPEND, arguments
from events.clock import SystemClock
from events.engine import connect
from events.records import Append, Outcome, Rows
from events.sequencer import Sequencer
from events.store import Store
from tests.events.appends import OPENED, ORGANISER, an_append, initiative, person, stream, task

DONE, STALE, ID_USED, GUARD_MOVED = Outcome


class AppendContract:
    """Judgements, gathering, rows and reads."""

    async def test_a_stream_counts_from_one_and_reads_back_in_order(self, store: Store) -> None:
        name = stream()
        assert await store.append(an_append(name, count=2)) is DONE
        assert await store.append(an_append(name, 2)) is DONE
        assert [event.version for event in await store.tail(name)] == [1, 2, 3]
        assert [event.version for event in await store.tail(name, after=2)] == [3]
        assert await store.versions([name, "initiative:none"]) == {name: 3, "initiative:none": 0}
        assert await store.organiser_of(name) == ORGANISER
        assert await store.organiser_of("initiative:none") is None

    async def test_a_stream_is_read_with_what_its_first_decision_relied_on(self, store: Store) -> None:
        name, other, names = stream(), stream(), [f"{kind}:{uuid4()}" for kind in ("post", "calendar", "programme")]
        for each in (*names[::2], other):
            await store.append(an_append(each, count=2))
        await store.append(an_append(name, count=2, guards={names[0]: 2, names[1]: 0, names[2]: 2}))
        await store.append(an_append(name, 2, guards={other: 2}))
        read = await store.with_facts(name, ["post", "calendar", "initiative"])
        assert {each: [event.version for event in events] for each, events in read.items()} == {
            name: [1, 2, 3],
            names[0]: [1, 2],
        }
        assert read == await store.tails({name: 0, names[0]: 0})
        assert await store.with_facts("initiative:none", ["post"]) == {}

    async def test_an_event_has_no_position_until_it_is_sequenced(self, store: Store, engine: AsyncEngine) -> None:
        append = an_append(stream(), count=2)
        await store.append(append)
        assert (await store.head(), await store.log(0, 10)) == (0, [])
        await Sequencer(engine, SystemClock()).drain()
        logged = await store.log(0, 10)
        assert await store.head() == 2
        assert [(e.position, e.organiser_index, e.version) for e in logged] == [(0, 0, 1), (1, 1, 2)]
        assert {e.envelope for e in logged} == {append.entries[0].envelope}
        assert [e.position for e in await store.log(1, 10)] == [1]

    async def test_a_command_is_remembered_by_its_id(self, store: Store) -> None:
        append = an_append(stream())
        assert await store.command(append.command_id) is None
        await store.append(append)
        kept = await store.command(append.command_id)
        assert kept is not None
        assert (kept.stream, kept.digest, kept.payload, kept.answer) == (append.stream, append.digest, b"{}", b"{}")

    async def test_another_version_is_stale_and_leaves_nothing(self, store: Store) -> None:
        name = stream()
        await store.append(an_append(name))
        for expected in (0, 2):
            append = an_append(name, expected)
            assert await store.append(append) is STALE
            assert await store.command(append.command_id) is None
        assert len(await store.tail(name)) == 1

    async def test_version_seven_does_not_go_into_an_empty_stream(self, store: Store) -> None:
        name = stream()
        assert await store.append(an_append(name, 6)) is STALE
        assert await store.tail(name) == []

    async def test_the_same_id_again_is_used_even_where_it_would_be_stale(self, store: Store) -> None:
        append = an_append(stream())
        assert await store.append(append) is DONE
        assert await store.append(append) is ID_USED
        assert await store.append(an_append(stream(), command=append.command_id)) is ID_USED
        assert len(await store.tail(append.stream)) == 1

    async def test_the_same_id_at_once_gives_one_event(self, store: Store) -> None:
        appends = [an_append(stream(), command=UUID(int=7)) for _ in range(8)]
        outcomes = await asyncio.gather(*map(store.append, appends))
        assert sorted(outcomes) == [DONE] + [ID_USED] * 7
        assert sum([len(await store.tail(append.stream)) for append in appends]) == 1

    async def test_many_on_one_stream_at_once_are_done_once_per_version(self, store: Store) -> None:
        name = stream()
        outcomes = await asyncio.gather(*(store.append(an_append(name)) for _ in range(50)))
        assert sorted(outcomes) == [DONE] + [STALE] * 49

    async def test_a_stale_command_does_not_hold_up_its_batch(self, store: Store) -> None:
        names = [stream() for _ in range(100)]
        await asyncio.gather(*(store.append(an_append(name)) for name in names))
        appends = [an_append(name, n % 10 != 0) for n, name in enumerate(names)]
        outcomes = await asyncio.gather(*map(store.append, appends))
        assert outcomes == [STALE if n % 10 == 0 else DONE for n in range(100)]

    @pytest.mark.parametrize("bad", [an_append("initiative:\0"), an_append(stream(), 2**40)], ids=["server", "driver"])
    async def test_one_that_can_never_be_done_does_not_take_others_with_it(self, store: Store, bad: Append) -> None:
        good = [an_append(stream()) for _ in range(20)]
        results = await asyncio.gather(*map(store.append, [*good[:10], bad, *good[10:]]), return_exceptions=True)
        assert isinstance(results.pop(10), DBAPIError)
        assert results == [DONE] * 20

    async def test_a_moved_guard_refuses(self, store: Store) -> None:
        guard, name = stream(), stream()
        await store.append(an_append(guard))
        assert await store.append(an_append(name, guards={guard: 0})) is GUARD_MOVED
        assert await store.append(an_append(name, guards={guard: 2})) is GUARD_MOVED
        assert await store.append(an_append(name, guards={guard: 1})) is DONE

    async def test_a_guard_and_its_move_at_once_are_never_both_done_in_the_wrong_order(
        self, store: Store, engine: AsyncEngine
    ) -> None:
        guard = stream()
        moves = [an_append(guard, n) for n in range(10)]
        acts = [an_append(stream(), guards={guard: n}) for n in range(10) for _ in range(5)]
        await asyncio.gather(*map(store.append, [append for pair in zip(moves, acts, strict=False) for append in pair]))
        await Sequencer(engine, SystemClock()).drain()
        moved = 0
        for event in await store.log(0, 1000):
            if event.stream == guard:
                moved += 1
            else:
                assert f'"{guard}": {moved}'.encode() in event.envelope

    async def test_a_done_thing_again_is_judged_and_remembered_without_events(self, store: Store) -> None:
        name = stream()
        await store.append(an_append(name))
        again = an_append(name, 1, count=0)
        assert await store.append(again) is DONE
        assert await store.command(again.command_id) is not None
        assert await store.append(an_append(name, 0, count=0)) is STALE
        assert await store.append(an_append(stream(), 0, count=0)) is DONE
        assert await store.versions([name]) == {name: 1}

    async def test_rows_carry_their_streams_version(self, store: Store, engine: AsyncEngine) -> None:
        name, kept, closed = stream(), task(), task()
        await store.append(an_append(name, rows=Rows(tasks=(kept, closed), initiative=initiative())))
        done = task("done", closed.task)
        await store.append(an_append(name, 1, count=2, rows=Rows(tasks=(done,), initiative=initiative(stage=1))))
        async with engine.connect() as connection:
            rows = (await connection.execute(select(t.tasks).where(t.tasks.c.stream == name))).all()
            (overview,) = (await connection.execute(select(t.initiatives).where(t.initiatives.c.stream == name))).all()
        by_task = {row.task: row for row in rows}
        assert (by_task[kept.task].version, by_task[kept.task].state) == (1, "open")
        assert (by_task[closed.task].version, by_task[closed.task].state) == (3, "done")
        assert by_task[kept.task].persons == list(kept.persons)
        assert (by_task[kept.task].organiser, by_task[kept.task].opened) == (ORGANISER, OPENED)
        assert (overview.version, overview.stage, overview.title, overview.status) == (3, 1, b"sealed", "live")

    async def test_a_refused_command_leaves_no_rows(self, store: Store, engine: AsyncEngine) -> None:
        name = f"person:{uuid4()}"
        await store.append(an_append(name, rows=Rows(person=person())))
        await store.append(an_append(name, 0, rows=Rows(person=person(Sealed(b"sealed address")))))
        async with engine.connect() as connection:
            (row,) = (await connection.execute(select(t.persons).where(t.persons.c.stream == name))).all()
        assert (row.version, row.email) == (1, None)

    async def test_a_commit_that_is_held_open_is_waited_for_and_then_counts(self, store: Store, database: str) -> None:
        """The withdrawal of a role, in an open transaction: the act under it waits, and is refused."""
        role, name = stream(), stream()
        await store.append(an_append(role))
        other = connect(database)
        async with other.connect() as connection:
            held = await connection.execution_options(isolation_level="READ COMMITTED")
            assert (await held.execute(APPEND, arguments([an_append(role, 1)]))).scalar_one() == [DONE]
            act = asyncio.create_task(store.append(an_append(name, guards={role: 1})))
            fresh = asyncio.create_task(store.append(an_append(stream(), guards={role: 2})))
            finished, _ = await asyncio.wait({act, fresh}, timeout=0.3)
            assert not finished
            await held.commit()
        assert (await act, await fresh) == (GUARD_MOVED, DONE)
        await other.dispose()

    async def test_a_guard_at_version_zero_holds_against_the_streams_creation(
        self, store: Store, database: str
    ) -> None:
        calendar = stream()
        other = connect(database)
        async with other.connect() as connection:
            held = await connection.execution_options(isolation_level="READ COMMITTED")
            await held.execute(APPEND, arguments([an_append(calendar)]))
            act = asyncio.create_task(store.append(an_append(stream(), guards={calendar: 0})))
            finished, _ = await asyncio.wait({act}, timeout=0.3)
            assert not finished
            await held.commit()
        assert await act is GUARD_MOVED
        await other.dispose()

    async def test_two_processes_may_create_one_stream_and_use_one_id_at_once(self, database: str) -> None:
        """Each on connections of its own: one wins, the other's whole batch is sent again and judged anew."""
        engines = [connect(database) for _ in range(4)]
        stores = [Store(engine) for engine in engines]
        names = [stream() for _ in range(30)]
        outcomes = await asyncio.gather(*(store.append(an_append(name)) for name in names for store in stores))
        assert sorted(outcomes) == [DONE] * 30 + [STALE] * 90
        ids = [uuid4() for _ in range(30)]
        outcomes = await asyncio.gather(
            *(store.append(an_append(stream(), command=i)) for i in ids for store in stores)
        )
        assert sorted(outcomes) == [DONE] * 30 + [ID_USED] * 90
        for store, engine in zip(stores, engines, strict=True):
            await store.aclose()
            await engine.dispose()

    async def test_closing_answers_what_waits_and_then_refuses(self, engine: AsyncEngine) -> None:
        store = Store(engine)
        waiting = [asyncio.create_task(store.append(an_append(stream()))) for _ in range(10)]
        await asyncio.sleep(0)
        await store.aclose()
        assert await asyncio.gather(*waiting) == [DONE] * 10
        with pytest.raises(Exception, match="closed"):
            await store.append(an_append(stream()))
