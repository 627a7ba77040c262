"""A post as its events leave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import assert_never
from uuid import UUID

from domain.actors import Actor
from domain.changing import changed
from domain.organiser import post_of
from domain.post import events as ev
from domain.post.timeline import Absence, Holding, Meanwhile, Tenure, covers, held_after, timeline, within
from domain.post.turnovers import Turnover, first_awaited, names_of, turnovers


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """The holder lets somebody act for them."""

    delegation: UUID
    holder: UUID
    person: UUID
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)  # no slots: the holdings are found once
class PostState:
    """`version` counts the events folded; a post that nothing was recorded of is vacant."""

    version: int = 0
    unit: UUID | None = None
    manager: UUID | None = None
    tenures: Mapping[UUID, Tenure] = field(default_factory=dict)
    """Those that are believed to be true."""
    absences: Mapping[UUID, Absence] = field(default_factory=dict)
    meanwhile: tuple[Meanwhile, ...] = ()
    delegations: Mapping[UUID, Delegation] = field(default_factory=dict)
    names: Mapping[UUID, UUID] = field(default_factory=dict)
    """By tenure, what its service is called."""
    handovers: frozenset[UUID] = frozenset()
    """Of every change of principal there was believed to be, also those that came to nothing."""

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Every day of all time, in order."""
        return timeline(self.tenures.values(), self.absences.values(), self.meanwhile)

    @cached_property
    def turnovers(self) -> tuple[Turnover, ...]:
        """Changes of principal, oldest first."""
        return tuple(turnovers(post_of(self.unit), self.tenures.values(), self.names)) if self.unit else ()

    def turnovers_at(self, unit: UUID) -> tuple[Turnover, ...]:
        """What there are handovers for: the same, or the first principal's, who is awaited."""
        return self.turnovers or (first_awaited(post_of(unit)),)

    @property
    def away(self) -> tuple[Absence, ...]:
        """Absences as they are in force: none outlives the principal's time."""
        return tuple(within(self.tenures.values(), self.absences.values()))

    def at(self, day: date) -> Holding:
        """Who holds it on a day, by what is known."""
        return next(holding for holding in reversed(self.holdings) if holding.since <= day)

    def service_at(self, day: date) -> Turnover | None:
        """The change of principal by which whoever is principal that day came; a deputy is not."""
        principal = self.at(day).principal
        if principal is None:
            return None
        return next(t for t in reversed(self.turnovers) if t.first_day is not None and t.first_day <= day)

    def leaves_on(self, day: date) -> date | None:
        """The last day of whoever is principal that day, if one is known."""
        if self.at(day).principal is None:
            return None
        return next((t.last_day for t in self.turnovers if t.last_day is not None and t.last_day >= day), None)

    def held_after(self, day: date, until: date) -> bool:
        """Whether somebody is principal on a day after `day`, `until` included."""
        return held_after(self.tenures.values(), day, until)

    def changes_after(self, day: date) -> date | None:
        """The next day on which it is held otherwise."""
        return next((holding.since for holding in self.holdings if holding.since > day), None)

    def may_act(self, actor: Actor, day: date) -> bool:
        """Whether the actor answers for the post that day: as its holder, or for them by their leave."""
        holder = self.at(day).person
        if holder is None or actor.person is None:
            return False
        if actor.acting_for is None:
            return actor.person == holder
        return actor.acting_for == holder and self.delegation(holder, actor.person, day) is not None

    def delegation(self, holder: UUID, person: UUID, day: date) -> Delegation | None:
        """By which `person` may act for `holder` that day: it ended for good if the post was held otherwise since."""
        return next(
            (
                each
                for each in self.delegations.values()
                if (each.holder, each.person) == (holder, person) and covers(each.since, each.until, day)
                if self._held_throughout(holder, each.since, day)
            ),
            None,
        )

    def _held_throughout(self, holder: UUID, since: date, day: date) -> bool:
        first = self.at(since)
        return all(h.person == holder for h in self.holdings if first.since <= h.since <= day)


def evolve(state: PostState, event: ev.Event) -> PostState:
    after = _evolved(state, event)
    if after.tenures is not state.tenures:
        after = replace(after, names=names_of(after.tenures.values(), state.names))
    handovers = after.handovers | {turnover.handover for turnover in after.turnovers}
    return changed(after, version=state.version + 1, handovers=handovers)  # and neither changes its turnovers


def _evolved(state: PostState, event: ev.Event) -> PostState:
    match event:
        case ev.PrincipalAppointed():
            tenure = Tenure(
                tenure=event.tenure, person=event.person, acting=event.acting, since=event.since, until=event.until
            )
            return replace(state, unit=event.unit, tenures={**state.tenures, event.tenure: tenure})
        case ev.DepartureAnnounced():
            return _with_tenure(state, replace(state.tenures[event.tenure], until=event.last_day))
        case ev.TenureCorrected():
            return _with_tenure(state, replace(state.tenures[event.tenure], since=event.since, until=event.until))
        case ev.TenureStruck():
            left = {id_: tenure for id_, tenure in state.tenures.items() if id_ != event.tenure}
            return replace(state, tenures=left)
        case ev.DeputyAppointed():
            absence = Absence(
                absence=event.absence,
                principal=event.principal,
                tenure=state.at(event.since).tenure,
                person=event.person,
                since=event.since,
                until=event.until,
            )
            return _with_absence(replace(state, unit=event.unit), absence)
        case ev.AbsenceEnded():
            return _with_absence(state, replace(state.absences[event.absence], until=event.last_day))
        case ev.AbsenceStruck():
            return _with_absence(state, state.absences[event.absence].struck())
        case ev.MeanwhileNamed():
            named = Meanwhile(person=event.person, since=event.since, until=event.until)
            return replace(state, unit=event.unit, meanwhile=(*state.meanwhile, named))
        case ev.ManagerNamed():
            return replace(state, unit=event.unit, manager=event.person)
        case ev.ActingForAllowed():
            allowed = Delegation(
                delegation=event.delegation,
                holder=event.holder,
                person=event.person,
                since=event.since,
                until=event.until,
            )
            return replace(state, delegations={**state.delegations, event.delegation: allowed})
        case ev.ActingForEnded():
            left_over = {id_: each for id_, each in state.delegations.items() if id_ != event.delegation}
            return replace(state, delegations=left_over)
    assert_never(event)


def _with_tenure(state: PostState, tenure: Tenure) -> PostState:
    return replace(state, tenures={**state.tenures, tenure.tenure: tenure})


def _with_absence(state: PostState, absence: Absence) -> PostState:
    return replace(state, absences={**state.absences, absence.absence: absence})
