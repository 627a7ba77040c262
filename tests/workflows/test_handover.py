"""Principals come and go, and time passes: nothing is dropped, nobody is asked twice, the newcomer is told."""

from datetime import date, timedelta

import pytest

from domain import forms
from domain.forms.plan import OnPlan
from domain.forms.turnover import AnswersMeanwhile, ConfirmBrief, HandoverTalk, Stance
from domain.handover.commands import CompleteHandoverTask
from domain.handover.decide import stream as handover_stream
from domain.handover.events import Ending
from domain.handover.state import HandoverState, HandoverTask
from domain.handover.tasks import HandoverKey
from domain.initiative.commands import CloseSeriesEarly, Comment, CompleteTask, PauseInitiative
from domain.initiative.events import Voice
from domain.initiative.state import Status, TaskState
from domain.post import commands as post
from domain.post.timeline import Standing
from domain.refusals import Refusal
from domain.stages import Stage
from domain.stalls import Cause
from domain.tasks import Key
from styrkedjan.player import Player
from tests.domain.life import ANNA as LEADER
from tests.domain.life import analysis_form, chain_form, conditions_form, continuation_form, needs_form, plan_form, text
from tests.workflows.stand import until
from tests.workflows.towns import ANNA, BO, CILLA, WHY, Town, town

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


async def opened(made: Town, unit: int = 0) -> HandoverState:
    """The handover of the last change of principal, once the follower has come to it."""

    async def there() -> HandoverState | None:
        held = await made.handover(unit=unit)
        return held if held.change is not None else None

    found: HandoverState = await until(there)
    return found


async def ended(made: Town, n: int = -1) -> Ending:
    async def over() -> Ending | None:
        return (await made.handover(n)).ending

    how: Ending = await until(over)
    return how


async def answers(made: Town, key: HandoverKey, form: object) -> None:
    """As the manager: the organiser's named contact."""

    async def asked() -> HandoverTask | None:
        return next((task for task in (await made.handover()).open_tasks if task.key is key), None)

    task: HandoverTask = await until(asked)
    command = CompleteHandoverTask(task=task.task, form=form)  # type: ignore[arg-type]  # any of the three
    await made.player.execute(made.house, handover_stream((await made.handover()).handover), command, made.staff)


async def told(made: Town, who: object, n: int = 0) -> bool:
    """Whether a brief has been kept for somebody, once it has."""

    async def kept() -> bool:
        return who in {person for _, person in (await made.initiative(n)).told}

    found: bool = await until(kept)
    return found


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


async def test_it_comes_while_a_plan_waits_for_approval(player: Player) -> None:
    """The organiser approves; the newcomer is asked for a position on what was approved."""
    made = await town(player)
    await _to_approval(made)
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
    await _to_approval(made)
    await made.sends(made.staff.person or ANNA, Key.APPROVE_PLAN, forms.ApprovePlan(decision=OnPlan.APPROVE))
    await made.act(ANNA, CloseSeriesEarly(reason=text("målet är nått")))
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


async def _to_approval(made: Town) -> None:
    await made.sends(ANNA, Key.NEEDS_WORKSHOP, needs_form())
    await made.sends(ANNA, Key.CURRENT_STATE, analysis_form())
    for task in (await made.initiative()).open_of(Key.CONDITIONS):
        who = ANNA if task.voice is Voice.PRINCIPAL else LEADER
        await made.act(who, CompleteTask(task=task.task, form=conditions_form()))
    await made.sends(ANNA, Key.EFFECT_CHAIN, chain_form())
    await made.sends(ANNA, Key.DEVELOPMENT_PLAN, plan_form(made.today + 4 * WEEK))
