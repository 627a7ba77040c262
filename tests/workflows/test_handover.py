"""Principals come and go, and time passes: nothing is dropped, nobody is asked twice, the newcomer is told."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain import actors, forms
from domain.actors import Role
from domain.forms.plan import OnPlan
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverTalk, Stance
from domain.handover.decide import stream as handover_stream
from domain.handover.events import Ending
from domain.handover.tasks import HandoverKey
from domain.initiative.commands import Comment, PauseInitiative
from domain.initiative.state import MeetingState, Status, TaskState
from domain.organiser import GrantRole
from domain.organiser import stream as organiser_stream
from domain.post import commands as post
from domain.post.decide import stream_at
from domain.post.timeline import Standing
from domain.refusals import Refusal
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from events.reading_handovers import Eyes, list_handovers
from styrkedjan.player import Player
from tests.domain.life import continuation_form, evaluation_form, needs_form, text
from tests.workflows.handing import DAY, WEEK, answers, ended, holds_every_meeting, opened, to_approval, told
from tests.workflows.stand import until
from tests.workflows.towns import ANNA, BO, CILLA, WHY, person, town


async def test_announced_in_good_time(player: Player) -> None:
    made = await town(player)
    last_day = made.today + 4 * WEEK
    await made.leaves(ANNA, last_day)
    await opened(made)
    assert await told(made, ANNA)
    await made.sends(ANNA, Key.OUTGOING_COMMENT, forms.OutgoingComment(carries_it=text("lärledarna")))
    await made.appoint(BO, last_day + DAY)
    await answers(made, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=made.today))
    await made.until(last_day)
    assert (await made.initiative()).principal == ANNA
    await made.until(last_day + DAY)
    assert (await made.initiative()).principal == BO
    assert await told(made, BO)
    with pytest.raises(Refusal, match="not_yours"):
        await made.sends(ANNA, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.ADJUST, comment=text("färre träffar")))
    assert await ended(made) is Ending.COMPLETED
    assert not (await made.handover()).tasks_of(HandoverKey.CONFIRM_BRIEF)


async def test_gone_already(player: Player) -> None:
    made = await town(player)
    await made.until(made.today + 3 * WEEK)
    await made.leaves(ANNA, made.today - 4 * DAY, reason=WHY)
    await opened(made)

    async def asked() -> bool:
        keys = {task.key for task in (await made.handover()).open_tasks}
        return keys == {HandoverKey.CONFIRM_BRIEF, HandoverKey.ANSWERS_MEANWHILE}

    assert await until(asked)
    assert (await made.initiative()).stalled is Cause.VACANCY
    assert await told(made, made.staff.person), "the manager, of what they are asked to confirm"
    assert {person for _, person in (await made.initiative()).told} == {made.staff.person}
    with pytest.raises(Refusal):
        await made.act(ANNA, Comment(text=text("hej")))
    await made.appoint(BO, made.today + DAY)
    await answers(made, HandoverKey.CONFIRM_BRIEF, ConfirmBrief(confirmed=True))
    await made.until(made.today + 2 * DAY)
    assert await told(made, BO)
    assert (await made.initiative()).stalled is None, "judged at the close of their first day"
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    none = HandoverTalk(none_because=text("hon svarade inte"))
    await answers(made, HandoverKey.HANDOVER_TALK, none)
    assert await ended(made) is Ending.COMPLETED
    withdrawn = (await made.handover()).tasks_of(HandoverKey.ANSWERS_MEANWHILE)
    assert [task.state.value for task in withdrawn] == ["withdrawn"], "somebody came before anybody was named"


async def test_announced_before_anything_lives_there(player: Player) -> None:
    """What starts before the newcomer's first day is handed over like the rest."""
    made = await town(player, initiatives=0)
    last_day = made.today + 3 * WEEK
    await made.leaves(ANNA, last_day)
    await made.appoint(BO, last_day + DAY)
    await made.until(made.today + WEEK)
    await made.starts()
    assert sorted((await opened(made)).seen) == made.initiatives
    assert await told(made, ANNA)
    await answers(made, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=made.today))
    await made.until(last_day + DAY)
    assert await told(made, BO)
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    await answers(made, HandoverKey.CONFIRM_BRIEF, ConfirmBrief(confirmed=True))
    assert await ended(made) is Ending.COMPLETED


async def test_a_vacancy_for_a_term_and_then_somebody(player: Player) -> None:
    made = await town(player)
    await made.leaves(ANNA, date(made.autumn, 10, 1))
    await made.until(date(made.autumn, 10, 5))
    assert (await made.initiative()).stalled is Cause.VACANCY
    form = AnswersMeanwhile(person=CILLA, until=date(made.autumn + 1, 1, 10))
    await answers(made, HandoverKey.ANSWERS_MEANWHILE, form)

    async def answers_now() -> bool:
        return (await made.held()).at(made.today).person == CILLA

    await until(answers_now)
    await made.sends(CILLA, Key.NEEDS_WORKSHOP, needs_form())
    assert (await made.initiative()).stalled is Cause.VACANCY, "somebody who answers fills no vacancy"
    await made.until(date(made.autumn, 12, 1))
    await made.appoint(BO, date(made.autumn + 1, 1, 8))
    await made.until(date(made.autumn + 1, 1, 12))
    initiative = await made.initiative()
    assert initiative.principal == BO
    assert initiative.stalled is Cause.HANDOVER, "the facilitators are late, but the day is the handover's"
    assert initiative.open_of(Key.POSITION)
    assert await told(made, BO)


async def test_a_deputy_during_sick_leave_and_back_again(player: Player) -> None:
    made = await town(player)
    since, last = made.today + WEEK, made.today + 5 * WEEK
    await made.post(post.AppointDeputy(unit=made.units[0], person=CILLA, since=since, until=last))
    await made.until(since)
    with pytest.raises(Refusal, match="not_yours"):
        await made.sends(ANNA, Key.NEEDS_WORKSHOP, needs_form())
    await made.sends(CILLA, Key.NEEDS_WORKSHOP, needs_form())
    await made.until(last + DAY)
    assert (await made.held()).at(made.today).person == ANNA
    assert not (await made.initiative()).tasks_of(Key.POSITION)
    assert (await made.handover(0)).change is None, "no turnover, no handover"


async def test_acting_becomes_permanent(player: Player) -> None:
    made = await town(player)
    await made.leaves(ANNA, made.today + WEEK)
    await made.appoint(BO, made.today + WEEK + DAY, acting=True)
    await made.until(made.today + 2 * WEEK)
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    await made.appoint(BO, made.today + 4 * WEEK)
    await made.until(made.today + 5 * WEEK)
    assert (await made.held()).at(made.today).standing is Standing.PRINCIPAL
    assert len((await made.initiative()).tasks_of(Key.POSITION)) == 1
    assert len((await made.held()).turnovers) == 2


async def test_an_acting_principal_is_told_as_they_come_and_not_before(player: Player) -> None:
    """Their last day is known before their first, so that both handovers are open."""
    made = await town(player)
    first = made.today + 2 * WEEK
    await made.leaves(ANNA, first - DAY)
    await made.appoint(BO, first, until=first + 8 * WEEK, acting=True)
    await opened(made)
    await made.until(made.today + WEEK)
    assert {person for _, person in (await made.initiative()).told} == {ANNA}
    await made.until(first)
    assert await told(made, BO)


async def test_two_turnovers_of_one_post_in_a_month(player: Player) -> None:
    made = await town(player)
    await made.leaves(ANNA, made.today + WEEK)
    await made.appoint(BO, made.today + WEEK + DAY)
    await made.until(made.today + 2 * WEEK)
    (first,) = (await made.initiative()).open_of(Key.POSITION)
    await made.leaves(BO, made.today + WEEK)
    await made.appoint(CILLA, made.today + WEEK + DAY)
    await made.until(made.today + 2 * WEEK)
    initiative = await made.initiative()
    assert initiative.tasks[first.task].state is TaskState.WITHDRAWN
    assert len(initiative.open_of(Key.POSITION)) == 1
    assert await ended(made, 1) is Ending.SUPERSEDED
    assert (await made.handover(2)).is_open
    assert await told(made, CILLA)


async def test_a_principal_of_three_units_leaves(player: Player) -> None:
    made = await town(player, units=3)
    last_day = made.today + 2 * WEEK
    for unit in range(3):
        await made.post(post.AnnounceDeparture(unit=made.units[unit], person=ANNA, last_day=last_day), unit=unit)
    for unit in range(3):
        state = await opened(made, unit)
        assert list(state.seen) == [made.initiatives[unit]]
        assert (await made.initiative(unit)).open_of(Key.OUTGOING_COMMENT)
        assert await told(made, ANNA, unit)
    newcomers = [BO, BO, CILLA]
    for unit, who in enumerate(newcomers):
        appoint = post.AppointPrincipal(unit=made.units[unit], person=who, since=last_day + DAY)
        await made.post(appoint, unit=unit)
        await made.sends(ANNA, Key.OUTGOING_COMMENT, forms.OutgoingComment(fragile=text("schemat")), unit)
        await answers(made, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=made.today), unit)
    await made.until(last_day + DAY)
    for unit, who in enumerate(newcomers):
        assert await told(made, who, unit)
        with pytest.raises(Refusal):
            await made.act(ANNA, Comment(text=text("hej")), unit)
        with pytest.raises(Refusal):
            await made.act(CILLA if who == BO else BO, Comment(text=text("hej")), unit)
        await made.sends(who, Key.POSITION, forms.Position(choice=Stance.GO_ON), unit)
        assert await ended(made, unit=unit) is Ending.COMPLETED


async def test_it_comes_while_the_initiative_is_paused(player: Player) -> None:
    made = await town(player)
    until_ = made.today + 8 * WEEK
    await made.act(made.staff.person or ANNA, PauseInitiative(until=until_, reason=text("ombyggnad")))
    await made.leaves(ANNA, made.today + WEEK)
    await made.appoint(BO, made.today + WEEK + DAY)
    await made.until(made.today + 2 * WEEK)
    initiative = await made.initiative()
    assert (initiative.status, initiative.principal) == (Status.PAUSED, BO)
    assert await told(made, BO)
    await made.until(until_ + DAY)
    initiative = await made.initiative()
    (asked,) = initiative.open_of(Key.POSITION)
    assert (initiative.status, asked.steps) == (Status.LIVE, frozenset())


async def test_it_comes_in_the_summer(player: Player) -> None:
    made = await town(player)
    summer = date(made.autumn + 1, 7, 31)
    await made.until(date(made.autumn + 1, 6, 1))
    await made.leaves(ANNA, summer)
    await made.appoint(BO, summer + DAY)
    await made.until(summer + DAY)
    initiative = await made.initiative()
    (asked,) = initiative.open_of(Key.POSITION)
    assert initiative.principal == BO
    assert asked.due is not None
    assert asked.due >= date(made.autumn + 1, 8, 28)


async def test_a_day_that_is_corrected_moves_the_handover(player: Player) -> None:
    made = await town(player)
    first, right = made.today + 2 * WEEK, made.today + 3 * WEEK
    await made.leaves(ANNA, first)
    before = (await opened(made)).handover
    await made.leaves(ANNA, right)

    async def moved() -> bool:
        change = (await made.handover()).change
        return change is not None and change.last_day == right

    await until(moved)
    assert (await made.handover()).handover == before
    await made.until(first + DAY)
    assert (await made.initiative()).stalled is None
    await made.act(ANNA, Comment(text=text("kvar en vecka till")))


async def test_a_first_day_that_lies_ahead_after_all_opens_the_same_handover_anew(player: Player) -> None:
    """Everything had been said; the newcomer is asked again when they come, whoever was there till then has left."""
    made = await town(player)
    await made.leaves(ANNA, made.today + WEEK)
    await made.appoint(BO, made.today + WEEK + DAY)
    await made.sends(ANNA, Key.OUTGOING_COMMENT, forms.OutgoingComment(carries_it=text("lärledarna")))
    await answers(made, HandoverKey.HANDOVER_TALK, HandoverTalk(held_on=made.today))
    await made.until(made.today + WEEK + DAY)
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.GO_ON))
    assert await ended(made) is Ending.COMPLETED
    before, right = (await made.handover()).handover, made.today + 3 * WEEK
    first, second = (await made.held()).tenures.values()
    later = post.CorrectTenure(unit=made.units[0], tenure=second.tenure, since=right, until=None, reason=WHY)
    await made.post(later)
    goes_on = post.CorrectTenure(
        unit=made.units[0], tenure=first.tenure, since=first.since, until=right - DAY, reason=WHY
    )
    await made.post(goes_on)

    async def open_again() -> bool:
        held = await made.handover()
        return held.is_open and held.change is not None and held.change.last_day == right - DAY

    assert await until(open_again)
    assert ((await made.handover()).handover, (await made.initiative()).principal) == (before, ANNA)
    await made.until(right)
    assert (await made.initiative()).principal == BO
    assert await told(made, BO, times=2), "of what has happened meanwhile"
    await made.sends(BO, Key.POSITION, forms.Position(choice=Stance.ADJUST, comment=text("färre träffar")))
    assert await ended(made) is Ending.COMPLETED
    assert (await made.handover()).seen[made.initiatives[0]].position is Stance.ADJUST


async def test_there_is_one_handover_however_often_and_by_whomever_it_is_reported(player: Player) -> None:
    made = await town(player)
    day, colleague = made.today + 3 * WEEK, uuid4()
    grant = GrantRole(person=colleague, role=Role.ORGANISER)
    await player.execute(made.house, organiser_stream(made.house), grant, made.staff)
    leaves = post.AnnounceDeparture(unit=made.units[0], person=ANNA, last_day=day)
    for who in (made.staff, person(colleague), made.staff):
        await player.execute(made.house, stream_at(made.units[0]), leaves, who)
    await made.seen()
    await opened(made)
    ahead = replace(leaves, last_day=day + WEEK)
    await player.execute(made.house, stream_at(made.units[0]), ahead, person(colleague))
    await made.appoint(BO, day + WEEK + DAY)

    async def known() -> bool:
        change = (await made.handover()).change
        return change is not None and (change.last_day, change.newcomer) == (day + WEEK, BO)

    assert await until(known)
    eyes = Eyes(
        organiser=made.house,
        standing=actors.Standing(actor=person(colleague), roles=frozenset({Role.ORGANISER})),
        whose=colleague,
        today=made.today,
    )
    listed = await list_handovers(player.works.reader, eyes)
    assert [each.stream for each in listed] == [handover_stream((await made.handover()).handover)]
    assert {task.number for task in (await made.initiative()).tasks_of(Key.OUTGOING_COMMENT) if task.is_open} == {
        (day + WEEK).toordinal()
    }


async def test_it_comes_while_a_plan_waits_for_approval(player: Player) -> None:
    """The organiser approves; the newcomer is asked for a position on what was approved."""
    made = await town(player)
    await to_approval(made)
    await made.leaves(ANNA, made.today + DAY)
    await made.appoint(BO, made.today + 2 * DAY)
    await made.until(made.today + 4 * DAY)
    staff = made.staff.person or ANNA
    await made.sends(staff, Key.APPROVE_PLAN, forms.ApprovePlan(decision=OnPlan.APPROVE))
    initiative = await made.initiative()
    assert initiative.plan_approved
    assert initiative.open_of(Key.POSITION)


async def test_it_comes_between_the_last_meeting_and_the_evaluation(player: Player) -> None:
    """What the leaver began is the newcomer's to end, and the evaluation is not due before their tenth day."""
    made = await town(player)
    await to_approval(made)
    await made.sends(made.staff.person or ANNA, Key.APPROVE_PLAN, forms.ApprovePlan(decision=OnPlan.APPROVE))
    await holds_every_meeting(made)
    initiative = await made.initiative()
    assert {meeting.state for meeting in initiative.meetings.values()} == {MeetingState.HELD}
    assert initiative.stage is Stage.IMPLEMENTATION, "until it is said how it goes on"
    await made.leaves(ANNA, made.today)
    await made.appoint(BO, made.today + DAY)
    await made.until(made.today + 2 * DAY)
    await made.sends(BO, Key.CONTINUATION_PLAN, continuation_form())
    initiative = await made.initiative()
    assert initiative.stage is Stage.EVALUATION
    (asked,) = initiative.open_of(Key.EVALUATION)
    assert initiative.new_since is not None
    assert asked.due_position is not None
    assert asked.due_position >= initiative.new_since + 10
    assert await told(made, BO)
    await made.sends(BO, Key.EVALUATION, evaluation_form())
    assert not (await made.initiative()).open_of(Key.EVALUATION)
