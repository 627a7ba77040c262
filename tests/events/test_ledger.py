"""What the one path promises, with the organiser and person aggregates."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain import organiser
from domain.actors import Role
from domain.person import PersonState
from domain.refusals import Conflict, NotAllowed, NotFound, Refusal
from events.engine import connect
from events.envelope import read
from events.keys import Keys, MasterKey
from events.sealing import KeyMissingError, open_fields
from events.store import Store
from styrkedjan.embedded.postgres import APPLICATION, Cluster
from tests.events.ledgers import House, another_process, change, found, register, somebody
from tests.events.proxy import Fault, proxied


@pytest.fixture
async def other(house: House, database: str, master: MasterKey) -> AsyncIterator[House]:
    """The same organiser from another process."""
    engine = connect(database)
    there = another_process(house, engine, master)
    yield there
    await there.store.aclose()
    await engine.dispose()


async def name_of(house: House, stream: str) -> str:
    state, _ = await house.ledger.state(stream)
    opened: PersonState = open_fields(state, await house.keys.existing(house.organiser, stream))
    assert opened.name is not None
    return opened.name.decode()


async def test_a_command_is_done_and_read_back(house: House) -> None:
    stream = somebody()
    answer = await house.do(stream, register("Åsa Öberg", "asa@skolan.example"))
    assert (answer.version, answer.events) == (1, ("person_registered",))
    assert await name_of(house, stream) == "Åsa Öberg"


async def test_the_envelope_says_who_why_and_on_which_facts(house: House) -> None:
    stream, cause, correlation = somebody(), uuid4(), uuid4()
    intent = house.intent(stream, register(), cause=cause, correlation=correlation)
    await house.ledger.execute(intent)
    envelope = read((await house.store.tail(stream))[0].envelope)
    origin = envelope.origin
    assert (envelope.type, envelope.version, origin.organiser) == ("person_registered", 1, house.organiser)
    assert (origin.actor, origin.command) == (intent.actor, intent.id)
    assert (origin.causation, origin.correlation, origin.recorded) == (cause, correlation, house.clock.at)
    assert origin.facts == {organiser.stream(house.organiser): 1}


async def test_the_same_id_again_gives_the_same_answer(house: House, other: House) -> None:
    stream = somebody()
    intent = house.intent(stream, register())
    first = await house.ledger.execute(intent)
    await house.do(stream, change("Någon Annan"))
    assert await house.ledger.execute(intent) == first
    assert await other.ledger.execute(intent) == first
    assert (await house.store.versions([stream]))[stream] == 2


async def test_the_same_id_at_once_in_two_processes_is_done_once(house: House, other: House) -> None:
    stream = somebody()
    intent = house.intent(stream, register())
    answers = await asyncio.gather(*(each.ledger.execute(intent) for each in (house, other) * 8))
    assert {answer.version for answer in answers} == {1}
    assert (await house.store.versions([stream]))[stream] == 1


async def test_a_repetition_is_answered_even_where_it_would_now_be_refused(house: House) -> None:
    helper, stream = uuid4(), somebody()
    await house.grant(helper)
    intent = house.intent(stream, register(), by=helper)
    first = await house.ledger.execute(intent)
    await house.withdraw(helper)
    assert await house.ledger.execute(intent) == first


@pytest.mark.parametrize("difference", ["payload", "actor", "stream"])
async def test_the_same_id_for_something_else_is_refused(house: House, difference: str) -> None:
    helper = uuid4()
    await house.grant(helper)
    intent = house.intent(somebody(), register())
    await house.ledger.execute(intent)
    changed = {
        "payload": replace(intent, command=register("Någon Annan")),
        "actor": house.intent(intent.stream, intent.command, by=helper, id=intent.id),
        "stream": replace(intent, stream=somebody()),
    }
    with pytest.raises(Conflict) as refused:
        await house.ledger.execute(changed[difference])
    assert refused.value.code == "id_reused"


async def test_a_done_thing_done_again_is_answered_and_kept(house: House) -> None:
    stream = somebody()
    await house.do(stream, register())
    intent = house.intent(stream, register())
    again = await house.ledger.execute(intent)
    assert (again.version, again.events) == (1, ())
    assert await house.store.command(intent.id) is not None


async def test_a_refusal_is_not_kept(house: House) -> None:
    stream = somebody()
    intent = house.intent(stream, change("Ingen"))
    with pytest.raises(NotFound):
        await house.ledger.execute(intent)
    assert await house.store.command(intent.id) is None
    await house.do(stream, register())
    assert (await house.ledger.execute(intent)).events == ("person_changed",)


async def test_a_refused_first_command_leaves_no_key(house: House, engine: AsyncEngine, master: MasterKey) -> None:
    stream = somebody()
    with pytest.raises(NotFound):
        await house.do(stream, change("Ingen"))
    with pytest.raises(KeyMissingError):
        await Keys(engine, master).existing(house.organiser, stream)
    await house.do(stream, register("Kim"))
    assert await name_of(house, stream) == "Kim"


async def test_a_first_command_on_a_stream_that_another_process_has_made_is_sealed_with_its_key(
    house: House, other: House
) -> None:
    stream = somebody()
    assert (await other.ledger.state(stream))[1] == 0
    await house.do(stream, register("Den Första"))
    assert (await other.do(stream, change("Den Andra"))).version == 2
    assert await name_of(house, stream) == "Den Andra"


async def test_a_first_command_repeated_in_another_process_is_answered_though_now_refused(
    house: House, other: House
) -> None:
    helper, stream = uuid4(), somebody()
    await house.grant(helper)
    intent = house.intent(stream, register(), by=helper)
    assert (await other.ledger.state(stream))[1] == 0
    first = await house.ledger.execute(intent)
    await other.withdraw(helper)
    assert await other.ledger.execute(intent) == first


async def test_a_stale_cache_decides_again(house: House, other: House) -> None:
    stream = somebody()
    await house.do(stream, register())
    await other.do(stream, change("Den Andra"))
    assert (await house.do(stream, change("Den Tredje"))).version == 3
    assert await name_of(other, stream) == "Den Tredje"


async def test_a_refusal_on_a_stale_cache_is_not_believed(house: House, other: House) -> None:
    stream, helper = somebody(), uuid4()
    with pytest.raises(NotFound):
        await house.do(stream, change("Ingen"))
    await other.do(stream, register())
    assert (await house.do(stream, change("Någon"))).version == 2
    with pytest.raises(NotAllowed):
        await house.do(stream, change("Någon"), by=helper)
    await other.grant(helper)
    assert (await house.do(stream, change("Någon"), by=helper)).version == 3


async def test_done_already_on_a_stale_cache_is_not_believed(house: House, other: House) -> None:
    helper = uuid4()
    await house.grant(helper)
    await other.withdraw(helper)
    assert (await house.grant(helper)).events == ("role_granted",)


async def test_a_moved_guard_is_read_and_the_command_decided_again(house: House, other: House) -> None:
    stream, helper = somebody(), uuid4()
    await house.grant(helper)
    await house.do(somebody(), register(), by=helper)
    await other.withdraw(helper)
    with pytest.raises(NotAllowed):
        await house.do(stream, register(), by=helper)
    assert (await house.store.versions([stream]))[stream] == 0


async def test_what_was_seen_must_still_be_so(house: House) -> None:
    stream = somebody()
    await house.do(stream, register())
    await house.do(stream, change("Den Andra"))
    with pytest.raises(Conflict) as refused:
        await house.do(stream, change("Den Tredje"), based_on=1)
    assert refused.value.code == "changed_meanwhile"
    assert refused.value.details["events"] == ("person_changed",)
    assert (await house.do(stream, change("Den Tredje"), based_on=2)).version == 3


async def test_nothing_crosses_organisers(house: House, engine: AsyncEngine, master: MasterKey, store: Store) -> None:
    stranger = await found(store, engine, master)
    stream = somebody()
    await house.do(stream, register())
    for target in (stream, organiser.stream(house.organiser)):
        with pytest.raises(NotFound) as refused:
            await stranger.do(target, change("Ingen"))
        assert refused.value.code == "not_here"
    with pytest.raises(Refusal):
        await stranger.do(somebody(), register(), by=house.admin)


async def test_many_at_once_on_one_stream_are_all_done(house: House, other: House) -> None:
    stream = somebody()
    await house.do(stream, register())
    names = [f"Namn {n}" for n in range(20)]
    each = [(house, other)[n % 2].do(stream, change(name)) for n, name in enumerate(names)]
    versions = [answer.version for answer in await asyncio.gather(*each)]
    assert sorted(versions) == list(range(2, 22))


async def test_an_erased_subject_takes_no_more_and_opens_to_a_clear_value(house: House) -> None:
    stream = somebody()
    await house.do(stream, register("Kim Exempel"))
    assert await house.keys.destroy(house.organiser, stream, house.clock.at)
    with pytest.raises(Conflict) as refused:
        await house.do(stream, change("Någon"))
    assert refused.value.code == "erased"
    state, version = await house.ledger.state(stream)
    keys = await house.keys.load(house.organiser, [stream])
    assert (open_fields(state, keys[stream]).name, version) == (b"[erased]", 1)


@pytest.mark.parametrize("fault", [Fault.DROP_REQUEST, Fault.DROP_ANSWER, Fault.DELIVER_LATE])
async def test_a_lost_connection_does_not_change_the_answer(
    fault: Fault, house: House, cluster: Cluster, database_name: str, master: MasterKey
) -> None:
    """Whichever statement of the command it hits: reading, making the key, the append, looking up the answer."""
    async with proxied(cluster.socket) as proxy:
        engine = connect(f"postgresql://{APPLICATION}@/{database_name}?host={proxy.folder}")
        there = another_process(house, engine, master)
        await there.do(somebody(), register())
        for harmless in range(6):
            stream = somebody()
            proxy.harmless, proxy.fault = harmless, fault
            answer = await there.do(stream, register())
            assert (answer.version, answer.events) == (1, ("person_registered",))
            await asyncio.gather(*proxy.late)
            assert len(await house.store.tail(stream)) == 1
        await there.store.aclose()
        await engine.dispose()


async def test_roles_come_from_the_log_only(house: House) -> None:
    visitor = UUID(int=7)
    with pytest.raises(NotAllowed):
        await house.do(somebody(), register(), by=visitor)
    await house.grant(visitor, Role.AUDITOR)
    with pytest.raises(NotAllowed):
        await house.do(somebody(), register(), by=visitor)
