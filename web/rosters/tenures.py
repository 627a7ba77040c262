"""What a row says of who is principal, as commands to the post. What is not said changes nothing."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.messages import N_
from domain.post import commands as do
from domain.post.state import PostState
from domain.post.timeline import Tenure
from domain.sealed import Sealed
from web.forms import sealed
from web.rosters.rows import Column, Flaw, Row

_DAY: Final = timedelta(days=1)


def commands_of(row: Row, unit: UUID, person: UUID, state: PostState, today: date) -> Iterator[do.Command | Flaw]:
    """Appointment, departure, correction: in the order they are to be done."""
    theirs = sorted((each for each in state.tenures.values() if each.person == person), key=lambda each: each.since)
    last = theirs[-1] if theirs else None
    if row.since is None:
        yield from _still(row, unit, last, today)
        return
    held = next((each for each in theirs if each.since == row.since), None)
    if held is not None:
        yield from _known(row, unit, held, is_last=held == last)
    elif last is not None and _is_correction(row, row.since, last):
        yield _with_reason(row, unit, last, row.since, row.until or last.until)
    else:
        yield from _appointed(row, unit, person, row.since, state)


def _is_correction(row: Row, since: date, last: Tenure) -> bool:
    """Other days of the same appointment, rather than another one."""
    if last.since < since:
        return (last.until is None or since <= last.until) and not (last.acting and not row.acting)
    return row.until is None or row.until >= last.since


def _still(row: Row, unit: UUID, last: Tenure | None, today: date) -> Iterator[do.Command | Flaw]:
    """Without a first day it is whoever is principal already."""
    if last is None or (last.until is not None and last.until < today and row.until != last.until):
        yield row.flaw(Column.SINCE, N_("They are not principal there now. Write from when they are."))
        return
    yield from _known(row, unit, last, is_last=True)


def _known(row: Row, unit: UUID, held: Tenure, *, is_last: bool) -> Iterator[do.Command | Flaw]:
    if row.acting is not None and row.acting != held.acting:
        yield _other_way(row, held)
    elif row.until is not None and row.until != held.until:
        if is_last:
            yield do.AnnounceDeparture(unit=unit, person=held.person, last_day=row.until, reason=_reason(row))
        else:
            yield _with_reason(row, unit, held, held.since, row.until)


def _other_way(row: Row, held: Tenure) -> Flaw:
    if held.acting:
        what = N_("They are acting from {since}. Write from when they are principal for good.")
        return row.flaw(Column.SINCE, what, since=held.since)
    what = N_(
        "They are principal for good from {since}. If that is wrong, strike it first:"
        " styrkedjan post strike UNIT APPOINTMENT --reason REASON"
    )
    return row.flaw(Column.ACTING, what, since=held.since)


def _with_reason(row: Row, unit: UUID, held: Tenure, since: date, until: date | None) -> do.Command | Flaw:
    reason = _reason(row)
    if reason is None:
        open_ended = N_("They are recorded from {since}. Write that day, or why another is right.")
        ended = N_("They are recorded from {since} to {until}. Write those days, or why others are right.")
        return row.flaw(Column.REASON, ended if held.until else open_ended, since=held.since, until=held.until)
    return do.CorrectTenure(unit=unit, tenure=held.tenure, since=since, until=until, reason=reason)


def _appointed(row: Row, unit: UUID, person: UUID, since: date, state: PostState) -> Iterator[do.Command]:
    """Whoever is principal without a known end has their last day the day before."""
    before = next((each for each in state.tenures.values() if each.until is None and each.since < since), None)
    if before is not None and before.person != person:
        yield do.AnnounceDeparture(unit=unit, person=before.person, last_day=since - _DAY, reason=_reason(row))
    yield do.AppointPrincipal(
        unit=unit, person=person, since=since, until=row.until, acting=bool(row.acting), reason=_reason(row)
    )


def _reason(row: Row) -> Sealed | None:
    return sealed(row.reason) if row.reason else None
