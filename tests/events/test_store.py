from events.records import Outcome, Rows
from events.store import Store
from tests.events.appends import an_append, stream, task


async def test_appends_and_reads(store: Store) -> None:
    name = stream()
    assert await store.append(an_append(name, count=2, rows=Rows(tasks=(task(),)))) is Outcome.DONE
    assert [e.version for e in await store.tail(name)] == [1, 2]
    assert await store.append(an_append(name)) is Outcome.STALE
    assert await store.versions([name, "x"]) == {name: 2, "x": 0}
    assert await store.log(0, 10) == []
    assert await store.head() == 0
