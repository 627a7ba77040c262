"""What a row does, as data; the words are in `web.rosters.views`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never
from uuid import UUID

from domain.organiser import UnitKind
from domain.post import events as ev
from domain.post.state import PostState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """It was not there."""

    unit_kind: UnitKind
    code: str
    """Empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Somebody who was not in the directory."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    name: str
    since: date
    until: date | None
    acting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePermanent:
    """They were acting until then."""

    name: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Departs:
    name: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerNamed:
    name: str


Effect = NewUnit | Registered | Appointed | MadePermanent | Departs | Corrected | ManagerNamed


def effects_of(events: Sequence[ev.Event], state: PostState, names: Mapping[UUID, str]) -> Iterator[Effect]:
    """Of one command's events, on the state before them."""
    match events:
        case [ev.DepartureAnnounced(), ev.PrincipalAppointed() as appointed]:
            yield MadePermanent(name=names.get(appointed.person, ""), since=appointed.since)
        case _:
            for event in events:
                yield _effect(event, state, names)


def _effect(event: ev.Event, state: PostState, names: Mapping[UUID, str]) -> Effect:
    match event:
        case ev.PrincipalAppointed():
            name = names.get(event.person, "")
            return Appointed(name=name, since=event.since, until=event.until, acting=event.acting)
        case ev.DepartureAnnounced():
            return Departs(name=names.get(state.tenures[event.tenure].person, ""), last_day=event.last_day)
        case ev.TenureCorrected():
            name = names.get(state.tenures[event.tenure].person, "")
            return Corrected(name=name, since=event.since, until=event.until)
        case ev.ManagerNamed():
            return ManagerNamed(name=names.get(event.person, ""))
        case (
            ev.TenureStruck()
            | ev.DeputyAppointed()
            | ev.AbsenceEnded()
            | ev.AbsenceStruck()
            | ev.MeanwhileNamed()
            | ev.ActingForAllowed()
            | ev.ActingForEnded()
        ):
            raise LookupError(f"no row gives {event.kind}")
    assert_never(event)
