"""Whose tasks are whose as the post passes on: in its own commit, with grace at once."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.actors import CLOCK
from domain.initiative.commands import FollowPost
from domain.organiser import post_of
from domain.post.commands import AnnounceDeparture, AppointPrincipal, CorrectTenure, StrikeTenure
from domain.post.decide import stream_at
from domain.sealed import Sealed
from events.reading import Reader
from tests.web.schools import Api, School

DAY = timedelta(days=1)


def today(here: School) -> date:
    return here.house.clock.now().date()


async def passes_on(here: School) -> None:
    """The principal's last day was yesterday; a colleague is principal from today. Nobody has told the initiatives."""
    stream, last_day = stream_at(here.unit), today(here) - DAY
    leaves = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=last_day)
    await here.house.do(stream, leaves, by=here.people["staff"])
    comes = AppointPrincipal(unit=here.unit, person=here.people["colleague"], since=today(here))
    await here.house.do(stream, comes, by=here.people["staff"])


async def inbox(api: Api, here: School, who: str) -> list[dict[str, Any]]:
    return list((await api.get(here, who, "/v1/tasks")).json()["items"])


async def test_a_newcomer_s_tasks_are_shown_with_grace_before_anybody_has_written_it(api: Api, here: School) -> None:
    started = await api.several(here, "Lärträffar", "Läsning")
    here.house.clock.forward(40 * DAY)
    late = {row["task"]: row["due"] for row in await inbox(api, here, "principal")}
    await passes_on(here)
    assert await inbox(api, here, "principal") == []
    shown = await inbox(api, here, "colleague")
    assert {row["task"] for row in shown} == set(late)
    assert all(row["due"] > late[row["task"]] and not row["overdue"] for row in shown)
    for initiative in started:
        await here.house.do(f"initiative:{initiative}", FollowPost(), actor=CLOCK)
    written = [row for row in await inbox(api, here, "colleague") if row["key"] != "position"]
    assert written == shown, "it is what is written a moment later, and is not eased twice"


async def test_what_is_shown_of_a_task_is_due_as_in_the_inbox(api: Api, here: School) -> None:
    initiative = await api.started(here)
    here.house.clock.forward(40 * DAY)
    await passes_on(here)
    for row in await inbox(api, here, "colleague"):
        shown = (await api.get(here, "colleague", f"/v1/initiatives/{initiative}")).json()["tasks"]
        alone = (await api.get(here, "colleague", f"/v1/tasks/{row['task']}")).json()["task"]
        told = next(task for task in shown if task["task"] == row["task"])
        assert {(each["due"], each["overdue"]) for each in (told, alone)} == {(row["due"], False)}


async def test_nothing_is_late_while_the_initiative_is_paused(api: Api, here: School) -> None:
    initiative = await api.started(here)
    path, paused = f"/v1/initiatives/{initiative}", set[str]()

    async def late() -> list[bool]:
        (row,) = await inbox(api, here, "principal")
        assert row["paused"] is (initiative in paused)
        shown = (await api.get(here, "principal", path)).json()["tasks"]
        alone = (await api.get(here, "principal", f"/v1/tasks/{row['task']}")).json()["task"]
        return [
            row["overdue"],
            next(task for task in shown if task["task"] == row["task"])["overdue"],
            alone["overdue"],
        ]

    here.house.clock.forward(60 * DAY)
    assert await late() == [True, True, True]
    pause = {"until": str(today(here) + 30 * DAY), "reason": "Ombyggnad"}
    assert (await api.post(here, "staff", f"{path}/pause", pause)).status_code == 200
    paused.add(initiative)
    assert await late() == [False, False, False]


async def test_three_prompts_are_never_in_the_newcomer_s_inbox(api: Api, here: School) -> None:
    initiative = await api.started(here)
    stream, last_day = stream_at(here.unit), today(here) + 7 * DAY
    leaves = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=last_day)
    await here.house.do(stream, leaves, by=here.people["staff"])
    comes = AppointPrincipal(unit=here.unit, person=here.people["colleague"], since=last_day + DAY)
    await here.house.do(stream, comes, by=here.people["staff"])
    await here.house.do(f"initiative:{initiative}", FollowPost(), actor=CLOCK)
    (comment,) = [row for row in await inbox(api, here, "principal") if row["key"] == "outgoing_comment"]
    here.house.clock.forward(8 * DAY)
    assert "outgoing_comment" not in {row["key"] for row in await inbox(api, here, "colleague")}
    shown = (await api.get(here, "colleague", f"/v1/tasks/{comment['task']}")).json()["task"]
    assert (shown["yours"], shown["holders"], shown["vacant"]) == (False, [], False)


async def test_the_inbox_is_in_the_order_of_the_days_it_shows(api: Api, here: School) -> None:
    first = await api.several(here, "Lärträffar")
    here.house.clock.forward(40 * DAY)
    await passes_on(here)
    await api.several(here, "Läsning", beside=first)
    days = [row["due"] for row in await inbox(api, here, "colleague")]
    assert days == sorted(days)
    page = (await api.get(here, "colleague", "/v1/tasks?limit=1")).json()
    asked = api.client.get("/v1/tasks", params={"after": page["next"]}, headers=api.token(here, "colleague"))
    assert [row["due"] for row in page["items"] + (await asked).json()["items"]] == days


async def test_whoever_started_it_gets_no_grace(api: Api, here: School) -> None:
    await passes_on(here)
    initiative = await api.started(here)
    written = (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()["tasks"]
    shown = await inbox(api, here, "colleague")
    assert {(row["task"], row["due"]) for row in shown} == {
        (task["task"], task["due"]) for task in written if task["address"]["code"] == "principal"
    }


async def test_what_is_shown_of_a_task_says_who_has_it(api: Api, here: School) -> None:
    initiative = await api.started(here)

    async def holder() -> Any:
        shown = (await api.get(here, "staff", f"/v1/initiatives/{initiative}")).json()
        task = next(task for task in shown["tasks"] if task["key"] == "needs_workshop")
        return [each["name"] for each in task["holders"]], task["vacant"]

    assert await holder() == (["Principal Öberg"], False)
    leaves = AnnounceDeparture(unit=here.unit, person=here.people["principal"], last_day=today(here) - DAY)
    await here.house.do(stream_at(here.unit), leaves, by=here.people["staff"])
    assert await holder() == ([], True)
    comes = AppointPrincipal(unit=here.unit, person=here.people["colleague"], since=today(here))
    await here.house.do(stream_at(here.unit), comes, by=here.people["staff"])
    assert await holder() == (["Colleague Öberg"], False)


BOTH = ("principal", "colleague")
ROUNDS, READERS = 6, 4


async def seen(here: School, reader: Reader) -> tuple[UUID | None, dict[str, tuple[list[UUID], list[UUID]]]]:
    """Who answers for the post, each one's tasks, and the initiatives they may read, at one moment."""
    desk, found = replace(here.desk, reader=reader), {}
    for who in BOTH:
        tasks = await desk.inbox(here.caller(who))
        read, _ = await desk.initiatives(here.caller(who))
        found[who] = ([row.task.task for row, _ in tasks], [row.id for row, _ in read])
    held = (await desk.holders(here.caller("staff"))).get(post_of(here.unit))
    return held.person if held else None, found


async def goes_to(here: School, who: str) -> None:
    """A change of principal is two commits, and between them a vacancy on record."""
    stream, reason = stream_at(here.unit), Sealed(b"fel")
    state, _ = await here.house.ledger.state(stream)
    of = {tenure.person: tenure for tenure in state.tenures.values()}
    mine, first = of[here.people["principal"]], today(here)
    staff = here.people["staff"]
    if who == "colleague":
        leaves = AnnounceDeparture(unit=here.unit, person=mine.person, last_day=first - DAY)
        await here.house.do(stream, leaves, by=staff)
        comes = AppointPrincipal(unit=here.unit, person=here.people["colleague"], since=first)
        await here.house.do(stream, comes, by=staff)
        return
    newcomer = of[here.people["colleague"]].tenure
    await here.house.do(stream, StrikeTenure(unit=here.unit, tenure=newcomer, reason=reason), by=staff)
    stays = CorrectTenure(unit=here.unit, tenure=mine.tenure, since=mine.since, until=None, reason=reason)
    await here.house.do(stream, stays, by=staff)


async def test_tasks_and_access_move_in_the_post_s_own_commit(api: Api, here: School) -> None:
    """Back and forth while others read: whom the post names has all of it, the other nothing; in a vacancy neither."""
    await api.several(here, "Lärträffar", "Läsning", "Matematik")
    over, moments = asyncio.Event(), []

    async def looks() -> None:
        async with here.desk.reader.at_once() as reader:
            moments.append(await seen(here, reader))

    async def reads() -> None:
        while not over.is_set():
            await looks()

    async with here.desk.reader.at_once() as before:
        first = await seen(here, before)
        async with asyncio.TaskGroup() as group:
            for _ in range(READERS):
                group.create_task(reads())
            for who in (*BOTH[::-1] * ROUNDS, "colleague"):
                await goes_to(here, who)
                await looks()
            over.set()
        again = await seen(here, before)
    async with here.desk.reader.at_once() as after:
        last = await seen(here, after)
    whole, nothing = first[1]["principal"], ([], [])
    assert (len(whole[0]), len(whole[1])) == (3, 3)
    people = {here.people[who]: who for who in BOTH}
    assert first == (here.people["principal"], {"principal": whole, "colleague": nothing})
    assert last == (here.people["colleague"], {"principal": nothing, "colleague": whole})
    assert {people[held] for held, _ in moments if held} == set(BOTH), "read while each of them had it"
    for held, each in moments:
        right = {who: whole if held == here.people[who] else nothing for who in BOTH}
        assert each == right, "never neither, never both"
    assert again == first, "one moment, whatever is committed meanwhile"
