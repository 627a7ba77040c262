"""What is done and seen of a town's handovers."""

from datetime import timedelta
from typing import Final

from domain.handover.commands import CompleteHandoverTask
from domain.handover.decide import stream as handover_stream
from domain.handover.events import Ending
from domain.handover.state import HandoverState, HandoverTask
from domain.handover.tasks import HandoverKey
from domain.initiative.commands import CompleteTask
from domain.initiative.events import Voice
from domain.initiative.state import MeetingState
from domain.tasks import Key
from tests.domain.life import ANNA as LEADER
from tests.domain.life import analysis_form, chain_form, conditions_form, needs_form, plan_form, protocol_form
from tests.workflows.stand import until
from tests.workflows.towns import ANNA, Town

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)


async def opened(made: Town, unit: int = 0) -> HandoverState:
    """The handover of the last change of principal, once the follower has come to it."""

    async def there() -> HandoverState | None:
        held = await made.handover(unit=unit)
        return held if held.change is not None else None

    found: HandoverState = await until(there)
    return found


async def ended(made: Town, n: int = -1, unit: int = 0) -> Ending:
    async def over() -> Ending | None:
        return (await made.handover(n, unit)).ending

    how: Ending = await until(over)
    stream = handover_stream((await made.handover(n, unit)).handover)
    _, version = await made.player.works.ledger.state(stream)
    await made.player.seen(stream, version)  # its workflow has been told
    return how


async def answers(made: Town, key: HandoverKey, form: object, unit: int = 0) -> None:
    """As the manager: the organiser's named contact."""

    async def asked() -> HandoverTask | None:
        held = await made.handover(unit=unit)
        return next((task for task in held.open_tasks if task.key is key), None)

    task: HandoverTask = await until(asked)
    stream = handover_stream((await made.handover(unit=unit)).handover)
    command = CompleteHandoverTask(task=task.task, form=form)  # type: ignore[arg-type]  # any of the three
    await made.player.execute(made.house, stream, command, made.staff)


async def told(made: Town, who: object, n: int = 0, *, times: int = 1) -> bool:
    """Whether a brief has been kept for somebody, so many times in one handover, once it has."""

    async def kept() -> bool:
        told = (await made.initiative(n)).told.items()
        return any(len(versions) == times for (_, person), versions in told if person == who)

    found: bool = await until(kept)
    return found


async def to_approval(made: Town) -> None:
    await made.sends(ANNA, Key.NEEDS_WORKSHOP, needs_form())
    await made.sends(ANNA, Key.CURRENT_STATE, analysis_form())
    for task in (await made.initiative()).open_of(Key.CONDITIONS):
        who = ANNA if task.voice is Voice.PRINCIPAL else LEADER
        await made.act(who, CompleteTask(task=task.task, form=conditions_form()))
    await made.sends(ANNA, Key.EFFECT_CHAIN, chain_form())
    await made.sends(ANNA, Key.DEVELOPMENT_PLAN, plan_form(made.today + 4 * WEEK))


async def holds_every_meeting(made: Town) -> None:
    """Each on its day, its protocol sent in by whoever leads the group."""
    while True:
        held = (await made.initiative()).meetings.values()
        planned = [meeting.on for meeting in held if meeting.state is MeetingState.PLANNED]
        if not planned:
            break
        await made.until(max(min(planned), made.today + DAY))
        state = await made.initiative()
        for task in state.open_of(Key.PROTOCOL):
            leader = state.groups[task.group or 0].facilitator
            assert leader is not None
            await made.act(leader, CompleteTask(task=task.task, form=protocol_form()))
