"""An initiative moves to another version of its template: what changes with it, and when the answer is no.

An open task keeps its opening; where the two versions give it different time, its due day is counted again, and is
never before five school days from now, nor before a newcomer's tenth. What the move gave beyond the template is
remembered, so that moving back and forth does not add up. Check-ins, gaps, moments and thresholds are the new version's
from then on.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from domain.catalogue import CATALOGUE
from domain.course import places
from domain.facts import Facts
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.events import Event
from domain.initiative.openings import NOT_BEFORE_DAY, template_of
from domain.initiative.rights import require_organiser
from domain.initiative.state import InitiativeState, Task
from domain.initiative.timing import timing
from domain.messages import N_
from domain.refusals import Conflict, NotFound
from domain.stages import Stage
from domain.tasks import Address
from domain.template import TemplateContent

SPARED: Final = 5
"""School days from the move before which no task is due that it has given another time."""


def move(command: do.MoveToTemplate, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Only the organiser moves an initiative; onto the version it is at, nothing happens."""
    require_organiser(facts)
    if facts.template is None or command.version not in facts.template.versions:
        raise NotFound("version_unknown", N_("The template has no version {version}."), version=command.version)
    if command.version == state.template_version:
        return []
    if facts.seen is not None and state.version > facts.seen:
        raise Conflict("changed_meanwhile", N_("This has changed since you read it. Look again."))
    before, after = template_of(state, facts), facts.template.at(command.version)
    for require in _REQUIRED:
        require(state, before, after)
    return [
        ev.TemplateMoved(
            before=state.template_version,
            after=command.version,
            last_check_in=after.last_check_in,
            dues=tuple(_dues(state, facts, after)),
            on=facts.today,
        )
    ]


def _dues(state: InitiativeState, facts: Facts, after: TemplateContent) -> Iterator[ev.DueCounted]:
    clock = timing(state, facts)
    for task in state.open_tasks:
        if task.given is None or task.due_position is None:
            continue
        given = after.due_days(task.key, CATALOGUE[task.key].due or 0)
        if given != task.given:
            counted = task.due_position - task.spared + given - task.given
            due = max(counted, clock.now + SPARED, *_grace(task, state))
            yield ev.DueCounted(
                task=task.task,
                was=task.due,
                due=clock.date_of(due),
                due_position=due,
                given=given,
                spared=due - counted,
            )


def _grace(task: Task, state: InitiativeState) -> Iterator[int]:
    if task.address is Address.PRINCIPAL and state.new_since is not None:
        yield state.new_since + NOT_BEFORE_DAY


def _require_check_ins_ahead(state: InitiativeState, _before: TemplateContent, after: TemplateContent) -> None:
    """The move itself must not be the initiative's end."""
    last = max(state.placed, default=0)
    if state.stage is Stage.CONTINUATION and after.last_check_in <= last < state.last_check_in:
        raise Conflict(
            "check_ins_passed",
            N_("The check-in after {months} months is behind it already, and that version has none after it."),
            months=after.last_check_in,
        )


def _require_rhythm(state: InitiativeState, before: TemplateContent, after: TemplateContent) -> None:
    """A plan in force must not become too sparse by the move; one that was so before does not become so."""
    if state.stage not in (Stage.PLAN, Stage.IMPLEMENTATION) or after.longest_gap_weeks >= before.longest_gap_weeks:
        return
    for group in state.plan.groups if state.plan and not state.series_closed else ():
        if (group.every_weeks or 0) > after.longest_gap_weeks:
            raise Conflict(
                "plan_too_sparse",
                N_("Group {number} meets every {weeks} weeks; that version allows {gap}. Change the plan first."),
                number=group.number,
                weeks=group.every_weeks,
                gap=after.longest_gap_weeks,
            )


def _require_same_parts(state: InitiativeState, before: TemplateContent, after: TemplateContent) -> None:
    """A meeting is some part's: once planned, the parts stay."""
    for group in {meeting.group for meeting in state.meetings.values() if meeting.slot is not None}:
        if _course(before, group) != _course(after, group):
            raise Conflict(
                "parts_differ",
                N_("Its meetings are planned by parts, and that version has others. Let it keep its own."),
            )


def _course(template: TemplateContent, group: int) -> list[tuple[int, int, Stage]]:
    return [(place.slot, place.part, place.stage) for place in places(template, group)]


_REQUIRED: Final[tuple[Callable[[InitiativeState, TemplateContent, TemplateContent], None], ...]] = (
    _require_check_ins_ahead,
    _require_rhythm,
    _require_same_parts,
)
