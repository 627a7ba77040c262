"""What may be recorded of a post. At most one holds it at any instant; a gap is a vacancy.

From when something is so and when it was recorded are kept apart: what changes who is known to have held the post on a
day that has passed needs a reason.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from typing import Final, assert_never
from uuid import UUID, uuid5

from domain import calendar, organiser
from domain.actors import Role
from domain.aggregate import Aggregate
from domain.facts import Facts
from domain.messages import N_
from domain.organiser import post_of
from domain.post import commands as do
from domain.post import events as ev
from domain.post.events import Event
from domain.post.state import PostState, evolve
from domain.post.timeline import Absence, Holding, Tenure, covers, held_by_day, overlap, within
from domain.refusals import Conflict, NotAllowed, NotFound, Unmet
from domain.school_days import is_far_away

LONGEST: Final = timedelta(days=366)
"""Of what somebody may do in another's place: it ends, or is decided anew."""
_DAY: Final = timedelta(days=1)

FAR_AWAY: Final = N_("The year {year} is too far away. Correct the date.")
ENDS_FAR_AWAY: Final = N_("The year {year} is too far away. If no last day is known, leave it empty; else correct it.")
HELD_BY_ANOTHER: Final = N_(
    "The post is held by somebody else then ({days}). Announce the departure first, or correct the date."
)
HELD_LATER: Final = N_(
    "Somebody else is appointed from {since}. Give a last day before that, or first strike that appointment if it is"
    " not to be."
)
HELD_BY_THEMSELVES: Final = N_(
    "That person holds the post themselves then ({days}). Correct the days of that appointment, if they are wrong."
)
SUCCEEDED: Final = N_(
    "A successor holds the post from {since}. Give a last day before that, or first correct the successor's first day."
)
APPOINTED_ALSO: Final = N_(
    "They are also appointed from {since}. If that is not to be, strike it first:"
    " styrkedjan post strike UNIT {appointment} --reason REASON"
)
NOT_HELD: Final = N_("That person does not hold this post.")
REASON_FOR_PAST: Final = N_(
    "This changes who held the post on days that have passed. Give a reason, which is kept with it."
)
DEPUTISED: Final = N_(
    "A deputy is appointed for some of those days already. End that first; a last day before its first strikes it."
)


def decide(command: do.Command, state: PostState, facts: Facts) -> Sequence[Event]:
    """The events of `command` (none: it was done already); raises a `Refusal`."""
    _require_here(command, facts)
    if isinstance(command, do.AllowActingFor | do.EndActingFor):
        return _by_holder(command, state, facts)
    _require_staff(command, facts)
    events = _by_staff(command, state, facts)
    _require_reason(command, state, reduce(evolve, events, state), facts)
    return events


def _by_staff(
    command: do.AppointPrincipal
    | do.AnnounceDeparture
    | do.CorrectTenure
    | do.StrikeTenure
    | do.AppointDeputy
    | do.EndAbsence
    | do.NameMeanwhile
    | do.NameManager,
    state: PostState,
    facts: Facts,
) -> Sequence[Event]:
    match command:
        case do.AppointPrincipal():
            return _appoint(command, state)
        case do.AnnounceDeparture():
            return _depart(command, state)
        case do.CorrectTenure():
            return _correct(command, state)
        case do.StrikeTenure():
            gone = command.tenure not in state.tenures
            return [] if gone else [ev.TenureStruck(tenure=command.tenure, reason=command.reason)]
        case do.AppointDeputy():
            return _deputise(command, state)
        case do.EndAbsence():
            return _end_absence(command, state)
        case do.NameMeanwhile():
            return _name_meanwhile(command, state, facts)
        case do.NameManager():
            same = command.person == state.manager
            return [] if same else [ev.ManagerNamed(unit=command.unit, person=command.person)]
    assert_never(command)


def _require_here(command: do.Command, facts: Facts) -> None:
    if facts.organiser is None or command.unit not in facts.organiser.units:
        raise NotFound("unit_unknown", N_("There is no such unit here. Add the unit first."))


def _require_staff(command: do.Command, facts: Facts) -> None:
    follows = isinstance(command, do.NameMeanwhile) and facts.standing.actor.kind == "clock"
    if not follows and not facts.standing.has(Role.ORGANISER, Role.ADMIN):
        raise NotAllowed(
            "organiser_or_admin", N_("Only the organiser's staff or an administrator may do this. Ask them to do it.")
        )


def _require_reason(command: do.Command, before: PostState, after: PostState, facts: Facts) -> None:
    """A post of which nobody was ever recorded as its holder has no past to change."""
    if getattr(command, "reason", None) or not (before.handovers or before.meanwhile):
        return
    if isinstance(command, do.CorrectTenure | do.StrikeTenure):
        raise Unmet("reason_missing", N_("Give a reason."))
    today = facts.today
    if held_by_day(before.holdings, today) != held_by_day(after.holdings, today):
        raise Unmet("reason_for_past", REASON_FOR_PAST)


def _require_near(since: date | None, until: date | None = None) -> None:
    for day, sentence in ((since, FAR_AWAY), (until, ENDS_FAR_AWAY)):
        if day is not None and is_far_away(day):
            raise Unmet("date_far_away", sentence, year=day.year)


def _require_order(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Unmet("ends_before_start", N_("The last day lies before the first. Correct one of them."))


def _id(state: PostState, unit: UUID, what: str) -> UUID:
    return uuid5(post_of(unit), f"{what}:{state.version + 1}")


def _appoint(command: do.AppointPrincipal, state: PostState) -> Sequence[Event]:
    _require_near(command.since, command.until)
    _require_order(command.since, command.until)
    said = (command.person, command.acting, command.since, command.until)
    if any((t.person, t.acting, t.since, t.until) == said for t in state.tenures.values()):
        return []
    new = Tenure(
        tenure=_id(state, command.unit, "tenure"),
        person=command.person,
        acting=command.acting,
        since=command.since,
        until=command.until,
    )
    made_permanent = _acting_until(state, new)
    _require_free(new, state, besides=made_permanent)
    ended = (
        [ev.DepartureAnnounced(tenure=made_permanent, last_day=new.since - _DAY, reason=command.reason)]
        if made_permanent
        else []
    )
    appointed = ev.PrincipalAppointed(
        unit=command.unit,
        tenure=new.tenure,
        person=new.person,
        acting=new.acting,
        since=new.since,
        until=new.until,
        reason=command.reason,
    )
    return [*ended, appointed]


def _acting_until(state: PostState, new: Tenure) -> UUID | None:
    """The acting tenure of the same person that this one takes over from."""
    return next(
        (
            held.tenure
            for held in state.tenures.values()
            if held.acting and not new.acting and held.person == new.person and held.since < new.since
            if overlap(held, new)
        ),
        None,
    )


def _require_free(new: Tenure, state: PostState, besides: UUID | None = None, otherwise: str | None = None) -> None:
    """`otherwise`: what to say where somebody else holds it then."""
    for held in state.tenures.values():
        if held.tenure in (besides, new.tenure) or not overlap(held, new):
            continue
        days = f"{held.since} – {held.until or ''}".rstrip()
        by_another = otherwise or (HELD_LATER if held.since > new.since else HELD_BY_ANOTHER)
        sentence = HELD_BY_THEMSELVES if held.person == new.person else by_another
        before = held.since - _DAY
        raise Conflict("tenures_overlap", sentence, days=days, since=held.since, before=before, appointment=held.tenure)


def _depart(command: do.AnnounceDeparture, state: PostState) -> Sequence[Event]:
    _require_near(command.last_day)
    theirs = [tenure for tenure in state.tenures.values() if tenure.person == command.person]
    if not theirs:
        raise NotFound("not_principal_there", NOT_HELD)
    tenure = max(theirs, key=lambda each: each.since)
    if command.last_day < tenure.since and any(each.since <= command.last_day for each in theirs):
        raise Conflict("appointed_also", APPOINTED_ALSO, since=tenure.since, appointment=tenure.tenure)
    _require_order(tenure.since, command.last_day)
    if tenure.until == command.last_day:
        return []
    _require_free(replace(tenure, until=command.last_day), state, otherwise=SUCCEEDED)
    return [ev.DepartureAnnounced(tenure=tenure.tenure, last_day=command.last_day, reason=command.reason)]


def _correct(command: do.CorrectTenure, state: PostState) -> Sequence[Event]:
    _require_near(command.since, command.until)
    tenure = state.tenures.get(command.tenure)
    if tenure is None:
        raise NotFound("tenure_unknown", N_("There is no such appointment at this post."))
    _require_order(command.since, command.until)
    right = replace(tenure, since=command.since, until=command.until)
    if right == tenure:
        return []
    _require_free(right, state)
    return [ev.TenureCorrected(tenure=right.tenure, since=right.since, until=right.until, reason=command.reason)]


def _deputise(command: do.AppointDeputy, state: PostState) -> Sequence[Event]:
    _require_near(command.since, command.until)
    _require_order(command.since, command.until)
    away = state.at(command.since)
    said = (away.principal, command.person, command.since, command.until)
    if any((a.principal, a.person, a.since, a.until) == said for a in state.absences.values()):
        return []
    if away.principal is None:
        raise Conflict("nobody_to_deputise", N_("Nobody holds the post then. Appoint an acting principal instead."))
    if away.principal == command.person:
        raise Unmet("own_deputy", N_("A principal cannot be their own deputy. Name somebody else."))
    new = Absence(
        absence=_id(state, command.unit, "absence"),
        principal=away.principal,
        tenure=away.tenure,
        person=command.person,
        since=command.since,
        until=command.until,
    )
    in_force = within(state.tenures.values(), [new])
    if any(overlap(held, one) for one in in_force for held in state.away):
        raise Conflict("absences_overlap", DEPUTISED)
    return [
        ev.DeputyAppointed(
            unit=command.unit,
            absence=new.absence,
            principal=new.principal,
            person=new.person,
            since=new.since,
            until=new.until,
            reason=command.reason,
        )
    ]


def _end_absence(command: do.EndAbsence, state: PostState) -> Sequence[Event]:
    """Before its first day it never was, as a tenure that is struck."""
    _require_near(command.last_day)
    meant = _meant(command, state)
    if meant.ended(command.last_day):
        return []
    if command.last_day < meant.since:
        return [ev.AbsenceStruck(absence=meant.absence, reason=command.reason)]
    return [ev.AbsenceEnded(absence=meant.absence, last_day=command.last_day, reason=command.reason)]


def _meant(command: do.EndAbsence, state: PostState) -> Absence:
    """Of those in force the one that goes on then, or the last there was; else one of which it is said already."""
    said = {each.absence: each for each in state.absences.values() if command.since in (None, each.since)}
    held = sorted((each for each in state.away if each.absence in said), key=lambda each: each.since)
    going = [each for each in held if covers(each.since, each.until, command.last_day)]
    if not going and len(held) > 1 and held[-1].since > command.last_day:
        raise Conflict(
            "which_absence",
            N_("Several deputies are recorded. Give the first day of the one that is meant: {days}."),
            days=", ".join(str(said[each.absence].since) for each in held),
        )
    done = [each for each in said.values() if each.ended(command.last_day)]
    if found := [*going, *reversed(held), *done]:
        return said[found[0].absence]
    raise NotFound("no_absence", N_("No deputy is appointed at this post."))


def _name_meanwhile(command: do.NameMeanwhile, state: PostState, facts: Facts) -> Sequence[Event]:
    today, now = facts.today, state.at(facts.today)
    if not now.is_vacant:
        raise Conflict("not_vacant", N_("The post is held. Only a vacant post needs somebody who answers meanwhile."))
    _require_bounded(today, command.until)
    if now.person == command.person and state.meanwhile[-1].until == command.until:
        return []
    return [
        ev.MeanwhileNamed(unit=command.unit, person=command.person, since=today, until=command.until, by=command.by)
    ]


def _require_bounded(since: date, until: date) -> None:
    _require_order(since, until)
    if until - since > LONGEST:
        raise Unmet("too_long", N_("Give a last day within a year. It can be renewed then."))


def _by_holder(command: do.AllowActingFor | do.EndActingFor, state: PostState, facts: Facts) -> Sequence[Event]:
    """Only the holder in person: whoever acts for them cannot pass it on."""
    today, actor = facts.today, facts.standing.actor
    holder = state.at(today)
    if actor.acting_for is not None:
        raise NotAllowed("not_passed_on", N_("Whoever acts for somebody cannot let others do so. Ask the principal."))
    if actor.person is None or actor.person != holder.person:
        raise NotAllowed("principal_only", N_("Only the unit's principal may do this."))
    found = state.delegation(actor.person, command.person, today)
    match command:
        case do.AllowActingFor():
            return _allow(command, state, holder, today)
        case do.EndActingFor():
            return [ev.ActingForEnded(delegation=found.delegation)] if found else []
    assert_never(command)


def _allow(command: do.AllowActingFor, state: PostState, holder: Holding, today: date) -> Sequence[Event]:
    _require_bounded(today, command.until)
    if holder.person is None or holder.person == command.person:
        raise Unmet("acts_for_self", N_("Name somebody else than yourself."))
    found = state.delegation(holder.person, command.person, today)
    if found is not None and found.until == command.until:
        return []
    allowed = ev.ActingForAllowed(
        delegation=_id(state, command.unit, "acting for"),
        holder=holder.person,
        person=command.person,
        since=today,
        until=command.until,
    )
    return [*([ev.ActingForEnded(delegation=found.delegation)] if found else []), allowed]


def stream(post: UUID) -> str:
    return f"post:{post}"


def stream_at(unit: UUID) -> str:
    """Of the unit's post."""
    return stream(post_of(unit))


def _relies_on(organiser_id: UUID, _state: PostState, _command: do.Command) -> tuple[str, ...]:
    return (organiser.stream(organiser_id), calendar.stream(organiser_id))


AGGREGATE: Final[Aggregate[do.Command, Event, PostState]] = Aggregate(
    category="post",
    commands=do.Command,
    events=Event,
    initial=PostState(),
    decide=decide,
    evolve=evolve,
    relies_on=_relies_on,
)
