from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from events.batch import arguments
from events.gathering import Company
from events.records import Append
from tests.events.appends import an_append

STREAMS = st.sampled_from([f"initiative:{n}" for n in range(8)])


@st.composite
def appends(draw: st.DrawFn) -> list[Append]:
    """Commands that are often in each other's way."""
    return [
        an_append(target, command=UUID(int=draw(st.integers(0, 20))), guards=dict.fromkeys(guards - {target}, 1))
        for target, guards in draw(st.lists(st.tuples(STREAMS, st.sets(STREAMS, max_size=3)), max_size=20))
    ]


@given(appends())
def test_a_batch_has_no_id_and_no_stream_twice_and_no_stream_as_target_and_guard(waiting: list[Append]) -> None:
    company = Company()
    batch = [append for append in waiting if company.admits(append)]
    targets = [append.stream for append in batch]
    assert len({append.command_id for append in batch}) == len(batch)
    assert len(set(targets)) == len(batch)
    assert not set(targets) & {guard for append in batch for guard in append.guards}
    assert batch[:1] == waiting[:1]


@given(appends())
def test_every_batch_locks_in_one_order_and_names_each_stream_once(waiting: list[Append]) -> None:
    company = Company()
    batch = [append for append in waiting if company.admits(append)]
    rows = arguments(batch)
    names = [name for name, _ in rows["streams"]]
    assert names == sorted(set(names))
    assert [names[row[1] - 1] for row in rows["commands"]] == [append.stream for append in batch]
    assert [names[row[1] - 1] for row in rows["guards"]] == [guard for append in batch for guard in append.guards]
