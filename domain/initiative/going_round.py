"""From the needs an evaluation saw to the initiative that begins with them (`domain.initiative.next_round`)."""

from collections.abc import Sequence

from domain.facts import Facts
from domain.forms import Evaluation, StartDecision
from domain.initiative import events as ev
from domain.initiative.events import Event
from domain.initiative.next_round import NextProposed, NextStarted, NoteNext
from domain.initiative.openings import open_task
from domain.initiative.rights import require_clock
from domain.initiative.state import InitiativeState
from domain.stages import Stage
from domain.tasks import Key


def proposed(form: Evaluation, facts: Facts) -> Sequence[Event]:
    """What an evaluation that saw new needs proposes."""
    return [NextProposed(needs=form.new_needs, on=facts.today)] if form.new_needs else []


def offered(state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """While the initiative goes on, its proposal is the organiser's task; one that is over stands in the overview."""
    if state.stage is not Stage.CONTINUATION or not state.proposes or state.tasks_of(Key.NEXT_INITIATIVE):
        return []
    return [open_task(state, facts, Key.NEXT_INITIATIVE)]


def noted(command: NoteNext, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """The first that follows is kept; nobody need decide any more."""
    require_clock(facts)
    if state.next_initiative is not None:
        return []
    left: list[Event] = [ev.TaskWithdrawn(task=task.task) for task in state.open_of(Key.NEXT_INITIATIVE)]
    return [NextStarted(initiative=command.initiative, on=facts.today), *left]


def next_decision(state: InitiativeState) -> StartDecision:
    """A decision to go on from here: the needs, and what is likely to stay as it was."""
    before = state.answer(Key.START_DECISION)
    known = before if isinstance(before, StartDecision) else StartDecision()
    return StartDecision(
        follows=state.initiative,
        title=state.title,
        unit=state.unit,
        template=state.template,
        track=state.track,
        manager=state.manager,
        facilitators=tuple(sorted(state.facilitators)),
        organiser_answers_for=known.organiser_answers_for,
        unit_answers_for=known.unit_answers_for,
        takes_part=known.takes_part,
        not_taking_part=known.not_taking_part,
        needs=state.proposed,
    )
