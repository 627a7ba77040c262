"""Codes to a task's questionnaire: given out, and in the end counted, once.

Answers are counted outside the log until then (events/answering.py); here is only that codes were given out, until
when, and what came of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, assert_never

from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative.codes import CodesClosed, CodesIssued
from domain.initiative.events import Event
from domain.initiative.rights import is_handed, is_holder
from domain.initiative.state import InitiativeState, Task, TaskState
from domain.initiative.timing import timing
from domain.messages import N_
from domain.questionnaires import Questionnaire, check
from domain.refusals import Conflict, NotAllowed, Unmet
from domain.self_assessment import FEWEST
from domain.tasks import Key

MOST: Final = 500
"""Codes to one task: more than any staff that talks together."""
DAYS: Final = 14
"""How long codes may be used where nothing else is said."""
LONGEST: Final = 60
"""Days ahead that they may be used at most."""

OnCodes = do.IssueCodes | do.CloseCodes


def questionnaire_of(task: Task) -> Questionnaire | None:
    """What participants answer for a task, if anything."""
    match task.key:
        case Key.SELF_ASSESSMENT:
            return Questionnaire.SELF_ASSESSMENT
        case Key.PROTOCOL if task.pulse:
            return Questionnaire.PULSE
        case _:
            return None


def decide(command: OnCodes, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """By the task's holder, or whoever it was handed to: for the self-assessment the talk leader."""
    task = state.task(command.task)
    asked = require_may_ask(task, state, facts)
    match command:
        case do.IssueCodes():
            return _issue(command, task, asked, state, facts)
        case do.CloseCodes():
            return _close(command, task, asked)
    assert_never(command)


def require_may_ask(task: Task, state: InitiativeState, facts: Facts) -> Questionnaire:
    """What the actor may ask participants. Raises Unmet, NotAllowed."""
    asked = questionnaire_of(task)
    if asked is None:
        raise Unmet("not_by_code", N_("Participants answer only the self-assessment and the pulse by code."))
    if not (is_holder(state, task, facts.standing) or is_handed(task, facts.standing)):
        raise NotAllowed("not_yours", N_("The task is somebody else's. Ask them to hand it to you."))
    return asked


def require_counted(task: Task) -> None:
    """A form is sent in when everybody's answers are counted, not while codes are out."""
    if task.codes is not None and task.codes.is_open:
        raise Conflict("codes_open", N_("Participants are still answering by code. Close the codes first."))


def _issue(
    command: do.IssueCodes, task: Task, asked: Questionnaire, state: InitiativeState, facts: Facts
) -> Sequence[Event]:
    settings = facts.organiser.settings if facts.organiser else None
    if asked is Questionnaire.PULSE and not (settings and settings.pulse_by_code):
        raise Unmet("pulse_by_code_off", N_("The organiser has not turned on the pulse by code."))
    if not task.is_open:
        raise Conflict("task_not_open", N_("The task is not open."))
    if task.codes is not None and not task.codes.is_open:
        raise Conflict("codes_closed", N_("The answers have been counted, and that is done once."))
    _check_number(command.number, task.codes.issued if task.codes else 0)
    return [CodesIssued(task=task.task, number=command.number, until=_until(command, task, state, facts))]


def _check_number(number: int, before: int) -> None:
    if number < 1:
        raise Unmet("codes_number", N_("Ask for at least one code."))
    if before + number < FEWEST:
        raise Unmet(
            "too_few_codes",
            N_("With fewer than {fewest} codes nothing can be counted. Hold the talk without codes."),
            fewest=FEWEST,
        )
    if before + number > MOST:
        raise Unmet("too_many_codes", N_("A task may have at most {most} codes."), most=MOST)


def _until(command: do.IssueCodes, task: Task, state: InitiativeState, facts: Facts) -> date:
    today = timing(state, facts).today
    held = task.codes.until if task.codes else today
    until = command.until or (held if held > today else today + timedelta(days=DAYS))
    if until < today:
        raise Unmet("codes_until", N_("{field}: give today or a later date."), field="until")
    if until > today + timedelta(days=LONGEST):
        raise Unmet("codes_too_long", N_("{field}: give a date within {days} days."), field="until", days=LONGEST)
    return until


def _close(command: do.CloseCodes, task: Task, asked: Questionnaire) -> Sequence[Event]:
    if task.codes is None:
        raise Conflict("no_codes", N_("No codes have been given out for this task."))
    if not task.codes.is_open:
        return []
    if task.state is TaskState.WITHDRAWN:
        raise Conflict("task_withdrawn", N_("The task is no longer needed: the initiative has moved on."))
    check(asked, command.answered, command.counts)
    if command.answered > task.codes.issued:
        raise Unmet("counts_wrong", N_("The counts do not add up to those who answered."))
    return [CodesClosed(task=task.task, answered=command.answered, counts=command.counts)]
