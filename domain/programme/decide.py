"""What may be done to a programme, and what follows from it in the same append."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from typing import Final, assert_never
from uuid import UUID

from domain import calendar, organiser, template
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.checklist import LABELS, unanswered
from domain.facts import Facts
from domain.fields import require_complete
from domain.forms.programme import UnitChoice
from domain.messages import N_, Message
from domain.programme import commands as do
from domain.programme import events as ev
from domain.programme.events import Event
from domain.programme.state import Place, ProgrammeState, Status, evolve
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet

NETWORK_WITHIN: Final = 30
"""School days in which a network meeting is to be held ◇: half a term, so that there is a term left to act in."""


def decide(command: do.Command, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    """The events of `command` (none: it was done already); raises a `Refusal`."""
    if isinstance(command, do.RecordUnits | do.OpenNetworkMeeting):
        _require_clock(facts)
    elif not facts.standing.has(Role.ORGANISER):
        raise NotAllowed("organiser_only", N_("Only the organiser's staff may do this."))
    if isinstance(command, do.StartProgramme):
        own = _start(command, state, facts)
    else:
        if state.status is Status.NONE:
            raise NotFound("programme_unknown", N_("There is no such programme."))
        own = _own(command, state, facts)
    return [*own, *_consequences(state, own, facts)]


def _require_clock(facts: Facts) -> None:
    if facts.standing.actor.kind != "clock":
        raise NotAllowed("clock_only", N_("Only the programme's own launch does this."))


def _own(command: do.Command, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    match command:
        case do.RecordUnits():
            return list(_record(command, state))
        case do.ChooseUnits():
            return _choose(command, state)
        case do.AnswerChecklist():
            return _answer(command, state, facts)
        case do.OpenNetworkMeeting():
            return _open_network(command, state, facts)
        case do.HoldNetworkMeeting():
            return _hold_network(command, state, facts)
        case do.CloseProgramme():
            return _close(command, state, facts)
        case do.StartProgramme():
            raise AssertionError("started above")
    assert_never(command)


def _consequences(state: ProgrammeState, own: Sequence[Event], facts: Facts) -> Sequence[Event]:
    """The launch is over as soon as no unit waits and none is held back."""
    after = reduce(evolve, own, state)
    left = any(unit.place in (Place.WAITING, Place.HELD_BACK) for unit in after.units.values())
    over = bool(own) and after.status is Status.LAUNCHING and not left
    return [ev.ProgrammeLaunched(on=_today(facts))] if over else []


def _today(facts: Facts) -> date:
    return _calendar(facts).local_date(facts.now)


def _calendar(facts: Facts) -> calendar.CalendarState:
    return facts.calendar if facts.calendar is not None else calendar.CalendarState()


def _start(command: do.StartProgramme, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    form = command.form
    if state.status is not Status.NONE:
        if state.programme == command.programme and state.form == form:
            return []
        raise Conflict("programme_exists", N_("The programme has started already."))
    require_complete(form)
    units = [row.unit for row in form.units if row.unit]
    units += [row.unit for row in form.not_taking_part if row.unit]
    _require_once(units)
    _require_here(units, facts)
    if facts.template is None or not facts.template.versions:
        raise NotFound("template_unknown", N_("There is no template “{template}”."), template=form.template)
    invited = {row.unit for row in form.units}
    known = tuple(each for each in command.known if each.unit in invited and each.speaks)
    started = ev.ProgrammeStarted(
        programme=command.programme,
        form=form,
        template_version=facts.template.number,
        known=known,
        on=_today(facts),
    )
    left_out = (
        ev.UnitNotTakingPart(unit=row.unit, reason=row.reason)
        for row in form.not_taking_part
        if row.unit and row.reason
    )
    return [started, *(ev.UnitHeldBack(known=each) for each in known), *left_out]


def _require_once(units: Iterable[UUID]) -> None:
    twice = [unit for unit, times in Counter(units).items() if times > 1]
    if twice:
        raise Unmet("unit_twice", N_("A unit is named twice: {unit}. Name it once."), unit=twice[0])


def _require_here(units: Iterable[UUID], facts: Facts) -> None:
    here = facts.organiser.units if facts.organiser is not None else {}
    missing = next((unit for unit in units if unit not in here), None)
    if missing is not None:
        raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))


def _record(command: do.RecordUnits, state: ProgrammeState) -> Iterator[Event]:
    """Only of units that still wait: whatever is recorded twice happened once."""
    waiting = {unit.unit for unit in state.waiting}
    for unit in command.started:
        if unit in waiting:
            yield ev.UnitStarted(unit=unit, initiative=state.initiative_of(unit))
    for held in command.held_back:
        if held.known.unit in waiting - set(command.started):
            yield ev.UnitHeldBack(known=held.known, refused=held.refused)


def _choose(command: do.ChooseUnits, state: ProgrammeState) -> Sequence[Event]:
    for choice in command.choices:
        require_complete(choice)
    _require_once([choice.unit for choice in command.choices if choice.unit])
    if state.status is Status.CLOSED:
        raise Conflict("programme_closed", N_("The programme is closed."))
    return [event for choice in command.choices for event in _chosen(choice, state)]


def _chosen(choice: UnitChoice, state: ProgrammeState) -> Sequence[Event]:
    unit = state.units.get(choice.unit) if choice.unit else None
    if unit is None or choice.reason is None:
        raise NotFound("unit_outside", N_("The unit is not in this programme."))
    if choice.takes_part:
        settled = unit.place in (Place.WAITING, Place.STARTED)
        return [] if settled else [ev.UnitChosen(unit=unit.unit, reason=choice.reason)]
    if unit.place is Place.STARTED:
        raise Conflict(
            "unit_started", N_("The unit's initiative has started. Cancel the initiative instead."), unit=unit.unit
        )
    gone = unit.place is Place.NOT_TAKING_PART
    return [] if gone else [ev.UnitNotTakingPart(unit=unit.unit, reason=choice.reason)]


def _answer(command: do.AnswerChecklist, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    require_complete(command.form)
    for item in unanswered(command.form.answers):
        raise Unmet("item_unrated", N_("Rate “{item}” too."), item=Message(LABELS[item]))
    if command.form == state.checklist:
        return []
    return [ev.ChecklistAnswered(form=command.form, on=_today(facts))]


def _open_network(command: do.OpenNetworkMeeting, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    if state.status is Status.CLOSED or command.term_end in state.networks or not command.units:
        return []
    today = _today(facts)
    due = _calendar(facts).school.add(today, NETWORK_WITHIN)
    return [ev.NetworkMeetingOpened(term_end=command.term_end, units=command.units, on=today, due=due)]


def _hold_network(command: do.HoldNetworkMeeting, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    form, network = command.form, state.open_network
    require_complete(form)
    if any(form == held.held for held in state.networks.values()):
        return []
    if network is None:
        raise Conflict("no_network_meeting", N_("No network meeting waits to be held."))
    if form.held_on is not None and form.held_on > _today(facts):
        raise Unmet("not_held_yet", N_("The day lies ahead. Send it in when the meeting has been held."))
    outside = [unit for unit in form.units if unit not in state.units]
    if outside:
        raise NotFound("unit_outside", N_("The unit is not in this programme."))
    return [ev.NetworkMeetingHeld(term_end=network.term_end, form=form, on=_today(facts))]


def _close(command: do.CloseProgramme, state: ProgrammeState, facts: Facts) -> Sequence[Event]:
    if state.status is Status.CLOSED:
        return []
    if not command.reason:
        raise Unmet("reason_missing", N_("Give a reason."))
    if state.status is Status.LAUNCHING:
        raise Conflict(
            "units_left", N_("Units still wait or are held back. Start each or record that it does not take part.")
        )
    return [ev.ProgrammeClosed(reason=command.reason, on=_today(facts))]


def stream(programme: UUID) -> str:
    return f"programme:{programme}"


def _relies_on(organiser_id: UUID, _state: ProgrammeState, command: do.Command) -> tuple[str, ...]:
    common = (organiser.stream(organiser_id), calendar.stream(organiser_id))
    if isinstance(command, do.StartProgramme):
        return (*common, template.stream(organiser_id, command.form.template or ""))
    return common


AGGREGATE: Final[Aggregate[do.Command, Event, ProgrammeState]] = Aggregate(
    category="programme",
    commands=do.Command,
    events=Event,
    initial=ProgrammeState(),
    decide=decide,
    evolve=evolve,
    relies_on=_relies_on,
)
