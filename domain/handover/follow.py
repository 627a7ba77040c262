"""What follows from what the post says, from what the initiatives say, and from time; asked until nothing more does."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Final
from uuid import UUID, uuid5

from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms.turnover import AnswersMeanwhile
from domain.handover import events as ev
from domain.handover.events import Change, Ending, Event
from domain.handover.state import HandoverState, HandoverTask, TaskState, evolve
from domain.handover.tasks import HANDOVER_TASKS, HandoverKey
from domain.post.timeline import Standing
from domain.post.turnovers import Turnover

Rule = Callable[[HandoverState, Facts], Sequence[Event]]


def consequences(state: HandoverState, facts: Facts) -> tuple[list[Event], HandoverState]:
    """Everything that follows from `state`, and the fixed point it leads to."""
    followed: list[Event] = []
    while more := follows(state, facts):
        followed += more
        state = reduce(evolve, more, state)
    return followed, state


def follows(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """What follows first; more may follow from that."""
    if state.is_open:
        for rule in RULES:
            if events := rule(state, facts):
                return events
    return []


def turnover_of(handover: UUID, unit: UUID | None, facts: Facts) -> Turnover | None:
    """The change of principal it is about, if there still is one."""
    known = facts.post.turnovers_at(unit) if facts.post is not None and unit is not None else ()
    return next((each for each in known if each.handover == handover), None)


def began_before(first_day: date | None, started: date) -> bool:
    """Whether an initiative is handed over: whoever was principal as it started hands nothing over to themselves."""
    return first_day is None or started < first_day


def change_of(turnover: Turnover, facts: Facts) -> Change:
    """As it is known now, with the manager: the unit's, else the organiser's named contact."""
    settings = facts.organiser.settings if facts.organiser is not None else None
    if facts.post is None or settings is None:
        raise LookupError("decisions on handovers need the post and the organiser among their facts")
    return Change(
        leaver=turnover.leaver,
        leaver_since=turnover.leaver_since,
        last_day=turnover.last_day,
        newcomer=turnover.newcomer,
        first_day=turnover.first_day,
        manager=facts.post.manager or settings.contact,
    )


def opened(state: HandoverState, facts: Facts, key: HandoverKey) -> ev.HandoverTaskOpened:
    """One thing to ask the manager, from today."""
    ordinal, today = 1 + len(state.tasks_of(key)), facts.today
    school = _calendar(facts).school
    now = school.index(today)
    due = now + HANDOVER_TASKS[key].due
    return ev.HandoverTaskOpened(
        task=uuid5(state.handover, f"{key}:{ordinal}"),
        key=key,
        on=today,
        position=now,
        due=school.day(due),
        due_position=due,
    )


def _calendar(facts: Facts) -> CalendarState:
    return facts.calendar if facts.calendar is not None else CalendarState()


def _changed(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """The post says something else; nothing at all, if nobody leaves."""
    turnover = turnover_of(state.handover, state.unit, facts)
    if turnover is None:
        return _ended(state, facts, Ending.WITHDRAWN)
    change = change_of(turnover, facts)
    return [] if change == state.change else [ev.HandoverChanged(change=change)]


def _ended(state: HandoverState, facts: Facts, how: Ending) -> list[Event]:
    left: list[Event] = [ev.HandoverTaskWithdrawn(task=task.task) for task in state.open_tasks]
    return [*left, ev.HandoverEnded(how=how, on=facts.today)]


def _talk(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Both are known: they talk, or overlap, or the manager says why not. With another successor it is another talk."""
    asked, change = state.tasks_of(HandoverKey.HANDOVER_TALK), state.change
    newcomer = change.newcomer if change is not None and change.leaver is not None else None
    theirs = [task for task in asked if newcomer is not None and task.newcomer == newcomer]
    if stale := [task for task in asked if task.is_open and task not in theirs]:
        return [ev.HandoverTaskWithdrawn(task=task.task) for task in stale]
    if newcomer is None or any(task.state is not TaskState.WITHDRAWN for task in theirs):
        return []
    return [opened(state, facts, HandoverKey.HANDOVER_TALK)]


def _meanwhile(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Nobody holds the post, and nobody answers: who does? Asked again when that time is over."""
    asked = [task for task in state.tasks_of(HandoverKey.ANSWERS_MEANWHILE) if task.is_open]
    if not _is_vacant_by_it(state, facts):
        return [ev.HandoverTaskWithdrawn(task=task.task) for task in asked]
    if asked or any(form.until and form.until >= facts.today for form in named(state, facts)):
        return []
    return [opened(state, facts, HandoverKey.ANSWERS_MEANWHILE)]


def _is_vacant_by_it(state: HandoverState, facts: Facts) -> bool:
    """Whether it is the latest to have left the post vacant: of two that are open, one asks."""
    post, unit = facts.post, state.unit
    if post is None or unit is None or post.at(facts.today).standing is not Standing.VACANT:
        return False
    begun = [each for each in post.turnovers_at(unit) if each.last_day is None or each.last_day < facts.today]
    return bool(begun) and begun[-1].handover == state.handover


def named(state: HandoverState, facts: Facts) -> Iterator[AnswersMeanwhile]:
    """Who was named to answer and is to be taken to the post: it has neither been told so nor, later, of another."""
    told = facts.post.meanwhile if facts.post is not None else ()
    for task in state.tasks_of(HandoverKey.ANSWERS_MEANWHILE):
        if task.done_on is not None and isinstance(task.form, AnswersMeanwhile) and is_of_now(task, facts):
            own = (task.done_on, task.form.person, task.form.until)
            if not any(each.since > task.done_on or (each.since, each.person, each.until) == own for each in told):
                yield task.form


def is_of_now(task: HandoverTask, facts: Facts) -> bool:
    """Whether what was said of a vacancy is said of the one there is: nobody has been principal since."""
    post, today = facts.post, facts.today
    if task.done_on is None or post is None or not post.at(today).is_vacant:
        return False
    return not post.held_after(task.done_on, today)


def _confirm(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """The leaver has gone and left something without a word; not where they can speak, or have spoken, after all.

    What was confirmed while they were there, as it turned out, is to be confirmed again.
    """
    asked, last_day = state.tasks_of(HandoverKey.CONFIRM_BRIEF), state.change.last_day if state.change else None
    silent = any(not (each.commented or each.over) for each in state.seen.values())
    if last_day is None or last_day >= facts.today or not silent:
        return [ev.HandoverTaskWithdrawn(task=task.task) for task in asked if task.is_open]
    known = any(task.is_open or (task.done_on is not None and task.done_on > last_day) for task in asked)
    return [] if known else [opened(state, facts, HandoverKey.CONFIRM_BRIEF)]


def _over(state: HandoverState, facts: Facts) -> Sequence[Event]:
    """Everything is said; or there is nobody, or nothing, left to say it of."""
    if _nothing_left(state):
        return _ended(state, facts, Ending.NOTHING_LEFT)
    change = state.change
    if change is None or change.first_day is None or change.first_day > facts.today:
        return []
    if has_left_again(state.handover, facts):
        return _ended(state, facts, Ending.SUPERSEDED)
    left = any(state.waits_for) or any(state.open_tasks)
    return [] if left else _ended(state, facts, Ending.COMPLETED)


def _nothing_left(state: HandoverState) -> bool:
    """Where none is a part of it any more, what the manager was asked stays: the two have a post to hand over."""
    return all(each.over for each in state.seen.values()) and (bool(state.seen) or not any(state.open_tasks))


def has_left_again(handover: UUID, facts: Facts) -> bool:
    """Whether whoever came by it has had their last day; a summer without a contract is not the end of their time."""
    known = facts.post.turnovers if facts.post is not None else ()
    last_day = next((later.last_day for own, later in pairwise(known) if own.handover == handover), None)
    return last_day is not None and last_day < facts.today


RULES: Final[tuple[Rule, ...]] = (_changed, _talk, _meanwhile, _confirm, _over)
