"""How an initiative begins: with a decision, complete or still to be filled in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

from domain.facts import Facts
from domain.fields import questions
from domain.forms import StartDecision
from domain.initiative import commands as do
from domain.initiative import events as ev
from domain.initiative.events import Event, Manner
from domain.initiative.evolve import evolve
from domain.initiative.gates import gate
from domain.initiative.openings import open_task
from domain.initiative.rights import require_organiser
from domain.initiative.state import InitiativeState, Status
from domain.initiative.timing import calendar_of, timing
from domain.messages import N_, Message
from domain.programme.state import Place
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.stages import Stage
from domain.tasks import Key

V = TypeVar("V")
_BEGINS_WITH: Final = ("title", "unit", "template", "track", "manager")


def start(command: do.StartInitiative, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    """Started, in stage 0, with its decision to fill in; a complete form closes that task in the same append."""
    if command.programme is None:
        require_organiser(facts)
    else:
        _require_turn(command, facts)
    if state.status is not Status.NONE:
        if state.initiative == command.initiative and state.answer(Key.START_DECISION) in (None, command.form):
            return []
        raise Conflict("initiative_exists", N_("The initiative has started already."))
    for described, how in questions(command.form):
        if described.name in _BEGINS_WITH and not getattr(command.form, described.name):
            raise Unmet(
                "field_missing",
                N_("Answer “{label}” ({field}); it is needed."),
                label=Message(how.label),
                field=described.name,
            )
    return _begin(command, state, facts)


def _require_turn(command: do.StartInitiative, facts: Facts) -> None:
    """Only a programme's launch starts an initiative as a part of it, and only where the programme waits for that."""
    programme = facts.programme
    if facts.standing.actor.kind != "programme" or programme is None:
        raise NotAllowed("launch_only", N_("Only the programme's own launch does this."))
    unit = programme.units.get(command.form.unit) if command.form.unit else None
    if unit is None or command.initiative != programme.initiative_of(unit.unit):
        raise NotFound("unit_outside", N_("The unit is not in this programme."))
    if unit.place not in (Place.WAITING, Place.STARTED):
        raise Conflict("not_its_turn", N_("The programme does not wait for this unit."))


def _begin(command: do.StartInitiative, state: InitiativeState, facts: Facts) -> Sequence[Event]:
    started = _started(command, facts)
    whole = replace(started, draft=None)
    state = evolve(state, started)
    clock = timing(state, facts)
    entered = ev.StageEntered(stage=Stage.START, on=clock.today, position=clock.now)
    state = evolve(state, entered)
    opened = open_task(state, facts, Key.START_DECISION)
    done = ev.TaskCompleted(
        task=opened.task,
        form=command.form,
        manner=Manner.FILLED,
        link=None,
        by=facts.standing.stands_for,
        on=clock.today,
    )
    after = evolve(evolve(state, opened), done)
    complete = is_complete(command.form) and all(clause.holds(after) for clause in gate(Stage.START))
    return [whole, entered, opened, done] if complete else [started, entered, opened]


def is_complete(form: StartDecision) -> bool:
    """Whether every required question is answered."""
    return all(getattr(form, described.name) for described, how in questions(form) if how.required)


def _started(command: do.StartInitiative, facts: Facts) -> ev.InitiativeStarted:
    form = command.form
    unit = facts.organiser.units.get(form.unit) if facts.organiser and form.unit else None
    if unit is None or form.unit is None:
        raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))
    if facts.template is None or not facts.template.versions:
        raise NotFound("template_unknown", N_("There is no template “{template}”."), template=form.template)
    version = facts.programme.template_version if facts.programme else facts.template.number
    return ev.InitiativeStarted(
        initiative=command.initiative,
        title=_given(form.title),
        unit=form.unit,
        post=unit.post,
        template=form.template or "",
        template_version=version,
        track=form.track,
        manager=_given(form.manager),
        facilitators=form.facilitators,
        draft=form,
        calendar=calendar_of(facts).number,
        on=facts.today,
        last_check_in=facts.template.at(version).last_check_in,
        programme=command.programme,
        follows=form.follows,
        principal=facts.post.at(facts.today).principal if facts.post is not None else None,
    )


def _given(value: V | None) -> V:
    """A field that has been required already."""
    if value is None:
        raise LookupError("checked before")
    return value
