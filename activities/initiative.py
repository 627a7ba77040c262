"""One initiative's step: whatever time has made due is done by commands, then the workflow is told where it stands."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from temporalio import activity

from activities.contracts import TAKE_STEP, Step, View
from activities.failing import by_type_only
from domain.actors import CLOCK, Standing
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.agenda import Agenda, Alarm, agenda
from domain.initiative.decide import AGGREGATE
from domain.initiative.gates import unmet
from domain.initiative.state import InitiativeState
from domain.refusals import Refusal
from events.clock import Clock
from events.intent import Answer, Intent
from events.ledger import Ledger
from events.store import Store

log = logging.getLogger(__name__)

LOOK_AGAIN: Final = timedelta(hours=1)
"""When something due could not be done: a fault, which must neither spin nor be forgotten."""

Look = tuple[InitiativeState, int, Agenda]
"""The state, its version, and what is due."""


def stream_of(initiative: UUID) -> str:
    """The initiative's stream."""
    return f"{AGGREGATE.category}:{initiative}"


def command_id(initiative: UUID, alarm: Alarm, again: int | None = None) -> UUID:
    """The same for the same (stream, rule, step, version that armed it), whoever asks and however often."""
    salt = "" if again is None else f":{again}"
    return uuid5(initiative, f"{alarm.rule}:{alarm.step}:{alarm.armed}{salt}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Does what time has made due in an initiative, for whoever wants it done; what was done is not done twice.

    Raises StoreUnavailable or BusyError, and then may simply be repeated.
    """

    ledger: Ledger
    clock: Clock
    """The ledger's: nothing is asked of it that it would find too early."""

    async def take(self, step: Step) -> tuple[list[str], Look]:
        """The kinds of the events it led to, and how the initiative stands then."""
        done, look = list[str](), await self._look(step)
        while look[2].due:
            kinds, before = await self._do_due(step, look), look
            done += kinds
            look = await self._look(step)
            if not kinds and look[1] == before[1]:  # else somebody did it meanwhile: a follower, a person
                break
        return done, look

    async def _do_due(self, step: Step, look: Look) -> list[str]:
        """One pass over the agenda as it was seen; the kinds of the events it led to.

        A command that came to nothing keeps that answer under its id. If time still asks for it, it was asked too
        early (just as somebody paused, say): then it gets an id of this version.
        """
        _, version, ahead = look
        for again in (None, version):
            answers = [await self._execute(step, alarm, again) for alarm in ahead.due]
            kinds = [kind for answer in answers if answer and answer.version > version for kind in answer.events]
            if kinds:
                return kinds
        return []

    async def _execute(self, step: Step, alarm: Alarm, again: int | None) -> Answer | None:
        intent = Intent(
            organiser=step.organiser,
            stream=stream_of(step.initiative),
            command=alarm.command,
            actor=CLOCK,
            id=command_id(step.initiative, alarm, again),
        )
        try:
            return await self.ledger.execute(intent)
        except Refusal as refusal:
            log.warning("the clock was refused", extra={"stream": intent.stream, "code": refusal.code})
            return None

    async def _look(self, step: Step) -> Look:
        state, version = await self.ledger.state(stream_of(step.initiative))
        facts = await self._facts(step.organiser, state, min(step.now, self.clock.now()))
        return state, version, agenda(state, facts)

    async def _facts(self, organiser: UUID, state: InitiativeState, now: datetime) -> Facts:
        held = await self.ledger.states(AGGREGATE.relies_on(organiser, state, do.JudgeDay()))
        known = {stream.partition(":")[0]: state for stream, (state, _) in held.items()}
        return Facts(now=now, standing=Standing(actor=CLOCK), **known)


class InitiativeActivities:
    """What the initiatives' workflows ask for, over this process's ledger."""

    def __init__(self, ledger: Ledger, store: Store, clock: Clock) -> None:
        self._steps = Steps(ledger=ledger, clock=clock)
        self._store = store

    @activity.defn(name=TAKE_STEP)
    @by_type_only
    async def take_step(self, step: Step) -> View:
        """Do what is due, note what was seen and when to look again, and tell. Raises what `Steps` does."""
        stream = stream_of(step.initiative)
        done, (state, version, ahead) = await self._steps.take(step)
        next_due = ahead.next_due
        if ahead.due:
            log.error("due and not done", extra={"stream": stream, "rules": sorted({a.rule for a in ahead.due})})
            again = step.now + LOOK_AGAIN
            next_due = min(next_due or again, again)
        if not state.is_going_on:
            next_due = None
        await self._store.note_clock(stream, version, next_due)
        return _view(state, ahead, next_due, done)


def _view(state: InitiativeState, ahead: Agenda, next_due: datetime | None, done: list[str]) -> View:
    return View(
        version=state.version,
        unit=state.unit,
        stage=state.stage,
        entered=state.stage_entered,
        status=state.status.value,
        stalled=state.stalled.value if state.stalled else None,
        ended=not state.is_going_on,
        done=tuple(done),
        waits_for=tuple(sorted({f"{task.key}: {task.address}" for task in state.open_tasks})),
        unmet=tuple(clause.key for clause in unmet(state)) if state.is_going_on else (),
        next_due=next_due,
        next=" ".join(_words(state, ahead.next)) if ahead.next and next_due else "nothing by itself",
    )


def _words(state: InitiativeState, alarm: Alarm) -> Iterator[str]:
    """What an alarm does, in codes."""
    match alarm.command:
        case do.Remind(task=task, step=step):
            yield from ("remind", state.task(task).key, step)
        case do.OpenProtocol(meeting=meeting):
            yield from ("open protocol of group", str(state.meetings[meeting].group))
        case do.LapseCadence(group=group):
            yield from ("cadence lapses, group", str(group))
        case do.OpenCheckIn(months=months):
            yield from ("open check_in after months", str(months))
        case do.OpenIndicatorAgain(effect=effect):
            yield from ("open indicator_again of effect", str(effect))
        case do.OpenCheckpoint():
            yield "open checkpoint"
        case do.ResumeOnDate():
            yield "resume"
        case do.JudgeDay():
            yield "judge the day"
        case do.FollowPost() | do.KeepBrief():
            yield "follow the post"
        case do.FollowCalendar():
            yield "follow the calendar"
