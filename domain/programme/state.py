"""A programme as its events leave it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID, uuid5

from domain.changing import changed
from domain.forms import StartDecision
from domain.forms.programme import Checklist, NetworkMeeting, ProgrammeDecision, UnitInvited
from domain.programme import events as ev
from domain.programme.events import Known
from domain.sealed import Sealed


class Status(StrEnum):
    """Whether units are still to be started."""

    NONE = "none"
    LAUNCHING = "launching"
    LAUNCHED = "launched"
    CLOSED = "closed"


class Place(StrEnum):
    """Where a unit is in the launch."""

    WAITING = "waiting"
    HELD_BACK = "held_back"
    STARTED = "started"
    NOT_TAKING_PART = "not_taking_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the programme."""

    unit: UUID
    place: Place
    known: Known
    """What the organiser has been shown of it."""
    refused: str | None = None
    reason: Sealed | None = None
    """Why it takes part all the same, or does not."""
    armed: int = 1
    """The version of the event that gave it its place."""

    @property
    def chosen(self) -> bool:
        """The organiser has looked at what is known, and wants it started."""
        return self.place is Place.WAITING and self.reason is not None

    def bears(self, fresh: Known) -> bool:
        """Whether it may be started with what is known now: nothing, or only what the organiser has accepted."""
        if not self.chosen:
            return not fresh.speaks
        accepted = self.known
        same_capacity = fresh.low_capacity in (None, accepted.low_capacity)
        return set(fresh.live) <= set(accepted.live) and same_capacity and fresh.vacant <= accepted.vacant


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One term's meeting of the eager."""

    term_end: date
    units: tuple[UUID, ...]
    opened: date
    due: date
    held: NetworkMeeting | None = None


@dataclass(frozen=True, kw_only=True)  # no slots: copied by every event (domain.changing)
class ProgrammeState:
    """`version` counts the events folded; it is the stream's version."""

    version: int = 0
    status: Status = Status.NONE
    programme: UUID = UUID(int=0)
    form: ProgrammeDecision | None = None
    template_version: int = 0
    started: date = date.min
    launched: date | None = None
    units: Mapping[UUID, Unit] = field(default_factory=dict)
    invited: Mapping[UUID, UnitInvited] = field(default_factory=dict)
    checklist: Checklist | None = None
    checklist_on: date | None = None
    networks: Mapping[date, Network] = field(default_factory=dict)
    """By the end of the term."""

    @property
    def waiting(self) -> Iterator[Unit]:
        """Those whose turn is to come, in the order of the decision."""
        return (unit for unit in self.units.values() if unit.place is Place.WAITING)

    @property
    def counts(self) -> Mapping[Place, int]:
        """How many units are in each place."""
        found = Counter(unit.place for unit in self.units.values())
        return {place: found[place] for place in Place}

    def initiative_of(self, unit: UUID) -> UUID:
        """The id of a unit's initiative: a fact, so that nobody can start it twice."""
        return initiative_of(self.programme, unit)

    @property
    def open_network(self) -> Network | None:
        """The meeting that is to be held, the earliest due."""
        ahead = [network for network in self.networks.values() if network.held is None]
        return min(ahead, key=lambda network: network.due, default=None)


def initiative_of(programme: UUID, unit: UUID) -> UUID:
    """The id of the initiative that a programme starts at a unit."""
    return uuid5(programme, f"initiative:{unit}")


def decision_for(state: ProgrammeState, unit: Unit, live: tuple[UUID, ...]) -> StartDecision:
    """The unit's own decision, made of the programme's; texts as they are in `state`. Raises LookupError."""
    form = state.form
    if form is None:
        raise LookupError("a programme that has started has its decision")
    invited = state.invited.get(unit.unit) or UnitInvited(unit=unit.unit)
    return StartDecision(
        title=form.title,
        unit=unit.unit,
        template=form.template,
        track=form.track,
        manager=invited.manager or form.manager,
        facilitators=invited.facilitators,
        decision_body=form.decision_body,
        decided_on=form.decided_on,
        decision_ref=form.decision_ref,
        organiser_answers_for=form.organiser_answers_for,
        unit_answers_for=form.unit_answers_for,
        evidence=form.evidence,
        takes_part=form.takes_part,
        other_live=live,
        other_live_reason=unit.reason if live else None,
    )


def evolve(state: ProgrammeState, event: ev.Event) -> ProgrammeState:
    """The state after `event`; one event, one version."""
    return changed(state, version=state.version + 1, **_changes(state, event))


def _changes(state: ProgrammeState, event: ev.Event) -> dict[str, Any]:
    match event:
        case ev.UnitStarted():
            return _placed(state, event.unit, place=Place.STARTED)
        case ev.UnitHeldBack():
            known = event.known
            return _placed(state, known.unit, place=Place.HELD_BACK, known=known, refused=event.refused, reason=None)
        case ev.UnitChosen():
            return _placed(state, event.unit, place=Place.WAITING, reason=event.reason, refused=None)
        case ev.UnitNotTakingPart():
            return _placed(state, event.unit, place=Place.NOT_TAKING_PART, reason=event.reason, refused=None)
        case ev.ProgrammeStarted():
            return _started(event)
        case ev.ProgrammeLaunched():
            return {"status": Status.LAUNCHED, "launched": event.on}
        case ev.ChecklistAnswered():
            return {"checklist": event.form, "checklist_on": event.on}
        case ev.NetworkMeetingOpened():
            opened = Network(term_end=event.term_end, units=event.units, opened=event.on, due=event.due)
            return {"networks": {**state.networks, event.term_end: opened}}
        case ev.NetworkMeetingHeld():
            held = replace(state.networks[event.term_end], held=event.form)
            return {"networks": {**state.networks, event.term_end: held}}
        case ev.ProgrammeClosed():
            return {"status": Status.CLOSED}
    assert_never(event)


def _placed(state: ProgrammeState, unit: UUID, **changes: Any) -> dict[str, Any]:
    moved = replace(state.units.get(unit) or _waiting(unit), armed=state.version + 1, **changes)
    back = {"status": Status.LAUNCHING} if moved.place is Place.WAITING else {}
    return {"units": {**state.units, unit: moved}, **back}


def _waiting(unit: UUID) -> Unit:
    return Unit(unit=unit, place=Place.WAITING, known=Known(unit=unit))


def _started(event: ev.ProgrammeStarted) -> dict[str, Any]:
    invited = {row.unit: row for row in event.form.units if row.unit is not None}
    return {
        "status": Status.LAUNCHING,
        "programme": event.programme,
        "form": event.form,
        "template_version": event.template_version,
        "started": event.on,
        "invited": invited,
        "units": {unit: _waiting(unit) for unit in invited},
    }
