"""Who holds a post on which day: from what is recorded, every day of all time to exactly one holder or a vacancy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.messages import N_

_DAY: Final = timedelta(days=1)


class Standing(StrEnum):
    """In what capacity somebody answers for the post."""

    PRINCIPAL = "principal"
    ACTING = "acting"
    DEPUTY = "deputy"
    MEANWHILE = "meanwhile"
    """The post is vacant, and somebody is named to answer until it is not."""
    VACANT = "vacant"


STANDING_NAMES: Final = {
    Standing.PRINCIPAL: N_("principal"),
    Standing.ACTING: N_("acting principal"),
    Standing.DEPUTY: N_("deputy"),
    Standing.MEANWHILE: N_("answers meanwhile, the post is vacant"),
    Standing.VACANT: N_("vacant"),
}
EMPTY: Final = frozenset({Standing.MEANWHILE, Standing.VACANT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Somebody's time as principal; `until` is the last day, `None` while no end is known."""

    tenure: UUID
    person: UUID
    acting: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which a deputy answers for one principal: not for a successor, nor for one who has left and returns."""

    absence: UUID
    principal: UUID
    tenure: UUID | None
    """The one it began in. It goes on where another of the same person follows the day after, and no further."""
    person: UUID
    since: date
    until: date | None
    """The last day; the day before the first, where it never was."""

    def struck(self) -> "Absence":
        """It was recorded by mistake."""
        return replace(self, until=self.since - _DAY)

    def ended(self, last_day: date) -> bool:
        """Whether that is its last day; any before its first, where it never was."""
        return self.until == max(last_day, self.since - _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Somebody who answers in one vacancy, until another naming at the latest."""

    person: UUID
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A stretch of days, first and last included, in which the post is held by the same person in the same way."""

    since: date
    until: date | None
    standing: Standing
    person: UUID | None
    """Who answers; `None` only for a vacancy in which nobody does."""
    tenure: UUID | None
    principal: UUID | None
    """Whose tenure it is: somebody else's while a deputy answers."""

    @property
    def is_vacant(self) -> bool:
        return self.standing in EMPTY


def covers(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day <= until)


def held_after(tenures: Iterable[Tenure], day: date, until: date) -> bool:
    """Whether somebody is principal on a day after `day`, `until` included: what was said of a vacancy is over."""
    return any(each.since <= until and (each.until is None or each.until > day) for each in tenures)


def overlap(one: Tenure | Absence, other: Tenure | Absence) -> bool:
    ends, its_ends = one.until or date.max, other.until or date.max
    return one.since <= its_ends and other.since <= ends


def timeline(
    tenures: Iterable[Tenure], absences: Iterable[Absence], meanwhile: Iterable[Meanwhile]
) -> tuple[Holding, ...]:
    """Holdings in order, without gap or overlap, from the first day there is to the last. Tenures do not overlap."""
    held, named = tuple(tenures), tuple(meanwhile)
    away = tuple(within(held, absences))
    found: list[Holding] = []
    for day in _changes((*held, *away, *named)):
        holding = _on(day, held, away, named)
        if not found or _alike(found[-1]) != _alike(holding):
            found.append(holding)
    ends = [later.since - _DAY for later in found[1:]]
    return tuple(replace(holding, until=end) for holding, end in zip(found, [*ends, None], strict=True))


def within(tenures: Iterable[Tenure], absences: Iterable[Absence]) -> Iterator[Absence]:
    """Absences, each cut to the unbroken time as principal that it is a part of; none of it elsewhere."""
    unbroken = tuple(_unbroken(tenures))
    for absence in absences:
        held = next((each for each in unbroken if absence.tenure in {tenure.tenure for tenure in each}), None)
        if held is None:
            continue
        since, ends = max(absence.since, held[0].since), _earlier(absence.until, held[-1].until)
        if ends is None or since <= ends:
            yield replace(absence, since=since, until=ends)


def _unbroken(tenures: Iterable[Tenure]) -> Iterator[tuple[Tenure, ...]]:
    """Tenures of one person without a day between them."""
    run: tuple[Tenure, ...] = ()
    for tenure in sorted(tenures, key=lambda each: each.since):
        if run and (run[-1].person != tenure.person or run[-1].until != tenure.since - _DAY):
            yield run
            run = ()
        run = (*run, tenure)
    if run:
        yield run


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _changes(stretches: Iterable[Tenure | Absence | Meanwhile]) -> list[date]:
    """The days on which the holder may be another than the day before."""
    days = {date.min}
    for stretch in stretches:
        days.add(stretch.since)
        if stretch.until is not None:
            days.add(stretch.until + _DAY)
    return sorted(days)


def _on(day: date, tenures: Iterable[Tenure], absences: Iterable[Absence], named: Iterable[Meanwhile]) -> Holding:
    tenure = next((each for each in tenures if covers(each.since, each.until, day)), None)
    if tenure is None:
        stands_in = _named_for(day, named, tenures)
        how = Standing.MEANWHILE if stands_in else Standing.VACANT
        return Holding(since=day, until=None, standing=how, person=stands_in, tenure=None, principal=None)
    deputy = next((each.person for each in absences if covers(each.since, each.until, day)), None)
    how = Standing.DEPUTY if deputy else Standing.ACTING if tenure.acting else Standing.PRINCIPAL
    return Holding(
        since=day,
        until=None,
        standing=how,
        person=deputy or tenure.person,
        tenure=tenure.tenure,
        principal=tenure.person,
    )


def _named_for(day: date, named: Iterable[Meanwhile], tenures: Iterable[Tenure]) -> UUID | None:
    """Whoever was named last answers, for the days they were given of that vacancy; nobody named before them."""
    *_, last = (None, *(each for each in named if each.since <= day))
    return last.person if last and day <= last.until and not held_after(tenures, last.since, day) else None


def _alike(holding: Holding) -> tuple[object, ...]:
    return (holding.standing, holding.person, holding.tenure)


def held_by_day(holdings: Iterable[Holding], before: date) -> Mapping[date, tuple[object, ...]]:
    """What is known of the days before one, by the day each stretch begins: equal where the past is the same."""
    return {holding.since: _alike(holding) for holding in holdings if holding.since < before}
