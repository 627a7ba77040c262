"""The parts before implementation: planned in one visit a stage, prepared for, met about (TASKS.md, seed 003)."""

from collections.abc import Sequence

from domain.course import WORKING_GROUP, Place, places
from domain.facts import Facts
from domain.forms import PlanParts
from domain.initiative import events as ev
from domain.initiative.arriving import Sent
from domain.initiative.events import Event
from domain.initiative.openings import Opening, meeting_id, open_task, template_of
from domain.initiative.state import InitiativeState, Meeting, MeetingState
from domain.messages import N_
from domain.refusals import Unmet
from domain.stages import Stage
from domain.tasks import Key
from domain.template import TemplateContent

CLAUSE_OF = {Stage.START: "preparation", Stage.NEEDS: "parts"}
"""Which clause of the gate waits for the parts of a stage."""


def prepare(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Ask for the dates of the meetings that have none, and offer the preparation of the part that comes next."""
    template = template_of(state, facts)
    if CLAUSE_OF.get(state.stage, "") in ("", *state.let_pass) or not template.modules:
        return []
    if state.stage is Stage.START and state.answer(Key.START_DECISION) is None:
        return []
    if without_date(state, template) and not state.open_of(Key.PLAN_PARTS):
        return [open_task(state, facts, Key.PLAN_PARTS)]
    part = _next_part(state, template)
    if part is None or not template.individual_preparation or _offered(state, part):
        return []
    return [open_task(state, facts, Key.INDIVIDUAL_PREPARATION, Opening(number=part))]


def without_date(state: InitiativeState, template: TemplateContent) -> list[Place]:
    """The stage's meetings that are not planned, or whose day a pause took."""
    dated = {m.slot for m in _meetings(state) if m.state is not MeetingState.CANCELLED}
    return [place for place in _of_stage(state, template) if place.slot not in dated]


def _of_stage(state: InitiativeState, template: TemplateContent) -> list[Place]:
    return [place for place in places(template, WORKING_GROUP) if place.stage is state.stage]


def _meetings(state: InitiativeState) -> list[Meeting]:
    return [meeting for meeting in state.meetings.values() if meeting.group == WORKING_GROUP]


def _next_part(state: InitiativeState, template: TemplateContent) -> int | None:
    """The first part of the stage whose meetings are not settled."""
    settled = {m.slot for m in _meetings(state) if m.state in (MeetingState.HELD, MeetingState.MISSED)}
    left = (place.part for place in _of_stage(state, template) if place.slot not in settled)
    return next(left, None)


def _offered(state: InitiativeState, part: int) -> bool:
    return any(task.number == part for task in state.tasks_of(Key.INDIVIDUAL_PREPARATION))


def check_parts(form: PlanParts, sent: Sent) -> None:
    """Refuse (`Unmet`) dates that are not those asked for, in the order of the meetings."""
    wanted = [place.slot for place in without_date(sent.state, sent.template)]
    given = sorted((row.meeting or 0, row.on) for row in form.meetings if row.on is not None)
    if [slot for slot, _ in given] != wanted:
        raise Unmet(
            "part_meetings",
            N_("Give one date for each of the meetings {numbers}."),
            numbers=", ".join(map(str, wanted)),
        )
    days = [on for _, on in given]
    if days != sorted(days):
        raise Unmet("part_order", N_("The meetings are held in their order."))
    if days[0] <= sent.today:
        raise Unmet("date_passed", N_("{field}: give a date after today."), field="meetings")


def planned_parts(form: PlanParts, state: InitiativeState) -> Event:
    """The working group's meetings, on the dates given."""
    count = len(_meetings(state))
    rows = sorted((row.meeting, row.on) for row in form.meetings if row.meeting is not None and row.on is not None)
    return ev.MeetingsPlanned(
        meetings=tuple(
            ev.PlannedMeeting(
                meeting=meeting_id(state, WORKING_GROUP, count + n), group=WORKING_GROUP, on=on, slot=slot
            )
            for n, (slot, on) in enumerate(rows, start=1)
        )
    )
